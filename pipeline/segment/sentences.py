"""Sentences: text in, spans that end at 。！？ or a line end out."""

from __future__ import annotations

import re

from pipeline.records import Sentence

_SENTENCE = re.compile(r"[^。！？!?\n]*(?:[。！？!?]+[”’」』）)]*|\n|$)")


def find_sentences(text: str) -> list[Sentence]:
    """The sentences of `text`, blank ones left out, white space at their ends too.

    >>> [(s.start, s.end) for s in find_sentences("甲县10个镇。乙县\\n丙")]
    [(0, 7), (7, 9), (10, 11)]
    """
    found = []
    for m in _SENTENCE.finditer(text):
        words = m[0].strip()
        if words:
            start = m.start() + m[0].index(words[0])
            found.append(Sentence(start=start, end=start + len(words)))
    return found
