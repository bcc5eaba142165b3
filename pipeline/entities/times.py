"""Times: text in, dates and periods as TIME entities with their ISO 8601 form out.

A time is resolved against the report: 今年 is the report's year, 去年 the one before, 上年 the year
before the one under review (a work report of 2025 reviews 2024, so its 上年 is 2023). What cannot
be resolved has an empty norm. Quarters and halves are written `2017-Q1`, `2017-H1`; a span
`2011/2015`; the end of a year as its last day.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass

from pipeline.core.numerals import read_han
from pipeline.core.records import Entity, Heading, Label
from pipeline.entities.matches_around import matches_around

_H = "〇零一二两三四五六七八九十"
_YEAR = r"(?:(?:18|19|20)\d{2}|[一二][〇零一二三四五六七八九]{3})"
_SMALL = rf"(?:\d{{1,2}}|[{_H}]{{1,3}})"
_REL = "上一年度?|上年度?|去年|今年|明年|后年|前年|本年度?|当年|次年|同年|该年|是年(?![度均])|翌年"
_QUARTER = r"第?[一二三四1234]季度"
_WITHIN = rf"""(?:
      {_SMALL}月{_SMALL}(?:日|号)
    | {_SMALL}月(?:末|底|初|份|[上中下]旬)?
    | [上下]半年 | 前[三3]个?季度 | {_QUARTER}[末初]? | 首季
    | [末底初] | 同期 | 全年 | 春夏之交 | [春夏秋冬]季? | 中期 )"""
_TIME = re.compile(
    rf"""
      (?P<republic>民国(?:元|{_SMALL})年)
    | (?P<range>(?<!\d){_YEAR}年?(?:{_SMALL}月(?:{_SMALL}日)?)?(?:--?|~|至|到){_YEAR}年(?:{_SMALL}月(?:{_SMALL}日)?)?[末底]?)
    | (?P<dates>(?<!\d){_YEAR}年{_SMALL}月(?:{_SMALL}日)?(?:--?|~|至|到){_SMALL}月(?:{_SMALL}日)?)
    | (?P<decade>(?:(?:上|本|\d{{1,2}}|[{_H}]{{1,3}})世纪)?(?:[一二三四五六七八九]十|\d0)年代)
    | (?P<year>(?:(?<![\d.])|(?<=^\d\.)|(?<=^\d\d\.)|(?<=\n\d\.)|(?<=\n\d\d\.)){_YEAR}(?:\ ?年(?:度|\ ?{_WITHIN})?|(?=[和、及与]{_YEAR}年)))
    | (?P<plan>[“"‘](?:十[一二三四五六]?|[一二三四五六七八九])五[”"’](?:期间|时期|末|初)?
        | (?:十[一二三四五六]|[七八九])五(?=期间|时期|末|以来|规划|开局|收官|目标|计划)(?:期间|时期|末)?)
    | (?P<span>(?:过去|今后|未来|最近)(?:的)?{_SMALL}年(?:间|里|来)? | 近{_SMALL}年来? | 上一?个?(?:五年|5年)(?!规划|计划) | {_SMALL}年(?:来|间)(?!的?人)
        | (?<![每提满])前[四五九56789]年(?!度) | {_SMALL}年(?:以)?前 | 这一年 )
    | (?P<relative>(?:{_REL}){_WITHIN}?)
    | (?P<months>(?<![\d.]){_SMALL}月?(?:--?|~|至|到){_SMALL}月(?:[份底末])?)
    | (?P<part>年[末底初](?!的?期) | [上下]半年 | 前[三3]个?季度 | {_QUARTER}[末初]? | 首季
        | (?<![\d.个前近每]){_SMALL}月(?:{_SMALL}日|[末底初份]|[上中下]旬)?(?![份度]?[产均薪饼嫂球光]) | 本月 | 上月[末底]? )
    """,
    re.VERBOSE,
)
_TRIGGER = re.compile("[年月季五纪]|(?:18|19|20)\\d\\d")
_WINDOW = 24
_NAMES_A_YEAR = frozenset(("year", "republic", "range", "dates"))
_POINTS_BACK = re.compile("同年|该年|是年|当年|次年|翌年")


@dataclass(frozen=True, slots=True)
class Clock:
    """The years that a report's times count from."""

    year: int | None
    review: int | None

    @classmethod
    def of(cls, heading: Heading) -> Clock:
        """The years of a document."""
        return cls(heading.year, heading.review_year)


