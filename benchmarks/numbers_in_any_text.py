"""Numbers anywhere: any text in, every number as such out, also where a report would not have it.

Reports write `40亿条` and `65%`; other texts write `40k`, `2e5`, `三百 五又三分之一`, `六点五折`,
`一打`, `大于10小于20`. This module reads those too, for users who have numbers in other Chinese
texts, and for the conformance table of `benchmarks/conformance.py`. It reads the text without the
blanks inside numerals, takes the rarer notations first, and leaves the rest to the finder of
quantities.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext

from pipeline.core.folding import fold
from pipeline.core.numerals import read_han, read_mixed
from pipeline.core.records import Bound, Form, Quantity
from pipeline.lexicons.cues import Cues
from pipeline.lexicons.units import UnitTable
from pipeline.quantities.finder import find_quantities
from pipeline.quantities.grammar import RANGE_MARK

_PLAIN_HAN = str.maketrans(
    "壹贰貳弐叁肆伍陆陸柒捌玖拾佰仟倆俩負圓圆", "一二二二三四五六六七八九十百千两两负元元"
)
_HAN_DIGITS = "一二三四五六七八九"
_AFTER_ONE = frozenset("看听说想见切")
_LONELY = frozenset("肆伍陆陸拾柒捌")  # alone these are words: 大陆, 队伍, 放肆, 拾取
_H = "〇零一二两三四五六七八九十百千万亿兆"
_BLANKS = re.compile(
    rf"(?<=[{_H}点分之又几多余百个成负])[ ]+(?=[{_H}点分之又几多余个成折百负]|\d+(?:\.\d+)?[ ]*[{_H}k])|(?<=\d)[ ]+(?=[分个折点][ ]*[之百\d{_H}])|(?<=[分百])[ ]+(?=[点之分])|(?<=之)[ ]+(?=\d)|(?<=\d)[ ](?=\d[ ]*折)|(?<=\d)[ ]+(?=个)|(?<=[\d{_H}])[ ]+(?=折)"
)
_ADDRESS = re.compile(r"https?://\S+")
_NUMBER = rf"(?:[{_H}半]+(?:点[〇零一二三四五六七八九]+)?|\d[\d,]*(?:\.\d+)?)"
_SUFFIX = {"k": 10**3, "K": 10**3, "m": 10**6, "M": 10**6, "G": 10**9}
_RARE = re.compile(
    rf"""
      (?P<power>(?P<base>-?(?:\d+(?:\.\d+)?|\.\d+))\^(?P<signs>[-+]*)(?P<exponent>\d+))             # 1.1^+23
    | (?P<scientific>-?\d+(?:\.\d+)?[eE][-+]?\d+)                                                   # 2e5
    | (?P<share>(?P<minus>负)?(?:(?P<whole>{_NUMBER})又)?(?P<below>{_NUMBER})分之(?P<plus>负)?(?P<above>{_NUMBER})) # 三百五又三分之一
    | (?P<slash>-?(?:(?P<full>\d+)[ ])?(?P<over>\d+)/(?P<under>\d+))                                # 1 4/3
    | (?P<suffixed>-?\d[\d,]*(?:\.\d+)?[ ]?(?P<suffix>[kKmMG])(?P<points>个百分点)?(?![A-Za-z]))                       # 40k, -2.5 M
    | (?P<discount>(?P<tenths>{_NUMBER}|[一二三四五六七八九]{{2}}|\d\d)折(?![叠线射扣腾磨]))          # 九九折, 6.5折
    | (?P<dozen>(?P<dozens>{_NUMBER})打(?![工造击开破通好下响算扰动]))                              # 十打
    | (?P<half>半(?P<place>[百千万亿]))                                                              # 半百
    | (?P<point>-?(?<!\d)\.\d+)                                                                     # -.5
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Interval:
    """A range of numbers; None for an open side."""

    low: Decimal | None
    high: Decimal | None


