"""Types: a file's name and bytes in; what it really is out.

The bytes decide, the name only where they say nothing.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from enum import StrEnum
from typing import IO


class Kind(StrEnum):
    """What a file is, as its media type."""

    PLAIN = "text/plain"
    CSV = "text/csv"
    HTML = "text/html"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    XLS = "application/vnd.ms-excel"
    ODT = "application/vnd.oasis.opendocument.text"
    EPUB = "application/epub+zip"
    PDF = "application/pdf"
    IMAGE = "image/*"
    ZIP = "application/zip"
    DOC = "application/msword"
    RTF = "application/rtf"
    OTHER = "application/octet-stream"


_MAGIC = (
    (b"%PDF-", Kind.PDF),
    (b"{\\rtf", Kind.RTF),
    (b"\x89PNG\r\n\x1a\n", Kind.IMAGE),
    (b"\xff\xd8\xff", Kind.IMAGE),
    (b"II*\x00", Kind.IMAGE),
    (b"MM\x00*", Kind.IMAGE),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PARTS = (
    ("word/", Kind.DOCX),
    ("xl/", Kind.XLSX),
    ("META-INF/container.xml", Kind.EPUB),
    ("[Content_Types].xml", Kind.OTHER),
    ("META-INF/manifest.xml", Kind.ODT),
    ("OFD.xml", Kind.OTHER),
)
"""How a member's name begins and what the archive is then.

Other office files are no archives of reports.
"""
_SUFFIXES = {
    "txt": Kind.PLAIN,
    "text": Kind.PLAIN,
    "md": Kind.PLAIN,
    "": Kind.PLAIN,
    "csv": Kind.CSV,
    "tsv": Kind.CSV,
    "html": Kind.HTML,
    "htm": Kind.HTML,
    "xhtml": Kind.HTML,
    "shtml": Kind.HTML,
    "docx": Kind.DOCX,
    "odt": Kind.ODT,
    "xlsx": Kind.XLSX,
    "xlsm": Kind.XLSX,
    "xls": Kind.XLS,
    "epub": Kind.EPUB,
    "pdf": Kind.PDF,
    "png": Kind.IMAGE,
    "jpg": Kind.IMAGE,
    "jpeg": Kind.IMAGE,
    "tif": Kind.IMAGE,
    "tiff": Kind.IMAGE,
    "zip": Kind.ZIP,
    "doc": Kind.DOC,
    "wps": Kind.DOC,
    "rtf": Kind.RTF,
}
_NO_REPORT = frozenset(
    (
        "json",
        "jsonl",
        "toml",
        "yaml",
        "yml",
        "xml",
        "py",
        "js",
        "css",
        "lock",
        "db",
        "sqlite",
        "parquet",
    )
)
"""Text files by these names are somebody's data or programs, not reports."""
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|div|meta)\b", re.IGNORECASE)
_HEAD, _BLOCK = 4096, 1 << 20
_WORKBOOK = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book\0"))


def kind_of(name: str, data: bytes) -> Kind:
    """The kind of a file called `name` that holds `data`.

    >>> kind_of("年鉴.xls", b"<html><table><tr><td>1</td></tr></table></html>")
    <Kind.HTML: 'text/html'>
    """
    return kind_of_file(name, io.BytesIO(data))


def kind_of_file(name: str, file: IO[bytes]) -> Kind:
    """The kind of a file called `name`, open at its beginning.

    Of a long one only some is read, and no more than a block is held.
    """
    by_name = _SUFFIXES.get(suffix_of(name), Kind.OTHER)
    head = file.read(_HEAD).removeprefix(b"\xef\xbb\xbf")
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if b"%PDF-" in head[:1024]:
        return Kind.PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _packed(file, by_name)
    if head.startswith(_OLE):
        return Kind.XLS if _holds(file, _WORKBOOK) else Kind.DOC
    if _is_page(head):
        return Kind.HTML
    if by_name in (Kind.PLAIN, Kind.CSV, Kind.HTML):
        return by_name
    if by_name is Kind.OTHER and suffix_of(name) in _NO_REPORT:
        return by_name
    # a text by another name
    return (
        by_name if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")) else Kind.PLAIN
    )


def _is_page(head: bytes) -> bool:
    """Whether a text begins as a page does, behind blanks, an XML declaration and comments.

    Looked at once, from left to right.
    """
    rest = head.lstrip()
    if rest[:5].lower() == b"<?xml":
        rest = rest[rest.find(b">") + 1 :].lstrip()
    while rest.startswith(b"<!--"):
        end = rest.find(b"-->", 4)
        if end < 0:
            return False
        rest = rest[end + 3 :].lstrip()
    return _PAGE.match(rest) is not None


def _holds(file: IO[bytes], words: tuple[bytes, ...]) -> bool:
    """Whether one of `words` stands in a file."""
    file.seek(0)
    before = b""
    while block := file.read(_BLOCK):
        if any(word in before + block for word in words):
            return True
        before = block[-max(map(len, words)) :]
    return False


def suffix_of(name: str) -> str:
    """The suffix of a file's name in lower case, without its dot."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return last.rsplit(".", 1)[1].lower() if "." in last.lstrip(".") else ""


def _packed(file: IO[bytes], by_name: Kind) -> Kind:
    kind = kind_of_archive(file)
    return (
        by_name
        if kind is None and by_name in (Kind.DOCX, Kind.XLSX, Kind.EPUB)
        else kind or Kind.ZIP
    )


def kind_of_archive(file: IO[bytes]) -> Kind | None:
    """What a zip archive is by the names in its directory.

    None for one whose directory cannot be read.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            return kind_of_names(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError):
        return None


def kind_of_names(names: Iterable[str]) -> Kind:
    """What a zip archive with parts of these names is."""
    known = tuple(part for part, _ in _PARTS)
    office = [name for name in names if name.startswith(known)]
    return next(
        (kind for part, kind in _PARTS if any(name.startswith(part) for name in office)), Kind.ZIP
    )
