"""Document results: what is read off one document as the rows of the output tables, also where it
could not be read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.core.errors import IssueCode
from pipeline.core.messages import changed_text
from pipeline.core.printable import encodable
from pipeline.core.records import DocumentRow, DocumentStatus, ObservationRow, claim_row, record_row
from pipeline.core.schema import TABLES
from pipeline.extraction import Extraction
from pipeline.indicators.observe import observations_of
from pipeline.ingest.corpus import Task
from pipeline.ingest.readers import media_type_of
from pipeline.lexicons.bundle import Lexicons
from pipeline.outputs.csv_files import lines

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class DocumentResult:
    """One document: its row of documents.csv, its text, and its rows of the other tables.

    Attributes:
        lines: By table (claims, entities, issues) the rows as they will stand in its CSV file.
        counts: By table the number of rows.
    """

    document: DocumentRow
    text: str
    lines: dict[str, str]
    counts: dict[str, int]
    observations: Sequence[ObservationRow]


def result_of(extraction: Extraction, lexicons: Lexicons) -> DocumentResult:
    """The result of a document that was read."""
    report, heading = extraction.report, extraction.report.heading
    document = DocumentRow(
        doc_id=report.doc_id,
        source=report.source,
        sha256=report.sha256,
        text_sha256=report.text_sha256,
        media_type=report.media_type,
        encoding=report.encoding,
        title=heading.title,
        publisher=heading.publisher,
        place=heading.place,
        area_code=heading.area_code,
        year=heading.year,
        pages=len(report.pages) or None,
        characters=len(report.text),
        sections=extraction.sections,
        status=DocumentStatus.PARTIAL if report.note else DocumentStatus.OK,
        message=report.note,
    )
    return result_of_rows(
        document,
        report.text,
        [claim_row(report.doc_id, c) for c in extraction.claims],
        [record_row(report.doc_id, e) for e in extraction.entities],
        [record_row(report.doc_id, i) for i in extraction.issues],
        lexicons,
    )


def result_of_rows(
    document: DocumentRow,
    text: str,
    claims: list[Row],
    entities: list[Row],
    issues: list[Row],
    lexicons: Lexicons,
) -> DocumentResult:
    """The result of rows; each claim gets its indicator."""
    observations = observations_of(
        claims, str(document.year or ""), lexicons.catalogue, lexicons.units
    )
    rows = {"claims": claims, "entities": entities, "issues": issues}
    return DocumentResult(
        document.with_claims(len(claims)),
        text,
        {name: lines(TABLES[name], found) for name, found in rows.items()},
        {name: len(found) for name, found in rows.items()},
        [o.row() for o in observations],
    )


def failed_result(
    task: Task, message: str, code: IssueCode = IssueCode.UNREADABLE
) -> DocumentResult:
    """The result of a document that could not be read: its row says why, and so does an issue.

    Little of it is held in memory.
    """
    message = changed_text(message, encodable)
    document = DocumentRow(
        doc_id=task.doc_id,
        source=task.source,
        sha256=task.sha256(),
        media_type=media_type_of(task.source, task.kind()),
        status=DocumentStatus.FAILED,
        message=message,
    )
    return result_of_rows(
        document,
        "",
        [],
        [],
        [{"doc_id": task.doc_id, "stage": "ingest", "code": code, "note": message}],
        Lexicons(),
    )
