"""EPUB: a book's bytes in; the text of its chapters, in the order of its spine, out."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from pipeline.core.errors import InputError
from pipeline.core.messages import Message
from pipeline.ingest.html import blocks_of
from pipeline.ingest.plain import decode
from pipeline.ingest.reader_result import ReaderResult, open_archive, read_member, text_of_blocks

_REMEDY = Message("open it in a reader or Calibre and save it again")
_PAGES = ("application/xhtml+xml", "text/html", "application/xml")


def read_epub(path: Path, data: bytes) -> ReaderResult:
    """The chapters of a book one after the other, headings as h1 to h6.

    Navigation pages are left out.

    Raises InputError for a book that is broken, encrypted, or has no spine.
    """
    with open_archive(path, data, "EPUB") as archive:
        names = set(archive.namelist())
        if "META-INF/encryption.xml" in names and "META-INF/rights.xml" in names:
            raise InputError("the book is encrypted", path=path, remedy="give a copy without DRM")
        blocks: list[tuple[str, int]] = []
        for name in _spine(path, archive):
            if name in names:
                text = decode(path, read_member(path, archive, name)).text
                if text.strip():
                    blocks += blocks_of(path, text)
    return text_of_blocks(blocks)


def _spine(path: Path, archive: zipfile.ZipFile) -> Iterator[str]:
    """The members that hold the chapters, in reading order."""
    container = _xml(path, archive, "META-INF/container.xml")
    root = container.find(".//{*}rootfile")
    if root is None or not root.get("full-path"):
        raise InputError(
            "the book names no package file",
            path=path,
            where="META-INF/container.xml",
            remedy=_REMEDY,
        )
    package = root.get("full-path")
    book = _xml(path, archive, package)
    items = {i.get("id"): i for i in book.iterfind(".//{*}manifest/{*}item")}
    for reference in book.iterfind(".//{*}spine/{*}itemref"):
        item = items.get(reference.get("idref"))
        if (
            item is not None
            and item.get("media-type") in _PAGES
            and "nav" not in (item.get("properties") or "").split()
        ):
            yield posixpath.normpath(
                posixpath.join(posixpath.dirname(package), unquote(item.get("href", "")))
            )


def _xml(path: Path, archive: zipfile.ZipFile, name: str) -> Any:
    from lxml import etree

    try:
        return etree.fromstring(
            read_member(path, archive, name),
            etree.XMLParser(resolve_entities=False, no_network=True),
        )
    except (etree.LxmlError, KeyError, ValueError) as error:
        raise InputError(
            Message("no readable EPUB: {error}", error=error), path=path, where=name, remedy=_REMEDY
        ) from error