def find_numbers(text: str, units: UnitTable, cues: Cues, fixed: re.Pattern[str]) -> list[Quantity]:
    """Every number of `text` that no `fixed` expression holds, in order.

    Offsets count in `squeezed(text)`.

    >>> from pipeline.lexicons.units import load_units; from pipeline.lexicons.cues import load_cues
    >>> from pipeline.lexicons.exclusions import load_exclusions; from pipeline.core.numerals import plain
    >>> [plain(q.value) for q in find_numbers("三百 五又二分之一,2e5,一打", load_units(), load_cues(), load_exclusions().fixed)]
    ['350.5', '200000', '12']
    """
    closed = squeezed(text)
    rare = [q for q in map(_rare, _RARE.finditer(closed)) if q is not None]
    common = [
        q
        for q in find_quantities(closed, units, cues, bare=True)
        if not any(q.start < r.end and r.start < q.end for r in rare)
    ]
    words = [m.span() for m in fixed.finditer(closed)]
    numbers = [
        q
        for q in common
        if not _is_word(q, closed) and not any(a <= q.start and q.number_end <= b for a, b in words)
    ]
    return sorted(numbers + rare, key=lambda q: q.start)


def _is_word(q: Quantity, closed: str) -> bool:
    """A bare multiplier (万万), and 一 before a verb or inside 一切, are words."""
    return (q.form is Form.MULTIPLIER and not q.unit) or (
        q.text == "一" and closed[q.end : q.end + 1] in _AFTER_ONE
    )


def squeezed(text: str) -> str:
    """Folded text with financial and traditional numerals as plain ones, without blanks inside
    numerals and without addresses.
    """
    folded = _ADDRESS.sub(lambda m: " " * len(m[0]), fold(text))
    kept = "".join(
        c if c in _LONELY and not _beside_numeral(folded, i) else c.translate(_PLAIN_HAN)
        for i, c in enumerate(folded)
    )
    while (closer := _BLANKS.sub("", kept)) != kept:
        kept = closer
    return kept


def _beside_numeral(folded: str, i: int) -> bool:
    """Whether a character stands beside another numeral: 拾万, 陆点五."""
    numerals = _H + "壹贰貳叁肆伍陆陸柒捌玖拾佰仟点分"
    around = folded[max(0, i - 2) : i].strip()[-1:], folded[i + 1 : i + 3].strip()[:1]
    return any(c and c in numerals for c in around)


def _read(words: str) -> Decimal | None:
    if words[0].isdigit():
        return read_mixed(words).value
    number = read_han(words)
    return None if number is None else number.value


def _rare(m: re.Match[str]) -> Quantity | None:
    """The number of one of the rarer notations."""
    value = _rare_value(m)
    if value is None:
        return None
    unit = "折" if m["discount"] else m["points"] or ""
    return Quantity(
        start=m.start(),
        end=m.end(),
        number_start=m.start(),
        number_end=m.end(),
        text=m[0],
        value=value,
        value_max=None,
        unit=unit,
        bound=Bound.EQ,
        form=Form.FRACTION if m["share"] or m["slash"] else Form.ARABIC,
    )


def _rare_value(m: re.Match[str]) -> Decimal | None:
    if m["power"]:
        with localcontext() as context:
            context.prec = 15
            exponent = int(m["exponent"]) * (-1) ** m["signs"].count("-")
            power: Decimal = Decimal(m["base"].lstrip("-")) ** exponent
            return -power if m["base"].startswith("-") else power
    if m["scientific"]:
        return Decimal(m["scientific"])
    if m["suffixed"]:
        return (
            Decimal(m["suffixed"].partition(m["suffix"])[0].replace(",", "").strip())
            * _SUFFIX[m["suffix"]]
        )
    if m["point"]:
        return Decimal(m["point"])
    if m["half"]:
        return Decimal({"百": 50, "千": 500, "万": 5000, "亿": 50_000_000}[m["place"]])
    if m["dozen"]:
        dozens = _read(m["dozens"])
        return None if dozens is None else dozens * 12
    if m["discount"]:
        return _discount(m["tenths"])
    return _share(m) if m["share"] else _slash(m)


def _discount(words: str) -> Decimal | None:
    """折 in tenths: 九九折 is 9.9, 72折 7.2, 六点五折 6.5."""
    if len(words) == 2 and (words.isdigit() or (all(c in _HAN_DIGITS for c in words))):
        first, second = (_read(c) for c in words)
        return None if first is None or second is None else first + second / 10
    return _read(words)


