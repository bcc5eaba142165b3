"""Reports to parts: files of a corpus in, one part file a report out; what did not change is not done again.

A part is named by a key over the file's bytes, its sidecar and the stages (code, lexicons, versions), so a part that exists
is right. It is written under a temporary name and renamed, so a part that exists is whole.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import importlib.metadata
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.doc import claims_of, entities_of, issues_of
from pipeline.errors import IssueCode, LexiconError, OutputError, PipelineError
from pipeline.ingest.corpus import Task
from pipeline.ingest.readers import media_type_of, read_report
from pipeline.ingest.sidecar import sidecar_path
from pipeline.printable import encodable, name_text
from pipeline.records import Claim, Entity, Extraction, Issue, Mention, Report, claim_row, record_row
from pipeline.segment.sections import find_sections
from pipeline.segment.stretches import find_stretches

if TYPE_CHECKING:
    from spacy.language import Language

    from pipeline.partfile import Part

R = TypeVar("R", Entity, Issue, Mention)
_VERSIONED = ("spacy", "rjieba", "ahocorasick_rs", "lxml", "pypdfium2", "pdfplumber", "openpyxl", "xlrd", "rapidocr")
Row = dict[str, Any]
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]{4,16}\b")
NO_MEMORY = "needs more memory than a report may take; give more with --memory"


def extract(path: Path | str) -> Extraction:
    """Read one report; raises InputError or LexiconError.

    >>> extract("corpus/suzhou-2016-communique.txt").claims[0].text
    '15480.6亿元'
    """
    path = Path(path)
    return extract_report(_read(Task(path=path, doc_id=name_text(path.stem), source=name_text(path.name))))


def extract_report(report: Report, nlp: Language | None = None) -> Extraction:
    """All records of a report that has been read, offsets in its own text; a long one is read stretch by stretch."""
    with _no_collection():
        from pipeline.stages import load_pipeline, read_doc

        nlp = nlp or load_pipeline()
    sections = find_sections(report.joined, report.headings)
    claims: list[Claim] = []
    entities: list[Entity] = []
    issues: list[Issue] = []
    stretches = find_stretches(report.joined, sections)
    for start, end in stretches:
        doc = read_doc(nlp, report if len(stretches) == 1 else report.stretch(start, end))
        claims.extend(_move_claim(report, c, start) for c in claims_of(doc))
        entities.extend(_move(report, e, start) for e in entities_of(doc))
        issues.extend(i if i.start is None else _move(report, i, start) for i in issues_of(doc))
    if report.note:
        issues.append(Issue(stage="ingest", code=IssueCode.NOT_SUPPORTED, note=report.note))
    if report.heading.year is None:
        note = "no year in the title; periods are empty: give `year` in a sidecar"
        issues.append(Issue(stage="ingest", code=IssueCode.NO_YEAR, note=note))
    return Extraction(report=report, sections=len(sections), claims=tuple(claims), entities=tuple(entities), issues=tuple(issues))


def load() -> None:
    """Load all that reading takes, so that processes that are forked from this one have it and share its memory."""
    from pipeline.lexicons.catalogue import load_catalogue

    with _no_collection():
        from pipeline import partfile, stages  # noqa: F401

        stages.load_pipeline()
        load_catalogue()


@contextlib.contextmanager
def _no_collection() -> Iterator[None]:
    """Loading leaves no garbage, and looking for it takes a tenth of a second."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def _move(report: Report, record: R, shift: int) -> R:
    assert record.start is not None and record.end is not None
    start, end = report.origin(record.start + shift, record.end + shift)
    return replace(record, start=start, end=end)


def _move_claim(report: Report, claim: Claim, shift: int) -> Claim:
    start, end = report.origin(claim.start + shift, claim.end + shift)
    item, subject = (m and _move(report, m, shift) for m in (claim.item, claim.subject))
    section = " > ".join(filter(None, (claim.section, report.cell_of(start))))
    return replace(claim, start=start, end=end, item=item, subject=subject, page=report.page_of(start), section=section)


@cache
def stage_fingerprint() -> str:
    """A hash of all code, lexicons, models and settings of the package and the versions of what it cuts text with."""
    digest = hashlib.sha256()
    root = Path(__file__).parent
    for path in sorted(root.rglob("*")):
        if path.suffix in (".py", ".csv", ".toml", ".cfg", ".txt", ".json", ".gz", ".npz"):
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    for name in _VERSIONED:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):  # an extra: installing it changes what can be read
            digest.update(f"{name}={importlib.metadata.version(name)}".encode())
    return digest.hexdigest()


