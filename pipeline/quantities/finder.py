"""Text in, quantities out: every number with the unit that follows it, ranges and structures taken together.

`find_quantities` is pure. It reads on the folded text, character by character where the grammar says a number begins,
takes the longest unit, and then looks for a second end of a range. Whether the number is a claim is not asked here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.folding import fold
from pipeline.lexicons.cues import Cues
from pipeline.lexicons.units import UnitTable
from pipeline.numerals import Number, multiplier, read_arabic, read_han, read_mixed
from pipeline.quantities.bounds import bound_of
from pipeline.quantities.grammar import NUMBER, RANGE_MARK, STARTS
from pipeline.records import Bound, Form, Quantity

_TENTH = {c: Decimal(i) / 10 for i, c in enumerate("一二三四五六七八九", 1)} | {c: Decimal(c) / 10 for c in "123456789"}
_TENTH["半"] = Decimal("0.5")
_HAN_PLACES = frozenset("十百千万亿")
_RANK_UNITS = frozenset("位名")
_HALVED = frozenset(("measure", "money", "transport"))
_NOT_HALF = frozenset("数导成球岛径天年小月价挂自军封殖")  # 半 begins another word
_SYMBOLS = frozenset("$￥¥€£")
_LONGEST = 60  # characters; a longer run of numerals is no number
_NOT_MINUS = frozenset("担抱辜欠胜自肩")  # 负 is the end of another word
_JOINS = "-~+)%"  # a dash behind these is no sign
_FRACTION_PLACES = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class _Reading:
    """One number with its unit, before ranges are joined. `scale` is the multiplier a bare first end may share."""

    start: int
    number_end: int
    end: int
    number: Number
    unit: str
    form: Form
    hedge: str
    mantissa: Decimal
    scale: int


def find_quantities(text: str, units: UnitTable, cues: Cues, *, bare: bool = False) -> list[Quantity]:
    """All quantities of `text`, in order, none overlapping. `bare`: also single Han numerals without unit.

    >>> from pipeline.lexicons.units import load_units; from pipeline.lexicons.cues import load_cues; from pipeline.numerals import plain
    >>> [(q.text, plain(q.value), q.unit, str(q.bound)) for q in find_quantities("约1.6万个,6万多辆", load_units(), load_cues())]
    [('1.6万个', '16000', '个', 'approx'), ('6万多辆', '60000', '辆', 'gt')]
    """
    folded = fold(text)
    found: list[Quantity] = []
    at = 0
    while (start := STARTS.search(folded, at)) is not None:
        quantities, at = _quantities_at(text, folded, start.start(), units, bare=bare)
        found.extend(quantities)
    found = _share_units(folded, found)
    return [replace(q, bound=bound) for q, bound in zip(found, bound_of(folded, found, cues), strict=True)]


def _share_units(folded: str, found: list[Quantity]) -> list[Quantity]:
    """A unit written once for a list holds for all its numbers: 提高0.9、5.9个百分点, 增加3、5万人."""
    for i in range(len(found) - 2, -1, -1):
        q, after = found[i], found[i + 1]
        if q.unit or q.form is not Form.ARABIC or not after.unit or after.form is not Form.ARABIC:
            continue
        plain = q.number_end == q.end and folded[q.number_end - 1].isdigit()
        if plain and folded[q.end : after.start] == "、" and (q.start == 0 or folded[q.start - 1] not in "\n(第"):
            digits = folded[after.number_start : after.number_end].rstrip("多余几来")
            found[i] = replace(q, unit=after.unit, value=q.value * _trailing_scale(digits))
    return found


def _quantities_at(text: str, folded: str, at: int, units: UnitTable, *, bare: bool) -> tuple[list[Quantity], int]:
    """The quantities whose number begins at `at`, and where to go on."""
    m = NUMBER.match(folded, at)
    if m is None:
        return [], at + 1
    if m.end() - at > _LONGEST:
        return [], m.end()
    if m["parts"]:
        return _structure(text, folded, at, m.end())
    first = _reading(folded, at, units, bare=bare)
    if first is None:
        return [], m.end("han") if m["han"] else at + 1
    first = _with_small_money(folded, first, units)
    second = _second_end(folded, first, units)
    if folded[at - 1 : at] == "第":
        return [_ordinal(text, first)], first.end
    return [_quantity(text, folded, _sign_start(folded, first.start), first, second)], (second or first).end


def _reading(folded: str, at: int, units: UnitTable, *, bare: bool = False) -> _Reading | None:
    """The number at `at` and the unit behind it, or None where there is no number to speak of."""
    m = NUMBER.match(folded, at)
    if m is None or m["parts"]:
        return None
    if m["percent"]:
        share = m["share"]
        value = Number(read_arabic(share)) if share[0].isdigit() else read_han(share)
        end = m.end()
        if value is None and bare:
            share, value = _longest_number(share)
            end = m.start("share") + len(share)
        if value is None:
            return None
        return _Reading(at, end, end, value, "%" if m["percent"][0] == "百" else "‰", Form.PERCENT, "", value.value, 1)
    if m["denominator"]:
        return _fraction(m["denominator"], m["numerator"], at, m.end())
    if m["above"] and int(m["above"]) < int(m["below"]) and _is_han(folded[max(0, at - 1) : at]):
        return _fraction(m["below"], m["above"], at, m.end())  # 占全国1/3
    if m["above"]:
        return _with_unit(folded, at, m.end("above"), Number(Decimal(m["above"])), Form.ARABIC, None, None, units, m.end("above"))
    if m["arabic"]:
        return _with_unit(folded, at, m.end("arabic"), read_mixed(m["arabic"]), Form.ARABIC, m["hedge"], m["after"], units, m.end())
    if m["financial"]:
        number = read_han(m["financial"])
        return None if number is None else _with_unit(folded, at, m.end(), number, Form.HAN, None, None, units, m.end())
    return _han(folded, at, m["han"], m["han_hedge"], m["han_after"], units, m.end(), bare=bare)


def _is_han(sign: str) -> bool:
    return "\u4e00" <= sign <= "\u9fff"


def _fraction(below: str, above: str, at: int, end: int) -> _Reading | None:
    low, high = (Number(Decimal(w)) if w.isdigit() else read_han(w) for w in (below, above))
    if low is None or high is None or low.value == 0:
        return None
    share = (high.value / low.value).quantize(_FRACTION_PLACES).normalize()
    return _Reading(at, end, end, Number(share), "", Form.FRACTION, "", share, 1)


def _han(
    folded: str, at: int, words: str, hedge: str | None, after: str | None, units: UnitTable, hedge_end: int, *, bare: bool
) -> _Reading | None:
    """A Han number; one without unit counts only after 第 or with two characters and a place (一百二十), or where `bare`."""
    if words.endswith("两") and len(words) > 1 and not hedge:
        words, hedge_end = words[:-1], hedge_end - 1  # 三十两: the unit of weight
    if words.endswith("千") and len(words) > 1 and not hedge and _is_unit(folded, at + len(words) - 1, units):
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
    folded: str, at: int, end: int, number: Number, form: Form, hedge: str | None, after: str | None, units: UnitTable, hedge_end: int
) -> _Reading:
    """Add hedge (多 余 几 来), the multiplier behind it and the longest unit."""
    mantissa, scale, number_end = number.value, 1, end
    if form is Form.ARABIC:
        scale = _trailing_scale(folded[at:end])
        mantissa = number.value / scale
    if hedge:
        number_end = hedge_end
        if after:
            number, scale = _scale_last(number, folded[at:end], multiplier(after)), scale * multiplier(after)
    unit, unit_end = _unit_at(folded, number_end, units)
    if hedge == "来" and not unit:
        hedge, number_end = "", end
        unit_end = end
    if unit == "成" and folded[unit_end : unit_end + 1] in _TENTH and folded[unit_end + 1 : unit_end + 2] not in _HAN_PLACES:
        number, unit_end = Number(number.value + _TENTH[folded[unit_end]]), unit_end + 1
    known = units.by_form.get(unit)
    if known and known.kind in _HALVED and number.high is None:
        number, unit_end = _with_half(folded, number, unit_end)
    return _Reading(at, number_end, max(unit_end, number_end), number, unit, form, hedge or "", mantissa, scale)


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


def _trailing_scale(words: str) -> int:
    tail = words.rstrip("十百千万亿兆")
    return multiplier(words[len(tail) :]) if tail.replace(",", "").replace(".", "").replace(" ", "").isdigit() else 1


def _unit_at(folded: str, at: int, units: UnitTable) -> tuple[str, int]:
    """The unit written at `at` (one blank may stand before it), with a denominator or a bracketed second unit."""
    begin = at + 1 if folded[at : at + 1] == " " and folded[at + 1 : at + 2] not in ("", " ", "-", "/") else at
    hit = units.match(folded, begin)
    if hit is None:
        return "", at
    form, unit = hit
    end = begin + len(form)
    if folded[end : end + 1] == "/" and unit.kind != "percent":
        return _denominator(folded, begin, end, units)
    if folded[end : end + 1] == "(" and unit.kind == "classifier":
        other = units.match(folded, end + 1)
        if other and other[1].kind == "classifier" and folded[end + 1 + len(other[0]) : end + 2 + len(other[0])] == ")":
            end += len(other[0]) + 2  # 台(套)
    return folded[begin:end], end


def _denominator(folded: str, begin: int, end: int, units: UnitTable) -> tuple[str, int]:
    """`公斤/亩`, `公里/百平方公里`, `元/人·月`: the multiplier of a denominator stays in the unit."""
    at = end + 1
    while folded[at : at + 1] in ("十", "百", "千", "万", "亿", "1", "0") and not units.match(folded, at):
        at += 1
    below = units.match(folded, at)
    if below is None:
        return folded[begin:end], end
    stop = at + len(below[0])
    if folded[stop : stop + 1] in ("·", "*", "."):
        more = units.match(folded, stop + 1)
        stop += 1 + len(more[0]) if more else 0
    return folded[begin:stop], stop


def _with_small_money(folded: str, first: _Reading, units: UnitTable) -> _Reading:
    """两元五角, 10日元5日本銭: a smaller unit of the same money directly behind belongs to the amount."""
    large = units.by_form.get(first.unit)
    if large is None or large.kind != "money" or first.number.high is not None:
        return first
    at = first.end + (folded[first.end : first.end + 1] in ("又", "零"))
    if not STARTS.match(folded, at):
        return first
    small = _reading(folded, at, units)
    unit = units.by_form.get(small.unit) if small else None
    if small is None or unit is None or unit.dimension != large.dimension or unit.factor >= large.factor or small.number.high is not None:
        return first
    part = small.number.value * unit.factor.numerator * large.factor.denominator / (unit.factor.denominator * large.factor.numerator)
    return replace(first, end=small.end, number=Number(first.number.value + part))


def _second_end(folded: str, first: _Reading, units: UnitTable) -> _Reading | None:
    """The upper end of a range that begins with `first`, or None."""
    mark = RANGE_MARK.match(folded, first.end)
    if mark is None or first.number.high is not None or first.form in (Form.FRACTION, Form.MULTIPLIER):
        return None
    if folded[first.start - 1 : first.start] in ("由", "从", "自") and mark[0].strip() in ("至", "到"):
        return None  # 从3个到5个: two states, not a range
    if first.form is Form.PERCENT:
        second = _percent_end(folded, mark.end(), first)
    else:
        second = _reading(folded, mark.end(), units)
    if second is None or second.form in (Form.FRACTION, Form.MULTIPLIER) or second.number.high is not None:
        return None
    if first.unit not in ("", second.unit):
        return None
    lower = _low_end(first, second)
    return second if lower < second.number.value else None


def _percent_end(folded: str, at: int, first: _Reading) -> _Reading | None:
    """The second end of 百分之八至九 or 百分之六十到百分之七十."""
    m = NUMBER.match(folded, at)
    if m is None or not (m["han"] or m["arabic"]):
        return None
    number = read_han(m["han"]) if m["han"] else read_mixed(m["arabic"])
    return None if number is None else _Reading(at, m.end(), m.end(), number, first.unit, Form.PERCENT, "", number.value, 1)


def _low_end(first: _Reading, second: _Reading) -> Decimal:
    """The value of the first end: it shares the multiplier of the second where it has none (3-5亿元, not 8000-1万元)."""
    if first.scale == 1 and second.scale > 1 and not first.unit and first.mantissa < second.mantissa:
        return first.number.value * second.scale
    return first.number.value


def _sign_start(folded: str, start: int) -> int:
    """Where the sign before a number begins, or `start`: -3.2, ±5, 负三, 零下18.5."""
    if folded[max(0, start - 2) : start] == "零下":
        return start - 2
    before, sign = folded[max(0, start - 2) : max(0, start - 1)], folded[max(0, start - 1) : start]
    if sign == "±" or (sign == "负" and before not in _NOT_MINUS):
        return start - 1
    joined = before.isascii() and (before.isalnum() or before in _JOINS)
    return start - 1 if sign in ("-", "+") and not (before and joined) else start


def _quantity(text: str, folded: str, start: int, first: _Reading, second: _Reading | None) -> Quantity:
    end = (second or first).end
    value, high = first.number.value, first.number.high
    if second is not None:
        value, high = _low_end(first, second), second.number.value
    sign = folded[start : first.start]
    if sign in ("-", "负", "零下"):
        value, high = -value, None if high is None else -high
    elif sign == "±":
        value, high = -value, value
    hedge, unit = (second or first).hedge, (second or first).unit
    if not unit and folded[start - 1 : start] in _SYMBOLS and start:
        start, unit = start - 1, folded[start - 1]
    return Quantity(
        start=start, end=end, number_start=first.start, number_end=first.number_end, text=text[start:end],
        value=value, value_max=high, unit=unit,
        bound=Bound.APPROX if hedge == "来" else Bound.GT if hedge else Bound.EQ,
        form=first.form,
    )  # fmt: skip


def _ordinal(text: str, reading: _Reading) -> Quantity:
    """第3位, 第一: 第 is inside the span, and only a unit of rank is one (第一大产业 has none)."""
    unit = reading.unit if reading.unit in _RANK_UNITS else ""
    start, end = reading.start - 1, reading.end if unit else reading.number_end
    return Quantity(
        start=start, end=end, number_start=reading.start, number_end=reading.number_end, text=text[start:end],
        value=reading.number.value, value_max=reading.number.high, unit=unit, bound=Bound.EQ, form=reading.form, ordinal=True,
    )  # fmt: skip


def _structure(text: str, folded: str, start: int, end: int) -> tuple[list[Quantity], int]:
    """The parts of a:b:c, one quantity each."""
    parts: list[Quantity] = []
    at = start
    for part in folded[start:end].split(":"):
        number = part.strip()
        begin = folded.index(number, at)
        stop = begin + len(number)
        parts.append(
            Quantity(
                start=begin,
                end=stop,
                number_start=begin,
                number_end=stop,
                text=text[begin:stop],
                value=Decimal(number),
                value_max=None,
                unit="",
                bound=Bound.EQ,
                form=Form.RATIO,
                group=start,
            )
        )
        at = stop
    return parts, end
