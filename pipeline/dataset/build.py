"""Building a dataset: files and folders in.

Document results, tables and texts in one outputs folder out.

Only what changed is read again; where nothing did, nothing is written. One run at a time writes to
a folder.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from pipeline.core.errors import OutputError, UsageError
from pipeline.core.log import LOG, logged_to
from pipeline.core.messages import Message, as_message, from_json, to_json
from pipeline.core.records import DocumentStatus
from pipeline.core.schema import TABLES
from pipeline.corrections.apply import Corrections, load_corrections
from pipeline.corrections.decisions import write_decisions
from pipeline.dataset.cache_key import cache_key, config_fingerprint, package_fingerprint
from pipeline.dataset.document_result import DocumentResult, result_of_rows
from pipeline.dataset.manifest import Manifest
from pipeline.dataset.process import Outcome
from pipeline.dataset.result_file import read_result, result_path
from pipeline.dataset.texts import texts_of_tables, write_texts
from pipeline.ingest.corpus import CORRECTIONS, Task, find_tasks
from pipeline.lexicons.bundle import Lexicons
from pipeline.outputs.applied import applied_path
from pipeline.outputs.csv_files import read_lines
from pipeline.outputs.ownership import check_apart, own, remember
from pipeline.outputs.read_back import RESULTS
from pipeline.outputs.tables import UNFINISHED

OnDocument = Callable[[Outcome], None]
"""Called after each document with how its reading ended."""
Engine = Callable[[Iterable[tuple[str, Task]], Path, OnDocument], None]
"""Reads tasks, each with its cache key, and writes their results to a folder."""

_TABLES, _LOCK, _MANIFEST = "tables", ".lock", "manifest.sqlite"
_RESULT_FILE = re.compile(r"\.?(?P<key>[0-9a-f]{32})(?:\.json\.gz|\.\d+)")
"""Names of results, also half-written ones (of a process that was killed)."""


def _ignore(_: object) -> None:
    """For callers who want no progress."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildOptions:
    """What a run is to do.

    Attributes:
        force: Read all documents again, also unchanged ones.
        excel: Also write tables for Excel to OUT/excel.
        memory: Bytes that a process of the engine may take, 0 without limit; what had too few
            is read again with more.
        config: A config of the user's, which the engine reads with too.
    """

    force: bool = False
    excel: bool = False
    memory: int = 0
    config: Path | None = None


@dataclass(slots=True)
class BuildSummary:
    """What a run did.

    Attributes:
        documents: Documents found.
        read: Documents read anew.
        counts: Rows by table.
        failed: Messages on documents that could not be read.
        left_out: Messages on files of kinds that hold no reports.
        lost: Messages on corrections whose text is gone.
    """

    documents: int = 0
    read: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    failed: list[Message] = field(default_factory=list)
    left_out: list[Message] = field(default_factory=list)
    lost: list[Message] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Folder:
    """The outputs folder of a run: where results are, and what is known of them."""

    out: Path
    results: Path
    manifest: Manifest

    def is_due(self, key: str, known: dict[str, Outcome], memory: int) -> bool:
        """Whether a document is to be read."""
        return (
            key not in known
            or known[key].is_due(memory)
            or not result_path(self.results, key).is_file()
        )


def build_dataset(
    paths: Sequence[Path],
    out: Path,
    engine: Engine,
    options: BuildOptions | None = None,
    *,
    on_start: Callable[[int], None] = _ignore,
    on_document: OnDocument = _ignore,
) -> BuildSummary:
    """Read what is new or changed under `paths`, and write the tables to `out`.

    Args:
        paths: Files and folders of reports.
        out: The outputs folder.
        engine: What reads the documents.
        options: What else it is to do.
        on_start: Called with the number of documents that will be read.
        on_document: Called after each of them.

    Returns:
        What the run did.

    Raises:
        LexiconError: The config, or a file that it names, is wrong.
        UsageError: A path is not there, another run writes to `out`, or reports and outputs do not
        lie apart. OutputError: `out` is somebody else's, or cannot be written.
    """
    from filelock import FileLock, Timeout

    local = [path for path in paths if isinstance(path, Path) and path.exists()]
    check_apart(local, out)
    tasks = find_tasks(paths)
    own(out)
    remember(out, local, options.config if options else None)
    results = _prepared(out)
    try:
        with FileLock(results / _LOCK, timeout=0), logged_to(results):
            manifest = Manifest(results / _MANIFEST)
            try:
                folder = _Folder(out, results, manifest)
                return _build(
                    tasks,
                    _correction_files(paths),
                    folder,
                    engine,
                    options or BuildOptions(),
                    on_start,
                    on_document,
                )
            finally:
                manifest.close()
    except Timeout as error:
        raise UsageError(
            "another run is writing here",
            path=out,
            remedy="wait for it to end, or give another --out",
        ) from error
    except OSError as error:
        raise OutputError.unwritable(out, error) from error


