"""Table cells: quantities that are the numbers of tables, in the unit of their cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pipeline.core.records import Quantity, TableCell


def in_table(q: Quantity, cells: Mapping[int, TableCell]) -> TableCell | None:
    """The cell that a quantity is the number of."""
    cell = cells.get(q.start)
    return cell if cell is not None and q.end <= cell.end else None


def scaled(q: Quantity, cell: TableCell) -> Quantity:
    """The quantity in its cell's unit."""
    most = None if q.value_max is None else q.value_max * cell.times
    return replace(q, value=q.value * cell.times, value_max=most, unit=cell.unit)
