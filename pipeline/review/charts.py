"""Charts: the observations of indicators in.

SVG drawings, lines over years and bars over places, out. Each mark leads to its claim.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from pathlib import Path

from pipeline.outputs.read_back import Row, read_table

_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP, _RIGHT = 760, 240, 90, 28, 14, 130
# of Okabe and Ito, darkened to stand out on white
_COLOURS = (
    "#0072b2",
    "#d55e00",
    "#007a5a",
    "#7a4fa3",
    "#8a6d00",
    "#1a1a1a",
)
_DASHES = ("", "6 3", "2 3", "8 3 2 3", "12 4", "1 5")
_MOST_LINES, _MOST_BARS = 6, 40
_LABEL = 36  # points that a year's words take
# a year or its end: half-years and months would not compare
_WHOLE = re.compile(r"\d{4}(?:-12-31)?")


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart, with its title and its SVG."""

    name: str
    measure: str
    unit: str
    svg: str


def charts(
    out: Path, indicators: Sequence[Row], page_name: Callable[[str], str]
) -> Iterator[Chart]:
    """A chart an indicator and measure (level, growth): over years where a place has more than one,
    else over places.
    """
    wanted = {row["indicator_id"]: row for row in indicators}
    found: dict[tuple[str, str], list[Row]] = {}
    places = {}
    for row in read_table(out, "observations"):
        if (
            row["INDICATOR"] in wanted
            and row["MEASURE"] in ("level", "growth")
            and row["QUALITY"].startswith("preferred")
            and row["TIME_PERIOD"]
        ):
            found.setdefault((row["INDICATOR"], row["MEASURE"]), []).append(row)
    claims = {row["CLAIM_ID"] for rows in found.values() for row in rows}
    for row in read_table(out, "claims"):
        if row["claim_id"] in claims:
            places[row["claim_id"]] = row["place"] or "—"
    for indicator_id, about in wanted.items():
        for measure in ("level", "growth"):
            rows = [
                r
                for r in found.get((indicator_id, measure), ())
                if _WHOLE.fullmatch(r["TIME_PERIOD"])
            ]
            if len(rows) < 2:
                continue
            by_place: dict[str, list[Row]] = {}
            for row in sorted(rows, key=lambda r: r["TIME_PERIOD"]):
                by_place.setdefault(places[row["CLAIM_ID"]], []).append(row)
            most = sorted(by_place.items(), key=lambda p: (-len(p[1]), p[0]))
            unit = rows[0]["UNIT_NAME"]
            svg = (
                _lines(most[:_MOST_LINES], page_name)
                if len(most[0][1]) > 1
                else _bars(most[:_MOST_BARS], page_name)
            )
            yield Chart(about["name"], measure, unit, svg)


def _lines(places: Sequence[tuple[str, list[Row]]], page_name: Callable[[str], str]) -> str:
    years = sorted({_year(row) for _, rows in places for row in rows})
    low, high = _range([row for _, rows in places for row in rows])
    across = (_WIDTH - _LEFT - _RIGHT) / max(years[-1] - years[0], 1)

    def x(year: int) -> float:
        return _LEFT + (year - years[0]) * across

    def y(value: Decimal) -> float:
        return _TOP + (_HEIGHT - _TOP - _BOTTOM) * float((high - value) / (high - low))

    drawn = [_axes(low, high, y)]
    drawn += [
        f'<text x="{x(year):.1f}" y="{_HEIGHT - 8}" text-anchor="middle">{year}</text>'
        for year in _apart(years, across)
    ]
    for n, (place, rows) in enumerate(places):
        colour, dash = _COLOURS[n % len(_COLOURS)], _DASHES[n % len(_DASHES)]
        actual = [r for r in rows if r["OBS_STATUS"] == "A"]
        path = " ".join(f"{x(_year(r)):.1f},{y(_value(r)):.1f}" for r in actual)
        drawn.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>'
        )
        drawn += [_mark(r, place, page_name, x(_year(r)), y(_value(r)), colour) for r in rows]
        drawn.append(_legend(n, place, colour, dash))
    return _svg(drawn, _HEIGHT)


def _legend(n: int, place: str, colour: str, dash: str) -> str:
    x, y = _WIDTH - _RIGHT + 12, _TOP + 18 * n + 8
    line = f'<line x1="{x}" x2="{x + 24}" y1="{y}" y2="{y}" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>'
    return f'{line}<circle cx="{x + 12}" cy="{y}" r="4" fill="{colour}"/><text x="{x + 30}" y="{y + 4}">{escape(place)}</text>'


