"""A dataset: files and folders in; their parts, the tables and the texts in one output folder out.

Only what changed is read again; where nothing did, nothing is written. One run at a time writes to a folder.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.engines.manifest import Manifest
from pipeline.engines.texts import texts_of_tables, write_texts
from pipeline.errors import OutputError, UsageError
from pipeline.export.csvfiles import read_lines
from pipeline.export.tables import UNFINISHED
from pipeline.indicators.corrections import Corrections, load_corrections
from pipeline.ingest.corpus import CORRECTIONS, Task, find_tasks
from pipeline.ingest.readers import NO_READER
from pipeline.ownership import check_apart, own, remember
from pipeline.run import Made, finished_part, part_key, part_path, read_part, stage_fingerprint
from pipeline.schema import TABLES

if TYPE_CHECKING:
    from pipeline.partfile import Part

Told = Callable[[Made], None]
Run = Callable[[Iterable[tuple[str, Task]], Path, Told], None]
"""An engine with its settings: makes the parts of tasks in a folder and tells of each."""

_TABLES, _LOCK, _MANIFEST = "tables", ".lock", "manifest.sqlite"
_PART = re.compile(r"\.?(?P<key>[0-9a-f]{32})(?:\.json\.gz|\.parquet|\.txt|\.\d+)")
"""Names of parts, also of earlier versions and half-written ones (of a process that was killed)."""


def _nothing(_: object) -> None:
    """For those who want to be told nothing."""


@dataclass(slots=True)
class Dataset:
    """What a run did. `failed` and `left_out` are messages on reports that could not be read and on files that are no
    reports, `lost` on corrections whose text is gone."""

    reports: int = 0
    read: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


def make_dataset(
    paths: Sequence[Path],
    out: Path,
    run: Run,
    *,
    force: bool = False,
    excel: bool = False,
    memory: int = 0,
    begun: Callable[[int], None] = _nothing,
    told: Told = _nothing,
) -> Dataset:
    """Read what is new or changed under `paths` with the engine `run`, and write the tables to `out`.

    `memory` says how many bytes a process of `run` may take (0: without limit): what had too few is read again with more. `begun` is told how many reports will be read, `told` of each that was. Raises UsageError (a path that is not there, another run on `out`) and OutputError.
    """
    from filelock import FileLock, Timeout

    near = [path for path in paths if isinstance(path, Path) and path.exists()]
    check_apart(near, out)
    tasks = find_tasks(paths)
    own(out)
    remember(out, near)
    parts = _prepared(out)
    try:
        with FileLock(parts / _LOCK, timeout=0):
            manifest = Manifest(parts / _MANIFEST)
            try:
                given = _Given(out, parts, manifest, force=force, excel=excel, memory=memory)
                return _make(tasks, _corrections(paths), given, run, begun, told)
            finally:
                manifest.close()
    except Timeout as error:
        raise UsageError("another run is writing here", path=out, remedy="wait for it to end, or give another --out") from error
    except OSError as error:
        raise OutputError.unwritable(out, error) from error


def _corrections(paths: Sequence[Path]) -> list[Path]:
    """The correction files beside the reports."""
    found = [(path if path.is_dir() else path.parent) / CORRECTIONS for path in paths]
    return [path for path in dict.fromkeys(found) if path.is_file()]


@dataclass(frozen=True, slots=True)
class _Given:
    """Where a run writes, and what it was asked for."""

    out: Path
    parts: Path
    manifest: Manifest
    force: bool
    excel: bool
    memory: int

    def is_due(self, key: str, known: dict[str, Made]) -> bool:
        """Whether a report is to be read."""
        return key not in known or known[key].is_due(self.memory) or not part_path(self.parts, key).is_file()


def _make(tasks: list[Task], corrected: list[Path], given: _Given, run: Run, begun: Callable[[int], None], told: Told) -> Dataset:
    out, parts, manifest, force, excel = given.out, given.parts, given.manifest, given.force, given.excel
    keys = [part_key(task) for task in tasks]
    known = {} if force else manifest.parts()
    due = [(k, t) for k, t in zip(keys, tasks, strict=True) if given.is_due(k, known)]
    begun(len(due))

    def done(made: Made) -> None:
        manifest.add([made])
        known[made.key] = made
        told(made)

    if due:
        run(due, parts, done)
    result = Dataset(len(tasks), len(due))
    for message in (known[k].message for k in keys if known[k].status == "failed"):
        (result.left_out if NO_READER in message else result.failed).append(message)
    decisions = [hashlib.sha256(path.read_bytes()).hexdigest() for path in corrected]
    wanted = hashlib.sha256(
        "\n".join([*keys, *decisions, *(known[k].status for k in keys), str(excel), stage_fingerprint()]).encode()
    ).hexdigest()
    if not due and not force and manifest.state(_TABLES) == f"{wanted} {_stamps(out)}":
        result.counts = {name: int(n) for name, _, n in (c.partition("=") for c in manifest.state("counts").split())}
        result.lost = [message for message in manifest.state("lost").split("\n") if message]
        return result
    manifest.keep(_TABLES, "")
    _sweep_killed(out)
    listed = texts_of_tables(out)
    corrections = load_corrections(corrected)
    corrections.lose_others(task.doc_id for task in tasks)
    result.counts = _write_tables(out, parts, keys, corrections, excel=excel)
    result.lost = sorted(set(corrections.lost))
    write_texts(out, parts, [(k, t) for k, t in zip(keys, tasks, strict=True) if known[k].status != "failed"], manifest, listed)
    _sweep(parts, set(keys))
    manifest.forget(set(known) - set(keys))
    manifest.keep("lost", "\n".join(result.lost))
    manifest.keep("counts", " ".join(f"{name}={n}" for name, n in result.counts.items()))
    manifest.keep(_TABLES, f"{wanted} {_stamps(out)}")
    return result


def _prepared(out: Path) -> Path:
    parts = out / "parts"
    try:
        parts.mkdir(parents=True, exist_ok=True)
        (parts / ".probe").write_bytes(b"")
        (parts / ".probe").unlink()
    except OSError as error:
        raise OutputError.unwritable(out, error) from error
    return parts


def _write_tables(out: Path, parts: Path, keys: list[str], corrections: Corrections, *, excel: bool) -> dict[str, int]:
    from pipeline.export.tables import write_tables
    from pipeline.indicators.resolve import Resolver
    from pipeline.lexicons.catalogue import load_catalogue

    def write(folder: Path, *, for_excel: bool) -> dict[str, int]:
        folder.mkdir(exist_ok=True)
        rows = (_decided(parts, key, corrections) for key in keys)
        return write_tables(folder, rows, Resolver(load_catalogue()), excel=for_excel)

    counts = write(out, for_excel=False)
    if excel:
        write(out / "excel", for_excel=True)
    return counts


def _decided(parts: Path, key: str, corrections: Corrections) -> Part:
    """A part with what analysts decided on it."""
    part = read_part(parts, key)
    if part["document"]["doc_id"] not in corrections.by_document:
        return part
    rows = {name: read_lines(TABLES[name], text) for name, text in part["lines"].items()}
    claims, issues = corrections.apply(part["document"], rows["claims"], lambda: part["text"])
    return finished_part(part["document"], part["text"], claims, rows["entities"], [*rows["issues"], *issues])


def _stamps(out: Path) -> str:
    """A hash over names, sizes and times of what was written, so that what someone changed is written anew."""
    digest = hashlib.sha256()
    for path in sorted([*out.glob("*.*"), *out.glob("excel/*.csv"), *out.glob("texts/**/*")]):
        if not path.name.startswith(".") and not path.is_dir():
            status = path.lstat()
            digest.update(f"{path.name} {status.st_size} {status.st_mtime_ns}\n".encode(errors="surrogateescape"))
    return digest.hexdigest()


def _sweep(parts: Path, keys: set[str]) -> None:
    """Delete the parts of reports or code that are gone, and what a killed run left half-written; nothing else that lies there."""
    for path in parts.iterdir():
        m = _PART.fullmatch(path.name)
        if m and (m["key"] not in keys or path != part_path(parts, m["key"])):
            path.unlink(missing_ok=True)


def _sweep_killed(out: Path) -> None:
    """Delete the folders in which a killed run had begun to write tables."""
    for folder in (out, out / "excel"):
        for left in folder.glob(f"{UNFINISHED}*"):
            shutil.rmtree(left, ignore_errors=True)
