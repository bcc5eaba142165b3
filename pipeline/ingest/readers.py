"""Readers: a file in, a Report out. `READERS` is the one table from suffix to reader."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from pipeline.errors import InputError
from pipeline.ingest.docx import read_docx
from pipeline.ingest.heading import read_heading
from pipeline.ingest.html import read_html
from pipeline.ingest.lines import join_lines
from pipeline.ingest.plain import read_plain
from pipeline.ingest.sidecar import read_sidecar
from pipeline.lexicons.names import load_heading_words
from pipeline.lexicons.regions import Gazetteer
from pipeline.records import Report

READERS: dict[str, tuple[str, Callable[[Path, bytes], tuple[str, str]]]] = {
    ".txt": ("text/plain", read_plain),
    ".html": ("text/html", read_html),
    ".htm": ("text/html", read_html),
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", read_docx),
}
PLANNED = {
    ".epub": "application/epub+zip", ".pdf": "application/pdf",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xls": "application/vnd.ms-excel",
}  # fmt: skip
"""Suffixes that are reports but cannot be read yet: each is a `failed` row that says so."""


def is_report(path: Path) -> bool:
    """Whether a file of a corpus folder is a report (and not a sidecar or something else)."""
    return path.suffix.lower() in READERS or path.suffix.lower() in PLANNED


def media_type_of(path: Path) -> str:
    suffix = path.suffix.lower()
    return READERS[suffix][0] if suffix in READERS else PLANNED.get(suffix, "application/octet-stream")


def read_report(path: Path, doc_id: str, source: str, regions: Gazetteer) -> Report:
    """Read, decode and join one file.

    Raises InputError (unreadable, empty or unsupported) or LexiconError (its sidecar).
    """
    suffix = path.suffix.lower()
    if suffix not in READERS:
        raise InputError(f"{suffix or 'files without suffix'} not yet supported", path=path, remedy="save it as a UTF-8 .txt file")
    media_type, reader = READERS[suffix]
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(error.strerror or str(error), path=path, remedy="check the file and its rights") from error
    text, encoding = reader(path, data)
    if not text.strip():
        raise InputError("the file is empty", path=path, remedy="give a file with text")
    joined, origins = join_lines(text)
    return Report(
        doc_id=doc_id, source=source, sha256=hashlib.sha256(data).hexdigest(), text=text,
        text_sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(), media_type=media_type, encoding=encoding,
        heading=read_heading(joined, regions, load_heading_words(), read_sidecar(path)), joined=joined, origins=origins,
    )  # fmt: skip
