"""The own year of a document: its title lines, its opening sentences and its file's name in.

The year it tells of, or none, out.

What a document says of itself comes from these alone (DESIGN §4): never from running prose further
in, from cells of tables, nor from the date of issue. A title over years (1986—2005), a gazetteer
and a text that tells of one year after the other have no own year. The edition of a yearbook is not
the year of its data: which it is, its own sentences say.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from pipeline.core.folding import fold
from pipeline.core.numerals import read_integer

_HAN_YEAR = "[一二][〇○Oo零一二三四五六七八九]{3}"
_YEAR = re.compile(
    rf"(?<![\d.])(?P<digits>(?:19|20)\d{{2}})(?!\d)(?=年|\)|--|-| |$|[^\d.年月])|(?P<han>{_HAN_YEAR})年"
    r"|(?:民国|(?<!\d))(?P<republic>\d{2,3})年度"
)
_SPAN = re.compile(
    rf"(?:(?:1[89]|20)\d{{2}}|{_HAN_YEAR})年?\s*(?:--?|~|至|到)\s*(?:(?:1[89]|20)\d{{2}}|{_HAN_YEAR})"
)
_PLANNED = re.compile("计划$|规划|纲要")  # of years to come: a title over years tells of them all
_GAZETTEER = re.compile(r"志(?:稿)?(?:$|[\s(《·:]|\d|第)")
_EDITION = re.compile(
    r"年鉴\s*[(\[]?\s*(?P<after>(?:19|20)\d{2})|(?P<before>(?:19|20)\d{2})年?[^年\d]{0,12}年鉴"
)
_ISSUED = re.compile(
    r"^[(\[]?\s*(?:(?:发布|印发|公布|成文|发文)(?:日期|时间)?[:：]?\s*|来源.*|中华民国)?"
    rf"(?:\d{{2,4}}|{_HAN_YEAR})(?:年|-|/|\.)\s*(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})(?:(?:月|-|/|\.)\s*(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})日?|月)\s*[)\]]?"
)
_GIVEN = re.compile(
    rf"[-(\[\s]*(?P<year>(?:19|20)\d{{2}}|{_HAN_YEAR})年[^,。;年]{{2,8}}日?在[^,。;]{{4,}}(?:会|会议)(?:[^,。;]{{0,8}}上)?[)\]]?\s*$"
)
"""The date over a report that names the meeting it was given at."""
_LONGEST_DATE = 60  # characters of such a line
_PROSE = re.compile("[,。;]")
_BASE = re.compile(r"(?:比|较|与|同|自|从|由|据|按|以|在|到|至|为)$")
_AT_HEAD = re.compile(
    rf"(?:^|[。\n】])[\s(]*(?:[^\s,。;:]{{1,8}}\s+)?(?P<year>(?:19|20)\d{{2}}|{_HAN_YEAR})年"
)
"""A year with which a sentence or a paragraph begins, behind a short heading too (概况　2013年末).
"""
_OPENING = 400  # characters of the opening sentences
_TOLD = 3000  # characters in which a text shows whether it tells of one year or of many
_MANY, _OVER = (
    4,
    6,
    # different years at beginnings of sentences, and years from the first to the last, of a text over
    # many years
)


def own_year(title: str, lines: Sequence[str], text: str, source: str = "") -> int | None:
    """The year a document tells of.

    Args:
        title: Its title.
        lines: Its first lines that are not blank, title lines among them.
        text: The whole text.
        source: The path of its file in the corpus.

    Returns:
        The year, None where nothing says it or there is no single one.

    >>> own_year("某县2013年公报", ["某县2013年公报", "2014年3月1日"], "")
    2013
    >>> own_year("某市年鉴(2014)", ["某市年鉴(2014)", "概况 2013年末,全市有医院98个。"], "概况 2013年末,全市有医院98个。")
    2013
    >>> own_year("某县志(1986-2005)", ["某县志(1986-2005)"], "1990年,全县有耕地5万亩。") is None
    True
    """
    folded_title, folded = fold(title), fold(text[:_TOLD])
    head = [fold(line) for line in lines[:3] if "\t" not in line]
    if _GAZETTEER.search(folded_title) or any(
        _GAZETTEER.search(line) for line in head if len(line) < 20
    ):
        return None
    edition = next((m for line in (folded_title, *head) if (m := _EDITION.search(line))), None)
    own_lines = [
        line
        for line in (folded_title, *head)
        if line
        and not _EDITION.search(line)
        and not _ISSUED.match(line)
        and not _PROSE.search(line)
    ]
    for line in own_lines[:4]:
        span = _SPAN.search(line)
        if span and not _PLANNED.search(line):
            return None
        year = year_in(line)
        if year:
            return year
    if edition:
        return _year_of_edition(int(edition["after"] or edition["before"]), fold(text))
    years = [_number(m["year"]) for m in _AT_HEAD.finditer(folded)]
    different = {year for year in years if year}
    if len(different) >= _MANY and max(different) - min(different) >= _OVER:
        return None
    return (
        _opening_year(folded, title)
        or year_in(fold(source).rsplit("/", 1)[-1].rsplit(".", 1)[0])
        or _planned_year(fold(text))
    )


def spoken_year(lines: Sequence[str]) -> int | None:
    """The year in which a report was given: that of the date over it, which names the meeting.

    >>> spoken_year(["某省工作报告", "(一九五六年十二月十二日在某省人民代表大会上)"])
    1956
    """
    for line in map(fold, lines):
        m = _GIVEN.match(line)
        if m and len(line) < _LONGEST_DATE:
            return _number(m["year"])
    return None


def year_in(line: str) -> int | None:
    """The first year written in a folded line, in digits or one Han digit at a time, or counted in
    years of the Republic (101年度).
    """
    m = _YEAR.search(line)
    if m is None:
        return None
    if m["republic"]:
        year = int(m["republic"])
        return year + 1911 if 1 <= year <= 150 and not 49 < year < 80 else None
    return _number(m["digits"] or m["han"])


def _number(words: str) -> int | None:
    year = read_integer(re.sub("[○Oo]", "〇", words))
    return year if year is not None and 1800 < year < 2100 else None


def _year_of_edition(edition: int, folded: str) -> int | None:
    """The year that the sentences of a yearbook begin with: that of its edition or the one before.

    None where they tell neither.
    """
    years = Counter(_number(m["year"]) for m in _AT_HEAD.finditer(folded))
    first, second = years[edition - 1], years[edition]
    if first == second:
        return None if not first else edition - 1
    return edition - 1 if first > second else edition


def _planned_year(folded: str) -> int | None:
    """The one year whose plan a text that speaks of this year and last compares itself with
    (与2017年计划目标持平): it is under way.
    """
    planned = {
        int(m[1])
        for m in re.finditer(r"(?<![\d到至])((?:19|20)\d{2})年度?(?:计划|预期|任务)目标", folded)
    }
    return planned.pop() if len(planned) == 1 and re.search("今年|去年|上年|同比", folded) else None


def _opening_year(folded: str, title: str) -> int | None:
    """The first year of the opening sentences that is no base of comparison."""
    body = [line.strip() for line in folded.split("\n") if line.strip()]
    prose = next(
        (
            n
            for n, line in enumerate(body)
            if len(line) > 25 and re.search("[,。;]", line) and line != fold(title)
        ),
        None,
    )
    if prose is None:
        return None
    opening = "\n".join(body[prose:])[:_OPENING]
    for m in re.finditer(rf"(?<!\d)(?P<year>(?:19|20)\d{{2}}|{_HAN_YEAR})年", opening):
        if (
            not _BASE.search(opening[max(0, m.start() - 1) : m.start()])
            and "/" not in opening[m.end() : m.end() + 1]
        ):
            return _number(m["year"])
        if re.search("(?:时点|截至|截止)[^,。]{0,3}$", opening[max(0, m.start() - 6) : m.start()]):
            return _number(m["year"])
    return None
