"""Sidecars: `<name>.toml` beside a report in, what it says of the report out."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.core.errors import InputError, LexiconError, message_from
from pipeline.core.messages import Message
from pipeline.ingest.files import read_whole

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

Kind = Literal["yearbook", "communique", "work-report", "analysis", "other"]
LARGEST_SIDECAR = 64 * 1024
REMEDY = Message("put the sidecar itself there, or take it away")


class Sidecar(BaseModel):
    """What a sidecar states of its report; what it leaves out is None."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    title: str | None = None
    publisher: str | None = None
    place: str | None = None
    area_code: str | None = None
    year: int | None = None
    kind: Kind | None = None


def sidecar_path(path: Path) -> Path:
    """Where the sidecar of the report at `path` is looked for."""
    # the root of a disk has no name
    return path.with_suffix(".toml") if path.name else path / ".toml"


def read_sidecar(path: Path) -> Sidecar:
    """The sidecar beside the report at `path`, an empty one where there is none.

    Raises as `parse_sidecar` and `sidecar_bytes`.
    """
    return parse_sidecar(sidecar_bytes(path), sidecar_path(path))


def sidecar_bytes(path: Path) -> bytes:
    """The bytes of the sidecar beside the report at `path`, none where there is none.

    Raises LexiconError where it is no regular file, too large, or cannot be read.
    """
    beside = sidecar_path(path)
    try:
        # a link to nothing is there too
        if not (os.path.lexists(beside) if isinstance(beside, Path) else beside.is_file()):
            return b""
        return read_whole(beside, LARGEST_SIDECAR)
    except OSError as error:
        raise LexiconError(message_from(error), path=beside, remedy=REMEDY) from error
    except InputError as error:
        raise LexiconError(error.what, path=beside, remedy=error.remedy) from error


def parse_sidecar(data: bytes, path: Path) -> Sidecar:
    """Read and check a sidecar; `path` names it in errors.

    Raises:
        LexiconError: It is no TOML, or has an unknown key, a value of a wrong type or an unknown
        kind.
    """
    try:
        content = tomllib.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise LexiconError(str(error), path=path, remedy="correct the TOML") from error
    try:
        return Sidecar.model_validate(content)
    except ValidationError as error:
        what, key, remedy = _fault(error.errors(include_url=False)[0])
        raise LexiconError(what, path=path, where=key, remedy=remedy) from None


def _fault(error: ErrorDetails) -> tuple[Message, str, Message]:
    """What is wrong with a key, which it is, and what to do."""
    key, given = str(error["loc"][0]), error["input"]
    if error["type"] == "extra_forbidden":
        return (
            Message("unknown key {key}", key=repr(key)),
            key,
            Message("use {keys}", keys=", ".join(Sidecar.model_fields)),
        )
    if error["type"] == "literal_error":
        return (
            Message(
                "unknown kind {kind}",
                kind=repr(given) if isinstance(given, str) else type(given).__name__,
            ),
            key,
            Message("use {kinds}", kinds=", ".join(get_args(Kind))),
        )
    wanted = "int" if key == "year" else "str"
    return Message("{key} must be {type}", key=key, type=wanted), key, Message("correct the value")
