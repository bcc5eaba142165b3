"""Data files to checked rows: a CSV or TOML file goes in, rows leave; what is wrong is named by file, row and column."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from pipeline.core.errors import LexiconError
from pipeline.core.messages import Message

DATA = Path(__file__).parent / "data"


def csv_rows(path: Path, columns: Sequence[str], key: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows of a CSV file with their line numbers; raises as `csv_cells`."""
    for number, cells in csv_cells(path, columns, key):
        yield number, dict(zip(columns, cells, strict=True))


def csv_cells(path: Path, columns: Sequence[str], key: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """The cells of each row of a CSV file, in the order of `columns`, with line numbers.

    Raises LexiconError where the head differs from `columns`, a row has another length, or `key` was seen before.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconError(str(error), path=path, remedy="give a UTF-8 CSV file") from error
    reader = csv.reader(lines)
    head = next(reader, [])
    if head != list(columns):
        raise LexiconError(
            Message("columns are {columns}", columns=",".join(head)),
            path=path,
            where="row 1",
            remedy=Message("give {columns}", columns=",".join(columns)),
        )
    columns_of_key = [head.index(k) for k in key]
    seen: dict[tuple[str, ...], int] = {}
    for cells in reader:
        if not cells:
            continue
        number = reader.line_num
        if len(cells) != len(head):
            raise LexiconError(
                Message("{cells} cells, not {columns}", cells=len(cells), columns=len(head)),
                path=path,
                where=Message("row {row}", row=number),
                remedy="count the commas",
            )
        this = tuple([cells[k] for k in columns_of_key])
        if this in seen:
            raise LexiconError(
                Message("{cell} stands in row {row} already", cell='/'.join(this), row=seen[this]), path=path,
                where=Message("row {row}, column {column}", row=number, column="/".join(key)), remedy="delete one of the two rows",
            )  # fmt: skip
        seen[this] = number
        yield number, cells


def require(condition: bool, what: str, path: Path, row: int, column: str, remedy: str = "correct the cell") -> None:
    """Raise LexiconError for the cell unless `condition` holds."""
    if not condition:
        raise LexiconError(what, path=path, where=Message("row {row}, column {column}", row=row, column=column), remedy=remedy)


def fraction(cell: str, path: Path, row: int, column: str) -> Fraction:
    """An exact factor: `0.3048`, `2000/3`."""
    try:
        return Fraction(cell)
    except (ValueError, ZeroDivisionError) as error:
        raise LexiconError(Message("{cell} is no number", cell=repr(cell)), path=path, where=Message("row {row}, column {column}", row=row, column=column),
                           remedy="write a decimal or a fraction like 2000/3") from error  # fmt: skip


def toml_file(path: Path) -> dict[str, Any]:
    """A TOML file as a dictionary; LexiconError names the line of a fault."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LexiconError(str(error), path=path, remedy="correct the TOML") from error