def _share(m: re.Match[str]) -> Decimal | None:
    if m["below"] in ("百", "千"):
        return None  # 百分之五 is a percentage
    whole, below, above = (
        None if m[k] is None else _read(m[k]) for k in ("whole", "below", "above")
    )
    if below is None or above is None or below == 0 or (m["whole"] and whole is None):
        return None
    value = (whole or 0) + above / below
    return -value if bool(m["minus"]) != bool(m["plus"]) else value


def _slash(m: re.Match[str]) -> Decimal | None:
    if int(m["under"]) == 0:
        return None
    value = Decimal(m["full"] or 0) + Decimal(m["over"]) / Decimal(m["under"])
    return -value if m["slash"].startswith("-") else value


_BETWEEN = re.compile(r"[与和到至、]")
_JOINED = re.compile(
    r"^(?:[,且并、 ]|同时|而且)*(?:大于|小于|高于|低于|少于|多于|超过|不大于|不小于|等于|最少|最多|至少|至多|不足|或|者)*$"
)
_LESS = re.compile(r"^ *(?:低|矮|少|小|便宜)")
_MORE = re.compile(r"^ *(?:高|多|大|贵)")


def find_intervals(
    text: str, units: UnitTable, cues: Cues, fixed: re.Pattern[str]
) -> list[Interval]:
    """The ranges that a text gives by two ends, or by a number and a bound (大于10小于20 is one
    range).

    >>> from pipeline.lexicons.units import load_units; from pipeline.lexicons.cues import load_cues
    >>> from pipeline.lexicons.exclusions import load_exclusions
    >>> find_intervals("大于10小于20", load_units(), load_cues(), load_exclusions().fixed)
    [Interval(low=Decimal('10'), high=Decimal('20'))]
    """
    closed = squeezed(text)
    found: list[tuple[Quantity, Interval]] = []
    numbers = find_numbers(text, units, cues, fixed)
    for i, q in enumerate(numbers):
        q = replace(q, bound=_compared(closed, q))
        after = numbers[i + 1] if i + 1 < len(numbers) else None
        before = numbers[i - 1] if i else None
        if q.value_max is not None:
            interval = Interval(q.value, q.value_max)
        elif (
            after is not None
            and _BETWEEN.fullmatch(closed[q.end : after.start])
            and closed[after.end :].startswith(("之间", "间"))
        ) or (
            after is not None
            and RANGE_MARK.fullmatch(closed[q.end : after.start])
            and q.value < after.value
        ):
            interval = Interval(q.value, after.value)
        elif before is not None and q.bound is Bound.EQ and found and found[-1][1].high == q.value:
            continue
        elif q.bound in (Bound.GT, Bound.GE):
            interval = Interval(q.value, None)
        elif q.bound in (Bound.LT, Bound.LE):
            interval = Interval(None, q.value)
        else:
            continue
        joined = _join(found[-1], (q, interval), closed) if found else None
        if joined is not None:
            found[-1] = (q, joined)
        else:
            found.append((q, interval))
    return [interval for _, interval in found]


def _compared(closed: str, q: Quantity) -> Bound:
    """The bound of a number, also of 比170低."""
    if q.bound is Bound.EQ and re.search(r"比 *$", closed[: q.start]):
        return (
            Bound.LT
            if _LESS.match(closed[q.end :])
            else Bound.GT
            if _MORE.match(closed[q.end :])
            else Bound.EQ
        )
    return q.bound


def _join(
    left: tuple[Quantity, Interval], right: tuple[Quantity, Interval], closed: str
) -> Interval | None:
    """One range of a lower and an upper bound that stand together and do not exclude each other."""
    a, b = left[1], right[1]
    low, high = a.low if a.low is not None else b.low, a.high if a.high is not None else b.high
    open_sides = (a.low is None) != (b.low is None) and (a.high is None) != (b.high is None)
    if not open_sides or low is None or high is None or low >= high:
        return None
    gap = closed[left[0].end : right[0].start].replace("以上", "").replace("以下", "")
    return Interval(low, high) if _JOINED.match(gap.strip()) else None
