"""Overlaps: candidate entities in; the longest, none overlapping, out."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.records import Entity


def longest(candidates: Iterable[Entity]) -> list[Entity]:
    """The candidates that no longer (or as long and earlier given) one overlaps, in text order."""
    ranked = sorted(enumerate(candidates), key=lambda pair: (pair[1].start - pair[1].end, pair[0]))
    taken: list[Entity] = []
    used: set[int] = set()
    for _, entity in ranked:
        if entity.start in used or entity.end - 1 in used:
            continue
        used.update(range(entity.start, entity.end))
        taken.append(entity)
    return sorted(taken, key=lambda e: e.start)
