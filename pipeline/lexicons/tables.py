"""Data files to checked rows: a CSV or TOML file goes in, rows leave.

What is wrong is named by file, row and column.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.core.errors import LexiconError
from pipeline.core.messages import Message

DATA = Path(__file__).parent / "data"


class Row(NamedTuple):
    """A row of a lexicon: its file, its line there and its cells, in the order of the columns."""

    path: Path
    number: int
    cells: list[str]

    def require(
        self, condition: bool, what: str, column: str, remedy: str = "correct the cell"
    ) -> None:
        """Raise LexiconError for the cell of a column unless `condition` holds."""
        if not condition:
            where = Message("row {row}, column {column}", row=self.number, column=column)
            raise LexiconError(what, path=self.path, where=where, remedy=remedy)


def layered_rows(paths: Sequence[Path], columns: Sequence[str], key: Sequence[str]) -> list[Row]:
    """The rows of CSV files, one laid over the other.

    Args:
        paths: The files; a row of a later one takes the place of the row of an earlier one with
            the same key.
        columns: The columns that each file has.
        key: The columns that tell a row of a file from its others.

    Raises:
        LexiconError: A file cannot be read, its head is another, a row has too many cells, or a key
        stands twice.
    """
    if len(paths) == 1:
        return [Row(paths[0], number, cells) for number, cells in csv_cells(paths[0], columns, key)]
    places = [list(columns).index(name) for name in key]
    rows: dict[tuple[str, ...], Row] = {}
    for path in paths:
        for number, cells in csv_cells(path, columns, key):
            rows[tuple(cells[k] for k in places)] = Row(path, number, cells)
    return list(rows.values())


def layered_toml(paths: Sequence[Path]) -> dict[str, Any]:
    """The content of TOML files, one laid over the other: tables join, lists go on, all else is as
    the last file has it.
    """
    content: dict[str, Any] = {}
    for path in paths:
        _lay_over(content, toml_file(path))
    return content


def _lay_over(content: dict[str, Any], more: dict[str, Any]) -> None:
    for name, value in more.items():
        below = content.get(name)
        if isinstance(value, dict) and isinstance(below, dict):
            _lay_over(below, value)
        elif isinstance(value, list) and isinstance(below, list):
            content[name] = [*below, *(one for one in value if one not in below)]
        else:
            content[name] = value


def csv_cells(
    path: Path, columns: Sequence[str], key: Sequence[str]
) -> Iterator[tuple[int, list[str]]]:
    """The cells of each row of a CSV file, in the order of `columns`, with line numbers.

    Raises LexiconError where the head differs from `columns`, a row has another length, or `key`
    was seen before.
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
                Message("{cell} stands in row {row} already", cell="/".join(this), row=seen[this]),
                path=path,
                where=Message("row {row}, column {column}", row=number, column="/".join(key)),
                remedy="delete one of the two rows",
            )
        seen[this] = number
        yield number, cells


def fraction(cell: str, row: Row, column: str) -> Fraction:
    """An exact factor: `0.3048`, `2000/3`; raises LexiconError."""
    try:
        return Fraction(cell)
    except (ValueError, ZeroDivisionError):
        row.require(
            False,
            Message("{cell} is no number", cell=repr(cell)),
            column,
            "write a decimal or a fraction like 2000/3",
        )
        raise


def toml_file(path: Path) -> dict[str, Any]:
    """A TOML file as a dictionary; LexiconError names the line of a fault."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LexiconError(str(error), path=path, remedy="correct the TOML") from error