def _correction_files(paths: Sequence[Path]) -> list[Path]:
    """The correction files beside the reports."""
    found = [(path if path.is_dir() else path.parent) / CORRECTIONS for path in paths]
    return [path for path in dict.fromkeys(found) if path.is_file()]


def _build(
    tasks: list[Task],
    correction_files: list[Path],
    folder: _Folder,
    engine: Engine,
    options: BuildOptions,
    on_start: Callable[[int], None],
    on_document: OnDocument,
) -> BuildSummary:
    manifest = folder.manifest
    config = config_fingerprint(options.config)
    lexicons = Lexicons.load(options.config)
    keyed = [(cache_key(task, config), task) for task in tasks]
    known = {} if options.force else manifest.outcomes()
    due = [(key, task) for key, task in keyed if folder.is_due(key, known, options.memory)]
    if due:
        LOG.info(
            "nianjian %s: %d documents, %d to read, config %s",
            version("nianjian"),
            len(tasks),
            len(due),
            options.config or "none",
        )
    on_start(len(due))

    sources = {key: task.source for key, task in due}

    def done(outcome: Outcome) -> None:
        manifest.add(outcome)
        known[outcome.key] = outcome
        _log(outcome, sources[outcome.key])
        on_document(outcome)

    if due:
        manifest.keep(_TABLES, "")  # a run that is killed while it reads leaves results to sweep
        engine(due, folder.results, done)
    outcomes = {key: known[key] for key, _ in keyed}
    summary = BuildSummary(len(tasks), len(due))
    for outcome in outcomes.values():
        if outcome.status is DocumentStatus.FAILED:
            (summary.failed if outcome.is_report else summary.left_out).append(outcome.message)
    wanted = _wanted(keyed, correction_files, outcomes, [str(options.excel), config])
    if (
        not due
        and not options.force
        and manifest.state(_TABLES) == f"{wanted} {_stamps(folder.out)}"
    ):
        summary.counts = {
            name: int(n)
            for name, _, n in (c.partition("=") for c in manifest.state("counts").split())
        }
        summary.lost = [
            as_message(from_json(line)) for line in manifest.state("lost").split("\n") if line
        ]
        return summary
    manifest.keep(_TABLES, "")
    _write(keyed, correction_files, folder, outcomes, summary, options, lexicons)
    manifest.forget(set(known) - outcomes.keys())
    manifest.keep("lost", "\n".join(map(to_json, summary.lost)))
    manifest.keep("counts", " ".join(f"{name}={n}" for name, n in summary.counts.items()))
    manifest.keep(_TABLES, f"{wanted} {_stamps(folder.out)}")
    for message in summary.lost:
        LOG.warning("correction lost: %s", message)
    LOG.info("written: %s", ", ".join(f"{name} {rows}" for name, rows in summary.counts.items()))
    return summary


def _log(outcome: Outcome, source: str) -> None:
    """Log how the reading of a document ended."""
    if outcome.traceback:
        LOG.error("%s: %s\n%s", source, outcome.message, outcome.traceback)
    elif outcome.message:
        LOG.warning("%s: %s", source, outcome.message)
    else:
        LOG.info("%s: %s, %d claims", source, outcome.status, outcome.claims)


