"""Text in, quantities out: every number with the unit that follows it, ranges and structures taken
together.

`find_quantities` is pure. It reads on the folded text, character by character where the grammar
says a number begins, takes the longest unit, and then looks for a second end of a range. Whether
the number is a claim is decided elsewhere.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from pipeline.core.folding import fold
from pipeline.core.numerals import Number, read_han, read_mixed
from pipeline.core.records import Bound, Form, Quantity
from pipeline.lexicons.cues import Cues
from pipeline.lexicons.units import UnitTable
from pipeline.quantities.bounds import bound_of
from pipeline.quantities.grammar import NUMBER, RANGE_MARK, STARTS
from pipeline.quantities.reader import NumberReading, read_match, read_number, trailing_scale

_RANK_UNITS = frozenset("位名")
_SYMBOLS = frozenset("$￥¥€£")
_LONGEST = 60  # characters; a longer run of numerals is no number
_NOT_MINUS = frozenset("担抱辜欠胜自肩减税背正")  # 负 is the end of another word
_JOINS = "-~+)%"  # a dash behind these is no sign


def find_quantities(
    text: str, units: UnitTable, cues: Cues, *, bare: bool = False, folded: str = ""
) -> list[Quantity]:
    """All quantities of `text`, in order, none overlapping.

    `bare`: also single Han numerals without unit; `folded`: the folded text, where it
    is there already.

    >>> from pipeline.lexicons.units import load_units; from pipeline.lexicons.cues import load_cues; from pipeline.core.numerals import plain
    >>> [(q.text, plain(q.value), q.unit, str(q.bound)) for q in find_quantities("约1.6万个,6万多辆", load_units(), load_cues())]
    [('1.6万个', '16000', '个', 'approx'), ('6万多辆', '60000', '辆', 'gt')]
    """
    folded = folded or fold(text)
    found: list[Quantity] = []
    at = 0
    while (start := STARTS.search(folded, at)) is not None:
        quantities, at = _quantities_at(
            text, folded, start.start(), units, not_before=found[-1].end if found else 0, bare=bare
        )
        found.extend(quantities)
    found = _share_units(folded, found)
    return [
        q if q.bound is bound else replace(q, bound=bound)
        for q, bound in zip(found, bound_of(folded, found, cues), strict=True)
    ]


def _share_units(folded: str, found: list[Quantity]) -> list[Quantity]:
    """A unit written once for a list holds for all its numbers: 提高0.9、5.9个百分点, 增加3、5万人."""
    for i in range(len(found) - 2, -1, -1):
        q, after = found[i], found[i + 1]
        if q.unit or q.form is not Form.ARABIC or not after.unit or after.form is not Form.ARABIC:
            continue
        plain = q.number_end == q.end and folded[q.number_end - 1].isdigit()
        if (
            plain
            and folded[q.end : after.start] == "、"
            and (q.start == 0 or folded[q.start - 1] not in "\n(第")
        ):
            digits = folded[after.number_start : after.number_end].rstrip("多余几来")
            found[i] = replace(q, unit=after.unit, value=q.value * trailing_scale(digits))
    return found


def _quantities_at(
    text: str, folded: str, at: int, units: UnitTable, *, not_before: int, bare: bool
) -> tuple[list[Quantity], int]:
    """The quantities whose number begins at `at`, and where to go on.

    Signs are not taken from before `not_before`.
    """
    m = NUMBER.match(folded, at)
    if m is None:
        return [], at + 1
    if m.end() - at > _LONGEST:
        return [], m.end()
    if m["parts"]:
        return _structure(text, folded, at, m.end())
    first = read_match(folded, m, units, bare=bare)
    if first is None:
        return [], m.end("han") if m["han"] else at + 1
    first = _with_small_money(folded, first, units)
    second = _second_end(folded, first, units)
    if folded[at - 1 : at] == "第":
        return [_ordinal(text, first)], first.end
    return [
        _quantity(
            text,
            folded,
            max(not_before, _sign_start(folded, first.start)),
            first,
            second,
            not_before,
        )
    ], (second or first).end


def _with_small_money(folded: str, first: NumberReading, units: UnitTable) -> NumberReading:
    """两元五角, 10日元5日本銭: a smaller unit of the same money directly behind belongs to the
    amount.
    """
    large = units.by_form.get(first.unit)
    if large is None or large.kind != "money" or first.number.high is not None:
        return first
    at = first.end + (folded[first.end : first.end + 1] in ("又", "零"))
    if not STARTS.match(folded, at):
        return first
    small = read_number(folded, at, units)
    unit = units.by_form.get(small.unit) if small else None
    if (
        small is None
        or unit is None
        or unit.dimension != large.dimension
        or unit.factor >= large.factor
        or small.number.high is not None
    ):
        return first
    part = (
        small.number.value
        * unit.factor.numerator
        * large.factor.denominator
        / (unit.factor.denominator * large.factor.numerator)
    )
    return replace(first, end=small.end, number=Number(first.number.value + part))


def _second_end(folded: str, first: NumberReading, units: UnitTable) -> NumberReading | None:
    """The upper end of a range that begins with `first`, or None."""
    mark = RANGE_MARK.match(folded, first.end)
    if (
        mark is None
        or first.number.high is not None
        or first.form in (Form.FRACTION, Form.MULTIPLIER)
    ):
        return None
    if folded[first.start - 1 : first.start] in ("由", "从", "自") and mark[0].strip() in (
        "至",
        "到",
    ):
        return None  # 从3个到5个: two states, not a range
    if first.form is Form.PERCENT:
        second = _percent_end(folded, mark.end(), first)
    else:
        second = read_number(folded, mark.end(), units)
    if (
        second is None
        or second.form in (Form.FRACTION, Form.MULTIPLIER)
        or second.number.high is not None
    ):
        return None
    if first.unit not in ("", second.unit):
        return None
    lower = _low_end(first, second)
    return second if lower < second.number.value else None


def _percent_end(folded: str, at: int, first: NumberReading) -> NumberReading | None:
    """The second end of 百分之八至九 or 百分之六十到百分之七十."""
    m = NUMBER.match(folded, at)
    if m is None or not (m["han"] or m["arabic"]):
        return None
    number = read_han(m["han"]) if m["han"] else read_mixed(m["arabic"])
    return (
        None
        if number is None
        else NumberReading(
            at, m.end(), m.end(), number, first.unit, Form.PERCENT, "", number.value, 1
        )
    )


def _low_end(first: NumberReading, second: NumberReading) -> Decimal:
    """The value of the first end: it shares the multiplier of the second where it has none
    (3-5亿元, not 8000-1万元).
    """
    if (
        first.scale == 1
        and second.scale > 1
        and not first.unit
        and first.mantissa < second.mantissa
    ):
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


def _quantity(
    text: str,
    folded: str,
    start: int,
    first: NumberReading,
    second: NumberReading | None,
    not_before: int,
) -> Quantity:
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
    if not unit and start > not_before and folded[start - 1] in _SYMBOLS:
        start, unit = start - 1, folded[start - 1]
    return Quantity(
        start=start,
        end=end,
        number_start=first.start,
        number_end=first.number_end,
        text=text[start:end],
        value=value,
        value_max=high,
        unit=unit,
        bound=Bound.APPROX if hedge == "来" else Bound.GT if hedge else Bound.EQ,
        form=first.form,
    )


def _ordinal(text: str, reading: NumberReading) -> Quantity:
    """第3位, 第一: 第 is inside the span, and only a unit of rank is one (第一大产业 has none)."""
    unit = reading.unit if reading.unit in _RANK_UNITS else ""
    start, end = reading.start - 1, reading.end if unit else reading.number_end
    return Quantity(
        start=start,
        end=end,
        number_start=reading.start,
        number_end=reading.number_end,
        text=text[start:end],
        value=reading.number.value,
        value_max=reading.number.high,
        unit=unit,
        bound=Bound.EQ,
        form=reading.form,
        ordinal=True,
    )


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
