"""Tables of a run read back, row by row: a folder and a name in; columns with their types, and rows as text, out."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import OutputError
from pipeline.export.panel import FIXED
from pipeline.schema import TABLES, Column


def table_rows(folder: Path, name: str) -> tuple[list[Column], Iterator[dict[str, str]]]:
    """The columns of a table (also of `panel`) and its rows; raises OutputError where it is not there."""
    path = folder / f"{name}.csv"
    if not path.is_file():
        raise OutputError("no such table", path=path, remedy="run `nianjian extract` first")
    if name in TABLES:
        return list(TABLES[name].columns), _rows(path)
    with path.open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    return [Column(c, "string" if c in FIXED else "decimal", "") for c in header], _rows(path)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
