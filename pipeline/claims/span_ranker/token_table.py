"""TokenTable: a TextView and the claims found in it in.

Its tokens as arrays out, cut so that no quantity and no cue hides in a token.

The segmenter joins a classifier to its noun (个省) and a measure to the verb behind it (率为,
价格比): the borders of quantities and of such verbs are borders of tokens.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.claims.span_ranker.word_statistics import PositionTable, at_level
from pipeline.core.records import Label, Quantity, Sentence, Token
from pipeline.core.text_view import TextView

Array = NDArray[Any]
_VERB_BEHIND = re.compile("(?<=[率格额量金值])(?:为|达|比|由|从|超|均|下降|上涨|投入)$")
_OWN = re.compile("^[全我本各][国省市县区州镇乡村]$")  # the report's own place, whatever its kind
_HARD = frozenset("，。；：！？,;!?:\n")
_NOUN_TAGS = ("n", "vn", "l", "j", "b", "eng", "i", "an", "s")
_LEFT, _RIGHT = 70, 16  # tokens before and behind a quantity among which its item is looked for


def summed(values: Array) -> Array:
    """Running sums, one more than values: those of [a, b) are the difference of the sums at b and a."""
    return np.concatenate(
        [[0], np.cumsum(values, dtype=np.float64 if values.dtype.kind == "f" else np.int64)]
    )


class TokenTable:
    """The tokens of a text, and where each quantity's sentence begins and ends among them.

    `first` and `behind` of a quantity are its own tokens; `low` and `high` bound the search for its
    item.
    """

    def __init__(self, view: TextView, quantities: Sequence[Quantity]) -> None:
        sentences = [view.sentence_at(q.start) for q in quantities]
        tokens = list(
            _cut(
                _tokens_of(view, sentences),
                sorted({at for q in quantities for at in (q.start, q.end)}),
            )
        )
        self.starts = np.array([t.start for t in tokens], dtype=np.int64)
        self.ends = np.array([t.end for t in tokens], dtype=np.int64)
        self.tags = [t.tag for t in tokens]
        self.words = ["0" if t.text[0].isdigit() else _OWN.sub("全市", t.text) for t in tokens]
        self.count = len(tokens)
        self.vocabulary, self.ids = _numbered(self.words)
        self.tag_vocabulary, self.tag_ids = _numbered(self.tags)
        self.hard = self.are(lambda word: not _HARD.isdisjoint(word))
        self.sign = np.array(
            [t.tag == "x" and len(t.text) == 1 and not t.text.isalnum() for t in tokens], dtype=bool
        )
        self.noun = np.array([t.tag in _NOUN_TAGS or t.tag[:1] == "n" for t in tokens], dtype=bool)
        self.first = np.searchsorted(self.ends, [q.start for q in quantities], side="right")
        self.behind = np.searchsorted(self.starts, [q.end for q in quantities], side="left")
        self.low = np.maximum(
            np.searchsorted(self.starts, [s.start for s in sentences]), self.first - _LEFT
        )
        self.high = np.minimum(
            np.searchsorted(self.starts, [s.end for s in sentences]), self.behind + _RIGHT
        )
        self.in_quantity = np.zeros(self.count, dtype=bool)
        self.begins_quantity = np.zeros(self.count, dtype=bool)
        for a, b in zip(self.first, self.behind, strict=True):
            self.in_quantity[a:b] = True
            self.begins_quantity[a : a + 1] = True
        near = np.zeros(self.count + 1, dtype=np.int64)
        np.add.at(near, self.low, 1)
        np.add.at(near, self.high, -1)
        self.near = np.cumsum(near)[:-1] > 0  # within some claim's search
        self._mark_entities(view)

    def are(self, test: Callable[[str], bool]) -> Array:
        """Which tokens' words pass a test; each word is tested once."""
        return np.fromiter(
            (test(word) for word in self.vocabulary), dtype=bool, count=len(self.vocabulary)
        )[self.ids]

    def rows(self, level: str, table: PositionTable) -> Array:
        """The row of each token in a table of positions."""
        if level == "tag":
            return table.rows(self.tag_vocabulary)[self.tag_ids]
        return table.rows(at_level(level, self.vocabulary, ()))[self.ids]

    def _mark_entities(self, view: TextView) -> None:
        self.in_time, self.in_place, self.in_name = (
            np.zeros(self.count, dtype=bool) for _ in range(3)
        )
        self.begins_name, self.ends_name = (
            np.zeros(self.count, dtype=bool),
            np.zeros(self.count, dtype=bool),
        )
        for entity in view.entities:
            a = np.searchsorted(self.ends, entity.start, side="right")
            b = np.searchsorted(self.starts, entity.end, side="left")
            if a < b:
                kind = {Label.TIME: self.in_time, Label.PLACE: self.in_place}.get(
                    entity.label, self.in_name
                )
                kind[a:b] = self.begins_name[a] = self.ends_name[b - 1] = True


def _tokens_of(view: TextView, sentences: Sequence[Sentence]) -> list[Token]:
    """The tokens of the sentences that have claims, with the one before each.

    What stands elsewhere no claim is about.
    """
    kept: list[Token] = []
    for sentence in dict.fromkeys(sentences):
        found = view.tokens_in(sentence.start, sentence.end)
        before = view.token_before(sentence.start)
        if before is not None and (not kept or before.start > kept[-1].start):
            kept.append(before)
        kept.extend(found)
    return kept


def _numbered(words: Sequence[str]) -> tuple[list[str], Array]:
    """The different words, and the number of each word among them."""
    numbers: dict[str, int] = {}
    ids = np.fromiter(
        (numbers.setdefault(word, len(numbers)) for word in words), dtype=np.int64, count=len(words)
    )
    return list(numbers), ids


def _cut(tokens: Sequence[Token], borders: Sequence[int]) -> Iterator[Token]:
    """The tokens, cut at `borders` (ascending offsets) and before a verb that hangs on a measure."""
    at = 0
    for token in tokens:
        while at < len(borders) and borders[at] <= token.start:
            at += 1
        cuts = [token.start]
        while at < len(borders) and borders[at] < token.end:
            cuts.append(borders[at])
            at += 1
        verb = _VERB_BEHIND.search(token.text)
        if verb and token.start + verb.start() > cuts[-1]:
            cuts.append(token.start + verb.start())
        if len(cuts) == 1:
            yield token
            continue
        for start, end in zip(cuts, [*cuts[1:], token.end], strict=True):
            yield Token(start, end, token.text[start - token.start : end - token.start], token.tag)
