"""Candidate spans: the tokens of a text in.

Every run of tokens that may be an item out, and which of them each claim chooses among.

A run may be an item if it crosses no clause mark and no quantity and its brackets close. Whether
its first and last words are such as gold has seen there is known (`unusual`), and weighs against
it, but rules out none. Runs are made once a text; a claim's choices are those of its sentence,
before it and behind it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.claims.span_ranker.token_table import TokenTable, summed
from pipeline.claims.span_ranker.word_statistics import PositionTable
from pipeline.core.records import Mention

Ints = NDArray[np.int64]
LONGEST = 11
# times a word or tag must have been seen before never having been in a place is telling
_ENOUGH = {
    "word": 20,
    "tag": 2000,
}
_COMPARING = frozenset("比较")
_OPENING = frozenset("“《(（‘「『【")
_CLOSING = frozenset("”》)）’」』】")


@dataclass(frozen=True, slots=True)
class Spans:
    """Runs of tokens [a, b), sorted by a, then b.

    Attributes:
        a: The first token of each.
        b: The token behind each.
        starts: Where each begins in the text.
        ends: Where each ends in the text.
        pairs: Claims, ascending, and spans: the spans of a claim's sentence that it may be about.
    """

    a: Ints
    b: Ints
    starts: Ints
    ends: Ints
    pairs: tuple[Ints, Ints]

    @property
    def count(self) -> int:
        """How many there are; the number behind the last stands for none."""
        return len(self.a)

    def mention(self, span: int, text: str) -> Mention:
        """The words of a span."""
        start, end = int(self.starts[span]), int(self.ends[span])
        return Mention(start=start, end=end, text=text[start:end])

    @classmethod
    def of(cls, tokens: TokenTable) -> Spans:
        """List all runs of up to LONGEST tokens that may be an item."""
        n = tokens.count
        blocked = summed(tokens.hard | tokens.in_quantity | ~tokens.near)
        first = ~tokens.sign | tokens.are(_OPENING.__contains__)
        last = ~tokens.sign | tokens.are(_CLOSING.__contains__)
        depth = summed(
            tokens.are(_OPENING.__contains__).astype(np.int64) - tokens.are(_CLOSING.__contains__)
        )
        starts, ends = [], []
        for length in range(1, min(LONGEST, n) + 1):
            a = np.arange(n - length + 1)
            b = a + length
            good = a[first[a] & last[b - 1] & (blocked[b] == blocked[a]) & (depth[b] == depth[a])]
            starts.append(good)
            ends.append(good + length)
        a = np.concatenate([*starts, np.zeros(0, np.int64)])
        b = np.concatenate([*ends, np.zeros(0, np.int64)])
        order = np.lexsort((b, a))
        a, b = a[order], b[order]
        return cls(
            a, b, tokens.starts[a], tokens.ends[b - 1] if len(b) else b, _pairs(a, b, tokens)
        )

    def unusual(self, tokens: TokenTable, positions: Mapping[str, PositionTable]) -> Ints:
        """How unusual the ends of each span are, shape (spans,).

        One for each end with a word, or a kind of word, that gold has often seen and never there;
        and two for each end with a preposition of comparison (失业率比 in 失业率比上年下降), which
        belongs to the time behind it.
        """
        compares = 2 * (
            tokens.are(_COMPARING.__contains__)
            & np.append(tokens.in_time[1:], False)[: tokens.count]
        )
        first, last = (
            _never(tokens, positions, position) + compares for position in ("first", "last")
        )
        found: Ints = first[self.a] + last[self.b - 1]
        return found


def _never(
    tokens: TokenTable, positions: Mapping[str, PositionTable], position: str
) -> NDArray[np.bool_]:
    """Which tokens gold has often seen elsewhere and never in a position."""
    found = np.zeros(tokens.count, dtype=bool)
    for level, enough in _ENOUGH.items():
        found |= positions[level].never(position, tokens.rows(level, positions[level]), enough)
    return found


def _pairs(a: Ints, b: Ints, tokens: TokenTable) -> tuple[Ints, Ints]:
    """For each claim the spans before it and behind it in its sentence."""
    claims, spans = [], []
    for i, (low, first, behind, high) in enumerate(
        zip(tokens.low, tokens.first, tokens.behind, tokens.high, strict=True)
    ):
        before = np.arange(*np.searchsorted(a, [low, first]))
        after = np.arange(*np.searchsorted(a, [behind, high]))
        mine = np.concatenate([before, after[b[after] <= high]])
        spans.append(mine)
        claims.append(np.full(len(mine), i))
    empty: list[Any] = [np.zeros(0, np.int64)]
    return np.concatenate(claims or empty), np.concatenate(spans or empty)
