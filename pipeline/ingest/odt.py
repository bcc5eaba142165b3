"""OpenDocument text (.odt): bytes in; headings, paragraphs, lists and tables in order out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.core.errors import InputError, IssueCode
from pipeline.core.messages import Message
from pipeline.ingest.grid import Grid
from pipeline.ingest.reader_result import ReaderResult, open_archive, read_member, text_of_blocks

_REMEDY = Message("open it in Word or LibreOffice and save it again")
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_LEFT_OUT = (f"{_TEXT}tracked-changes", f"{_OFFICE}annotation", f"{_TEXT}note-citation")
_SIGNS = {f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}


def read_odt(path: Path, data: bytes) -> ReaderResult:
    """The text of a document, tables row by row with tabs between their cells; deletions and comments left out.

    Raises:
        InputError: It is broken, encrypted, or no text document.
    """
    from lxml import etree

    with open_archive(path, data, "OpenDocument") as archive:
        content = read_member(path, archive, "content.xml")
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, huge_tree=False))
    except etree.XMLSyntaxError as error:
        what = Message("no readable {kind}: {error}", kind="OpenDocument", error=error)
        raise InputError(what, path=path, remedy=_REMEDY) from error
    body = root.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise InputError(
            "this is no text document",
            path=path,
            remedy="save it as .xlsx, .docx or PDF",
            code=IssueCode.NOT_SUPPORTED,
        )
    return text_of_blocks(_blocks(body))


def _blocks(body: Any) -> Iterator[tuple[str, int]]:
    """Lines with their heading level, in order; what holds paragraphs (lists, sections) is looked into."""
    waiting = [iter(body)]
    while waiting:
        child = next(waiting[-1], None)
        if child is None:
            waiting.pop()
        elif child.tag == f"{_TEXT}h":
            yield _text(child), int(child.get(f"{_TEXT}outline-level", "1"))
        elif child.tag == f"{_TEXT}p":
            yield _text(child), 0
        elif child.tag == f"{_TABLE}table":
            yield from _rows(child)
        elif child.tag not in _LEFT_OUT:
            waiting.append(iter(child))


def _rows(table: Any) -> Iterator[tuple[str, int]]:
    grid = Grid()
    for row in table.iter(f"{_TABLE}table-row"):
        for cell in row.iterfind(f"{_TABLE}table-cell"):
            words = " ".join(filter(None, map(_text, cell.iterfind(f"{_TEXT}p"))))
            columns = int(cell.get(f"{_TABLE}number-columns-spanned", "1"))
            for _ in range(min(int(cell.get(f"{_TABLE}number-columns-repeated", "1")), 64)):
                grid.add(words, columns, int(cell.get(f"{_TABLE}number-rows-spanned", "1")))
        yield "\t".join(grid.end_row()), 0


def _text(element: Any) -> str:
    """The words of a paragraph; `text:s` stands for blanks."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == f"{_TEXT}s":
            parts.append(" " * min(int(child.get(f"{_TEXT}c", "1")), 100))
        elif child.tag in _SIGNS:
            parts.append(_SIGNS[child.tag])
        elif child.tag not in _LEFT_OUT:
            parts.append(_text(child))
        parts.append(child.tail or "")
    return "".join(parts)
