"""Gold: a gold JSON file in, its claims, entities and negatives out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.core.errors import InputError, message_from

_PARTS = ("claims", "entities", "negatives")


@dataclass(frozen=True, slots=True)
class Gold:
    """The annotations of one report.

    `file` is the report's file name, `ranges` the stretches annotated (none: all of it).

    `sha256` is over the decoded text.
    """

    file: str
    claims: list[dict[str, Any]]
    entities: list[dict[str, Any]]
    negatives: list[dict[str, Any]]
    ranges: tuple[tuple[int, int], ...] = ()
    sha256: str = ""


def read_gold(path: Path) -> Gold:
    """Raises InputError where the file is no gold."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(message_from(error), path=path, remedy="give a .gold.json file") from error
    if (
        not isinstance(data, dict)
        or not all(isinstance(data.get(p), list) for p in _PARTS)
        or "file" not in data
    ):
        raise InputError(
            "no gold: file, claims, entities or negatives is missing",
            path=path,
            remedy="give a .gold.json file",
        )
    ranges = tuple((int(start), int(end)) for start, end in data.get("ranges", ()))
    return Gold(
        data["file"],
        data["claims"],
        data["entities"],
        data["negatives"],
        ranges,
        str(data.get("sha256", "")),
    )
