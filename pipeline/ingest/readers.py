"""Readers: a file in, a Report out. `READERS` is the one table from kind to reader."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.core.errors import InputError, IssueCode
from pipeline.core.messages import Message
from pipeline.core.records import Heading, Part, Report, StyledHeading
from pipeline.ingest.docx import read_docx
from pipeline.ingest.epub import read_epub
from pipeline.ingest.file_type import Kind, kind_of, suffix_of
from pipeline.ingest.files import LARGEST_FILE
from pipeline.ingest.heading import read_heading
from pipeline.ingest.html import read_html
from pipeline.ingest.lines import join_lines
from pipeline.ingest.ocr import read_image
from pipeline.ingest.odt import read_odt
from pipeline.ingest.parts import find_parts
from pipeline.ingest.pdf import read_pdf
from pipeline.ingest.plain import read_plain
from pipeline.ingest.reader_result import Reader, ReaderResult
from pipeline.ingest.sheets import read_csv, read_xls, read_xlsx
from pipeline.ingest.sidecar import Sidecar, read_sidecar
from pipeline.lexicons.bundle import Lexicons

READERS: dict[Kind, Reader] = {
    Kind.PLAIN: read_plain,
    Kind.CSV: read_csv,
    Kind.HTML: read_html,
    Kind.DOCX: read_docx,
    Kind.XLSX: read_xlsx,
    Kind.XLS: read_xls,
    Kind.EPUB: read_epub,
    Kind.ODT: read_odt,
    Kind.PDF: read_pdf,
    Kind.IMAGE: read_image,
}
_AS_DOCX = Message("open it in Word or LibreOffice and save it as .docx")
_REMEDIES = {
    Kind.DOC: (Message("old Word files are not read"), _AS_DOCX),
    Kind.RTF: (Message("RTF files are not read"), _AS_DOCX),
    Kind.ZIP: (Message("an archive in an archive is not read"), Message("unpack it")),
}
_PICTURES = {"jpg": "jpeg", "tif": "tiff"}


def read_report(
    path: Path,
    data: bytes,
    doc_id: str,
    source: str,
    lexicons: Lexicons,
    sidecar_of: Callable[[], Sidecar] | None = None,
) -> Report:
    """Decode and join one file.

    Args:
        path: Names the file in errors, and finds its sidecar.
        data: Its bytes.
        doc_id: Its id in the tables.
        source: Its path in the corpus.
        lexicons: What titles, places and kinds are known by.
        sidecar_of: Reads its sidecar, where that does not lie beside `path`.

    Raises:
        InputError: The file is unreadable, empty or not supported.
        LexiconError: Its sidecar is wrong.
    """
    if len(data) > LARGEST_FILE:
        raise InputError(
            Message("{size} bytes", size=f"{len(data):,}"),
            path=path,
            remedy=Message("give a file of at most {most}", most=f"{LARGEST_FILE:,}"),
        )
    if not data.strip(b"\0 \t\r\n"):
        raise InputError("the file is empty", path=path, remedy="give a file with text")
    kind = kind_of(source, data)
    if kind not in READERS:
        if kind in _REMEDIES:
            what, remedy = _REMEDIES[kind]
            raise InputError(
                Message("not supported: {kind}", kind=what),
                path=path,
                remedy=remedy,
                code=IssueCode.NOT_SUPPORTED,
            )
        suffix = suffix_of(source)
        what = (
            Message("no reader for {suffix} files", suffix=f".{suffix}")
            if suffix
            else Message("no reader for such files")
        )
        raise InputError(
            Message("not supported: {kind}", kind=what),
            path=path,
            remedy="leave it out",
            code=IssueCode.NO_READER,
        )
    reading = READERS[kind](path, data)
    if not reading.text.strip():
        raise InputError("the file has no text", path=path, remedy="give a file with text")
    joined, origins = join_lines(reading.text, {line.start for line in reading.headings})
    sidecar = sidecar_of() if sidecar_of else read_sidecar(path)
    heading = read_heading(joined, lexicons.regions, lexicons.heading_words, sidecar, source)
    parts = () if sidecar.year is not None else _parts(reading.text, origins, heading, lexicons)
    if len({part.heading.year for part in parts}) > 1:
        heading = replace(heading, year=None)  # a collection over years has none of its own
    return Report(
        doc_id=doc_id,
        source=source,
        sha256=hashlib.sha256(data).hexdigest(),
        text=reading.text,
        text_sha256=hashlib.sha256(reading.text.encode()).hexdigest(),
        media_type=media_type_of(source, kind),
        encoding=reading.encoding,
        heading=heading,
        joined=joined,
        origins=origins,
        pages=reading.pages,
        cells=reading.cells,
        note=reading.note,
        parts=parts,
        headings=_joined_headings(_without_title(reading, heading.title), origins),
    )


def _parts(
    text: str, origins: Sequence[int] | None, heading: Heading, lexicons: Lexicons
) -> tuple[Part, ...]:
    """The parts of a collection, each with what its own title lines and opening say.

    None where a document is one report.

    They are looked for in the text as printed, where a title stands on a line of its own, and count
    in the joined text.
    """
    spans = find_parts(text)
    if len(spans) < 2:
        return ()
    found = []
    for start, end in spans:
        own = read_heading(text[start:end], lexicons.regions, lexicons.heading_words, Sidecar())
        if not own.place:
            own = replace(own, place=heading.place, area_code=heading.area_code)
        if origins is not None:
            start, end = bisect_left(origins, start), bisect_left(origins, end)
        found.append(Part(start=start, end=end, heading=own))
    return tuple(found)


def media_type_of(name: str, kind: Kind) -> str:
    """The media type of a file of a kind; a picture's is that of its name."""
    return (
        f"image/{_PICTURES.get(suffix_of(name), suffix_of(name))}"
        if kind is Kind.IMAGE
        else str(kind)
    )


def _without_title(reading: ReaderResult, title: str) -> list[StyledHeading]:
    """The headings but for the report's own title, which is over all of it."""
    levels = [h.level for h in reading.headings]
    return [
        h
        for h in reading.headings
        if reading.text[h.start : h.end].strip() != title or levels.count(h.level) > 1
    ]


def _joined_headings(
    headings: Sequence[StyledHeading], origins: Sequence[int] | None
) -> tuple[StyledHeading, ...]:
    """Headings counted in the joined text; no break at or in one was taken out."""
    if origins is None:
        return tuple(headings)
    return tuple(
        StyledHeading(
            start=bisect_left(origins, h.start),
            end=bisect_left(origins, h.end - 1) + 1,
            level=h.level,
        )
        for h in headings
    )
