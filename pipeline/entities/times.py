"""Times: text in, dates and periods as TIME entities with their ISO 8601 form out.

A time is resolved against the report: 今年 is the report's year, 去年 the one before, 上年 the year
before the one under review (a work report of 2025 reviews 2024, so its 上年 is 2023). What cannot
be resolved has an empty norm. Quarters and halves are written `2017-Q1`, `2017-H1`; a span
`2011/2015`; the end of a year as its last day.
"""

from __future__ import annotations

import re

from pipeline.core.numerals import YEAR
from pipeline.core.records import Entity, Heading, Label
from pipeline.entities.matches_around import matches_around
from pipeline.entities.time_values import ERAS, HAN, RELATIVE, SMALL, TO, Clock, resolve

_ERA = rf"(?:中华)?(?:{'|'.join(ERAS)})(?:元|\d{{1,3}}|[{HAN}]{{1,3}})年"
_TO = rf"\ ?{TO}\ ?"
_MONTH = rf"{SMALL}\ ?月"
_QUARTER = r"(?:第?[一二三四1234]季度|(?<![A-Za-z])Q[1-4](?![\dA-Za-z]))"
_FIRST_OF = rf"[前头](?:{SMALL}个?月|[两二三23]个?季度)|首[季月]"
_WITHIN = rf"""(?:
      {SMALL}\ ?月?{_TO}{_MONTH}(?!\ ?{SMALL}\ ?[日号])
    | {_MONTH}\ ?{SMALL}\ ?(?:日|号)
    | {_MONTH}(?:末|底|初|份|[上中下]旬)?
    | [上下]半年 | {_FIRST_OF} | {_QUARTER}[末底初]?
    | [末底初] | 同期 | 全年 | 春夏之交 | [春夏秋冬]季? | 中期 )"""
_DAY = rf"{_MONTH}(?:\ ?{SMALL}\ ?日)?"
_DATED = rf"{YEAR}\ ?年?\ ?(?:{_DAY})?"
# a year without its century (98年4月): a bare 98年 is one in texts that count so, else a duration
_SHORT = r"(?<![\d.第近前后每约满逾共达首])\d{2,3}\ ?年"
_NO_DURATION = "(?![来间以前后内期生龄多余之]|的?历史|规划|计划)"
_TIME = re.compile(
    rf"""
      (?P<era>{_ERA}(?:度|\ ?{_WITHIN})?)
    | (?P<range>(?<!\d){_DATED}{_TO}{YEAR}\ ?年(?:\ ?{_DAY})?[末底]?)
    | (?P<dates>(?<!\d){YEAR}\ ?年\ ?{_DAY}{_TO}{_DAY})
    | (?P<decade>(?:(?:上|本|\d{{1,2}}|[{HAN}]{{1,3}})世纪)?(?:[一二三四五六七八九]十|(?:18|19|20)?\d0)年代)
    | (?P<year>(?:(?<![\d.])|(?<=^\d\.)|(?<=^\d\d\.)|(?<=\n\d\.)|(?<=\n\d\d\.)){YEAR}
        (?:\ ?年(?:度|\ ?{_WITHIN})?|\ ?{_QUARTER}|(?=[和、及与]{YEAR}年)))
    | (?P<short>{_SHORT}(?:度|\ ?{_WITHIN}|{_NO_DURATION}))
    | (?P<plan>[“"‘](?:十[一二三四五六]?|[一二三四五六七八九])五[”"’](?:期间|时期|末|初)?
        | (?:十[一二三四五六]|[七八九])五(?=期间|时期|末|以来|规划|开局|收官|目标|计划)(?:期间|时期|末)?
        | 第[一二三四五六七八九十]{{1,2}}个五年(?:计划|规划)(?:期间|时期|末)?)
    | (?P<span>(?:过去|今后|未来|最近)(?:的)?{SMALL}年(?:间|里|来)? | 近{SMALL}年来? | 上一?个?(?:五年|5年)(?!规划|计划) | (?<!\d){SMALL}年(?:来|间)(?!的?人)
        | (?<![每提满])前[四五九56789]年(?!度) | {SMALL}年(?:以)?前 | 这一年 )
    | (?P<relative>(?:{RELATIVE})\ ?{_WITHIN}?)
    | (?P<months>(?<![\d.]){SMALL}\ ?月?{_TO}{_MONTH}(?:[份底末])?)
    | (?P<part>年[末底初](?!的?期) | [上下]半年 | {_FIRST_OF} | {_QUARTER}[末底初]? | 次月[末底初]?
        | (?<![\d.个前近每]){_MONTH}(?:\ ?{SMALL}\ ?日|[末底初份]|[上中下]旬)?(?![份度]?[产均薪饼嫂球光]) | 本月 | 上月[末底]? )
    """,
    re.VERBOSE,
)
_TRIGGER = re.compile("[年月季五纪Q]|(?:18|19|20)\\d\\d")
_WINDOW = 24
_NAMES_A_YEAR = frozenset(("year", "era", "range", "dates", "short"))


def find_times(text: str, folded: str, heading: Heading) -> list[Entity]:
    """All times of `text` in order.

    >>> [(e.text, e.norm) for e in find_times("2013年末,比上年", "2013年末,比上年", Heading(year=2013))]
    [('2013年末', '2013-12-31'), ('上年', '2012')]
    """
    clock = Clock.of(heading, folded)
    found: list[Entity] = []
    last, at = "", 0  # the time that the text named last, and where
    for m in matches_around(_TIME, _TRIGGER, folded, _WINDOW):
        kind = m.lastgroup or ""
        words = m[0].rstrip(" ")
        norm = resolve(kind, words, clock, last if "\n" not in folded[at : m.start()] else "")
        if norm is None:
            continue
        if kind in _NAMES_A_YEAR and norm[:4].isdigit():
            last, at = norm.rpartition("/")[2], m.end()
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
