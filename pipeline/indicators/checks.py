"""Checks: the observations of one report, and the levels known from others, in.

What does not add up, by claim, out.

Each check is a function over the observations of a report; it yields the claims that do not fit and
says why, with the other claims in it. They find errors of the source, of the reading and of the
matching alike; none changes a value. Tolerances allow for rounding as printed, and for prices where
growth is real and levels are nominal.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from pipeline.indicators.observe import Observation

Finding = tuple[str, str]
"""A claim id and what is wrong with it."""
Key = tuple[str, str, str]
"""Indicator, area, period."""

_WHOLES: dict[str, tuple[str, ...]] = {
    "gdp": ("gdp-primary", "gdp-secondary", "gdp-tertiary"),
    "trade-total": ("exports", "imports"),
    "population": ("population-urban", "population-rural"),
}
"""Wholes with the parts that make them up without rest."""
_ROUNDING = Decimal("0.01")  # of a whole: parts are rounded one by one
_POINTS = Decimal("0.6")  # of a hundred: the same for shares
_REAL = Decimal(12)  # points between real growth and growth of nominal levels, at most
_EXACT = Decimal(1)  # points where the level has no price
_JUMP = 10  # times a level may differ from another year's
_MANY = 1000  # things counted, from which a count is comparable with another year's
_NEAR = 3  # years over which levels are compared
_SHARES = re.compile("占比|比重|覆盖率|普及率|比例|参保率|优良率|满意率")


@dataclass(slots=True)
class Levels:
    """The first firm level of each indicator, area and period, over the reports seen so far."""

    seen: dict[Key, tuple[str, Decimal, str]] = field(default_factory=dict)

    def add(self, observations: Iterable[Observation]) -> None:
        """Keep the levels of a report's observations."""
        for o in observations:
            if o.measure == "level" and o.firm and o.period:
                self.seen.setdefault(o.key, (o.claim_id, o.value, o.unit))

    def get(self, indicator: str, area: str, period: str, unit: str) -> tuple[str, Decimal] | None:
        """The claim and value of a level in a unit, None where none is known."""
        found = self.seen.get((indicator, area, period))
        return found[:2] if found and found[2] == unit and found[1] else None


def structure_sums(observations: list[Observation], levels: Levels) -> Iterator[Finding]:
    """三次产业结构为4.7:46:45.3: the parts of a structure make a hundred."""
    groups: list[list[Observation]] = []
    for o in observations:
        if o.measure == "ratio" and not o.unit and o.firm:
            if not groups or o.start - groups[-1][-1].end != 1:
                groups.append([])
            groups[-1].append(o)
    for parts in groups:
        total = sum((o.value for o in parts), Decimal())
        if len(parts) >= 3 and 80 <= total <= 120 and abs(total - 100) > _POINTS:
            for o in parts:
                yield (
                    o.claim_id,
                    f"structure: the parts make {_plain(total)}, not 100 ({_others(parts, o)})",
                )


def parts_make_whole(observations: list[Observation], levels: Levels) -> Iterator[Finding]:
    """The three industries make the gross product, exports and imports make trade."""
    own = _firsts(observations)
    for (whole, area, period), total in own.items():
        parts = [own.get((part, area, period)) for part in _WHOLES.get(whole, ())]
        known = [p for p in parts if p is not None and p.unit == total.unit]
        if parts and len(known) == len(parts) and total.value:
            made = sum((p.value for p in known), Decimal())
            if abs(made - total.value) > abs(total.value) * _ROUNDING:
                yield total.claim_id, f"parts: they make {_plain(made)} ({_ids(known)})"


def part_within_whole(observations: list[Observation], levels: Levels) -> Iterator[Finding]:
    """No part is above its whole."""
    own = _firsts(observations)
    for (_, area, period), part in own.items():
        whole = own.get((part.indicator.parent_id, area, period))
        if (
            whole is not None
            and whole.unit == part.unit
            and part.value > whole.value * (1 + _ROUNDING)
        ):
            yield (
                part.claim_id,
                f"whole: above {whole.indicator.name} {_plain(whole.value)} ({whole.claim_id})",
            )


def share_of_whole(observations: list[Observation], levels: Levels) -> Iterator[Finding]:
    """第三产业增加值占地区生产总值的比重为52%: share times whole is the part."""
    own = _firsts(observations)
    for o in observations:
        whole = own.get((o.indicator.parent_id, o.area, o.period))
        part = own.get(o.key)
        if (
            o.measure != "ratio"
            or o.unit != "%"
            or not o.firm
            or whole is None
            or part is None
            or not whole.value
        ):
            continue
        names = (whole.item, whole.indicator.name, *whole.indicator.aliases)
        if part.unit == whole.unit and any(f"占{name}" in o.sentence for name in names):
            share = part.value * 100 / whole.value
            if abs(share - o.value) > max(_EXACT, share * _ROUNDING):
                yield o.claim_id, f"share: {part.claim_id} of {whole.claim_id} is {share:.1f} %"


def growth_fits_levels(observations: list[Observation], levels: Levels) -> Iterator[Finding]:
    """Growth against this year's level and last year's, of this report or another."""
    own = _firsts(observations)
    for o in observations:
        pair = (
            _two_years(o, levels, own)
            if o.measure == "growth" and o.unit == "%" and o.firm
            else None
        )
        if pair is not None:
            (now_id, now), (then_id, then) = pair
            grown = (now - then) * 100 / then
            if not _other_base(o) and abs(grown - o.value) > (
                _REAL if o.indicator.unit in ("元", "美元") else _EXACT
            ):
                yield o.claim_id, f"growth: the levels give {grown:.1f} % ({now_id} {then_id})"