def _bars(places: Sequence[tuple[str, list[Row]]], page_name: Callable[[str], str]) -> str:
    rows = [(place, found[-1]) for place, found in places]
    rows.sort(key=lambda p: -_value(p[1]))
    low, high = _range([row for _, row in rows])
    low = min(low, Decimal(0))
    drawn = []
    for n, (place, row) in enumerate(rows):
        top, length = (
            20 * n + 4,
            (_WIDTH - _LEFT - _RIGHT) * float(max(_value(row) - low, Decimal(0)) / (high - low)),
        )
        fill = _COLOURS[0] if row["OBS_STATUS"] == "A" else "#fff"
        bar = f'<rect x="{_LEFT}" y="{top}" width="{max(length, 1):.1f}" height="14" fill="{fill}" stroke="{_COLOURS[0]}"/>'
        drawn.append(
            f'<text x="{_LEFT - 6}" y="{top + 12}" text-anchor="end">{escape(place[:6])}</text>'
        )
        drawn.append(_linked(row, place, page_name, bar))
        drawn.append(
            f'<text x="{_LEFT + length + 6:.1f}" y="{top + 12}">{_short(_value(row))} ({row["TIME_PERIOD"][:4]})</text>'
        )
    return _svg(drawn, 20 * len(rows) + 8)


def _svg(drawn: Sequence[str], height: int) -> str:
    return f'<svg viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" role="img">{"".join(drawn)}</svg>'


def _axes(low: Decimal, high: Decimal, y: Callable[[Decimal], float]) -> str:
    ticks = [low + (high - low) * n / 4 for n in range(5)]
    lines = (
        f'<line class="axis" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y(t):.1f}" y2="{y(t):.1f}" stroke-dasharray="1 3"/>'
        for t in ticks
    )
    words = (
        f'<text x="{_LEFT - 6}" y="{y(t) + 4:.1f}" text-anchor="end">{_short(t)}</text>'
        for t in ticks
    )
    return "".join((*lines, *words))


def _mark(
    row: Row, place: str, page_name: Callable[[str], str], x: float, y: float, colour: str
) -> str:
    """Filled for what is, hollow for targets (a square) and estimates (a circle)."""
    if row["OBS_STATUS"] == "F":
        return _linked(
            row,
            place,
            page_name,
            f'<rect x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8" fill="#fff" stroke="{colour}" stroke-width="2"/>',
        )
    fill = colour if row["OBS_STATUS"] == "A" else "#fff"
    return _linked(
        row,
        place,
        page_name,
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{fill}" stroke="{colour}" stroke-width="2"/>',
    )


def _linked(row: Row, place: str, page_name: Callable[[str], str], shape: str) -> str:
    doc_id, _, span = row["CLAIM_ID"].rpartition(":")
    status = {"A": "", "F": " target", "E": " estimate"}[row["OBS_STATUS"]]
    title = escape(
        f"{place} {row['TIME_PERIOD']}{status}: {row['OBS_VALUE']} {row['UNIT_NAME']} ({row['CLAIM_ID']})"
    )
    return f'<a href="{escape(page_name(doc_id))}#c{span}"><title>{title}</title>{shape}</a>'


def _range(rows: Sequence[Row]) -> tuple[Decimal, Decimal]:
    values = [_value(row) for row in rows]
    low, high = min(values), max(values)
    return (low, high) if high > low else (low - 1, high + 1)


def _value(row: Row) -> Decimal:
    return Decimal(row["OBS_VALUE"])


def _year(row: Row) -> int:
    return int(row["TIME_PERIOD"][:4])


def _apart(years: Sequence[int], across: float) -> Iterator[int]:
    """The years whose words do not run into each other, `across` points a year."""
    last = None
    for year in years:
        if last is None or (year - last) * across >= _LABEL:
            last = year
            yield year


def _short(value: Decimal) -> str:
    """A number as an axis shows it.

    >>> _short(Decimal("1548060000000")), _short(Decimal("7.5"))
    ('1.55万亿', '7.5')
    """
    for size, sign in (
        (Decimal(10) ** 12, "万亿"),
        (Decimal(10) ** 8, "亿"),
        (Decimal(10) ** 4, "万"),
    ):
        if abs(value) >= size:
            return f"{float(value / size):.3g}{sign}"
    return f"{float(value):.4g}"
