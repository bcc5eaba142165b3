"""Gold: a gold JSON file in, its claims, entities and negatives out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import NotRequired, TypedDict

from pipeline.core.errors import InputError, message_from

_PARTS = ("claims", "entities", "negatives")


class GoldSpan(TypedDict):
    """Words of the text."""

    start: int
    end: int
    text: str


class GoldNames(TypedDict):
    """Another right reading of what a claim is of: item and subject as words."""

    item: str
    subject: NotRequired[str]


class GoldClaim(GoldSpan):
    """A claim as people read it; what a partial annotation leaves out is not there."""

    value: NotRequired[float]
    value_max: NotRequired[float | None]
    unit: NotRequired[str]
    bound: NotRequired[str]
    measure: NotRequired[str]
    status: NotRequired[str]
    item: NotRequired[GoldSpan | None]
    subject: NotRequired[GoldSpan | None]
    period: NotRequired[str]
    place: NotRequired[str]
    alt: NotRequired[list[GoldNames]]
    alt_period: NotRequired[str]


class GoldEntity(GoldSpan):
    """A named thing."""

    label: str
    norm: NotRequired[str | None]


class GoldNegative(GoldSpan):
    """A number that is not a claim."""

    reason: NotRequired[str]


@dataclass(frozen=True, slots=True)
class Gold:
    """The annotations of one report.

    Attributes:
        file: The report's file name.
        claims: Its claims, in order.
        entities: Its entities.
        negatives: Its numbers that are not claims.
        ranges: The stretches that were annotated; none where all of it was.
        sha256: Of the decoded text, "" where it was not kept.
        year: The document's own year, to which an empty period refers, None for none.
    """

    file: str
    claims: list[GoldClaim]
    entities: list[GoldEntity]
    negatives: list[GoldNegative]
    ranges: tuple[tuple[int, int], ...] = ()
    sha256: str = ""
    year: int | None = None


def read_gold(path: Path) -> Gold:
    """Read a gold file.

    Raises:
        InputError: The file is no gold.
    """
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
        data.get("year") or None,
    )
