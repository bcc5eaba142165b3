"""Spreadsheets: an .xlsx, .xls or .csv file's bytes in.

Its sheets as text, a line a row (cells parted by tabs), out.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.core.errors import InputError
from pipeline.core.messages import Message
from pipeline.core.numerals import plain
from pipeline.ingest.plain import decode
from pipeline.ingest.reader_result import ReaderResult, check_members, open_archive, text_of_blocks

_REMEDY = Message("open it in Excel or LibreOffice and save it again")
# columns and rows of a sheet that are read; nobody fills more by hand
_WIDEST, _LONGEST = (
    1000,
    200_000,
)
_SNIFFED = 4000  # characters that tell a delimiter; the sniffer takes the square of their number
_PERCENT = re.compile(r"0(?:\.(0+))?%")
_DIGITS = 12  # a spreadsheet's floats are right to fifteen; 0.1 + 0.2 is printed as 0.3


def read_csv(path: Path, data: bytes) -> ReaderResult:
    """The rows of a .csv or .tsv file, its delimiter sniffed."""
    text, encoding, note = decode(path, data)
    try:
        dialect: Any = csv.Sniffer().sniff(text[:_SNIFFED], delimiters=",\t;|")
    except csv.Error:
        dialect = csv.excel
    try:
        rows = [
            [" ".join(cell.split()) for cell in row]
            for row in csv.reader(io.StringIO(text), dialect)
        ]
    except csv.Error as error:
        raise InputError(
            Message("no readable table: {error}", error=error),
            path=path,
            remedy="save it again as CSV from Excel",
        ) from error
    reading = _paged([("", rows)])
    return ReaderResult(text=reading.text, encoding=encoding, cells=reading.cells, note=note)


def read_xlsx(path: Path, data: bytes) -> ReaderResult:
    """The sheets of a workbook, each a page headed by its name.

    Values as the sheet shows them (percent, dates), formulas as last reckoned.

    Raises InputError for a workbook that is broken, encrypted, or unpacks to too much.
    """
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    with open_archive(path, data, "workbook") as archive:
        check_members(path, archive)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
        sheets = [
            (sheet.title, [[_shown(c.value, c.number_format) for c in row] for row in _rows(sheet)])
            for sheet in book.worksheets
        ]
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        OSError,
        EOFError,
        TypeError,
        AttributeError,
        IndexError,
        SyntaxError,
    ) as error:
        raise InputError(
            Message("no readable workbook: {error}", error=error), path=path, remedy=_REMEDY
        ) from error
    return _paged(sheets)


def _rows(sheet: Any) -> Iterator[Any]:
    rows: Iterator[Any] = sheet.iter_rows(
        max_row=min(sheet.max_row, _LONGEST), max_col=min(sheet.max_column, _WIDEST)
    )
    return rows


def read_xls(path: Path, data: bytes) -> ReaderResult:
    """The sheets of an old workbook (BIFF), as `read_xlsx`."""
    import struct

    import xlrd

    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
        sheets = [
            (
                sheet.name,
                [[_old(book, cell) for cell in sheet.row(r)[:_WIDEST]] for r in range(sheet.nrows)],
            )
            for sheet in book.sheets()
        ]
    except (
        xlrd.XLRDError,
        xlrd.compdoc.CompDocError,
        struct.error,
        ArithmeticError,
        AssertionError,
        AttributeError,
        LookupError,
        OSError,
        TypeError,
        ValueError,
    ) as error:
        raise InputError(
            Message("no readable workbook: {error}", error=error), path=path, remedy=_REMEDY
        ) from error
    return _paged(sheets)


def _old(book: Any, cell: Any) -> str:
    """A cell of an old workbook as the sheet shows it; errors (#DIV/0!) are empty."""
    import xlrd

    if cell.ctype == xlrd.XL_CELL_DATE:
        return _shown(xlrd.xldate_as_datetime(cell.value, book.datemode), "")
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return ""
    shape = (
        book.format_map[book.xf_list[cell.xf_index].format_key].format_str
        if cell.ctype == xlrd.XL_CELL_NUMBER
        else ""
    )
    return _shown(bool(cell.value) if cell.ctype == xlrd.XL_CELL_BOOLEAN else cell.value, shape)


def _paged(sheets: Iterable[tuple[str, list[list[str]]]]) -> ReaderResult:
    """A page a sheet; sheets without text are pages too, so that page numbers are sheet numbers."""
    blocks: list[tuple[str, int]] = []
    pages: list[int] = []
    cells: list[tuple[int, str]] = []
    at = 0
    for name, rows in sheets:
        pages.append(at)
        lines = list(_lines(rows))
        if lines:
            if name:
                blocks.append((name, 1))
                at += len(name) + 1
            blocks += [*((line, 0) for line, _ in lines), ("", 0)]
            for line, names in lines:
                cells += [(at + start, cell) for start, cell in names]
                at += len(line) + 1
            at += 1
    reading = text_of_blocks(blocks)
    return ReaderResult(
        text=reading.text, pages=tuple(pages), headings=reading.headings, cells=tuple(cells)
    )


def _lines(rows: list[list[str]]) -> Iterator[tuple[str, list[tuple[int, str]]]]:
    """Rows as lines, without the empty rows and columns around and between them.

    Equal columns, so that headers stand over their values.

    With each line where its cells begin in it, and their names.
    """
    from openpyxl.utils import get_column_letter  # loads in a tenth of a second: only for a sheet

    filled = [
        n
        for n in range(max(map(len, rows), default=0))
        if any(n < len(row) and row[n] for row in rows)
    ]
    for number, row in enumerate(rows, 1):
        cells = [row[n] if n < len(row) else "" for n in filled]
        if not any(cells):
            continue
        alone = sum(map(bool, cells)) == 1
        names, at = [], 0
        for n, cell in zip(filled, cells, strict=True):
            if cell:
                names.append((0 if alone else at, f"{get_column_letter(n + 1)}{number}"))
            at += len(cell) + 1
        yield next(filter(None, cells)) if alone else "\t".join(cells), names


def _shown(value: object, shape: str) -> str:
    """A cell's value as the sheet shows it.

    >>> _shown(0.1234, "0.0%"), _shown(4000.5, "General"), _shown(0.1 + 0.2, "General"), _shown(2015, "0")
    ('12.3%', '4000.5', '0.3', '2015')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dt.datetime):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, int | float):
        number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
        if not number.is_finite():
            return ""
        percent = _PERCENT.search(shape)
        if percent:
            return f"{number * 100:.{len(percent[1] or '')}f}%"
        return plain(Decimal(f"{number:.{_DIGITS}g}"))
    return " ".join(str(value).split())