def change_fits_levels(observations: list[Observation], levels: Levels) -> Iterator[Finding]:
    """A change in the level's unit against both levels."""
    own = _firsts(observations)
    for o in observations:
        pair = _two_years(o, levels, own) if o.measure == "change" and o.firm else None
        if pair is not None and o.dimension != "points":
            (now_id, now), (then_id, then) = pair
            if abs(now - then - o.value) > abs(now) * _ROUNDING:
                yield (
                    o.claim_id,
                    f"change: the levels give {_plain(now - then)} ({now_id} {then_id})",
                )


def pair_fits_change(observations: list[Observation], levels: Levels) -> Iterator[Finding]:
    """由88.5%提高到96.8%,提高8.3个百分点: what lies between two shares of one sentence is the
    change named beside them.
    """
    groups: dict[tuple[str, str], list[Observation]] = defaultdict(list)
    for o in observations:
        groups[o.sentence, o.item].append(o)
    for group in groups.values():
        shares = [o for o in group if o.measure == "ratio" and o.unit == "%" and o.firm]
        changes = [o for o in group if o.measure == "change" and o.unit == "个百分点" and o.firm]
        if len(shares) == 2 and len(changes) == 1 and re.search("[由从].*到", group[0].sentence):
            moved = shares[1].value - shares[0].value
            if abs(moved - changes[0].value) > _ROUNDING * 10:
                yield (
                    changes[0].claim_id,
                    f"pair: from {_plain(shares[0].value)} to {_plain(shares[1].value)} is {_plain(moved)} ({_ids(shares)})",
                )


def unit_fits_indicator(observations: list[Observation], levels: Levels) -> Iterator[Finding]:
    """A level in a unit of the indicator's dimension."""
    for o in observations:
        # 高于全国0.6个百分点 is a gap, no level
        wanted = "" if o.dimension == "points" else o.indicator.dimension
        if (
            o.measure == "level"
            and wanted
            and o.dimension
            and o.dimension.split(":")[0] != wanted.split(":")[0]
        ):
            yield (
                o.claim_id,
                f"unit: {o.unit or 'none'} is no unit of {o.indicator.name} ({o.indicator.unit})",
            )


def no_jump(observations: list[Observation], levels: Levels) -> Iterator[Finding]:
    """A level more than ten times another of the same indicator and area, some years away."""
    for o in observations:
        few = o.dimension == "count" and o.value < _MANY  # 8 and 195 projects may both be right
        if (
            few
            or o.measure != "level"
            or not o.firm
            or not o.period[:4].isdigit()
            or len(o.period) not in (4, 10)
            or not o.value
        ):
            continue
        for years in (*range(-_NEAR, 0), *range(1, _NEAR + 1)):
            other = levels.get(
                o.indicator.indicator_id,
                o.area,
                f"{int(o.period[:4]) + years}{o.period[4:]}",
                o.unit,
            )
            if other is not None and not 1 / Decimal(_JUMP) <= o.value / other[1] <= _JUMP:
                yield (
                    o.claim_id,
                    f"jump: {_plain(other[1])} {'before' if years < 0 else 'later'} ({other[0]})",
                )
                break


def share_in_range(observations: list[Observation], levels: Levels) -> Iterator[Finding]:
    """A share or a cover lies between nothing and all."""
    for o in observations:
        if (
            o.measure == "ratio"
            and o.unit == "%"
            and _SHARES.search(o.item)
            and not 0 <= o.value <= 100
        ):
            yield o.claim_id, "range: no share is below 0 or above 100 %"


CHECKS: tuple[Callable[[list[Observation], Levels], Iterator[Finding]], ...] = (
    structure_sums,
    parts_make_whole,
    part_within_whole,
    share_of_whole,
    growth_fits_levels,
    change_fits_levels,
    pair_fits_change,
    unit_fits_indicator,
    no_jump,
    share_in_range,
)


def check(observations: list[Observation], levels: Levels) -> dict[str, list[str]]:
    """What is wrong with the observations of a report, by claim; adds their levels to `levels`."""
    levels.add(observations)
    found: dict[str, list[str]] = {}
    for one in CHECKS:
        for claim_id, words in one(observations, levels):
            found.setdefault(claim_id, []).append(words)
    return found


def _firsts(observations: Iterable[Observation]) -> Mapping[Key, Observation]:
    """The first firm level of each indicator, area and period."""
    found: dict[Key, Observation] = {}
    for o in observations:
        if o.measure == "level" and o.firm:
            found.setdefault(o.key, o)
    return found


def _two_years(
    o: Observation, levels: Levels, own: Mapping[Key, Observation]
) -> tuple[tuple[str, Decimal], tuple[str, Decimal]] | None:
    """The level of the observation's year and of the year before, in one unit."""
    if not re.fullmatch(r"\d{4}(?:-12-31)?", o.period):
        return None
    now = own.get(o.key)
    if now is None:
        return None
    then = levels.get(
        o.indicator.indicator_id, o.area, f"{int(o.period[:4]) - 1}{o.period[4:]}", now.unit
    )
    return ((now.claim_id, now.value), then) if then is not None else None


def _other_base(o: Observation) -> bool:
    """Whether the sentence compares with another year than the one before: 比2002年增长65.5%."""
    return any(
        int(year) != int(o.period[:4]) - 1 for year in re.findall(r"比(\d{4})年", o.sentence)
    )


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _ids(observations: Iterable[Observation]) -> str:
    return " ".join(o.claim_id for o in observations)


def _others(group: Iterable[Observation], own: Observation) -> str:
    return _ids(o for o in group if o is not own)
