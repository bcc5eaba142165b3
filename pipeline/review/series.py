"""Series: the tables of a run in.

The observations of one indicator over places and years, and what a run found most, out.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.core.errors import UsageError
from pipeline.core.folding import fold, squeeze
from pipeline.core.messages import Message
from pipeline.outputs.read_back import Row, read_table


def found_indicators(folder: Path) -> list[Row]:
    """The rows of indicators.csv, most observations first."""
    return sorted(
        read_table(folder, "indicators"), key=lambda r: (-int(r["observations"]), r["indicator_id"])
    )


def indicator_named(folder: Path, words: str) -> Row:
    """The indicator with this id, name or alias.

    Raises UsageError with the nearest names where the run has none.
    """
    wanted = squeeze(fold(words))
    near = []
    for row in found_indicators(folder):
        names = [
            row["indicator_id"],
            *(squeeze(fold(n)) for n in (row["name"], *row["aliases"].split("|"))),
        ]
        if wanted in names:
            return row
        if any(wanted in name for name in names):
            near.append(row["name"])
    remedy = f"try {'、'.join(near[:5])}" if near else "see `nianjian indicators OUT`"
    raise UsageError(
        Message("no indicator {words} in this run", words=repr(words)), path=folder, remedy=remedy
    )


def series(folder: Path, indicator_id: str, place: str = "") -> list[Row]:
    """Observations of an indicator with the sentence of each, by measure, area and period.

    `place` is a name or a code.
    """
    rows = [r for r in read_table(folder, "observations") if r["INDICATOR"] == indicator_id]
    wanted = {r["CLAIM_ID"] for r in rows}
    claims = {r["claim_id"]: r for r in read_table(folder, "claims") if r["claim_id"] in wanted}
    found = []
    for row in rows:
        claim = claims[row["CLAIM_ID"]]
        if (
            not place
            or place in (row["REF_AREA"], claim["place"])
            or claim["place"].startswith(place)
        ):
            found.append(
                row
                | {"place": claim["place"], "sentence": claim["sentence"], "text": claim["text"]}
            )
    return sorted(
        found,
        key=lambda r: (
            r["MEASURE"],
            r["REF_AREA"],
            r["TIME_PERIOD"],
            r["OBS_STATUS"],
            r["CLAIM_ID"],
        ),
    )
