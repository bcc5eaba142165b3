"""The ISO 8601 value of a time: its words, the years that a report counts from and the time named
last in; the value out.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass

from pipeline.core.numerals import YEAR, read_integer
from pipeline.core.records import Heading

HAN = "〇零一二两三四五六七八九十"
SMALL = rf"(?:\d{{1,2}}|[{HAN}]{{1,3}})"
ERAS = {
    "民国": 1911,
    "宣统": 1908,
    "光绪": 1874,
    "同治": 1861,
    "咸丰": 1850,
    "道光": 1820,
    "嘉庆": 1795,
    "乾隆": 1735,
    "雍正": 1722,
    "康熙": 1661,
}
"""The year before the first of each era (Qing reigns by their first full years)."""
RELATIVE = (
    "上一年度?|上年度?|去年|今年|明年|后年|前年|本年度?|当年|次年|同年|该年|是年(?![度均])|翌年"
)
_POINTS_BACK = re.compile("同年|该年|是年|当年|次年|翌年")
_NEXT = frozenset(("次年", "翌年"))
TO = "(?:--?|~|至|到)"
_SHORT_OF_REPUBLIC = range(30, 151)
_SHORT_OF_CENTURY = range(40, 100)  # 98年4月, as texts of the last century write
_BY_REPUBLIC = re.compile(r"(?<![\d.])(?:[89]\d|1[0-4]\d)年(?:度|底|\d{1,2}月)")
_BY_CENTURY = re.compile(r"(?<!\d)(?:19|20)\d{2}年")
_LEAST_SHORT = 3  # such years in a text that counts by the Republic throughout


@dataclass(frozen=True, slots=True)
class Clock:
    """What a report's times count from: its own year, the year under review, the year in which it
    was given (今年), and whether its bare years are those of the Republic (101年 is 2012).
    """

    year: int | None
    review: int | None
    now: int | None
    republic: bool = False

    @classmethod
    def of(cls, heading: Heading, folded: str = "") -> Clock:
        """The clock of a document with this heading and folded text."""
        short = len(_BY_REPUBLIC.findall(folded))
        republic = short >= _LEAST_SHORT and short > len(_BY_CENTURY.findall(folded))
        return cls(heading.year, heading.review_year, heading.spoken or heading.year, republic)


def resolve(kind: str, words: str, clock: Clock, last: str = "") -> str | None:
    """The value of a time.

    Args:
        kind: What shape its words have (the groups of the pattern of times).
        words: Its words, folded.
        clock: What the report's times count from.
        last: The value of the time that the paragraph named last: 同年 and 次年 count from it, and
            a bare month in a text without own year.

    Returns:
        The ISO form, an empty string where it is not known, None where the words are no time after
        all.
    """
    words = words.replace(" ", "")
    named = int(last[:4]) if last else None
    back = _POINTS_BACK.match(words)
    if back:
        year = named or clock.review
        return "" if year is None else _within(year + (back[0] in _NEXT), words[back.end() :])
    if kind == "era":
        return _era(words)
    if kind == "short":
        return _short(words, clock)
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
    if words.startswith("次月"):
        return _next_month(last, words)
    return _within(clock.review or named, words)


def _next_month(last: str, words: str) -> str:
    """次月 behind a month that the paragraph named."""
    if len(last) < 7 or not last[5:7].isdigit():
        return ""
    year, month = int(last[:4]), int(last[5:7]) + 1
    year, month = (year + 1, 1) if month > 12 else (year, month)
    return _within(year, f"{month}月{words[2:]}") or ""


def _split_year(words: str) -> tuple[int | None, str]:
    m = re.match(rf"({YEAR})年?(.*)", words, re.DOTALL)
    return (read_integer(m[1]), m[2]) if m else (None, "")


def _era(words: str) -> str | None:
    m = re.match(rf"(?:中华)?({'|'.join(ERAS)})(元|\d{{1,3}}|[{HAN}]{{1,3}})年(.*)", words)
    assert m is not None
    count = 1 if m[2] == "元" else read_integer(m[2])
    return _within(ERAS[m[1]] + count, m[3]) if count else ""


def _short(words: str, clock: Clock) -> str | None:
    """A year without its century: of the Republic in a text that counts so, else of the last
    century where a part of the year follows.
    """
    m = re.match(r"(\d{2,3})年度?(.*)", words)
    assert m is not None
    n = int(m[1])
    if clock.republic:
        return _within(1911 + n, m[2]) if n in _SHORT_OF_REPUBLIC else None
    is_year = n in _SHORT_OF_CENTURY and re.match(rf"{SMALL}月|[末底]", m[2])
    return _within(1900 + n, m[2]) if is_year else None


def _within(year: int | None, rest: str) -> str | None:
    """A part of a year: months, month, day, quarter, half, end or beginning."""
    rest = rest.removeprefix("年").removeprefix("度")
    months = re.match(rf"({SMALL})月?{TO}({SMALL})月", rest)
    if months:
        return _months(year, read_integer(months[1]), read_integer(months[2]))
    first = re.match(rf"[前头]({SMALL})个?(?P<unit>月|季度)", rest)
    if first:
        count = read_integer(first[1])
        return _months(year, 1, count and count * (3 if first["unit"] == "季度" else 1))
    if rest.startswith("首月"):
        rest = "1月"
    m = re.match(rf"({SMALL})月(?:({SMALL})[日号]|(末|底|初))?", rest)
    if m:
        return _month(year, read_integer(m[1]), m)
    if year is None:
        return ""
    if rest in ("末", "底"):
        return f"{year}-12-31"
    if rest == "初":
        return f"{year}-01-01"
    half = re.match("([上下])半年", rest)
    if half:
        return f"{year}-H{1 if half[1] == '上' else 2}"
    quarter = re.match(r"(?:第?([一二三四1-4])季度|首季|Q([1-4]))([末底初]?)", rest)
    return _quarter(year, quarter) if quarter else str(year)


def _month(year: int | None, month: int | None, m: re.Match[str]) -> str | None:
    if month is None or not 1 <= month <= 12:
        return None
    if year is None:
        return ""
    if m[2]:
        day = read_integer(m[2])
        return f"{year}-{month:02}-{day:02}" if day and 1 <= day <= 31 else None
    last = calendar.monthrange(year, month)[1]
    ends = {"末": f"-{last}", "底": f"-{last}", "初": "-01"}
    return f"{year}-{month:02}" + ends.get(m[3] or "", "")


def _quarter(year: int, m: re.Match[str]) -> str:
    q = read_integer(m[1] or m[2] or "1")
    assert q is not None
    if m[3] == "初":
        return f"{year}-{q * 3 - 2:02}-01"
    last = calendar.monthrange(year, q * 3)[1]
    return f"{year}-{q * 3:02}-{last}" if m[3] else f"{year}-Q{q}"


def _months(year: int | None, low: int | None, high: int | None) -> str | None:
    if low is None or high is None or not 1 <= low <= high <= 12:
        return None
    if year is None:
        return ""
    return f"{year}-{low:02}/{year}-{high:02}" if low < high else f"{year}-{low:02}"


def _range(words: str) -> str:
    ends = []
    year: int | None = None
    for part in re.split(TO, words, maxsplit=1):
        own, rest = _split_year(part) if re.match(YEAR, part) else (year, part)
        year = own
        norm = _within(year, rest)
        ends.append(norm or "")
    return "/".join(ends) if all(ends) else ""


def _decade(words: str) -> str:
    m = re.fullmatch(rf"(?:(上|本|{SMALL})世纪)?(.+)年代", words)
    if m is None:
        return ""
    tens = read_integer(m[2][-2:])
    if len(m[2]) == 4:
        return f"{m[2]}/{int(m[2]) + 9}"
    century = {"上": 1900, "本": 2000, None: 1900}.get(m[1]) or (
        (read_integer(m[1] or "") or 20) - 1
    ) * 100
    if tens is None:
        return ""
    return f"{century + tens}/{century + tens + 9}"


def _plan(words: str) -> str | None:
    """The five years of a plan (“十三五”, 第一个五年计划); the second to third had a gap of three."""
    m = re.search(rf"第([{HAN}]+)个五年|([{HAN}]+)五", words)
    ordinal = read_integer(m[1] or m[2]) if m else None
    if ordinal is None:
        return None
    first = 1953 + 5 * (ordinal - 1) if ordinal <= 2 else 1966 + 5 * (ordinal - 3)
    if words.endswith("末"):
        return f"{first + 4}-12-31"
    return f"{first}-01-01" if words.endswith("初") else f"{first}/{first + 4}"


def _span(words: str, clock: Clock) -> str | None:
    m = re.search(rf"{SMALL}(?=年)", words)
    n = read_integer(m[0]) if m else None
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
    m = re.match(RELATIVE, words)
    assert m is not None
    word, rest = m[0].removesuffix("度"), words[m.end() :]
    if clock.now is None or clock.review is None:
        return ""
    year = {
        "上年": clock.review - 1,
        "上一年": clock.review - 1,
        "去年": clock.now - 1,
        "今年": clock.now,
        "本年": clock.review,
        "明年": clock.now + 1,
        "后年": clock.now + 2,
        "前年": clock.now - 2,
    }[word]
    return _within(year, rest)
