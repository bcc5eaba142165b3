"""Extraction: one Report in, all that is read off it out, with offsets moved back to the report's
own text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.core.doc_extensions import claims_of, entities_of, issues_of, trace_of
from pipeline.core.errors import IssueCode
from pipeline.core.printable import name_text
from pipeline.core.records import (
    Claim,
    Entity,
    Issue,
    Mention,
    Part,
    Report,
    Section,
    claim_row,
    record_row,
)
from pipeline.core.trace import Reason
from pipeline.ingest.corpus import Task
from pipeline.ingest.readers import read_report
from pipeline.lexicons.bundle import Lexicons
from pipeline.segment.sections import find_sections
from pipeline.segment.stretches import find_stretches

if TYPE_CHECKING:
    import pandas as pd
    from spacy.language import Language
    from spacy.tokens import Doc

R = TypeVar("R", Entity, Issue, Mention)
Reasons = dict[int, dict[str, Reason]]
"""Why the fields of claims are what they are, by the start of the claim and the name of the field.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """All that is read off one report; offsets count in `report.text`."""

    report: Report
    sections: int
    claims: tuple[Claim, ...]
    entities: tuple[Entity, ...]
    issues: tuple[Issue, ...]

    def claims_frame(self) -> pd.DataFrame:
        """Claims as a pandas frame, columns as in the data dictionary (mentions as text, start and
        end).
        """
        return _frame("claims", [claim_row(self.report.doc_id, c) for c in self.claims])

    def entities_frame(self) -> pd.DataFrame:
        """Entities as a pandas frame."""
        return _frame("entities", [record_row(self.report.doc_id, e) for e in self.entities])

    def issues_frame(self) -> pd.DataFrame:
        """Issues as a pandas frame."""
        return _frame("issues", [record_row(self.report.doc_id, i) for i in self.issues])


def _frame(table: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    from pipeline.outputs.data_frames import frame  # pandas is only paid for when asked for

    return frame(table, rows)


def extract(path: Path | str, config: Path | None = None) -> Extraction:
    """Read one report.

    Args:
        path: The file; its sidecar is looked for beside it.
        config: A config of the user's (docs/lexicons.md).

    Returns:
        Claims, entities and issues, with offsets in the report's own text.

    Raises:
        InputError: The file cannot be read.
        LexiconError: Its sidecar is wrong.

    >>> extract("corpus/suzhou-2016-communique.txt").claims[0].text
    '15480.6亿元'
    """
    from pipeline.stages import load_pipeline

    path = Path(path)
    task = Task(path=path, doc_id=name_text(path.stem), source=name_text(path.name))
    return extract_report(read_task(task, Lexicons.load(config)), load_pipeline(config))


def read_task(task: Task, lexicons: Lexicons) -> Report:
    """Decode the file of a task; raises InputError or LexiconError."""
    return read_report(
        task.name, task.read(), task.doc_id, task.source, lexicons, task.sidecar_content
    )


def extract_report(
    report: Report, nlp: Language | None = None, reasons: Reasons | None = None
) -> Extraction:
    """Read all records off a report; a long one is read stretch by stretch.

    Args:
        report: The report.
        nlp: The pipeline; the shipped one where none is given.
        reasons: Filled with why each field of each claim is what it is, where it is given.

    Returns:
        The records, with offsets in the report's own text.
    """
    from pipeline.stages import load_pipeline, read_doc

    nlp = nlp or load_pipeline()
    claims: list[Claim] = []
    entities: list[Entity] = []
    issues: list[Issue] = []
    count = 0
    for start, stretch, sections in _stretches(report):
        doc = read_doc(nlp, stretch, sections=sections, trace=reasons is not None)
        count += sum(section.start >= 0 for section in sections)
        if reasons is not None:
            reasons.update(_moved_reasons(report, doc, start))
        claims.extend(_move_claim(report, c, start) for c in claims_of(doc))
        entities.extend(_move(report, e, start) for e in entities_of(doc))
        issues.extend(i if i.start is None else _move(report, i, start) for i in issues_of(doc))
    if report.note:
        issues.append(Issue(stage="ingest", code=IssueCode.NOT_SUPPORTED, note=report.note))
    if report.heading.year is None and not report.parts:
        note = "no year in the title; periods are empty: give `year` in a sidecar"
        issues.append(Issue(stage="ingest", code=IssueCode.NO_YEAR, note=note))
    return Extraction(
        report=report,
        sections=count,
        claims=tuple(claims),
        entities=tuple(entities),
        issues=tuple(issues),
    )


def _moved_reasons(report: Report, doc: Doc, shift: int) -> Reasons:
    """The trace of a Doc, with offsets in the report's own text."""
    trace, found = trace_of(doc), {}
    if trace is None:
        return {}
    for claim in claims_of(doc):
        reasons = {
            name: r._replace(span=report.origin(r.span[0] + shift, r.span[1] + shift))
            if r.span is not None
            else r
            for name, r in trace.of(claim.start).items()
        }
        found[report.origin(claim.start + shift, claim.end + shift)[0]] = reasons
    return found


def _stretches(report: Report) -> Iterator[tuple[int, Report, list[Section]]]:
    """What is read at a time: a part, or a stretch of a long one, with where it starts and its sections.

    Sections are found once a part. One that begins before its stretch has a start below 0 there; the
    headings above a stretch hold in it.
    """
    for part in report.parts or (Part(start=0, end=len(report.joined), heading=report.heading),):
        whole = report.stretch(part.start, part.end, part.heading)
        found = find_sections(whole.joined, whole.headings)
        for low, high in find_stretches(whole.joined, found):
            sections = [
                replace(s, start=s.start - low, end=min(s.end, high) - low)
                for s in found
                if s.start < high and low < s.end
            ]
            yield part.start + low, whole.stretch(low, high, part.heading), sections


def _move(report: Report, record: R, shift: int) -> R:
    assert record.start is not None and record.end is not None
    start, end = report.origin(record.start + shift, record.end + shift)
    return replace(record, start=start, end=end)


def _move_claim(report: Report, claim: Claim, shift: int) -> Claim:
    start, end = report.origin(claim.start + shift, claim.end + shift)
    item, subject = (m and _move(report, m, shift) for m in (claim.item, claim.subject))
    section = " > ".join(filter(None, (claim.section, report.cell_of(start))))
    return replace(
        claim,
        start=start,
        end=end,
        item=item,
        subject=subject,
        page=report.page_of(start),
        section=section,
    )
