"""Sentences: text in, spans that end at 。！？ or a line end out."""

from __future__ import annotations

import re

from pipeline.core.records import Sentence

# a longer one is no sentence (a table, broken text) and is cut at its last mark before that
_LONGEST = 600
_SENTENCE = re.compile(r"[^。！？!?\n]*(?:[。！？!?]+[”’」』）)]*|\n|$)")


def find_sentences(text: str) -> list[Sentence]:
    r"""The sentences of `text`, blank ones left out, white space at their ends too.

    >>> [(s.start, s.end) for s in find_sentences("甲县10个镇。乙县\n丙")]
    [(0, 7), (7, 9), (10, 11)]
    """
    found = []
    for m in _SENTENCE.finditer(text):
        words = m[0].strip()
        if words:
            start = m.start() + m[0].index(words[0])
            found.extend(_cut(text, start, start + len(words)))
    return found


def _cut(text: str, start: int, end: int) -> list[Sentence]:
    """text[start:end] as one sentence, or as several where it is too long."""
    found = []
    while end - start > _LONGEST:
        at = max(text.rfind(mark, start, start + _LONGEST) for mark in "；;，,、 ") + 1
        at = at if at > start else start + _LONGEST
        found.append(Sentence(start=start, end=at))
        start = at
    return [*found, Sentence(start=start, end=end)]
