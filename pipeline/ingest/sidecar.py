"""Sidecars: `<name>.toml` beside a report in, what it says of the report out."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

from pipeline.core.errors import InputError, LexiconError, message_from
from pipeline.core.messages import Message
from pipeline.ingest.files import read_whole

KEYS: dict[str, type] = {"title": str, "publisher": str, "place": str, "area_code": str, "year": int, "kind": str}
KINDS = ("yearbook", "communique", "work-report", "analysis", "other")
LARGEST_SIDECAR = 64 * 1024
REMEDY = Message("put the sidecar itself there, or take it away")


def sidecar_path(path: Path) -> Path:
    """Where the sidecar of the report at `path` is looked for."""
    return path.with_suffix(".toml") if path.name else path / ".toml"  # the root of a disk has no name


def read_sidecar(path: Path) -> dict[str, Any]:
    """The sidecar beside the report at `path`, or an empty dictionary; raises LexiconError as `parse_sidecar` and `sidecar_bytes`."""
    return parse_sidecar(sidecar_bytes(path), sidecar_path(path))


def sidecar_bytes(path: Path) -> bytes:
    """The bytes of the sidecar beside the report at `path`, none where there is none.

    Raises LexiconError where it is no regular file, too large, or cannot be read.
    """
    beside = sidecar_path(path)
    try:
        if not (os.path.lexists(beside) if isinstance(beside, Path) else beside.is_file()):  # a link to nothing is there too
            return b""
        return read_whole(beside, LARGEST_SIDECAR)
    except OSError as error:
        raise LexiconError(message_from(error), path=beside, remedy=REMEDY) from error
    except InputError as error:
        raise LexiconError(error.what, path=beside, remedy=error.remedy) from error


def parse_sidecar(data: bytes, path: Path) -> dict[str, Any]:
    """What a sidecar says; `path` names it in errors.

    Raises LexiconError for what is no TOML, an unknown key, a wrong type or an unknown kind.
    """
    try:
        said = tomllib.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise LexiconError(str(error), path=path, remedy="correct the TOML") from error
    for key, value in said.items():
        if key not in KEYS:
            raise LexiconError(
                Message("unknown key {key}", key=repr(key)), path=path, where=key, remedy=Message("use {keys}", keys=", ".join(KEYS))
            )
        if not isinstance(value, KEYS[key]) or isinstance(value, bool):
            raise LexiconError(
                Message("{key} must be {type}", key=key, type=KEYS[key].__name__), path=path, where=key, remedy="correct the value"
            )
    if said.get("kind", KINDS[0]) not in KINDS:
        raise LexiconError(
            Message("unknown kind {kind}", kind=repr(said["kind"])),
            path=path,
            where="kind",
            remedy=Message("use {kinds}", kinds=", ".join(KINDS)),
        )
    return said
