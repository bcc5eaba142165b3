"""The panel: preferred actual levels in, one wide CSV file (a row an area and year, a column an
indicator) out.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from pipeline.core.numerals import plain

Panel = Mapping[tuple[str, str], Mapping[str, Decimal]]
"""By area code and year: the level of each indicator in its canonical unit."""
FIXED = ("area_code", "year")
NAME = "panel"


def write_panel(folder: Path, panel: Panel) -> int:
    """Write panel.csv, rows and columns sorted; gives the number of rows.

    Units are those of indicators.csv.
    """
    columns = sorted({indicator for levels in panel.values() for indicator in levels})
    with (folder / f"{NAME}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*FIXED, *columns])
        for (area, year), levels in sorted(panel.items()):
            writer.writerow(
                [area, year, *(plain(levels[c]) if c in levels else "" for c in columns)]
            )
    return len(panel)
