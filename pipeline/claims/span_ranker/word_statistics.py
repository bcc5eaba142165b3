"""Roles: words in.

How much more often than others each is an item's first, last or inner word, its neighbour, or
between it and its number.

The counts come from gold. A word that gold has never shown is known by its tag, its first and its
last character.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

POSITIONS = ("first", "last", "inner", "left", "right", "between", "out")
LEVELS = ("word", "tag", "begin", "end")
PAIRS = ("unit-word", "unit-end", "kind-word", "kind-end")
_WEIGHT = 2.0  # of the overall shares, in words
Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


class Counted(NamedTuple):
    """Words (or tags, characters, pairs `left|right`), and how often each was seen as each of some
    things: shape (words, things).
    """

    keys: list[str]
    counts: Ints

    @classmethod
    def of(cls, counts: Mapping[str, Sequence[int] | int]) -> Counted:
        """Counts by word as a table."""
        rows = np.array([*counts.values()], dtype=np.int64)
        return cls([*counts], rows.reshape(len(counts), -1 if len(counts) else 1))


def at_level(level: str, words: Sequence[str], tags: Sequence[str]) -> list[str]:
    """What a level of counting sees of each token."""
    if level == "tag":
        return list(tags)
    return (
        list(words)
        if level == "word"
        else [w[0] for w in words]
        if level == "begin"
        else [w[-1] for w in words]
    )


@dataclass(slots=True)
class PositionTable:
    """Counts of one level.

    `odds` has a row a word, the last for unknown words: log of share in a position to the overall
    share.
    """

    counts: Counted
    _rows: dict[str, int] = field(init=False)
    _seen: Ints = field(init=False)
    _odds: Floats = field(init=False)

    def __post_init__(self) -> None:
        self._rows = {word: i for i, word in enumerate(self.counts.keys)}
        self._seen = np.vstack(
            [
                self.counts.counts.reshape(-1, len(POSITIONS)),
                np.zeros((1, len(POSITIONS)), dtype=np.int64),
            ]
        )
        overall = self._seen.sum(axis=0) + 1.0
        overall /= overall.sum()
        shares = (self._seen + _WEIGHT * overall) / (
            self._seen.sum(axis=1, keepdims=True) + _WEIGHT
        )
        self._odds = np.log(shares / overall).astype(np.float32)

    def rows(self, words: Sequence[str]) -> Ints:
        """The row of each word, that of unknown words for a new one, shape (words,)."""
        unknown = len(self._rows)
        return np.fromiter(
            (self._rows.get(w, unknown) for w in words), dtype=np.int64, count=len(words)
        )

    def odds(self, rows: Ints) -> Floats:
        """Shape (words, positions)."""
        return self._odds[rows]

    def never(self, position: str, rows: Ints, enough: int) -> NDArray[np.bool_]:
        """Which words were seen `enough` times and never in `position`."""
        seen = self._seen[rows]
        shut: NDArray[np.bool_] = (seen[:, POSITIONS.index(position)] == 0) & (
            seen.sum(axis=1) >= enough
        )
        return shut


class Affinity:
    """How much more often than by chance gold has a unit (or kind of unit) with an item's last word
    (or its last character).
    """

    def __init__(self, counts: Mapping[str, Counted]) -> None:
        self._ratios = {name: _log_ratios(counts[name]) for name in PAIRS}

    def tables(
        self, vocabulary: Sequence[str], units: Sequence[str], kinds: Sequence[str]
    ) -> list[tuple[Ints, Floats]]:
        """How well units (or kinds) go with words, by kind of pair.

        Args:
            vocabulary: The words.
            units: The unit of each claim.
            kinds: The kind of unit of each claim.

        Returns:
            For each kind of pair the row of each claim, shape (claims,), and a table of log ratios,
            shape (rows, words).
        """
        found = []
        for name in PAIRS:
            lefts = units if name.startswith("unit") else kinds
            number = {left: i for i, left in enumerate(dict.fromkeys(lefts))}
            rights: Mapping[str, int | list[int]] = (
                {word: i for i, word in enumerate(vocabulary)}
                if name.endswith("word")
                else _by_end(vocabulary)
            )
            table = np.zeros((len(number), len(vocabulary)), dtype=np.float32)
            for left, row in number.items():
                ratios = self._ratios[name].get(left, {})
                for right in ratios.keys() & rights.keys():
                    table[row, rights[right]] = ratios[right]
            found.append((np.array([number[left] for left in lefts], dtype=np.int64), table))
        return found


def _by_end(vocabulary: Sequence[str]) -> dict[str, list[int]]:
    """The numbers of the words that end with each character."""
    found: dict[str, list[int]] = {}
    for i, word in enumerate(vocabulary):
        found.setdefault(word[-1], []).append(i)
    return found


def _log_ratios(counts: Counted) -> dict[str, dict[str, float]]:
    """By left, then right: log of how often two go together to how often they would by chance.

    Counts are by left|right.
    """
    lefts: dict[str, int] = {}
    rights: dict[str, int] = {}
    pairs: list[tuple[str, str, int]] = []
    for pair, n in zip(counts.keys, counts.counts[:, 0].tolist(), strict=True):
        left, _, right = pair.rpartition("|")
        pairs.append((left, right, n))
        lefts[left] = lefts.get(left, 0) + n
        rights[right] = rights.get(right, 0) + n
    total = sum(lefts.values())
    found: dict[str, dict[str, float]] = {}
    for left, right, n in pairs:
        share = rights[right] / total
        found.setdefault(left, {})[right] = math.log(
            (n + _WEIGHT * share) / (lefts[left] + _WEIGHT) / share
        )
    return found


class WordOdds:
    """What each word says for a thing's being so; counts are [so, not so] by word."""

    def __init__(self, counts: Counted) -> None:
        so, not_so = counts.counts.reshape(-1, 2).T
        self._odds = dict(
            zip(counts.keys, np.log((so + 0.5) / (not_so + 0.5)).tolist(), strict=True)
        )

    def of(self, words: Sequence[str]) -> Floats:
        """Log odds of each word, 0 for an unknown one."""
        return np.array([self._odds.get(w, 0.0) for w in words], dtype=np.float32)
