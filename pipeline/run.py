"""Reports to parts: files of a corpus in, one part file a report out; what did not change is not done again.

A part is named by a key over the file's bytes, its sidecar and the stages (code, lexicons, versions), so a part that exists
is right. It is written under a temporary name and renamed, so a part that exists is whole.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.doc import claims_of, entities_of, issues_of, sections_of
from pipeline.errors import IssueCode, OutputError, PipelineError, UsageError
from pipeline.ingest.readers import is_report, media_type_of, read_report
from pipeline.ingest.sidecar import sidecar_path
from pipeline.numerals import plain
from pipeline.records import Claim, Entity, Extraction, Issue, Mention, Report, claim_row, record_row

if TYPE_CHECKING:
    from spacy.language import Language

R = TypeVar("R", Entity, Issue, Mention)
_VERSIONED = ("spacy", "rjieba", "pyahocorasick")
Part = dict[str, Any]
"""One report as rows: document, claims, entities, issues."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One file to read: its path, its stable id and its path relative to the corpus."""

    path: Path
    doc_id: str
    source: str


def extract(path: Path | str) -> Extraction:
    """Read one report; raises InputError or LexiconError.

    >>> extract("corpus/suzhou-2016-communique.txt").claims[0].text
    '15480.6亿元'
    """
    path = Path(path)
    return extract_report(_read(Task(path=path, doc_id=path.stem, source=path.name)))


def extract_report(report: Report, nlp: Language | None = None) -> Extraction:
    """All records of a report that has been read, offsets in its own text."""
    from pipeline.stages import load_pipeline

    nlp = nlp or load_pipeline()
    doc = nlp.make_doc(report.joined)
    doc._.heading = report.heading
    for _, component in nlp.pipeline:
        doc = component(doc)
    claims, entities, issues = claims_of(doc), entities_of(doc), issues_of(doc)
    if report.origins is not None:
        claims = tuple(_move_claim(report, c) for c in claims)
        entities = tuple(_move(report, e) for e in entities)
        issues = tuple(i if i.start is None else _move(report, i) for i in issues)
    if report.heading.year is None:
        note = "no year in the title; periods are empty: give `year` in a sidecar"
        issues = (*issues, Issue(stage="ingest", code=IssueCode.NO_YEAR, note=note))
    return Extraction(report=report, sections=len(sections_of(doc)), claims=claims, entities=entities, issues=issues)


def _move(report: Report, record: R) -> R:
    assert record.start is not None and record.end is not None
    start, end = report.origin(record.start, record.end)
    return replace(record, start=start, end=end)


def _move_claim(report: Report, claim: Claim) -> Claim:
    start, end = report.origin(claim.start, claim.end)
    item, subject = (m and _move(report, m) for m in (claim.item, claim.subject))
    return replace(claim, start=start, end=end, item=item, subject=subject)


def find_tasks(paths: Sequence[Path]) -> list[Task]:
    """The reports among files and folders, sorted by source; raises UsageError for a path that is not there.

    `doc_id` is the source without suffix; where two files share it, or it is only digits, it keeps the suffix.
    """
    found: dict[str, Path] = {}
    for given in paths:
        if not given.exists():
            raise UsageError("no such file or folder", path=given, remedy="check the path")
        files = [given] if given.is_file() else sorted(p for p in given.rglob("*") if p.is_file() and is_report(p))
        root = given.parent if given.is_file() or len(paths) > 1 else given
        for file in files:
            source = file.relative_to(root).as_posix()
            while source in found and found[source] != file:
                source = f"{file.parent.name}/{source}"
            found[source] = file
    if not found:
        raise UsageError("no reports here", path=", ".join(map(str, paths)), remedy="give a folder with .txt files")
    stems: dict[str, int] = {}
    for source in found:
        stems[_stem(source)] = stems.get(_stem(source), 0) + 1
    tasks = []
    for source, path in sorted(found.items()):
        stem = _stem(source)
        doc_id = stem if stems[stem] == 1 and not stem.isdigit() else source
        tasks.append(Task(path=path, doc_id=doc_id, source=source))
    return tasks


def _stem(source: str) -> str:
    return source.rsplit(".", 1)[0] if "." in source.rsplit("/", 1)[-1] else source


