"""Resolve: all claim rows of a run in; observations and the indicators they are of out.

Claims that state the same indicator, area, period, measure and status are one group: the first is preferred, the others
point to it and say whether they agree. Nothing is merged.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pipeline.indicators.checks import Levels, Observed, check
from pipeline.indicators.convert import Converted, convert
from pipeline.indicators.match import match_indicator
from pipeline.lexicons.catalogue import Indicator
from pipeline.lexicons.units import UnitTable
from pipeline.numerals import plain

Row = dict[str, Any]
DATAFLOW = "NIANJIAN:INDICATORS(1.0)"
_OBS_STATUS = {"actual": "A", "target": "F", "estimate": "E"}
_NATION, _UNKNOWN = "CN", "_U"  # SDMX's code for what is not known
_OF_A_YEAR = re.compile(r"(\d{4})(?:-12-31)?")
_FREQUENCIES = (
    (re.compile(r"\d{4}"), "A"), (re.compile(r"\d{4}-H\d"), "S"), (re.compile(r"\d{4}-Q\d"), "Q"), (re.compile(r"\d{4}-\d\d"), "M"),
    (re.compile(r"\d{4}-\d\d-\d\d"), "D"),
)  # fmt: skip


@dataclass(slots=True)
class Seen:
    """What a run says of one indicator."""

    indicator: Indicator
    unit: str = ""
    code: str = ""
    dimension: str = ""
    observations: int = 0
    areas: set[str] = field(default_factory=set)
    periods: set[str] = field(default_factory=set)


class Resolver:
    """Takes the claim rows of one report after another, keeps only what grouping and checks need."""

    def __init__(self, catalogue: Mapping[str, Indicator], units: UnitTable) -> None:
        self.catalogue, self.units = catalogue, units
        self.seen: dict[str, Seen] = {}
        self._groups: dict[tuple[str, ...], tuple[str, Decimal]] = {}
        self._levels = Levels()
        self.panel: dict[tuple[str, str], dict[str, Decimal]] = {}

    def observe(self, claims: Sequence[Row], own_year: str) -> list[Row | None]:
        """Give each claim of a report its indicator_id, and make its observation (None for a claim without item)."""
        rows: list[Row | None] = []
        observed: list[Observed] = []
        for claim in claims:
            converted = convert(Decimal(claim["value"]), claim["unit"], self.units)
            dimension = converted.dimension if claim["measure"] == "level" else ""
            indicator = match_indicator(claim["item"] or "", claim["subject"] or "", self.catalogue, dimension)
            claim["indicator_id"] = indicator.indicator_id if indicator else ""
            if indicator is None:
                rows.append(None)
                continue
            row = self._row(claim, indicator, converted, claim["period"] or own_year)
            rows.append(row)
            observed.append(self._observed(claim, row, indicator, converted))
        faults = check(observed, self._levels)
        for found in rows:
            if found is not None:
                standing = self._standing(found)
                found["QUALITY"] = "; ".join([standing, *faults.get(found["CLAIM_ID"], ())])
                if standing == "preferred":
                    self._put_on_panel(found)
        return rows

    def _row(self, claim: Row, indicator: Indicator, converted: Converted, period: str) -> Row:
        area = claim["area_code"] or (_NATION if claim["place"] == "全国" else _UNKNOWN)
        seen = self.seen.setdefault(indicator.indicator_id, Seen(indicator))
        if not seen.dimension and claim["measure"] == "level":
            seen.unit, seen.code, seen.dimension = converted.unit, converted.code, converted.dimension
        seen.observations += 1
        seen.areas.add(area)
        seen.periods.add(period)
        return {
            "STRUCTURE": "dataflow", "STRUCTURE_ID": DATAFLOW, "ACTION": "I", "FREQ": frequency(period), "REF_AREA": area,
            "INDICATOR": indicator.indicator_id, "TIME_PERIOD": period, "MEASURE": claim["measure"], "OBS_VALUE": converted.value,
            "UNIT_MEASURE": converted.code, "UNIT_MULT": 0, "OBS_STATUS": _OBS_STATUS[claim["status"]], "INDICATOR_NAME": indicator.name,
            "UNIT_NAME": converted.unit, "BOUND": claim["bound"], "CLAIM_ID": claim["claim_id"],
        }  # fmt: skip

    def _observed(self, claim: Row, row: Row, indicator: Indicator, converted: Converted) -> Observed:
        most = claim["value_max"]
        return Observed(
            claim_id=claim["claim_id"], indicator=indicator, area=row["REF_AREA"], period=row["TIME_PERIOD"], measure=claim["measure"],
            status=claim["status"], value=converted.value,
            value_max=None if most in (None, "") else convert(Decimal(most), claim["unit"], self.units).value,
            unit=converted.unit, dimension=converted.dimension, bound=claim["bound"], sentence=claim["sentence"] or "",
            item=claim["item"] or "", start=claim["start"], end=claim["end"],
        )  # fmt: skip

    def _standing(self, row: Row) -> str:
        """Whether the row is the preferred one of its group, or how it stands to it."""
        value = row["OBS_VALUE"]
        key = tuple(str(row[k]) for k in ("INDICATOR", "REF_AREA", "TIME_PERIOD", "MEASURE", "OBS_STATUS", "UNIT_MEASURE"))
        first = self._groups.get(key)
        if first is None:
            self._groups[key] = (row["CLAIM_ID"], value)
            return "preferred"
        return f"same as {first[0]}" if first[1] == value else f"differs from {first[0]} ({plain(first[1])})"

    def _put_on_panel(self, row: Row) -> None:
        """Keep the actual level of a year (or of its end) of an indicator of the catalogue."""
        m = _OF_A_YEAR.fullmatch(row["TIME_PERIOD"])
        if m and row["MEASURE"] == "level" and row["OBS_STATUS"] == "A" and not row["INDICATOR"].startswith("x-"):
            self.panel.setdefault((row["REF_AREA"], m[1]), {}).setdefault(row["INDICATOR"], row["OBS_VALUE"])

    def indicator_rows(self) -> list[Row]:
        """Rows of indicators.csv, sorted by id."""
        return [
            {
                "indicator_id": key, "name": s.indicator.name, "unit": s.unit or s.indicator.unit, "unit_code": s.code,
                "dimension": s.dimension, "measure": s.indicator.measure, "definition": s.indicator.definition,
                "aliases": "|".join(s.indicator.aliases), "parent_id": s.indicator.parent_id, "observations": s.observations,
                "areas": len(s.areas), "periods": len(s.periods - {""}),
            }
            for key, s in sorted(self.seen.items())
        ]  # fmt: skip


def frequency(period: str) -> str:
    """The SDMX frequency of a period; a span of n years is `An` (SDMX 3.0, multiples of a frequency).

    >>> frequency("2013"), frequency("2013-Q1"), frequency("2011/2015")
    ('A', 'Q', 'A5')
    """
    for shape, code in _FREQUENCIES:
        if shape.fullmatch(period):
            return code
    m = re.fullmatch(r"(\d{4})/(\d{4})", period)
    return f"A{int(m[2]) - int(m[1]) + 1}" if m else ""
