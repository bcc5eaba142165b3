"""Known names: text in, spans of regions and of names that stand as they are out (Aho–Corasick, one pass)."""

from __future__ import annotations

from collections.abc import Iterator

import ahocorasick

from pipeline.lexicons.names import Names
from pipeline.lexicons.regions import Gazetteer
from pipeline.records import Label


class KnownNames:
    """An automaton over region names and fixed names."""

    def __init__(self, regions: Gazetteer, names: Names) -> None:
        self.regions = regions
        self._automaton = ahocorasick.Automaton()
        for name in regions.by_name:
            self._automaton.add_word(name, (name, None))
        for name in regions.by_short:
            self._automaton.add_word(name, (name, None))
        for name, label in names.fixed.items():
            self._automaton.add_word(name, (name, label))
        self._automaton.make_automaton()

    def find(self, text: str) -> Iterator[tuple[int, int, str, Label | None]]:
        """Longest known names, left to right: start, end, name, and the label (None for a region)."""
        for end, (name, label) in self._automaton.iter_long(text):
            yield end - len(name) + 1, end + 1, name, label
