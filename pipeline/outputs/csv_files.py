"""CSV files: rows in, UTF-8 files with the contract's columns out, streamed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from pipeline.core.numerals import plain
from pipeline.core.schema import TABLES, Table

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def lines(table: Table, rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows as they will stand in the file of the table."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(
        [_cell(v) for v in map(row.get, table.header)] for row in rows
    )
    return text.getvalue()


def read_lines(table: Table, text: str) -> list[dict[str, Any]]:
    """The rows that `lines` wrote; counts are numbers again, what is empty is nothing."""
    counts = {c.name for c in table.columns if c.type == "integer"}
    return [
        {
            name: (int(v) if v else None) if name in counts else v
            for name, v in zip(table.header, cells, strict=True)
        }
        for cells in csv.reader(io.StringIO(text, newline=""))
    ]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    text = plain(value) if isinstance(value, Decimal) else str(value)
    return text.replace("\x00", "") if "\x00" in text else text


class TableWriter:
    """Writes one table.

    `excel` adds a byte-order mark and escapes text that a spreadsheet would run.
    """

    def __init__(self, table: Table, path: Path, *, excel: bool = False) -> None:
        self.table, self.path, self.excel = table, path, excel
        self.rows = 0
        self._file: TextIO = path.open(
            "w", encoding="utf-8-sig" if excel else "utf-8", newline="", errors="backslashreplace"
        )
        self._writer = csv.writer(self._file, lineterminator="\n")
        self._writer.writerow(table.header)
        self._text = [c.type == "string" for c in table.columns]

    def write(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Write rows by column name."""
        self.write_cells([_cell(v) for v in map(row.get, self.table.header)] for row in rows)

    def write_cells(self, rows: Iterable[Sequence[str]]) -> None:
        """Write rows whose cells are in the order of the columns."""
        for cells in rows:
            self._writer.writerow(self._escaped(cells) if self.excel else cells)
            self.rows += 1

    def write_lines(self, text: str, count: int) -> None:
        """Write `count` rows that `lines` made."""
        if self.excel:
            self.write_cells(csv.reader(io.StringIO(text, newline="")))
        else:
            self._file.write(text)
            self.rows += count

    def _escaped(self, cells: Sequence[str]) -> list[str]:
        return [
            f"'{c}" if is_text and c.startswith(_FORMULA) else c
            for c, is_text in zip(cells, self._text, strict=True)
        ]

    def __enter__(self) -> TableWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()


def table_path(folder: Path, table: str) -> Path:
    """Where the file of a table is written."""
    return folder / f"{TABLES[table].name}.csv"
