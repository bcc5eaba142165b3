"""Bounds: quantities of one text in, the bound that the words around each give it out.

A cue inside the number (多 余 几) wins. A cue behind a list holds for all its numbers
(98%和95%以上); a cue before a list only for the first. A cue before may be parted from its number
by a verb (约占…三成, 至少配备1名).
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.core.records import Bound, Quantity
from pipeline.lexicons.cues import Cues

_REACH = 20  # characters before a number in which a cue can stand
_LIST_MARKS = frozenset("和与及或、")


def bound_of(folded: str, quantities: Sequence[Quantity], cues: Cues) -> list[Bound]:
    """The bound of each quantity, in order."""
    bounds = [q.bound for q in quantities]
    # whether the list of a quantity, as far as it goes behind it, ends in a cue
    ends_in_cue = [False] * (len(quantities) + 1)
    for i in reversed(range(len(quantities))):
        q = quantities[i]
        behind = _behind(folded, q.end, cues)
        listed = i + 1 < len(quantities) and _listed(folded, q, quantities[i + 1])
        ends_in_cue[i] = ends_in_cue[i + 1] if listed else behind is not None
        if bounds[i] is not Bound.EQ:
            continue
        if behind is None and listed:
            behind = _behind(folded, quantities[i + 1].end, cues) or (
                bounds[i + 1] if ends_in_cue[i + 1] else None
            )
        bounds[i] = behind or _before(folded, q.start, cues) or Bound.EQ
    return bounds


def _behind(folded: str, end: int, cues: Cues) -> Bound | None:
    m = cues.bound_after.match(folded, end)
    return Bound(m.lastgroup) if m and m.lastgroup else None


def _before(folded: str, start: int, cues: Cues) -> Bound | None:
    m = cues.bound_before.search(folded[max(0, start - _REACH) : start].replace(" ", ""))
    return Bound(m.lastgroup) if m and m.lastgroup else None


def _listed(folded: str, left: Quantity, right: Quantity) -> bool:
    """Whether only a list mark stands between two quantities of the same unit."""
    return folded[left.end : right.start].strip() in _LIST_MARKS and left.unit == right.unit
