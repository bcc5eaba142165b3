"""Word: a .docx file's bytes in; its paragraphs and tables as text, in the order of the document, out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import InputError

if TYPE_CHECKING:
    from docx.blkcntnr import BlockItemContainer
    from docx.document import Document
    from docx.table import Table

_LARGEST = 256 * 1024 * 1024  # bytes of all parts together; a real report has a few
_DEEPEST = 8  # tables in tables
_REMEDY = "open it in Word or LibreOffice and save it again"


def read_docx(path: Path, data: bytes) -> tuple[str, str]:
    """The text of a Word file, a line a paragraph and a line a table row (cells parted by tabs), and no encoding.

    Raises InputError for a file that is no Word file, is broken, or unpacks to more than 256 MB.
    """
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import XMLSyntaxError

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            size = sum(part.file_size for part in parts.infolist())
        if size > _LARGEST:
            raise InputError(f"unpacks to {size:,} bytes", path=path, remedy="give a file of at most 256 MB")
        document = docx.Document(io.BytesIO(data))
        lines = list(_lines(document))
    except (zipfile.BadZipFile, PackageNotFoundError, XMLSyntaxError, KeyError, ValueError, OSError, EOFError, AttributeError) as error:
        raise InputError(f"no readable Word file: {error}", path=path, remedy=_REMEDY) from error
    return "\n".join(lines), ""


def _lines(container: Document | BlockItemContainer, depth: int = 0) -> Iterator[str]:
    """Paragraphs and table rows in order; what stands in text boxes is left out."""
    from docx.text.paragraph import Paragraph

    for block in container.iter_inner_content():
        if isinstance(block, Paragraph):
            yield block.text
        elif depth < _DEEPEST:
            yield from _rows(block, depth)


def _rows(table: Table, depth: int) -> Iterator[str]:
    for row in table.rows:
        seen: list[object] = []
        cells = []
        for cell in row.cells:
            if cell._tc not in seen:  # a merged cell is given once a column
                seen.append(cell._tc)
                cells.append(" ".join(line.strip() for line in _lines(cell, depth + 1) if line.strip()))
        yield "\t".join(cells)