def _wanted(
    keyed: list[tuple[str, Task]],
    correction_files: list[Path],
    outcomes: dict[str, Outcome],
    more: list[str],
) -> str:
    """A hash over all that the tables depend on."""
    decisions = [hashlib.sha256(path.read_bytes()).hexdigest() for path in correction_files]
    depends = [
        *(key for key, _ in keyed),
        *decisions,
        *(outcomes[key].status for key, _ in keyed),
        *more,
        package_fingerprint(),
    ]
    return hashlib.sha256("\n".join(depends).encode()).hexdigest()


def _write(
    keyed: list[tuple[str, Task]],
    correction_files: list[Path],
    folder: _Folder,
    outcomes: dict[str, Outcome],
    summary: BuildSummary,
    options: BuildOptions,
    lexicons: Lexicons,
) -> None:
    """Write tables and texts, and delete what is no longer wanted of what earlier runs wrote."""
    _sweep_killed(folder.out)
    listed = texts_of_tables(folder.out)
    corrections = load_corrections(correction_files)
    corrections.lose_others(task.doc_id for _, task in keyed)
    summary.counts = _write_tables(
        folder, [key for key, _ in keyed], corrections, lexicons, excel=options.excel
    )
    summary.lost = sorted(corrections.lost)
    write_decisions(corrections.applied, applied_path(folder.out))
    read = [(key, task) for key, task in keyed if outcomes[key].status is not DocumentStatus.FAILED]
    write_texts(folder.out, folder.results, read, folder.manifest, listed)
    _sweep(folder.results, outcomes.keys())


def _prepared(out: Path) -> Path:
    """The folder of results, made where it is not there yet."""
    results = out / RESULTS
    try:
        results.mkdir(parents=True, exist_ok=True)
        (results / ".probe").write_bytes(b"")
        (results / ".probe").unlink()
    except OSError as error:
        raise OutputError.unwritable(out, error) from error
    return results


def _write_tables(
    folder: _Folder, keys: list[str], corrections: Corrections, lexicons: Lexicons, *, excel: bool
) -> dict[str, int]:
    from pipeline.indicators.resolve import Resolver
    from pipeline.outputs.tables import write_tables

    def write(target: Path, applying: Corrections, *, for_excel: bool) -> dict[str, int]:
        target.mkdir(exist_ok=True)
        results = (_corrected(read_result(folder.results, key), applying, lexicons) for key in keys)
        return write_tables(target, results, Resolver(lexicons.catalogue), excel=for_excel)

    counts = write(folder.out, corrections, for_excel=False)
    if excel:
        write(folder.out / "excel", Corrections(corrections.by_document), for_excel=True)
    return counts


def _corrected(
    result: DocumentResult, corrections: Corrections, lexicons: Lexicons
) -> DocumentResult:
    """A result with what people decided on it."""
    if result.document.doc_id not in corrections.by_document:
        return result
    rows = {name: read_lines(TABLES[name], text) for name, text in result.lines.items()}
    claims, issues = corrections.apply(result.document, rows["claims"], lambda: result.text)
    return result_of_rows(
        result.document, result.text, claims, rows["entities"], [*rows["issues"], *issues], lexicons
    )


def _stamps(out: Path) -> str:
    """A hash over names, sizes and times of what was written, so that what someone changed is
    written anew.
    """
    digest = hashlib.sha256()
    for path in sorted([*out.glob("*.*"), *out.glob("excel/*.csv"), *out.glob("texts/**/*")]):
        if not path.name.startswith(".") and not path.is_dir():
            status = path.lstat()
            digest.update(
                f"{path.name} {status.st_size} {status.st_mtime_ns}\n".encode(
                    errors="surrogateescape"
                )
            )
    return digest.hexdigest()


def _sweep(results: Path, keys: Iterable[str]) -> None:
    """Delete the results of documents or code that are gone, and half-written ones.

    Nothing else that lies there.
    """
    wanted = {result_path(results, key) for key in keys}
    for path in results.iterdir():
        if _RESULT_FILE.fullmatch(path.name) and path not in wanted:
            path.unlink(missing_ok=True)


def _sweep_killed(out: Path) -> None:
    """Delete the folders in which a killed run was writing tables."""
    for folder in (out, out / "excel"):
        for left in folder.glob(f"{UNFINISHED}*"):
            shutil.rmtree(left, ignore_errors=True)
