"""regions.csv to a year-aware gazetteer of provinces, prefectures and counties (GB/T 2260)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pipeline.core.messages import Message
from pipeline.lexicons.tables import DATA, layered_rows

SHIPPED = DATA / "regions.csv"
COLUMNS = (
    "code",
    "name",
    "level",
    "parent",
    "valid_from",
    "valid_to",
    "successor",
    "short",
    "sources",
)
LEVELS = ("province", "prefecture", "county")
FIRST, LAST = 1980, 2100  # the table begins with 1980; an empty valid_to means still in force


class Region(NamedTuple):
    """A region under one code and name; years are year ends, both inclusive."""

    code: str
    name: str
    level: str
    parent: str
    valid_from: int
    valid_to: int
    short: str

    def valid(self, year: int | None) -> bool:
        """Whether the region was in force at the end of a year; today, without one."""
        return (
            self.valid_to == LAST
            if year is None
            else self.valid_from <= max(year, FIRST) <= self.valid_to
        )


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Regions by full name and by short name."""

    by_name: dict[str, tuple[Region, ...]]
    by_short: dict[str, tuple[Region, ...]]

    def resolve(self, name: str, year: int | None = None, within: str = "") -> Region | None:
        """The region that `name` means in `year` in a report on the area with code `within`.

        A name the year does not know is looked up in the nearest year that does. Within the
        report's own area comes first, then provinces, prefectures, counties; two equals outside the
        area are None.

        >>> load_regions().resolve("朝阳", 2013, "110000").code, load_regions().resolve("朝阳", 2013, "210000").code
        ('110105', '211300')
        """
        known = self.by_name.get(name) or self.by_short.get(name)
        if not known:
            return None
        valid = [r for r in known if r.valid(year)] or _nearest(known, year)
        ranked = sorted(
            valid, key=lambda r: (_distance(r.code, within), LEVELS.index(r.level), r.code)
        )
        best = [r for r in ranked if _rank(r, within) == _rank(ranked[0], within)]
        return best[0] if len({r.code for r in best}) == 1 else None


def _distance(code: str, within: str) -> int:
    """0 in the same county or prefecture or below, 1 in the same province, 2 elsewhere."""
    if not within:
        return 2
    stem = (
        within[:2] if within.endswith("0000") else within[:4] if within.endswith("00") else within
    )
    if code.startswith(stem):
        return 0
    return 1 if code[:2] == within[:2] else 2


def _rank(region: Region, within: str) -> tuple[int, int]:
    return _distance(region.code, within), LEVELS.index(region.level)


def _nearest(regions: Iterable[Region], year: int | None) -> list[Region]:
    """The regions whose time is nearest to `year` (or latest, for no year)."""

    def gap(r: Region) -> int:
        return (
            -r.valid_to if year is None else min(abs(r.valid_from - year), abs(r.valid_to - year))
        )

    regions = list(regions)
    least = min(map(gap, regions))
    return [r for r in regions if gap(r) == least]


@cache
def load_regions(*paths: Path) -> Gazetteer:
    """Load tables of regions, the later over the earlier (`layered_rows`).

    The shipped one where none is given.

    Raises:
        LexiconError: A cell is wrong; its file, row and column are named.
    """
    by_name: dict[str, list[Region]] = {}
    by_short: dict[str, list[Region]] = {}
    for row in layered_rows(paths or (SHIPPED,), COLUMNS, ("code", "name", "valid_from")):
        code, name, level, parent, valid_from, valid_to, _, short, _ = row.cells
        if len(code) != 6 or not code.isdigit():
            row.require(False, "a code has six digits", "code")
        if level not in LEVELS:
            row.require(False, Message("{word} is no level", word=repr(level)), "level")
        for column, year in (("valid_from", valid_from), ("valid_to", valid_to)):
            if year and not year.isdigit():
                row.require(False, "a year has four digits", column)
        region = Region(
            code, name, level, parent, int(valid_from or FIRST), int(valid_to or LAST), short
        )
        by_name.setdefault(region.name, []).append(region)
        if len(region.short) > 1:
            by_short.setdefault(region.short, []).append(region)
            if region.name.endswith("自治州"):
                by_short.setdefault(f"{region.short}州", []).append(region)  # 阿坝州
    return Gazetteer(
        {k: tuple(v) for k, v in by_name.items()}, {k: tuple(v) for k, v in by_short.items()}
    )
