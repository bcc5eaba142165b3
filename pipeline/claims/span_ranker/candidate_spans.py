"""Spans: the pieces of a text in; every run of pieces that may be an item out, and which of them each claim chooses among.

A run may be an item if it crosses no clause mark and no quantity, and begins and ends with words that gold has seen (or might see)
begin and end one. Runs are made once a text; a claim's choices are those of its sentence, before it and behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.claims.span_ranker.token_table import Pieces, summed
from pipeline.claims.span_ranker.word_statistics import RoleTable
from pipeline.core.records import Mention

Ints = NDArray[np.int64]
LONGEST = 11
_ENOUGH = {"word": 20, "tag": 2000}  # times a word or tag must have been seen before it is shut out of a place
_OPENING = frozenset("“《(（‘「『【")
_CLOSING = frozenset("”》)）’」』】")


@dataclass(frozen=True, slots=True)
class Spans:
    """Runs of pieces [a, b), sorted by a, then b; `starts` and `ends` are theirs in the text."""

    a: Ints
    b: Ints
    starts: Ints
    ends: Ints

    @property
    def count(self) -> int:
        return len(self.a)

    def mention(self, span: int, text: str) -> Mention:
        """The words of a span."""
        start, end = int(self.starts[span]), int(self.ends[span])
        return Mention(start=start, end=end, text=text[start:end])

    @classmethod
    def of(cls, pieces: Pieces, roles: dict[str, RoleTable]) -> Spans:
        """All runs of up to LONGEST pieces that may be an item."""
        n = pieces.count
        blocked = summed(pieces.hard | pieces.in_quantity | ~pieces.near)
        first = _may(pieces, roles, "first") & (~pieces.sign | pieces.are(_OPENING.__contains__))
        last = _may(pieces, roles, "last") & (~pieces.sign | pieces.are(_CLOSING.__contains__))
        depth = summed(pieces.are(_OPENING.__contains__).astype(np.int64) - pieces.are(_CLOSING.__contains__))
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
        return cls(a, b, pieces.starts[a], pieces.ends[b - 1] if len(b) else b)

    def choices(self, pieces: Pieces) -> tuple[Ints, Ints]:
        """Pairs (claim, span), claims ascending: the spans of a claim's sentence that it may be about."""
        claims, spans = [], []
        for i, (low, first, behind, high) in enumerate(zip(pieces.low, pieces.first, pieces.behind, pieces.high, strict=True)):
            before = np.arange(*np.searchsorted(self.a, [low, first]))
            after = np.arange(*np.searchsorted(self.a, [behind, high]))
            mine = np.concatenate([before, after[self.b[after] <= high]])
            spans.append(mine)
            claims.append(np.full(len(mine), i))
        empty: list[Any] = [np.zeros(0, np.int64)]
        return np.concatenate(claims or empty), np.concatenate(spans or empty)


def _may(pieces: Pieces, roles: dict[str, RoleTable], role: str) -> NDArray[np.bool_]:
    """Which pieces may stand in a role: those that gold has not often seen elsewhere and never there."""
    shut = np.zeros(pieces.count, dtype=bool)
    for level, enough in _ENOUGH.items():
        shut |= roles[level].never(role, pieces.rows(level, roles[level]), enough)
    return ~shut
