"""Workbook: the tables of a run in.

One .xlsx file out, numbers as numbers, no formula in it, whatever the text begins with.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.core.errors import OutputError
from pipeline.core.schema import TABLES, Column
from pipeline.core.translations import page_words
from pipeline.outputs.typed_columns import table_rows

SHEETS = ("documents", "observations", "panel", "issues")
_ROWS = 1_048_575  # that a sheet of Excel holds beside its head
_LINKS = 60_000  # of 65,530 that a sheet may have
_LONGEST = 32_767  # characters of a cell
_EXACT = 15  # digits that a spreadsheet keeps; longer numbers stay text


def write_workbook(
    folder: Path, path: Path, links: Mapping[str, str] | None = None, language: str = ""
) -> dict[str, int]:
    """Write the sheets documents, observations, panel, issues and dictionary.

    Gives the rows of each.

    `links` gives the page of a document's review by doc_id, relative to the workbook. Raises
    OutputError where a table is missing or the file cannot be written.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import XlsxFileError

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    counts, words = {}, page_words(language)
    try:
        with xlsxwriter.Workbook(str(path), options) as book:
            head = book.add_format({"bold": True, "bottom": 1})
            for name in SHEETS:
                sheet = book.add_worksheet(words[f"sheet_{name}"])
                columns, rows = table_rows(folder, name)
                _head(sheet, columns, head)
                counts[name] = _body(sheet, columns, rows, links or {})
                sheet.autofilter(0, 0, max(counts[name], 1), len(columns) - 1)
            sheet = book.add_worksheet(words["sheet_dictionary"])
            _head(
                sheet,
                [Column(name, "string", "") for name in ("table", "column", "type", "meaning")],
                head,
            )
            for n, (table, column) in enumerate(
                ((t, c) for t in TABLES.values() for c in t.columns), 1
            ):
                for at, cell in enumerate(
                    (table.name, column.name, column.type, column.description)
                ):
                    sheet.write_string(n, at, cell)
                counts["dictionary"] = n
    except (OSError, XlsxFileError) as error:
        raise OutputError.unwritable(path, error) from error
    return counts


def _head(sheet: Any, columns: list[Column], style: Any) -> None:
    for at, column in enumerate(columns):
        sheet.write_string(0, at, column.name, style)
        sheet.set_column(
            at, at, 40 if column.name in ("sentence", "message", "note", "QUALITY") else 14
        )
    sheet.freeze_panes(1, 1)


def _body(
    sheet: Any, columns: list[Column], rows: Iterable[Mapping[str, str]], links: Mapping[str, str]
) -> int:
    count = 0
    for count, row in enumerate(itertools.islice(rows, _ROWS), 1):
        for at, column in enumerate(columns):
            value = row[column.name]
            if not value:
                continue
            if (
                column.type != "string"
                and len(Decimal(value).normalize().as_tuple().digits) <= _EXACT
            ):
                sheet.write_number(count, at, float(value))
                continue
            link = _link(column.name, value, links) if count <= _LINKS else ""
            if link:
                sheet.write_url(count, at, f"external:{link}", string=value)
            else:
                sheet.write_string(count, at, value[:_LONGEST])
    return count


def _link(column: str, value: str, links: Mapping[str, str]) -> str:
    """The review page of a document, at the claim."""
    if column == "doc_id":
        return links.get(value, "")
    doc_id, _, span = value.rpartition(":")
    return f"{links[doc_id]}#c{span}" if column == "CLAIM_ID" and doc_id in links else ""
