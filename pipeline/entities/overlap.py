"""Overlaps: candidate entities in; the longest, none overlapping, out.

Regions that touch are one place: 安徽省休宁县.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pipeline.core.records import Entity, Label


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


_TOWNSHIP = ("镇", "乡", "街道", "村")


def touching_places(entities: Iterable[Entity]) -> list[Entity]:
    """A region and the region or township in it that follows at once as one place (with the code of
    the inner one).

    A river behind its county (简阳市沱江) is a place of its own.
    """
    joined: list[Entity] = []
    for entity in entities:
        before = joined[-1] if joined else None
        if before is None or not (
            before.label is entity.label is Label.PLACE
            and before.norm
            and before.end == entity.start
        ):
            joined.append(entity)
        elif (entity.norm and entity.norm[:2] == before.norm[:2]) or entity.text.endswith(
            _TOWNSHIP
        ):
            joined[-1] = replace(
                before, end=entity.end, text=before.text + entity.text, norm=entity.norm
            )
        else:
            joined.append(entity)
    return joined
