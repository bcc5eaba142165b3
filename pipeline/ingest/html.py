"""HTML: a page's bytes in.

Its main text, a line a block and a line a table row (cells parted by tabs), out.

What is no text of the page goes: scripts, forms, navigation, and blocks that are mostly links.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.core.errors import InputError
from pipeline.core.messages import Message
from pipeline.ingest.grid import Grid
from pipeline.ingest.plain import decode
from pipeline.ingest.reader_result import ReaderResult, text_of_blocks

_CHARSET = re.compile(
    rb"""<(?:meta[^>]{0,200}?charset|\?xml[^>]{0,100}?encoding)\s*+=\s*+["']?\s*+([A-Za-z0-9_-]{2,20})""",
    re.IGNORECASE,
)
_GONE = frozenset(
    (
        "script",
        "style",
        "noscript",
        "nav",
        "form",
        "button",
        "select",
        "iframe",
        "svg",
        "head",
        "aside",
        "footer",
        "template",
    )
)
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_BLOCKS = frozenset(
    (
        "p",
        "div",
        "section",
        "article",
        "main",
        "header",
        *_HEADINGS,
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "table",
        "tr",
        "td",
        "th",
        "blockquote",
        "pre",
        "center",
        "body",
        "html",
        "figure",
        "figcaption",
        "caption",
        "thead",
        "tbody",
        "tfoot",
    )
)
_LIST = frozenset(("ul", "ol", "div", "dl", "td", "table"))
_MOSTLY = 0.6  # of a block's characters in links make it navigation
_DEEPEST = 200
_PARAGRAPHS = 3  # more of them in a cell make a table a way to lay out a page
_BLANKS = re.compile(r"\s+")
_MARK = "\x01"  # stands with its level before a heading's line; text that holds it (&#1;) loses it


def read_html(path: Path, data: bytes) -> ReaderResult:
    """The main text of a page and the encoding its bytes, its meta element or its text show.

    Raises InputError for a page that cannot be parsed. External references and entities are not
    followed.
    """
    charset = _CHARSET.search(data[:4096])
    text, encoding, note = decode(path, data, charset[1].decode("ascii") if charset else "")
    reading = text_of_blocks(blocks_of(path, text))
    return ReaderResult(
        text=reading.text + "\n", encoding=encoding, headings=reading.headings, note=note
    )


def blocks_of(path: Path, text: str) -> Iterator[tuple[str, int]]:
    """The lines of a page with their heading level; raises InputError where nothing can be parsed."""
    from lxml import etree, html

    try:
        root = html.document_fromstring(
            re.sub(r"^\s*<\?xml[^>]*\?>", "", text),
            parser=html.HTMLParser(no_network=True, huge_tree=False),
        )
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise InputError(
            Message("no readable page: {error}", error=error),
            path=path,
            remedy="save it again from a browser",
        ) from error
    for line in "".join(_pieces(root, 0)).split("\n"):
        level = int(line[1]) if line.startswith(_MARK) else 0
        words = re.sub(r"[ \u00a0\r]+", " ", line[2:] if level else line).strip(" ")
        if words.strip():
            yield words, level


def _pieces(element: Any, depth: int) -> Iterator[str]:
    """The text of an element, blocks set off by line ends."""
    tag = element.tag if isinstance(element.tag, str) else ""
    if (
        tag
        and tag not in _GONE
        and depth < _DEEPEST
        and not (tag in _LIST and _is_navigation(element))
    ):
        if tag == "br" or tag in _BLOCKS:
            yield "\n"
        if tag == "table" and not _is_layout(element):
            yield from _rows(element, depth)
        elif tag in _HEADINGS:
            words = _flat(element, depth)
            yield f"{_MARK}{_HEADINGS[tag]}{words}" if words else ""
        else:
            yield from _inside(element, depth)
        if tag in _BLOCKS:
            yield "\n"
    if element.tail and depth:
        yield _unbroken(element.tail)


def _unbroken(text: str) -> str:
    """`text` with the line ends of the source, and the blanks around them, as one blank.

    Each stretch of blanks is looked at once.
    """
    return _BLANKS.sub(lambda m: " " if "\n" in m[0] else m[0], text.replace(_MARK, ""))


def _inside(element: Any, depth: int) -> Iterator[str]:
    if element.text:
        yield element.text.replace(_MARK, "") if element.tag == "pre" else _unbroken(element.text)
    for child in element:
        yield from _pieces(child, depth + 1)


def _flat(element: Any, depth: int) -> str:
    return " ".join("".join(_inside(element, depth)).split()).replace(_MARK, "")


def _rows(table: Any, depth: int) -> Iterator[str]:
    """The rows of a table.

    A cell over several columns or rows stands in the first, the others are empty.
    """
    grid = Grid()
    for element in table.iter("caption", "tr"):
        if element.tag == "caption":
            yield _flat(element, depth) + "\n"
            continue
        for cell in element.iterchildren("td", "th"):
            grid.add(_flat(cell, depth), _number(cell.get("colspan")), _number(cell.get("rowspan")))
        yield "\t".join(grid.end_row()) + "\n"


def _number(cell: str | None) -> int:
    return (
        int(cell)
        if cell and cell.strip().isascii() and cell.strip().isdigit() and len(cell) < 6
        else 1
    )


def _is_layout(table: Any) -> bool:
    """Whether a table is there to lay out a page: it holds tables or cells of several paragraphs."""
    return table.find(".//table") is not None or any(
        len(cell.findall(".//p")) > _PARAGRAPHS or cell.find(".//h1") is not None
        for cell in table.iter("td", "th")
    )


def _is_navigation(element: Any) -> bool:
    linked = sum(len("".join(a.itertext()).strip()) for a in element.iter("a"))
    return linked > 0 and linked > _MOSTLY * len("".join(element.itertext()).strip())