def part_key(task: Task) -> str:
    """The name of the part a task makes; an unreadable file has a key too (its reading will fail)."""
    try:
        said = hashlib.sha256(task.sidecar_bytes()).hexdigest()
    except LexiconError as error:
        said = str(error)
    parts = (stage_fingerprint(), task.doc_id, task.source, task.fault, task.fingerprint(), said)
    return hashlib.sha256("\0".join(parts).encode(errors="surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A part that is in its place. `again` says that another try may end otherwise (a limit, a dead worker)."""

    key: str
    status: str
    message: str = ""
    claims: int = 0
    again: bool = False
    memory: int = 0
    """Bytes that were too few for it; it is tried again with more."""

    def is_due(self, memory: int) -> bool:
        """Whether another try that may take `memory` bytes (0: without limit) may end otherwise."""
        return self.again or (self.memory > 0 and (memory > self.memory or not memory))


def process_shard(tasks: Iterable[tuple[str, Task]], folder: Path, memory: int = 0) -> list[Made]:
    """Make the parts of `tasks`, each with its key, in `folder`, where a process may take `memory` bytes (0: without limit).

    Nothing one report does stops the others.
    """
    made = []
    for key, task in tasks:
        try:
            made.append(write_part(folder, key, make_part(task)))
        except MemoryError:
            gc.collect()  # what the report held is in cycles
            made.append(write_part(folder, key, failed_part(task, f"{task.source}: {NO_MEMORY}"), memory=memory))
    return made


def make_part(task: Task) -> Part:
    """The rows of one report; one that cannot be read is a `failed` document with an issue. Raises MemoryError."""
    try:
        return part_of(extract_report(_read(task)))
    except PipelineError as error:
        code = IssueCode.NOT_SUPPORTED if "not supported" in str(error) else IssueCode.UNREADABLE
        return failed_part(task, message_of(task, str(error)), code)
    except MemoryError:
        raise
    except Exception as error:  # the one guard per file: a fault of ours must not cost the other reports
        return failed_part(task, message_of(task, f"{task.name}: {type(error).__name__}: {error}; report this as a bug"))


def message_of(task: Task, message: str) -> str:
    """A message as any run gives it, wherever the corpus lies: the report named by its source, no addresses of objects."""
    name = str(task.name)
    root = name.removesuffix(task.source) if name.endswith(task.source) else ""
    for given, source in ((name, task.source), (str(sidecar_path(task.name)), str(sidecar_path(Path(task.source)))), (root, "")):
        message = message.replace(given, source) if len(given) > 1 else message
    return _ADDRESS.sub("", message)


def _read(task: Task) -> Report:
    from pipeline.lexicons.regions import load_regions

    with _no_collection():
        regions = load_regions()
    return read_report(task.name, task.read(), task.doc_id, task.source, regions, task.said)


def part_of(extraction: Extraction) -> Part:
    """An Extraction as rows of the output tables."""
    report, heading = extraction.report, extraction.report.heading
    document = {
        "doc_id": report.doc_id, "source": report.source, "sha256": report.sha256, "text_sha256": report.text_sha256,
        "media_type": report.media_type, "encoding": report.encoding, "title": heading.title, "publisher": heading.publisher,
        "place": heading.place, "area_code": heading.area_code, "year": heading.year, "pages": len(report.pages) or None,
        "characters": len(report.text), "sections": extraction.sections,
        "status": "partial" if report.note else "ok", "message": report.note,
    }  # fmt: skip
    return finished_part(
        document,
        report.text,
        [claim_row(report.doc_id, c) for c in extraction.claims],
        [record_row(report.doc_id, e) for e in extraction.entities],
        [record_row(report.doc_id, i) for i in extraction.issues],
    )


def finished_part(document: Row, text: str, claims: list[Row], entities: list[Row], issues: list[Row]) -> Part:
    """A part of the rows of a report and its text; each claim gets its indicator."""
    from pipeline.export.csvfiles import lines
    from pipeline.indicators.observe import observations_of
    from pipeline.lexicons.catalogue import load_catalogue
    from pipeline.lexicons.units import load_units
    from pipeline.schema import TABLES

    observations = observations_of(claims, str(document.get("year") or ""), load_catalogue(), load_units())
    rows = {"claims": claims, "entities": entities, "issues": issues}
    return {
        "document": document | {"claims": len(claims)},
        "text": text,
        "lines": {name: lines(TABLES[name], found) for name, found in rows.items()},
        "counts": {name: len(found) for name, found in rows.items()},
        "observations": [o.packed() for o in observations],
    }


def failed_part(task: Task, message: str, code: str = IssueCode.UNREADABLE) -> Part:
    """The rows of a report that could not be read; little of it is held in memory."""
    message = encodable(message)
    document = {
        "doc_id": task.doc_id, "source": task.source, "sha256": task.sha256(), "media_type": media_type_of(task.source, task.kind()),
        "status": "failed", "message": message,
    }  # fmt: skip
    issue = {"doc_id": task.doc_id, "stage": "ingest", "code": code, "note": message}
    return finished_part(document, "", [], [], [issue])


def write_part(folder: Path, key: str, part: Part, *, again: bool = False, memory: int = 0) -> Made:
    """Write a part under a temporary name and rename it; `again` and `memory` say whether another try may end otherwise."""
    from pipeline import partfile

    temporary = folder / f".{key}.{os.getpid()}"
    try:
        partfile.write(part, temporary)
        temporary.replace(part_path(folder, key))
    except OSError as error:
        raise OutputError.unwritable(folder, error) from error
    document = part["document"]
    return Made(key=key, status=document["status"], message=document["message"], claims=document["claims"], again=again, memory=memory)


def part_path(folder: Path, key: str) -> Path:
    """The file of a part."""
    return folder / f"{key}.json.gz"


def read_part(folder: Path, key: str) -> Part:
    """Read a part back; raises OutputError where it is damaged."""
    from pipeline import partfile

    return partfile.read(part_path(folder, key))