@cache
def stage_fingerprint() -> str:
    """A hash of all code, lexicons, models and settings of the package and the versions of what it cuts text with."""
    digest = hashlib.sha256()
    root = Path(__file__).parent
    for path in sorted(root.rglob("*")):
        if path.suffix in (".py", ".csv", ".toml", ".cfg", ".txt", ".json", ".gz", ".npz"):
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    for name in _VERSIONED:
        digest.update(f"{name}={importlib.metadata.version(name)}".encode())
    return digest.hexdigest()


def part_key(task: Task) -> str:
    """The name of the part a task makes; an unreadable file has a key too (its reading will fail)."""
    digest = hashlib.sha256(f"{stage_fingerprint()}\0{task.doc_id}\0{task.source}\0".encode())
    for path in (task.path, sidecar_path(task.path)):
        try:
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        except OSError:
            digest.update(b"\0")
    return digest.hexdigest()[:32]


def process_shard(tasks: Iterable[Task], folder: Path) -> list[tuple[str, int]]:
    """Make the parts of `tasks` in `folder`; gives (key, claims) of each. Nothing one report does stops the others."""
    done = []
    for task in tasks:
        key, part = part_key(task), make_part(task)
        write_part(folder, key, part)
        done.append((key, len(part["claims"])))
    return done


def make_part(task: Task) -> Part:
    """The rows of one report; a report that cannot be read is a `failed` document with an issue."""
    try:
        return part_of(extract_report(_read(task)))
    except PipelineError as error:
        code = IssueCode.NOT_SUPPORTED if "not yet supported" in str(error) else IssueCode.UNREADABLE
        return failed_part(task, str(error), code)
    except Exception as error:  # the one guard per file: a fault of ours must not cost the other reports
        return failed_part(task, f"{type(error).__name__}: {error}; report this as a bug", IssueCode.UNREADABLE)


def _read(task: Task) -> Report:
    from pipeline.lexicons.regions import load_regions

    return read_report(task.path, task.doc_id, task.source, load_regions())


def part_of(extraction: Extraction) -> Part:
    """An Extraction as rows of the output tables."""
    report, heading = extraction.report, extraction.report.heading
    document = {
        "doc_id": report.doc_id, "source": report.source, "sha256": report.sha256, "text_sha256": report.text_sha256,
        "media_type": report.media_type, "encoding": report.encoding, "title": heading.title, "publisher": heading.publisher,
        "place": heading.place, "area_code": heading.area_code, "year": heading.year, "pages": report.pages,
        "characters": len(report.text), "sections": extraction.sections, "claims": len(extraction.claims), "status": "ok", "message": "",
    }  # fmt: skip
    return {
        "document": document,
        "claims": [claim_row(report.doc_id, c) for c in extraction.claims],
        "entities": [record_row(report.doc_id, e) for e in extraction.entities],
        "issues": [record_row(report.doc_id, i) for i in extraction.issues],
    }


def failed_part(task: Task, message: str, code: str) -> Part:
    """The rows of a report that could not be read."""
    document = {
        "doc_id": task.doc_id,
        "source": task.source,
        "media_type": media_type_of(task.path),
        "claims": 0,
        "status": "failed",
        "message": message,
    }
    issue = {"doc_id": task.doc_id, "stage": "ingest", "code": code, "note": message}
    return {"document": document, "claims": [], "entities": [], "issues": [issue]}


def write_part(folder: Path, key: str, part: Part) -> None:
    """Write a part under a temporary name and rename it."""
    temporary = folder / f".{key}.{os.getpid()}"
    try:
        temporary.write_text(json.dumps(part, ensure_ascii=False, default=_as_text), encoding="utf-8", errors="surrogatepass")
        temporary.replace(folder / f"{key}.json")
    except OSError as error:
        raise OutputError(error.strerror or str(error), path=folder, remedy="give a folder that can be written") from error


def _as_text(value: object) -> str:
    """Decimals are kept as the text they will have in the tables."""
    return plain(value) if isinstance(value, Decimal) else str(value)


def read_part(folder: Path, key: str) -> Part:
    part: Part = json.loads((folder / f"{key}.json").read_text(encoding="utf-8", errors="surrogatepass"))
    return part


def has_part(folder: Path, key: str) -> bool:
    """Whether a part is there and its report was read (a failed one is tried again)."""
    path = folder / f"{key}.json"
    return path.is_file() and read_part(folder, key)["document"]["status"] != "failed"
