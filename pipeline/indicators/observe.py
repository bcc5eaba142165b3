"""Observe: the claim rows of one report in.

What each says of which indicator out, as far as the report alone tells.

This is done where the report is read, once; `resolve` then compares the observations of all
reports.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pipeline.core.records import ObservationRow
from pipeline.indicators.convert import convert
from pipeline.indicators.match import indicator_of, match_indicator
from pipeline.lexicons.catalogue import Indicator
from pipeline.lexicons.units import UnitTable

Row = dict[str, Any]
_OBS_STATUS = {"actual": "A", "target": "F", "estimate": "E"}
_NATION, _UNKNOWN = "CN", "_U"  # SDMX's code for what is not known
_FREQUENCIES = (
    (re.compile(r"\d{4}"), "A"),
    (re.compile(r"\d{4}-H\d"), "S"),
    (re.compile(r"\d{4}-Q\d"), "Q"),
    (re.compile(r"\d{4}-\d\d"), "M"),
    (re.compile(r"\d{4}-\d\d-\d\d"), "D"),
)


@dataclass(frozen=True, slots=True)
class Observation:
    """A claim that has an indicator, in the canonical unit of its dimension, with the words that
    checks need.
    """

    claim_id: str
    indicator: Indicator
    frequency: str
    area: str
    period: str
    measure: str
    status: str
    value: Decimal
    value_max: Decimal | None
    unit: str
    code: str
    dimension: str
    bound: str
    sentence: str
    item: str
    start: int
    end: int

    @property
    def key(self) -> tuple[str, str, str]:
        """Indicator, area and period."""
        return self.indicator.indicator_id, self.area, self.period

    @property
    def firm(self) -> bool:
        """Whether the value is a plain actual figure."""
        return self.status == "actual" and self.bound in ("eq", "approx") and self.value_max is None

    @property
    def obs_status(self) -> str:
        """The status as a code of SDMX."""
        return _OBS_STATUS[self.status]

    def row(self) -> ObservationRow:
        """The observation as it is kept, the indicator as id and name."""
        return ObservationRow(
            self.claim_id,
            self.indicator.indicator_id,
            self.indicator.name,
            self.frequency,
            self.area,
            self.period,
            self.measure,
            self.status,
            str(self.value),
            None if self.value_max is None else str(self.value_max),
            self.unit,
            self.code,
            self.dimension,
            self.bound,
            self.sentence,
            self.item,
            self.start,
            self.end,
        )


def observation_of(
    row: ObservationRow, indicators: dict[str, Indicator], catalogue: Mapping[str, Indicator]
) -> Observation:
    """The observation of a row; `indicators` are those met before, by id."""
    indicator = indicators.get(row.indicator_id)
    if indicator is None:
        indicator = indicators[row.indicator_id] = indicator_of(
            row.indicator_id, row.indicator_name, catalogue
        )
    return Observation(
        row.claim_id,
        indicator,
        row.frequency,
        row.area,
        row.period,
        row.measure,
        row.status,
        Decimal(row.value),
        None if row.value_max is None else Decimal(row.value_max),
        row.unit,
        row.unit_code,
        row.dimension,
        row.bound,
        row.sentence,
        row.item,
        row.start,
        row.end,
    )


def observations_of(
    claims: Sequence[Row], own_year: str, catalogue: Mapping[str, Indicator], units: UnitTable
) -> list[Observation]:
    """Give each claim its indicator_id, and make the observations of those that have an item."""
    found: list[Observation] = []
    for claim in claims:
        converted = convert(Decimal(claim["value"]), claim["unit"], units)
        dimension = converted.dimension if claim["measure"] == "level" else ""
        indicator = match_indicator(
            claim["item"] or "", claim["subject"] or "", catalogue, dimension
        )
        claim["indicator_id"] = indicator.indicator_id if indicator else ""
        if indicator is None:
            continue
        period, most = claim["period"] or own_year, claim["value_max"]
        found.append(
            Observation(
                claim_id=claim["claim_id"],
                indicator=indicator,
                frequency=frequency(period),
                area=claim["area_code"] or (_NATION if claim["place"] == "全国" else _UNKNOWN),
                period=period,
                measure=claim["measure"],
                status=claim["status"],
                value=converted.value,
                value_max=None
                if most in (None, "")
                else convert(Decimal(most), claim["unit"], units).value,
                unit=converted.unit,
                code=converted.code,
                dimension=converted.dimension,
                bound=claim["bound"],
                sentence=claim["sentence"] or "",
                item=claim["item"] or "",
                start=claim["start"],
                end=claim["end"],
            )
        )
    return found


def frequency(period: str) -> str:
    """The SDMX frequency of a period.

    A span of n years is `An` (SDMX 3.0, multiples of a frequency).

    >>> frequency("2013"), frequency("2013-Q1"), frequency("2011/2015")
    ('A', 'Q', 'A5')
    """
    for shape, code in _FREQUENCIES:
        if shape.fullmatch(period):
            return code
    m = re.fullmatch(r"(\d{4})/(\d{4})", period)
    return f"A{int(m[2]) - int(m[1]) + 1}" if m else ""
