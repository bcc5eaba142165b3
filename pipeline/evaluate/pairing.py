"""Pairing: gold and found spans in, one-to-one pairs by largest overlap out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Span = Mapping[str, Any]


def overlap(a: Span, b: Span) -> int:
    """How many characters two spans share, 0 or less for none."""
    return int(min(a["end"], b["end"]) - max(a["start"], b["start"]))


def pair(gold: Sequence[Span], found: Sequence[Span]) -> list[tuple[int, int]]:
    """Pairs (gold index, found index), the largest overlap first, then the most equal lengths, then
    text order.
    """
    options = []
    for i, g in enumerate(gold):
        for j, f in enumerate(found):
            shared = overlap(g, f)
            if shared > 0:
                options.append(
                    (-shared, abs((g["end"] - g["start"]) - (f["end"] - f["start"])), i, j)
                )
    used_gold: set[int] = set()
    used_found: set[int] = set()
    pairs = []
    for _, _, i, j in sorted(options):
        if i not in used_gold and j not in used_found:
            used_gold.add(i)
            used_found.add(j)
            pairs.append((i, j))
    return pairs
