"""Folders: a folder in, here or behind a URL.

The files in it that may be reports out, each with what keeps it from being read.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from pipeline.core.errors import UsageError, message_from
from pipeline.core.messages import Message
from pipeline.ingest.files import fault_of
from pipeline.ingest.sidecar import sidecar_path
from pipeline.outputs.ownership import is_outputs

CORRECTIONS = "corrections.jsonl"  # of analysts, beside the reports they correct
_OUTPUTS = Message("a folder of outputs of nianjian is not read as reports")


@dataclass(frozen=True, slots=True)
class Seen:
    """A file, or a folder that is not looked into, with why it (or its sidecar) is not read."""

    path: Path
    fault: str = ""
    sidecar_fault: str = ""


def walk(folder: Path) -> Iterator[Seen]:
    """The files below a folder, but for sidecars, corrections, and what begins with a dot.

    Raises UsageError where a folder behind a URL cannot be listed; one here that cannot is an item
    with a fault.
    """
    return _walk_here(folder) if isinstance(folder, Path) else _walk_far(folder)


def _walk_far(given: Any) -> Iterator[Seen]:
    unreadable: list[OSError] = []
    # as a path of Python 3.12 does
    for inside, folders, names in given.walk(on_error=unreadable.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in _reports(names):
            yield Seen(cast(Path, inside / name))
    if unreadable:
        raise UsageError(str(unreadable[0]), path=given, remedy="check the path")


def _walk_here(given: Path) -> Iterator[Seen]:
    """One folder after the other, so that no depth is too deep."""
    root = given.resolve()
    waiting = [given]
    while waiting:
        inside = waiting.pop()
        try:
            with os.scandir(inside) as entries:
                found = sorted(
                    (entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries
                )
        except OSError as error:
            yield Seen(inside, message_from(error))
            continue
        folders = [
            inside / name for name, is_folder in found if is_folder and not name.startswith(".")
        ]
        outputs = [folder for folder in folders if is_outputs(folder)]
        yield from (Seen(folder, _OUTPUTS) for folder in outputs)
        there = {name for name, _ in found}
        for name in _reports([name for name, is_folder in found if not is_folder]):
            yield _seen(inside / name, root, there)
        if (CORRECTIONS, False) in found and not _is_file(inside / CORRECTIONS):
            yield Seen(inside / CORRECTIONS, fault_of(inside / CORRECTIONS, root))
        waiting.extend(folder for folder in reversed(folders) if folder not in outputs)


def _reports(names: list[str]) -> list[str]:
    """The names of what may be reports, in order."""
    sidecars = {sidecar_path(Path(name)).name for name in names if not name.endswith(".toml")}
    return sorted(
        name
        for name in names
        if not (name.startswith(".") or name == CORRECTIONS or name in sidecars)
    )


def _seen(path: Path, root: Path, there: set[str]) -> Seen:
    beside = sidecar_path(path)
    has_sidecar = beside.name in there and beside != path
    return Seen(path, fault_of(path, root), fault_of(beside, root) if has_sidecar else "")


def _is_file(path: Path) -> bool:
    """Whether corrections can be read: a link to a file may be followed, a pipe or a device may
    not.
    """
    try:
        return path.is_file()
    except OSError:
        return False
