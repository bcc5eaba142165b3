"""Resolve: the observations of all reports of a run, one report after another, in.

Rows of observations.csv and indicators.csv out.

Observations of the same indicator, area, period, measure and status are one group: the first is
preferred, the others point to it and say whether they agree. Nothing is merged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pipeline.core.numerals import plain
from pipeline.core.records import ObservationRow
from pipeline.indicators.checks import Levels, check
from pipeline.indicators.observe import Observation, observation_of
from pipeline.lexicons.catalogue import Indicator

Row = dict[str, Any]
DATAFLOW = "NIANJIAN:INDICATORS(1.0)"
_OF_A_YEAR = re.compile(r"(\d{4})(?:-12-31)?")


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
    """Takes the observations of one report after another, keeps only what grouping and checks need."""

    def __init__(self, catalogue: Mapping[str, Indicator]) -> None:
        self.catalogue = catalogue
        self.seen: dict[str, Seen] = {}
        self._indicators: dict[str, Indicator] = {}
        self._groups: dict[tuple[str, ...], tuple[str, Decimal]] = {}
        self._levels = Levels()
        self.panel: dict[tuple[str, str], dict[str, Decimal]] = {}

    def observe(self, found: Iterable[ObservationRow]) -> list[list[str]]:
        """The cells of observations.csv for the observations of one report."""
        observations = [observation_of(row, self._indicators, self.catalogue) for row in found]
        faults = check(observations, self._levels)
        rows = []
        for o in observations:
            self._count(o)
            standing = self._standing(o)
            rows.append(_cells(o, "; ".join([standing, *faults.get(o.claim_id, ())])))
            if standing == "preferred":
                self._put_on_panel(o)
        return rows

    def _count(self, o: Observation) -> None:
        seen = self.seen.get(o.indicator.indicator_id)
        if seen is None:
            seen = self.seen[o.indicator.indicator_id] = Seen(o.indicator)
        if not seen.dimension and o.measure == "level":
            seen.unit, seen.code, seen.dimension = o.unit, o.code, o.dimension
        seen.observations += 1
        seen.areas.add(o.area)
        seen.periods.add(o.period)

    def _standing(self, o: Observation) -> str:
        """Whether the observation is the preferred one of its group, or how it stands to it."""
        key = (o.indicator.indicator_id, o.area, o.period, o.measure, o.status, o.code)
        first = self._groups.get(key)
        if first is None:
            self._groups[key] = (o.claim_id, o.value)
            return "preferred"
        return (
            f"same as {first[0]}"
            if first[1] == o.value
            else f"differs from {first[0]} ({plain(first[1])})"
        )

    def _put_on_panel(self, o: Observation) -> None:
        """Keep the actual level of a year (or of its end) of an indicator of the catalogue."""
        m = _OF_A_YEAR.fullmatch(o.period)
        if (
            m
            and o.measure == "level"
            and o.status == "actual"
            and not o.indicator.indicator_id.startswith("x-")
        ):
            self.panel.setdefault((o.area, m[1]), {}).setdefault(o.indicator.indicator_id, o.value)

    def indicator_rows(self) -> list[Row]:
        """Rows of indicators.csv, sorted by id."""
        return [
            {
                "indicator_id": key,
                "name": s.indicator.name,
                "unit": s.unit or s.indicator.unit,
                "unit_code": s.code,
                "dimension": s.dimension,
                "measure": s.indicator.measure,
                "definition": s.indicator.definition,
                "aliases": "|".join(s.indicator.aliases),
                "parent_id": s.indicator.parent_id,
                "observations": s.observations,
                "areas": len(s.areas),
                "periods": len(s.periods - {""}),
            }
            for key, s in sorted(self.seen.items())
        ]


def _cells(o: Observation, quality: str) -> list[str]:
    """A row of observations.csv, in the order of its columns."""
    return [
        "dataflow",
        DATAFLOW,
        "I",
        o.frequency,
        o.area,
        o.indicator.indicator_id,
        o.period,
        o.measure,
        plain(o.value),
        o.code,
        "0",
        o.obs_status,
        o.indicator.name,
        o.unit,
        o.bound,
        quality,
        o.claim_id,
    ]
