"""Known names: text in, spans of regions and of names that stand as they are out (Aho–Corasick, one pass)."""

from __future__ import annotations

from collections.abc import Iterator

from ahocorasick_rs import AhoCorasick, MatchKind

from pipeline.lexicons.names import Names
from pipeline.lexicons.regions import Gazetteer
from pipeline.records import Label


class KnownNames:
    """An automaton over region names and fixed names."""

    def __init__(self, regions: Gazetteer, names: Names) -> None:
        self.regions = regions
        labels: dict[str, Label | None] = {**dict.fromkeys(regions.by_name), **dict.fromkeys(regions.by_short), **names.fixed}
        self._words = tuple(labels.items())
        self._automaton = AhoCorasick(labels, matchkind=MatchKind.LeftmostLongest)

    def find(self, text: str) -> Iterator[tuple[int, int, str, Label | None]]:
        """Longest known names, left to right: start, end, name, and the label (None for a region)."""
        for word, start, end in self._automaton.find_matches_as_indexes(text):
            yield start, end, *self._words[word]
