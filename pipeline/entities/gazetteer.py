"""Known names: text in, spans of regions, of central organs and of names that stand as they are out
(Aho–Corasick, one pass).
"""

from __future__ import annotations

from collections.abc import Iterator

from ahocorasick_rs import AhoCorasick, MatchKind

from pipeline.core.records import Label
from pipeline.lexicons.names import Names
from pipeline.lexicons.organs import Organs
from pipeline.lexicons.regions import Gazetteer

_SHORTEST_ORGAN = 3
"""中央 is more often a word (中央财政, 中央预算) than the organ."""


class KnownNames:
    """An automaton over region names, forms of central organs and fixed names."""

    def __init__(self, regions: Gazetteer, names: Names, organs: Organs) -> None:
        self.regions = regions
        central = dict.fromkeys(
            (form for form in organs.central if len(form) >= _SHORTEST_ORGAN), Label.GOV
        )
        labels: dict[str, Label | None] = {
            **dict.fromkeys(regions.by_name),
            **dict.fromkeys(regions.by_short),
            **central,
            **names.fixed,
        }
        self._words = tuple(labels.items())
        self._automaton = AhoCorasick(labels, matchkind=MatchKind.LeftmostLongest)

    def find(self, text: str) -> Iterator[tuple[int, int, str, Label | None]]:
        """Longest known names, left to right: start, end, name, and the label (None for a region)."""
        for word, start, end in self._automaton.find_matches_as_indexes(text):
            yield start, end, *self._words[word]
