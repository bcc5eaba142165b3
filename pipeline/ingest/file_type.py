"""Types: a file's name and bytes in; what it really is out. The bytes decide, the name only where they say nothing."""

from __future__ import annotations

import io
import re
import zipfile
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
    ("word/", Kind.DOCX), ("xl/", Kind.XLSX), ("META-INF/container.xml", Kind.EPUB), ("[Content_Types].xml", Kind.OTHER),
    ("META-INF/manifest.xml", Kind.OTHER), ("OFD.xml", Kind.OTHER),
)  # fmt: skip
"""How a member's name begins and what the archive is then; other office files are no archives of reports."""
_SUFFIXES = {
    "txt": Kind.PLAIN, "text": Kind.PLAIN, "md": Kind.PLAIN, "": Kind.PLAIN, "csv": Kind.CSV, "tsv": Kind.CSV, "html": Kind.HTML, "htm": Kind.HTML,
    "xhtml": Kind.HTML, "shtml": Kind.HTML, "docx": Kind.DOCX, "xlsx": Kind.XLSX, "xlsm": Kind.XLSX, "xls": Kind.XLS, "epub": Kind.EPUB,
    "pdf": Kind.PDF, "png": Kind.IMAGE, "jpg": Kind.IMAGE, "jpeg": Kind.IMAGE, "tif": Kind.IMAGE, "tiff": Kind.IMAGE, "zip": Kind.ZIP,
    "doc": Kind.DOC, "wps": Kind.DOC, "rtf": Kind.RTF,
}  # fmt: skip
_NO_REPORT = frozenset(("json", "jsonl", "toml", "yaml", "yml", "xml", "py", "js", "css", "lock", "db", "sqlite", "parquet"))
"""Text files by these names are somebody's data or programs, not reports."""
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body|table|div|meta)\b", re.I | re.S
)


def kind_of(name: str, data: bytes) -> Kind:
    """The kind of a file called `name` that holds `data`.

    >>> kind_of("年鉴.xls", b"<html><table><tr><td>1</td></tr></table></html>")
    <Kind.HTML: 'text/html'>
    """
    said = _SUFFIXES.get(suffix_of(name), Kind.OTHER)
    head = data[:4096].removeprefix(b"\xef\xbb\xbf")
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if b"%PDF-" in head[:1024]:
        return Kind.PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _packed(data, said)
    if head.startswith(_OLE):
        return Kind.XLS if "Workbook".encode("utf-16-le") in data or "Book\0".encode("utf-16-le") in data else Kind.DOC
    if _PAGE.match(head):
        return Kind.HTML
    if said in (Kind.PLAIN, Kind.CSV, Kind.HTML):
        return said
    if said is Kind.OTHER and suffix_of(name) in _NO_REPORT:
        return said
    return said if b"\0" in head and not data.startswith((b"\xff\xfe", b"\xfe\xff")) else Kind.PLAIN  # a text by another name


def suffix_of(name: str) -> str:
    """The suffix of a file's name in lower case, without its dot."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return last.rsplit(".", 1)[1].lower() if "." in last.lstrip(".") else ""


def _packed(data: bytes, said: Kind) -> Kind:
    kind = kind_of_archive(io.BytesIO(data))
    return said if kind is None and said in (Kind.DOCX, Kind.XLSX, Kind.EPUB) else kind or Kind.ZIP


def kind_of_archive(file: IO[bytes]) -> Kind | None:
    """What a zip archive is by the names in its directory; None for one whose directory cannot be read."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError):
        return None
    return next((kind for part, kind in _PARTS if any(name.startswith(part) for name in names)), Kind.ZIP)
