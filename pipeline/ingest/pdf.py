"""PDF: a file's bytes in.

The text of its pages, in reading order, ruled tables as rows (cells parted by tabs), out.

pdfium gives characters with their boxes in the order they were set, which is the reading order of
columns; pdfplumber reads the cells of tables, only on pages that have rules. Pages that are
pictures go to `ocr`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.core.errors import InputError
from pipeline.core.messages import Message, sentence
from pipeline.ingest.layout import Line, read_layout
from pipeline.ingest.ocr import has_ocr, lines_of_image
from pipeline.ingest.reader_result import ReaderResult

_REMEDY = Message("open it in a PDF reader and print it to a new PDF")
_DPI = 200
_LEAST_TEXT = 8  # characters; a page with fewer and a picture is a scan
_RULES = 4  # paths that a ruled table has at least
_COLUMN_GAP = 1.5  # ems between characters that part columns
_LONGEST_CELL = 60  # characters of a table's cell; longer ones are prose in a box
_NUMBER = re.compile(r"^[+-]?[\d,.]+%?$")
_HAN = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]"
_LOOSE = re.compile(rf"(?<={_HAN}) (?={_HAN})")  # a blank that only justifies a line
# hyphens that pdfium marks and characters without a code
_SOFT = dict.fromkeys((0x02, 0xAD, 0xFFFE, 0xFFFF))


def read_pdf(path: Path, data: bytes) -> ReaderResult:
    """The paragraphs and tables of a PDF, with its pages.

    Pages without a text layer by OCR where the extra `[ocr]` is installed.

    Raises InputError for a broken or encrypted file, and for one of pictures only where there is no
    OCR.
    """
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise InputError(
            Message("no readable PDF: {error}", error=error), path=path, remedy=_REMEDY
        ) from error
    pages: list[list[Line]] = []
    pictures: list[int] = []
    ruled: list[int] = []
    try:
        for number in range(len(document)):
            lines, is_ruled = _page_lines(document, number)
            if sum(len(line.text.strip()) for line in lines) < _LEAST_TEXT and _has_picture(
                document[number]
            ):
                pictures.append(number)
                if has_ocr():
                    lines = lines_of_image(document[number].render(scale=_DPI / 72).to_numpy())
            elif is_ruled:
                ruled.append(number)
            pages.append(lines)
    except (pdfium.PdfiumError, ValueError, OSError, MemoryError) as error:
        raise InputError(
            Message("no readable PDF: {error}", error=error),
            path=path,
            where=Message("page {page}", page=len(pages) + 1),
            remedy=_REMEDY,
        ) from error
    finally:
        document.close()
    if pictures and not has_ocr():
        if len(pictures) == len(pages):
            raise InputError(
                "its pages are pictures",
                path=path,
                remedy="pip install 'nianjian[ocr]' to read scans",
            )
        numbers = ", ".join(str(n + 1) for n in pictures[:10])
        what = Message(
            "pages without a text layer were not read: {pages}",
            pages=numbers + (" …" if len(pictures) > 10 else ""),
        )
        note: str = sentence("", what, "pip install 'nianjian[ocr]' to read scans")
    else:
        note = ""
    if ruled:
        _put_tables(data, pages, ruled)
    reading = read_layout(pages)
    return ReaderResult(text=reading.text, pages=reading.pages, note=note)


def _page_lines(document: Any, number: int) -> tuple[list[Line], bool]:
    """The lines of a page and whether it has rules."""
    import pypdfium2.raw as raw

    page = document[number]
    textpage = page.get_textpage()
    lines = list(_lines(textpage.raw, raw))
    paths = 0
    for paths, _ in enumerate(page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH]), 1):
        if paths >= _RULES:
            break
    textpage.close()
    return lines, paths >= _RULES


def _lines(textpage: Any, raw: Any) -> Iterator[Line]:
    box = raw.FS_RECTF()  # the em box: glyphs have bearings, and their heights differ
    chars: list[tuple[str, float, float, float, float]] = []
    for i in range(raw.FPDFText_CountChars(textpage)):
        c = chr(min(raw.FPDFText_GetUnicode(textpage, i), 0x10FFFF))
        if c in "\r\n":
            if chars:
                yield _line(chars)
            chars = []
        elif raw.FPDFText_GetLooseCharBox(textpage, i, box):
            chars.append((c, box.left, box.right, box.bottom, box.top))
    if chars:
        yield _line(chars)


def _line(chars: list[tuple[str, float, float, float, float]]) -> Line:
    """A line of characters; two blanks where a gap parts columns."""
    drawn = [c for c in chars if not c[0].isspace()] or chars
    size = max(c[4] - c[3] for c in drawn) or 1.0
    characters: list[str] = []
    end = drawn[0][1]
    for c, left, right, _, _ in chars:
        if c.isspace():
            characters.append(" ")
            continue
        if left - end > _COLUMN_GAP * size:
            characters.append("  ")
        characters.append(c)
        end = right
    text = _LOOSE.sub("", re.sub(" {2,}", "  ", "".join(characters).translate(_SOFT)))
    return Line(
        text,
        min(c[1] for c in drawn),
        max(c[2] for c in drawn),
        min(c[3] for c in drawn),
        max(c[4] for c in drawn),
        size,
    )


def _has_picture(page: Any) -> bool:
    import pypdfium2.raw as raw

    return any(True for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]))


def _put_tables(data: bytes, pages: list[list[Line]], ruled: list[int]) -> None:
    """Put the rows of ruled tables in the place of the lines they were printed as."""
    import pdfplumber
    from pdfminer.psparser import PSException
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            for number in ruled:
                page = document.pages[number]
                for table in page.find_tables():
                    rows = [
                        [" ".join((cell or "").split("\n")) for cell in row]
                        for row in table.extract()
                    ]
                    if _is_table(rows):
                        pages[number] = _with_rows(
                            pages[number], rows, table.bbox, float(page.height)
                        )
                page.close()
    except (
        PdfminerException,
        PSException,
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        IndexError,
        RecursionError,
    ):
        # pdfminer is stricter than pdfium: the rows stay as lines, their columns parted by blanks
        return


def _is_table(rows: list[list[str]]) -> bool:
    """Whether rules frame a table with numbers, and not prose or pictures."""
    cells = [cell for row in rows for cell in row]
    filled = [cell for cell in cells if cell.strip()]
    return (
        len(rows) > 1
        and max(map(len, rows)) > 1
        and 2 * len(filled) >= len(cells)
        and max(map(len, filled), default=0) <= _LONGEST_CELL
        and any(_NUMBER.search(cell) for cell in filled)
    )


def _with_rows(
    lines: list[Line], rows: list[list[str]], box: tuple[float, float, float, float], height: float
) -> list[Line]:
    left, top, right, bottom = box[0], height - box[1], box[2], height - box[3]
    inside = [
        line
        for line in lines
        if bottom <= (line.bottom + line.top) / 2 <= top
        and left <= (line.left + line.right) / 2 <= right
    ]
    if not inside or not any(any(row) for row in rows):
        return lines
    at = lines.index(inside[0])
    made = [
        Line(
            "\t".join(_LOOSE.sub("", cell) for cell in row),
            left,
            right,
            bottom,
            top,
            inside[0].size,
            is_row=True,
        )
        for row in rows
        if any(row)
    ]
    gone = {id(line) for line in inside}
    return [
        *(line for line in lines[:at] if id(line) not in gone),
        *made,
        *(line for line in lines[at:] if id(line) not in gone),
    ]
