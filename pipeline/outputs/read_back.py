"""Outputs: a folder that a run wrote in; the rows of its tables, one by one, and the places of its texts out."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from pathlib import Path

from pipeline.core.errors import OutputError

Row = dict[str, str]
_LONGEST_NAME = 240  # bytes; no file system takes a name of more than 255


def table_path(folder: Path, name: str) -> Path:
    """The file of a table; raises OutputError where it is not there."""
    path = folder / f"{name}.csv"
    if not path.is_file():
        raise OutputError("no such table", path=path, remedy="run `nianjian extract` first")
    return path


def read_table(folder: Path, name: str) -> Iterator[Row]:
    """The rows of a table, one by one; raises OutputError at once where it is not there."""
    return _rows(table_path(folder, name))


def _rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:  # tables for Excel have a mark
        yield from csv.DictReader(file)


RESULTS = "results"
"""The folder of document results in an outputs folder."""


def text_path(out: Path, doc_id: str) -> Path:
    """Where the text of a document is, in which all its offsets count."""
    short = all(len(part.encode()) <= _LONGEST_NAME for part in doc_id.split("/"))
    return out / "texts" / f"{doc_id if short else hashlib.sha256(doc_id.encode()).hexdigest()}.txt"
