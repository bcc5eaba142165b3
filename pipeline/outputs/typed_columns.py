"""Tables of a run read back: a folder and a name in.

Columns with their types, and rows as text, out.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from pipeline.core.schema import TABLES, Column
from pipeline.outputs.panel import FIXED
from pipeline.outputs.read_back import Row, read_table, table_path


def table_rows(folder: Path, name: str) -> tuple[list[Column], Iterator[Row]]:
    """The columns of a table (also of `panel`, whose columns a run decides) and its rows.

    Raises OutputError where it is not there.
    """
    if name in TABLES:
        return list(TABLES[name].columns), read_table(folder, name)
    with table_path(folder, name).open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    return [Column(c, "string" if c in FIXED else "decimal", "") for c in header], read_table(
        folder, name
    )