def find_times(text: str, folded: str, heading: Heading) -> list[Entity]:
    """All times of `text` in order.

    >>> [(e.text, e.norm) for e in find_times("2013年末,比上年", "2013年末,比上年", Heading(year=2013))]
    [('2013年末', '2013-12-31'), ('上年', '2012')]
    """
    clock = Clock.of(heading)
    found: list[Entity] = []
    last, at = None, 0  # the year that the text named last, and where
    for m in matches_around(_TIME, _TRIGGER, folded, _WINDOW):
        kind = m.lastgroup or ""
        words = m[0].rstrip(" ")
        named = last if last and "\n" not in folded[at : m.start()] else None
        norm = _resolve(kind, words, clock, named)
        if norm is None:
            continue
        if kind in _NAMES_A_YEAR and norm[:4].isdigit():
            last, at = int(norm.rpartition("/")[2][:4]), m.end()
        found.append(
            Entity(
                start=m.start(),
                end=m.start() + len(words),
                text=text[m.start() : m.start() + len(words)],
                label=Label.TIME,
                norm=norm,
            )
        )
    return found


def number(words: str) -> int | None:
    """A small integer in digits or Han."""
    if words.isdigit():
        return int(words)
    n = read_han(words)
    return None if n is None or n.high is not None else int(n.value)


def _resolve(kind: str, words: str, clock: Clock, named: int | None) -> str | None:
    """The ISO form, an empty string where it is not known, None where the words are no time after
    all.

    `named` is the year that the paragraph named last; 同年 and 次年 count from it, in a text
    without own year a bare month too.
    """
    back = _POINTS_BACK.match(words)
    if back:
        year = named or clock.review
        return (
            ""
            if year is None
            else _within(year + (back[0] in ("次年", "翌年")), words[back.end() :])
        )
    if kind == "republic":
        n = words.removeprefix("民国").removesuffix("年")
        count = 1 if n == "元" else number(n)
        return str(1911 + count) if count else ""
    if kind in ("range", "dates"):
        return _range(words)
    if kind == "decade":
        return _decade(words)
    if kind == "year":
        year, rest = _split_year(words)
        return _within(year, rest)
    if kind == "plan":
        return _plan(words)
    if kind == "span":
        return _span(words, clock)
    if kind == "relative":
        return _relative(words, clock)
    if kind == "months":
        return _months(words, clock)
    return _within(clock.review or named, words)


def _split_year(words: str) -> tuple[int | None, str]:
    m = re.match(rf"({_YEAR}) ?年?(.*)", words, re.DOTALL)
    return (number(m[1]), m[2].strip()) if m else (None, "")


