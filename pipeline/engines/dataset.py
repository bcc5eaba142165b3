"""A dataset: files and folders in; their parts, the tables and the texts in one output folder out.

Only what changed is read again; where nothing did, nothing is written. One run at a time writes to a folder.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.engines.manifest import Manifest
from pipeline.errors import OutputError, UsageError
from pipeline.export.csvfiles import read_lines
from pipeline.indicators.corrections import Corrections, load_corrections
from pipeline.ingest.corpus import CORRECTIONS, Task, find_tasks
from pipeline.ingest.readers import NO_READER
from pipeline.outputs import text_path
from pipeline.run import Made, finished_part, part_key, part_path, read_part, stage_fingerprint
from pipeline.schema import TABLES

if TYPE_CHECKING:
    from pipeline.partfile import Part

Told = Callable[[Made], None]
Run = Callable[[Iterable[tuple[str, Task]], Path, Told], None]
"""An engine with its settings: makes the parts of tasks in a folder and tells of each."""

_TABLES, _LOCK, _MANIFEST = "tables", ".lock", "manifest.sqlite"


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
    begun: Callable[[int], None] = _nothing,
    told: Told = _nothing,
) -> Dataset:
    """Read what is new or changed under `paths` with the engine `run`, and write the tables to `out`.

    `begun` is told how many reports will be read, `told` of each that was. Raises UsageError (a path that is not there, another run on `out`) and OutputError.
    """
    from filelock import FileLock, Timeout

    tasks = find_tasks(paths, out)
    parts = _prepared(out)
    try:
        with FileLock(parts / _LOCK, timeout=0):
            manifest = Manifest(parts / _MANIFEST)
            try:
                return _make(tasks, _corrections(paths), out, parts, manifest, run, force=force, excel=excel, begun=begun, told=told)
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


def _make(
    tasks: list[Task],
    corrected: list[Path],
    out: Path,
    parts: Path,
    manifest: Manifest,
    run: Run,
    *,
    force: bool,
    excel: bool,
    begun: Callable[[int], None],
    told: Told,
) -> Dataset:
    keys = [part_key(task) for task in tasks]
    known = {} if force else manifest.parts()
    due = [(k, t) for k, t in zip(keys, tasks, strict=True) if k not in known or known[k].again or not part_path(parts, k).is_file()]
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
    for left in out.glob(".new-*"):  # by a run that was killed
        shutil.rmtree(left, ignore_errors=True)
    corrections = load_corrections(corrected)
    corrections.lose_others(task.doc_id for task in tasks)
    result.counts = _write_tables(out, parts, keys, corrections, excel=excel)
    result.lost = sorted(set(corrections.lost))
    _write_texts(out, parts, list(zip(keys, tasks, strict=True)))
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
    claims, issues = corrections.apply(part["document"], rows["claims"], lambda: (parts / f"{key}.txt").read_text(encoding="utf-8"))
    return finished_part(part["document"], claims, rows["entities"], [*rows["issues"], *issues])


def _write_texts(out: Path, parts: Path, tasks: list[tuple[str, Task]]) -> None:
    """Put the texts in place of the old ones, all at once."""
    new = Path(tempfile.mkdtemp(prefix=".new-", dir=out))
    try:
        for key, task in tasks:
            source, path = parts / f"{key}.txt", text_path(new, task.doc_id)
            if source.is_file() and source.stat().st_size:
                path.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, path)
        (new / "texts").mkdir(exist_ok=True)
        old = out / "texts"
        if old.exists():
            old.replace(new / "old")
        (new / "texts").replace(old)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _stamps(out: Path) -> str:
    """A hash over names, sizes and times of what was written, so that a table that someone changed is written anew."""
    digest = hashlib.sha256()
    for folder in (out, out / "excel", out / "texts"):
        for entry in sorted(os.scandir(folder), key=lambda e: e.name) if folder.is_dir() else ():
            if entry.is_file() and not entry.name.startswith("."):
                digest.update(f"{entry.name} {entry.stat().st_size} {entry.stat().st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _sweep(parts: Path, keys: set[str]) -> None:
    """Delete the parts of reports or code that are gone, and what a killed run left half-written."""
    for path in parts.iterdir():
        if path.name not in (_LOCK, _MANIFEST) and not path.name.startswith(_MANIFEST) and path.stem not in keys:
            path.unlink(missing_ok=True)
