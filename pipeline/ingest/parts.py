"""Parts: the text of a document in; where each report of a volume or collection begins in it, out.

A part begins with a title line that names a report and its own year (宁川市2020年能源发展统计公报),
or, where a collection has lost its titles, with an opening sentence on another year (2021年是…)
under the date on which that was issued. A document of one report has one part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from pipeline.core.folding import fold
from pipeline.ingest.own_year import year_in

_LONGEST = 60  # characters of a title line
# characters of a part; a shorter one is an entry of a table of contents, or a running title
_LEAST = 300
_REPORT = re.compile(
    r"(?:公报|(?:工作|年度|统计|分析|发展|执行情况的?)报告|概况|年报|通报)(?:[(\[].{1,20}[)\]])?$"
)
_OPENING = re.compile(r"\s*(?:综合\s*)?(?P<year>(?:19|20)\d{2})年(?:是|[,，]|度?全[国省市区县]|在)")
_DATE = re.compile(
    r"[(\[]?(?:[^\d()]{0,20}[(\[])?(?:19|20)\d{2}年\s*\d{1,2}月(?:\s*\d{1,2}日)?[)\]]?"
)
"""A line that is a date of issue, also behind a publisher's name."""
_ABOVE = 5  # short lines (a title, a publisher, a date) that may stand over an opening sentence
_NUMBERED = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}、|[(（]|\d{1,2}[.、．]|表|图|附|注|第.{1,3}[章节条])"
)


def find_parts(text: str) -> list[tuple[int, int]]:
    r"""The spans of the parts of a text, which cover it; one span where it is one report.

    Two title lines of one year and one wording are the same part (a title page, or a running
    title).

    >>> one, two = (f"某市{year}年统计公报\n{year}年,全市有学校10所。" + "全市情况良好。" * 50 for year in (2019, 2020))
    >>> [len(span) for span in find_parts(one)], [start for start, _ in find_parts(f"{one}\n{two}")]
    ([2], [0, 378])
    """
    starts: list[tuple[int, tuple[int, str]]] = []
    for start, name in _titles(text):
        if not starts or name not in {known for _, known in starts}:
            starts.append((start, name))
    title_starts = [start for start, _ in starts]
    kept = [start for start, end in pairwise([*title_starts, len(text)]) if end - start >= _LEAST]
    if len(kept) < 2:
        return [(0, len(text))]
    kept[0] = 0
    return list(zip(kept, [*kept[1:], len(text)], strict=True))


def _titles(text: str) -> Iterator[tuple[int, tuple[int, str]]]:
    """Where each part begins, with its year and the words of its title but for numbers."""
    lines = list(_lines(text))
    year: int | None = None
    for n, (start, words) in enumerate(lines):
        own = _title_year(words)
        if own:
            yield start, (own, re.sub(r"[\d\s]+", "", words))
            year = own
            continue
        m = _OPENING.match(words)
        if m and year is not None and int(m["year"]) != year:
            first = _first_above(lines, n)
            if any(_DATE.fullmatch(above) for _, above in lines[first:n]):
                year = int(m["year"])
                yield lines[first][0], (year, "")


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines that are not blank, folded and stripped, each with where it begins."""
    at = 0
    for line in text.split("\n"):
        words = fold(line).strip(" #\t\u3000")
        if words:
            yield at, words
        at += len(line) + 1


def _title_year(words: str) -> int | None:
    """The year of a title line of a report, None for another line."""
    is_title = (
        8 <= len(words) <= _LONGEST
        and not _NUMBERED.match(words)
        and _REPORT.search(words)
        and not re.search("[。,;\t]", words)
    )
    return year_in(words) if is_title else None


def _first_above(lines: list[tuple[int, str]], n: int) -> int:
    """The first of the short lines over an opening sentence: a title, a publisher, a date."""
    first = n
    while first > max(n - _ABOVE, 0) and _may_head(lines[first - 1][1]):
        first -= 1
    return first


def _may_head(words: str) -> bool:
    return len(words) < 40 and not _NUMBERED.match(words) and not re.search("[。,;\t]|  ", words)
