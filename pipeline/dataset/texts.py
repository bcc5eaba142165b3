"""Texts: document results in; OUT/texts, in which all offsets count, out.

A file there is written or deleted only where an earlier run is known to have written it.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path

from pipeline.core.errors import OutputError
from pipeline.dataset.manifest import Manifest
from pipeline.dataset.result_file import read_result
from pipeline.ingest.corpus import Task
from pipeline.outputs.read_back import read_table, text_path

FOLDER = "texts"


def texts_of_tables(out: Path) -> set[str]:
    """The texts of the documents that OUT/documents.csv lists, by their paths in `out`: an earlier
    run wrote them.
    """
    try:
        return {
            text_path(out, row["doc_id"]).relative_to(out).as_posix()
            for row in read_table(out, "documents")
        }
    except (OSError, OutputError, KeyError, ValueError):  # not there, or changed by hand
        return set()


def write_texts(
    out: Path,
    results: Path,
    tasks: Sequence[tuple[str, Task]],
    manifest: Manifest,
    listed: set[str],
) -> None:
    """Write the texts of reports that were read, and delete those of reports that are gone.

    `tasks` are those with a text, each with its cache key; `listed` what the tables before this run
    listed. Raises OutputError where a file of somebody else's stands in the way, and OSError where
    nothing can be written.
    """
    known = manifest.texts()
    wanted = {text_path(out, task.doc_id).relative_to(out).as_posix(): key for key, task in tasks}
    changed = {
        name: key
        for name, key in wanted.items()
        if known.get(name) != f"{key} {_stamp(out / name)}"
    }
    texts = {
        name: key
        for name, key in changed.items()
        if not _is_theirs(out, results, name, key, known.keys() | listed)
    }
    manifest.keep_texts(dict.fromkeys(texts, ""))
    for name, key in texts.items():
        path, temporary = out / name, results / f".{key}.{os.getpid()}"
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(_text(results, key))
        temporary.replace(path)
    manifest.keep_texts({name: f"{key} {_stamp(out / name)}" for name, key in texts.items()})
    gone = (known.keys() | listed) - wanted.keys()
    for name in gone:
        (out / name).unlink(missing_ok=True)
        _remove_empty((out / name).parent, out / FOLDER)
    manifest.forget_texts(gone)


def _is_theirs(out: Path, results: Path, name: str, key: str, own: set[str]) -> bool:
    """Whether a file that no run wrote stands where a text should: harmless if it says the same,
    else an error.
    """
    path = out / name
    if name in own or not os.path.lexists(path):
        return False
    if path.is_file() and path.read_bytes() == _text(results, key):
        return True
    raise OutputError(
        "a file that is not from a run of nianjian is in the way",
        path=path,
        remedy="move it elsewhere",
    )


def _text(results: Path, key: str) -> bytes:
    return read_result(results, key).text.encode("utf-8")


def _stamp(path: Path) -> str:
    """Size and time of a file; nothing where there is none."""
    try:
        status = path.lstat()
    except OSError:
        return ""
    return f"{status.st_size} {status.st_mtime_ns}"


def _remove_empty(folder: Path, top: Path) -> None:
    """Remove a folder and those above it below `top`, where they are empty."""
    with contextlib.suppress(OSError):
        while folder != top and folder.is_relative_to(top):
            folder.rmdir()
            folder = folder.parent
