"""Word: a .docx file's bytes in.

Its paragraphs, tables, text boxes and notes as text, in the order of the document, out.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.core.errors import InputError
from pipeline.core.messages import Message
from pipeline.ingest.grid import Grid
from pipeline.ingest.reader_result import ReaderResult, check_members, open_archive, text_of_blocks

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# the same text box a second time
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_P, _TBL, _TR, _TC, _T, _VAL = (_W + name for name in ("p", "tbl", "tr", "tc", "t", "val"))
_BOX = _W + "txbxContent"
_SIGNS = {_W + "tab": "\t", _W + "br": "\n", _W + "cr": "\n", _W + "noBreakHyphen": "-"}
_GONE = frozenset((_W + "del", _W + "moveFrom", _W + "pPr", _W + "rPr", _FALLBACK))
_HEADING = re.compile(r"(?:heading|标题|toc heading)\s*([1-9])$", re.IGNORECASE)
_NOTES = ("footnotes.xml", "endnotes.xml")
_DEEPEST = 8  # tables in tables
_REMEDY = Message("open it in Word or LibreOffice and save it again")
Block = tuple[str, int]


def read_docx(path: Path, data: bytes) -> ReaderResult:
    """The text of a Word file: a line a paragraph and a line a table row (cells parted by tabs).

    Text boxes after the paragraph they
    hang on, notes at the end; tracked insertions in, deletions out.

    Raises InputError for a file that is no Word file, is broken, or unpacks to too much.
    """
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import LxmlError

    with open_archive(path, data, "Word file") as archive:
        check_members(path, archive)
    try:
        document = docx.Document(io.BytesIO(data))
        levels = _heading_levels(document.styles.element)
        blocks = [*_blocks(document.element.body, levels, 0), *_notes(document.part.package)]
    except (
        PackageNotFoundError,
        LxmlError,
        KeyError,
        ValueError,
        OSError,
        EOFError,
        AttributeError,
        TypeError,
        IndexError,
    ) as error:
        raise InputError(
            Message("no readable Word file: {error}", error=error), path=path, remedy=_REMEDY
        ) from error
    return text_of_blocks(blocks)


def _heading_levels(styles: Any) -> dict[str, int]:
    """Style ids and the level of heading they make, by name, by outline level, or by the style they
    rest on.
    """
    levels: dict[str, int] = {}
    rests: dict[str, str] = {}
    for style in styles.iter(_W + "style"):
        key = style.get(_W + "styleId", "")
        name, based, outline = (
            style.find(f".//{_W}{tag}") for tag in ("name", "basedOn", "outlineLvl")
        )
        m = _HEADING.match(name.get(_VAL, "")) if name is not None else None
        if m:
            levels[key] = int(m[1])
        elif outline is not None and outline.get(_VAL, "9") in "012345678":
            levels[key] = int(outline.get(_VAL)) + 1
        if based is not None:
            rests[key] = based.get(_VAL, "")
    for key in rests:
        seen = {key}
        under = rests[key]
        while key not in levels and under not in seen:
            seen.add(under)
            if under in levels:
                levels[key] = levels[under]
            under = rests.get(under, "")
    return levels


def _blocks(container: Any, levels: dict[str, int], depth: int) -> Iterator[Block]:
    """Paragraphs and table rows in order.

    What else holds text (content controls, insertions) is looked into.
    """
    for element in container:
        if element.tag == _P:
            yield _text(element), _level(element, levels)
            for box in _boxes(element):
                yield from _blocks(box, levels, depth)
        elif element.tag == _TBL and depth < _DEEPEST:
            yield from _rows(element, levels, depth)
        elif isinstance(element.tag, str) and element.tag not in _GONE:
            yield from _blocks(element, levels, depth)


def _level(paragraph: Any, levels: dict[str, int]) -> int:
    properties = paragraph.find(_W + "pPr")
    if properties is None:
        return 0
    style, outline = properties.find(_W + "pStyle"), properties.find(_W + "outlineLvl")
    if outline is not None and outline.get(_VAL, "9") in "012345678":
        return int(outline.get(_VAL)) + 1
    return levels.get(style.get(_VAL, ""), 0) if style is not None else 0


def _text(element: Any) -> str:
    """The text of a paragraph, that of text boxes in it left out."""
    texts = []
    for child in element:
        if child.tag == _T:
            texts.append(child.text or "")
        elif child.tag in _SIGNS:
            texts.append(_SIGNS[child.tag])
        elif child.tag != _BOX and child.tag not in _GONE and isinstance(child.tag, str):
            texts.append(_text(child))
    return "".join(texts)


def _boxes(element: Any) -> Iterator[Any]:
    for child in element:
        if child.tag == _BOX:
            yield child
        elif child.tag not in _GONE and isinstance(child.tag, str):
            yield from _boxes(child)


def _rows(table: Any, levels: dict[str, int], depth: int) -> Iterator[Block]:
    for row in table.iter(_TR):
        if next(row.iterancestors(_TBL)) is not table:
            continue  # of a table in a cell
        grid = Grid()
        for cell in row.iter(_TC):
            if next(cell.iterancestors(_TR)) is row:
                merge, span = cell.find(f"{_W}tcPr/{_W}vMerge"), cell.find(f"{_W}tcPr/{_W}gridSpan")
                lines = (line.strip() for line, _ in _blocks(cell, levels, depth + 1))
                continued = merge is not None and merge.get(_VAL, "continue") == "continue"
                given = span.get(_VAL, "1") if span is not None else "1"
                grid.add(
                    "" if continued else " ".join(filter(None, lines)),
                    int(given) if given.isdigit() else 1,
                    1,
                )
        yield "\t".join(grid.end_row()), 0


def _notes(package: Any) -> Iterator[Block]:
    """Footnotes and endnotes, a line each; the two that only draw lines are empty."""
    from lxml import etree

    for part in package.iter_parts():
        if str(part.partname).endswith(_NOTES):
            root = etree.fromstring(
                part.blob, etree.XMLParser(resolve_entities=False, no_network=True)
            )
            for note in root:
                text = " ".join(filter(None, (line.strip() for line, _ in _blocks(note, {}, 0))))
                if text:
                    yield text, 0
