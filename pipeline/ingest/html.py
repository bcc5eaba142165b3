"""HTML: a page's bytes in; its main text, a line a block and a line a table row (cells parted by tabs), out.

What is no text of the page goes: scripts, forms, navigation, and blocks that are mostly links.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.errors import InputError
from pipeline.ingest.plain import decode

_CHARSET = re.compile(rb"""<(?:meta[^>]{0,200}?charset|\?xml[^>]{0,100}?encoding)\s*=\s*["']?\s*([A-Za-z0-9_-]{2,20})""", re.IGNORECASE)
_GONE = frozenset(
    ("script", "style", "noscript", "nav", "form", "button", "select", "iframe", "svg", "head", "aside", "footer", "template")
)
_BLOCKS = frozenset(
    ("p", "div", "section", "article", "main", "header", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "dl", "dt", "dd", "table", "tr",
     "blockquote", "pre", "center", "body", "html", "figure", "figcaption", "caption", "thead", "tbody", "tfoot")
)  # fmt: skip
_LIST = frozenset(("ul", "ol", "div", "dl", "td", "table"))
_MOSTLY = 0.6  # of a block's characters in links make it navigation
_DEEPEST = 200


def read_html(path: Path, data: bytes) -> tuple[str, str]:
    """The main text of a page and the encoding its bytes, its meta element or its text show.

    Raises InputError for a page without text. External references and entities are not followed.
    """
    from lxml import etree, html

    said = _CHARSET.search(data[:4096])
    text, encoding = decode(path, data, said[1].decode("ascii") if said else "")
    try:
        root = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text), parser=html.HTMLParser(no_network=True, huge_tree=False))
    except (etree.ParserError, ValueError) as error:
        raise InputError(f"no readable page: {error}", path=path, remedy="save it again from a browser") from error
    lines = (re.sub(r"[ \u00a0\r\n]+", " ", line).strip(" ") for line in "".join(_pieces(root, 0)).split("\n"))
    return "\n".join(line for line in lines if line.strip()) + "\n", encoding


def _pieces(element: Any, depth: int) -> Iterator[str]:
    """The text of an element, blocks set off by line ends, cells by tabs."""
    tag = element.tag if isinstance(element.tag, str) else ""
    if tag and tag not in _GONE and depth < _DEEPEST and not (tag in _LIST and _is_navigation(element)):
        if tag == "br" or tag in _BLOCKS:
            yield "\n"
        elif tag in ("td", "th") and element.getprevious() is not None:
            yield "\t"
        inside = _flat(element, depth) if tag in ("td", "th") else _inside(element, depth)
        yield from inside
        if tag in _BLOCKS:
            yield "\n"
    if element.tail and depth:
        yield re.sub(r"\s*\n\s*", " ", element.tail)


def _inside(element: Any, depth: int) -> Iterator[str]:
    if element.text:
        yield element.text if element.tag == "pre" else re.sub(r"\s*\n\s*", " ", element.text)
    for child in element:
        yield from _pieces(child, depth + 1)


def _flat(element: Any, depth: int) -> Iterator[str]:
    """A cell in one line, unless it holds a table (then it is layout)."""
    if element.find(".//table") is not None or (element.find(".//p") is not None and len(element.findall(".//p")) > 3):
        yield from _inside(element, depth)
    else:
        yield " ".join("".join(_inside(element, depth)).split())


def _is_navigation(element: Any) -> bool:
    linked = sum(len("".join(a.itertext()).strip()) for a in element.iter("a"))
    return linked > 0 and linked > _MOSTLY * len("".join(element.itertext()).strip())
