"""CSV files: rows in, UTF-8 files with the contract's columns out, streamed."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from pipeline.numerals import plain
from pipeline.schema import TABLES, Table

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class TableWriter:
    """Writes one table row by row. `excel` adds a byte-order mark and escapes text that a spreadsheet would run."""

    def __init__(self, table: Table, path: Path, *, excel: bool = False) -> None:
        self.table, self.path, self.excel = table, path, excel
        self.rows = 0
        self._file: TextIO = path.open("w", encoding="utf-8-sig" if excel else "utf-8", newline="", errors="backslashreplace")
        self._writer = csv.writer(self._file, lineterminator="\n")
        self._header = table.header
        self._writer.writerow(self._header)
        self._text = frozenset(c.name for c in table.columns if c.type == "string")

    def write(self, row: Mapping[str, Any]) -> None:
        plain_text = not self.excel  # most cells are: they go out as they are
        self._writer.writerow(
            [
                v if plain_text and type(v) is str and "\x00" not in v else self._cell(c, v)
                for c, v in zip(self._header, map(row.get, self._header), strict=True)
            ]
        )
        self.rows += 1

    def _cell(self, column: str, value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, Decimal):
            return plain(value)
        text = str(value)
        if "\x00" in text:
            text = text.replace("\x00", "")
        return f"'{text}" if self.excel and column in self._text and text.startswith(_FORMULA) else text

    def __enter__(self) -> TableWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()


def table_path(folder: Path, table: str) -> Path:
    return folder / f"{TABLES[table].name}.csv"
