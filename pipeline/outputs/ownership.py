"""Ownership: a folder that the product made carries a marker; it writes and sweeps only there.

A folder of somebody else's is refused, and a folder of outputs is never read as a corpus.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.core.errors import OutputError, UsageError
from pipeline.core.messages import Message

MARKER = ".nianjian.json"
_OURS: dict[str, Any] = {"nianjian": "outputs"}


def own(folder: Path) -> None:
    """Make `folder` ours: a new or empty one gets the marker, one that has it stays as it is.

    Raises OutputError for a folder that holds anything else, or that cannot be written.
    """
    if _read(folder) is not None:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if [path for path in folder.iterdir() if not path.name.startswith(MARKER)]:
            raise OutputError(
                "the folder holds other files than outputs of nianjian",
                path=folder,
                remedy="give a new or an empty folder",
            )
        _write(folder, _OURS)
    except OSError as error:
        raise OutputError.unwritable(folder, error) from error


def is_outputs(folder: Path) -> bool:
    """Whether a folder holds outputs, also those of versions that left no marker."""
    if _read(folder) is not None or any(
        _is_file(folder / name / "manifest.sqlite") for name in ("results", "parts")
    ):
        return True
    return all(
        _is_file(folder / name)
        for name in ("datapackage.json", "documents.csv", "claims.csv", "observations.csv")
    )


def _is_file(path: Path) -> bool:
    """Whether a file is there, as far as one can see: none in a folder that may not be looked into
    or whose path is too long.
    """
    try:
        return path.is_file()
    except OSError:
        return False


def remember(folder: Path, corpora: Sequence[Path], config: Path | None = None) -> None:
    """Keep in the marker of `folder` which reports its outputs are of, and the config they are made
    with.
    """
    _keep(folder, "corpus", [str(path.resolve()) for path in corpora])
    _keep(folder, "config", str(config.resolve()) if config else "")


def config_of(folder: Path) -> Path | None:
    """The config that the outputs in `folder` were made with, None for none or where it is gone."""
    path = Path((_read(folder) or {}).get("config") or folder / "no config")
    return path if path.is_file() else None


def corpora_of(folder: Path) -> list[Path]:
    """The files and folders that the outputs in `folder` are of; none where it has no marker."""
    known = (_read(folder) or {}).get("corpus", [])
    return [Path(path) for path in known] if isinstance(known, list) else []


def check_replaceable(folder: Path, target: Path) -> None:
    """Raise UsageError where `target` is a file that was not exported from the outputs in `folder`,
    or was changed since.
    """
    if os.path.lexists(target) and _exports(folder).get(str(target.resolve())) != _stamp(target):
        raise UsageError(
            "this file is not from an export of these outputs",
            path=target,
            remedy="give another name, or move it elsewhere",
        )


def note_export(folder: Path, target: Path) -> None:
    """Keep in the marker of `folder`, if it has one, that `target` was exported from its outputs."""
    if _read(folder) is not None:
        _keep(folder, "exports", _exports(folder) | {str(target.resolve()): _stamp(target)})


def write_new(path: Path, text: str, *, force: bool = False) -> None:
    """Write a file that is not there yet, or says the same; `force` replaces another.

    Raises UsageError for another, and OSError.
    """
    data = text.encode("utf-8")
    if not force and os.path.lexists(path) and not (path.is_file() and path.read_bytes() == data):
        raise UsageError(
            "the file is there already",
            path=path,
            remedy="move it elsewhere, or say --force to replace it",
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name[:100]}.{os.getpid()}")
    temporary.write_bytes(data)
    temporary.replace(path)


def check_apart(corpora: Sequence[Path], out: Path) -> None:
    """Raise UsageError where outputs would lie in a corpus, a corpus in outputs, or where a corpus
    is a folder of outputs.
    """
    place = out.resolve()
    for corpus in corpora:
        given = corpus.resolve()
        if corpus.is_dir() and place == given:
            raise UsageError(
                "the reports and the outputs are in one folder",
                path=out,
                remedy="give another --out",
            )
        if corpus.is_dir() and place.is_relative_to(given):
            raise UsageError(
                Message("this folder lies inside that of the reports, {corpus}", corpus=corpus),
                path=out,
                remedy="give an --out beside it",
            )
        if given.is_relative_to(place):
            raise UsageError(
                Message("the reports, {corpus}, lie inside this folder", corpus=corpus),
                path=out,
                remedy="give an --out beside them",
            )
        inside = next(
            (
                folder
                for folder in (given, *given.parents)
                if folder.is_dir() and is_outputs(folder)
            ),
            None,
        )
        if inside:
            raise UsageError(
                "this is a folder of outputs, not of reports",
                path=inside,
                remedy="give the folder of the reports",
            )


def _read(folder: Path) -> dict[str, Any] | None:
    """What the marker says, or None where there is none.

    A pipe by its name would make us wait for ever.
    """
    try:
        if not stat.S_ISREG((folder / MARKER).stat().st_mode):
            return None
        data = json.loads((folder / MARKER).read_text(encoding="utf-8", errors="surrogateescape"))
    except (OSError, ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) and data.get("nianjian") == _OURS["nianjian"] else None


def _exports(folder: Path) -> dict[str, str]:
    known = (_read(folder) or {}).get("exports", {})
    return known if isinstance(known, dict) else {}


def _stamp(path: Path) -> str:
    status = path.stat()
    return f"{status.st_size} {status.st_mtime_ns}"


def _keep(folder: Path, key: str, value: object) -> None:
    """Set a key of a marker, where that changes it."""
    known = _read(folder) or _OURS
    try:
        if known.get(key) != value:
            _write(folder, known | {key: value})
    except OSError as error:
        raise OutputError.unwritable(folder, error) from error


def _write(folder: Path, data: dict[str, Any]) -> None:
    temporary = folder / f"{MARKER}.{os.getpid()}"
    temporary.write_text(
        json.dumps(data, ensure_ascii=False, indent=1) + "\n",
        encoding="utf-8",
        errors="surrogateescape",
    )
    temporary.replace(folder / MARKER)
