"""Reader: the place where a number begins in folded text in.

The number with its unit, multiplier and hedge out.

One number at a time; ranges, structures, signs and bounds are the finder's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from pipeline.core.numerals import Number, multiplier, read_arabic, read_han, read_mixed
from pipeline.core.records import Form
from pipeline.core.scripts import is_han
from pipeline.lexicons.units import UnitTable
from pipeline.quantities.grammar import NUMBER, RANGE_MARK, STARTS

_TENTH = {c: Decimal(i) / 10 for i, c in enumerate("一二三四五六七八九", 1)} | {
    c: Decimal(c) / 10 for c in "123456789"
}
_TENTH["半"] = Decimal("0.5")
_HAN_PLACES = frozenset("十百千万亿")
_FRACTION_PLACES = Decimal("0.000001")


_HALVED = frozenset(("measure", "money", "transport"))
_NOT_HALF = frozenset("数导成球岛径天年小月价挂自军封殖")  # 半 begins another word


@dataclass(frozen=True, slots=True)
class NumberReading:
    """One number with its unit, before ranges are joined.

    `scale` is the multiplier a bare first end may share.
    """

    start: int
    number_end: int
    end: int
    number: Number
    unit: str
    form: Form
    hedge: str
    mantissa: Decimal
    scale: int


def read_number(folded: str, at: int, units: UnitTable) -> NumberReading | None:
    """The number at `at` and the unit behind it, or None where there is no number to speak of."""
    m = NUMBER.match(folded, at)
    return None if m is None or m["parts"] else read_match(folded, m, units)


def read_match(
    folded: str, m: re.Match[str], units: UnitTable, *, bare: bool = False
) -> NumberReading | None:
    """The same of a match of NUMBER that is no structure.

    `bare`: also a single Han numeral without unit.
    """
    at = m.start()
    if m["percent"]:
        share = m["share"]
        value = Number(read_arabic(share)) if share[0].isdigit() else read_han(share)
        end = m.end()
        if value is None and bare:
            share, value = _longest_number(share)
            end = m.start("share") + len(share)
        if value is None:
            return None
        return NumberReading(
            at,
            end,
            end,
            value,
            "%" if m["percent"][0] == "百" else "‰",
            Form.PERCENT,
            "",
            value.value,
            1,
        )
    if m["denominator"]:
        return _fraction(m["denominator"], m["numerator"], at, m.end())
    if m["above"] and int(m["above"]) < int(m["below"]) and is_han(folded[max(0, at - 1) : at]):
        return _fraction(m["below"], m["above"], at, m.end())  # 占全国1/3
    if m["above"]:
        return _with_unit(
            folded,
            at,
            m.end("above"),
            Number(Decimal(m["above"])),
            Form.ARABIC,
            None,
            None,
            units,
            m.end("above"),
        )
    if m["arabic"]:
        return _with_unit(
            folded,
            at,
            m.end("arabic"),
            read_mixed(m["arabic"]),
            Form.ARABIC,
            m["hedge"],
            m["after"],
            units,
            m.end(),
        )
    if m["financial"]:
        number = read_han(m["financial"])
        return (
            None
            if number is None
            else _with_unit(folded, at, m.end(), number, Form.HAN, None, None, units, m.end())
        )
    return _han(folded, at, m["han"], m["han_hedge"], m["han_after"], units, m.end(), bare=bare)


def _fraction(below: str, above: str, at: int, end: int) -> NumberReading | None:
    low, high = (Number(Decimal(w)) if w.isdigit() else read_han(w) for w in (below, above))
    if low is None or high is None or low.value == 0:
        return None
    share = (high.value / low.value).quantize(_FRACTION_PLACES).normalize()
    return NumberReading(at, end, end, Number(share), "", Form.FRACTION, "", share, 1)


def _han(
    folded: str,
    at: int,
    words: str,
    hedge: str | None,
    after: str | None,
    units: UnitTable,
    hedge_end: int,
    *,
    bare: bool,
) -> NumberReading | None:
    """A Han number.

    One without unit counts only after 第 or with two characters and a place (一百二十), or where
    `bare`.
    """
    if words.endswith("两") and len(words) > 1 and not hedge:
        words, hedge_end = words[:-1], hedge_end - 1  # 三十两: the unit of weight
    if (
        words.endswith("千")
        and len(words) > 1
        and not hedge
        and _is_unit(folded, at + len(words) - 1, units)
    ):
        words, hedge_end = words[:-1], hedge_end - 1  # 六千字节: 千 is part of the unit
    number = read_han(words)
    if number is None and bare:
        words, number = _longest_number(words)
        hedge, after, hedge_end = None, None, at + len(words)
    places = all(c in _HAN_PLACES for c in words)
    if number is None and places:
        number = Number(Decimal(multiplier(words)))
    if number is None:
        return None
    form = Form.MULTIPLIER if places and words[0] != "十" and not hedge else Form.HAN
    reading = _with_unit(folded, at, at + len(words), number, form, hedge, after, units, hedge_end)
    spoken = len(words) > 1 and any(c in _HAN_PLACES for c in words)
    if (
        bare
        or reading.unit
        or spoken
        or form is Form.MULTIPLIER
        or folded[at - 1 : at] in ("第", "之")
        or _before_range(folded, reading.end)
    ):
        return reading
    return None


def _is_unit(folded: str, at: int, units: UnitTable) -> bool:
    hit = units.match(folded, at)
    return hit is not None and len(hit[0]) > 1


def _longest_number(words: str) -> tuple[str, Number | None]:
    """The longest head of `words` that is a number: 七十百 is 七十 and more."""
    for length in range(len(words) - 1, 0, -1):
        number = read_han(words[:length])
        if number is not None:
            return words[:length], number
    return words, None


def _before_range(folded: str, end: int) -> bool:
    """Whether a range mark and another numeral follow: 三至五个, whose first end has no unit."""
    m = RANGE_MARK.match(folded, end)
    return bool(m and STARTS.match(folded, m.end()))


def _with_unit(
    folded: str,
    at: int,
    end: int,
    number: Number,
    form: Form,
    hedge: str | None,
    after: str | None,
    units: UnitTable,
    hedge_end: int,
) -> NumberReading:
    """Add hedge (多 余 几 来), the multiplier behind it and the longest unit."""
    mantissa, scale, number_end = number.value, 1, end
    if form is Form.ARABIC:
        scale = trailing_scale(folded[at:end])
        mantissa = number.value / scale
    if hedge:
        number_end = hedge_end
        if after:
            number, scale = (
                _scale_last(number, folded[at:end], multiplier(after)),
                scale * multiplier(after),
            )
    unit, unit_end = _unit_at(folded, number_end, units)
    if hedge == "来" and not unit:
        hedge, number_end = "", end
        unit_end = end
    if (
        unit == "成"
        and folded[unit_end : unit_end + 1] in _TENTH
        and folded[unit_end + 1 : unit_end + 2] not in _HAN_PLACES
    ):
        number, unit_end = Number(number.value + _TENTH[folded[unit_end]]), unit_end + 1
    known = units.by_form.get(unit)
    if known and known.kind in _HALVED and number.high is None:
        number, unit_end = _with_half(folded, number, unit_end)
    return NumberReading(
        at, number_end, max(unit_end, number_end), number, unit, form, hedge or "", mantissa, scale
    )


def _with_half(folded: str, number: Number, end: int) -> tuple[Number, int]:
    """一吨半 is 1.5 吨."""
    if folded[end : end + 1] != "半" or folded[end + 1 : end + 2] in _NOT_HALF:
        return number, end
    return Number(number.value + Decimal("0.5")), end + 1


def _scale_last(number: Number, words: str, factor: int) -> Number:
    """1亿3千多万: the multiplier behind the hedge belongs to 3千 only."""
    parts = re.findall(r"[\d.,]+[^\d.,]*", words)
    if len(parts) < 2:
        return number.scaled(factor)
    last = read_mixed(parts[-1])
    return Number(number.value - last.value + last.value * factor)


def trailing_scale(words: str) -> int:
    """The product of the multipliers at the end of a number (3.5万 has 10,000), 1 for none."""
    tail = words.rstrip("十百千万亿兆")
    return (
        multiplier(words[len(tail) :])
        if tail.replace(",", "").replace(".", "").replace(" ", "").isdigit()
        else 1
    )


def _unit_at(folded: str, at: int, units: UnitTable) -> tuple[str, int]:
    """The unit written at `at` (one blank may stand before it), with a denominator or a bracketed
    second unit.
    """
    begin = (
        at + 1
        if folded[at : at + 1] == " " and folded[at + 1 : at + 2] not in ("", " ", "-", "/")
        else at
    )
    hit = units.match(folded, begin)
    if hit is None:
        return "", at
    form, unit = hit
    end = begin + len(form)
    if folded[end : end + 1] == "/" and unit.kind != "percent":
        return _denominator(folded, begin, end, units)
    if folded[end : end + 1] == "(" and unit.kind == "classifier":
        other = units.match(folded, end + 1)
        if (
            other
            and other[1].kind == "classifier"
            and folded[end + 1 + len(other[0]) : end + 2 + len(other[0])] == ")"
        ):
            end += len(other[0]) + 2  # 台(套)
    return folded[begin:end], end


def _denominator(folded: str, begin: int, end: int, units: UnitTable) -> tuple[str, int]:
    """`公斤/亩`, `公里/百平方公里`, `元/人·月`: the multiplier of a denominator stays in the unit."""
    at = end + 1
    while folded[at : at + 1] in ("十", "百", "千", "万", "亿", "1", "0") and not units.match(
        folded, at
    ):
        at += 1
    below = units.match(folded, at)
    if below is None:
        return folded[begin:end], end
    stop = at + len(below[0])
    if folded[stop : stop + 1] in ("·", "*", "."):
        more = units.match(folded, stop + 1)
        stop += 1 + len(more[0]) if more else 0
    return folded[begin:stop], stop