def _within(year: int | None, rest: str) -> str | None:
    """A part of a year: month, day, quarter, half, end or beginning."""
    rest = rest.removeprefix("年").strip()
    m = re.match(rf"({_SMALL})月(?:({_SMALL})[日号]|(末|底|初))?", rest)
    if m:
        month = number(m[1])
        if month is None or not 1 <= month <= 12:
            return None
        if year is None:
            return ""
        if m[2]:
            day = number(m[2])
            return f"{year}-{month:02}-{day:02}" if day and 1 <= day <= 31 else None
        last = calendar.monthrange(year, month)[1]
        return f"{year}-{month:02}" + {"末": f"-{last}", "底": f"-{last}", "初": "-01"}.get(
            m[3] or "", ""
        )
    if year is None:
        return ""
    if rest in ("末", "底"):
        return f"{year}-12-31"
    if rest == "初":
        return f"{year}-01-01"
    half = re.match("([上下])半年", rest)
    if half:
        return f"{year}-H{1 if half[1] == '上' else 2}"
    quarter = re.match(r"(?:第?([一二三四1-4])季度|首季)([末初]?)", rest)
    if quarter:
        q = number(quarter[1]) if quarter[1] else 1
        assert q is not None
        end = f"{year}-{q * 3:02}-{calendar.monthrange(year, q * 3)[1]}"
        return (
            end
            if quarter[2] == "末"
            else f"{year}-{q * 3 - 2:02}-01"
            if quarter[2] == "初"
            else f"{year}-Q{q}"
        )
    if re.match("前[三3]个?季度", rest):
        return f"{year}-01/{year}-09"
    return str(year)


def _range(words: str) -> str:
    ends = []
    year: int | None = None
    for part in re.split("--?|~|至|到", words, maxsplit=1):
        own, rest = _split_year(part) if re.match(_YEAR, part) else (year, part)
        year = own
        norm = _within(year, rest)
        ends.append(norm or "")
    return "/".join(ends) if all(ends) else ""


def _decade(words: str) -> str:
    m = re.fullmatch(rf"(?:(上|本|{_SMALL})世纪)?(.+)年代", words)
    if m is None:
        return ""
    tens = number(m[2])
    century = {"上": 1900, "本": 2000, None: 1900}.get(m[1]) or (
        (number(m[1] or "") or 20) - 1
    ) * 100
    if tens is None:
        return ""
    return f"{century + tens}/{century + tens + 9}"


def _plan(words: str) -> str | None:
    m = re.search(rf"[{_H}]+", words)
    ordinal = number((m[0] if m else "").removesuffix("五")) if m else None
    if ordinal is None:
        return None
    first = 1953 + 5 * (ordinal - 1) if ordinal <= 2 else 1966 + 5 * (ordinal - 3)
    if words.endswith("末"):
        return f"{first + 4}-12-31"
    return f"{first + 0}/{first + 4}" if not words.endswith("初") else f"{first}-01-01"


def _span(words: str, clock: Clock) -> str | None:
    m = re.search(rf"{_SMALL}(?=年)", words)
    n = number(m[0]) if m else None
    if words == "这一年":
        return str(clock.review or "")
    if n is None or n > 120:
        return None
    if clock.review is None or clock.year is None:
        return ""
    if words.endswith("前"):
        return str(clock.year - n)
    if words.startswith(("今后", "未来")):
        return f"{clock.review + 1}/{clock.review + n}"
    if words.startswith("上"):
        return f"{clock.review - 2 * n + 1}/{clock.review - n}"
    if words.startswith("前"):
        return ""
    return str(clock.review) if n == 1 else f"{clock.review - n + 1}/{clock.review}"


def _relative(words: str, clock: Clock) -> str | None:
    m = re.match(_REL, words)
    assert m is not None
    word, rest = m[0].removesuffix("度"), words[m.end() :]
    if clock.year is None or clock.review is None:
        return ""
    year = {
        "上年": clock.review - 1,
        "上一年": clock.review - 1,
        "去年": clock.year - 1,
        "今年": clock.year,
        "本年": clock.review,
        "明年": clock.year + 1,
        "后年": clock.year + 2,
        "前年": clock.year - 2,
    }[word]
    return _within(year, rest)


def _months(words: str, clock: Clock) -> str | None:
    m = re.match(rf"({_SMALL})月?(?:--?|~|至|到)({_SMALL})月", words)
    low, high = (number(m[1]), number(m[2])) if m else (None, None)
    if low is None or high is None or not 1 <= low < high <= 12:
        return None
    return f"{clock.review}-{low:02}/{clock.review}-{high:02}" if clock.review else ""
