"""Headings: the first and last lines of a report in; title, publisher, place, year and kind out."""

from __future__ import annotations

import re
from typing import Any

from pipeline.folding import fold
from pipeline.lexicons.regions import Gazetteer, Region
from pipeline.numerals import read_han
from pipeline.records import Heading

_HEAD_LINES, _TITLE_LENGTH = 8, 60
_TITLE = re.compile("公报|报告|概况|分析|情况|发展|回顾|综述|要览|大事记|计划|规划|年鉴|信息化|样例")
_BOOK = re.compile("年鉴|篇|卷|编|部分")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)(?=年|\)|—|-| |$|[^\d.年月])|([一二]〇?[〇零九八一二三四五六七]{2,3})年")
_NATION = re.compile("国务院|全国|中华人民共和国|国家|[部署]$|部[:：]|总局")
_PUBLISHER = re.compile(r"(?:委员会|办公室|局|厅|司|署|部|院|中心|室|处|政府|委|队|行|集团|公司)(?: ?供稿| ?整理| ?提供)?$")
_KINDS = (("政府工作报告", "work-report"), ("工作报告", "work-report"), ("公报", "communique"), ("年鉴", "yearbook"), ("分析", "analysis"))
"""A title's word to the kind of report; 人民政府工作报告 is delivered early in its year on the year before."""


def read_heading(text: str, regions: Gazetteer, sidecar: dict[str, Any]) -> Heading:
    """What `text` says of itself; what the sidecar says goes first."""
    lines = [line.strip(" \t\u3000·") for line in text.split("\n")]
    head = [line for line in lines if line][:_HEAD_LINES]
    title = sidecar.get("title") or _title(head)
    year = sidecar.get("year") or _year(title) or next((y for y in map(_year, head[:3]) if y), None) or _latest_year(text)
    kind = (
        sidecar.get("kind")
        or next((k for word, k in _KINDS if word in title), "")
        or next((k for w, k in _KINDS if any(w in h for h in head)), "other")
    )
    region = None if sidecar.get("place") else _region(title, regions, year)
    nation = region is None and bool(_NATION.search(title))
    if region is None and not nation and not sidecar.get("place"):
        region = next((r for r in (_region(line, regions, year) for line in head[:3]) if r), None)
    place = sidecar.get("place") or (region.name if region else "全国" if nation else "")
    code = sidecar.get("area_code") or (region.code if region else "")
    if place and not code and place != "全国":
        found = regions.resolve(place, year)
        code = found.code if found else ""
    return Heading(title=title, publisher=sidecar.get("publisher") or _publisher(lines), place=place, area_code=code, year=year, kind=kind)


def _title(head: list[str]) -> str:
    """The first short line that names a report, a book's name only where nothing else does; else the first line if short."""
    short = [line for line in head if len(line) <= _TITLE_LENGTH and not line.endswith(("。", "；", ";"))]
    named = [line for line in short if _TITLE.search(line)]
    own = [line for line in named if not _BOOK.search(line)]
    dated = [line for line in own if _year(line)]
    return next(iter(dated or own or named or short[:1]), "")


def _year(line: str) -> int | None:
    """The first year written in a line, in digits or one Han digit at a time."""
    m = _YEAR.search(fold(line))
    if m is None:
        return None
    if m[1]:
        return int(m[1])
    number = read_han(m[2])
    return int(number.value) if number and 1900 < number.value < 2100 else None


def _latest_year(text: str) -> int | None:
    """The latest year the text names, years it only looks forward to (到2020年) left out: a report is on its latest year."""
    years = [int(m[1]) for m in re.finditer(r"(?<![\d到至])((?:19|20)\d{2})年(?!规划|远景)", fold(text))]
    return max(years, default=None)


def _region(line: str, regions: Gazetteer, year: int | None) -> Region | None:
    """The narrowest region of the first chain of names in a line (四川省成都市 is 成都市)."""
    found: Region | None = None
    at = 0
    while at < len(line):
        for length in range(min(12, len(line) - at), 1, -1):
            name = line[at : at + length]
            if name in regions.by_name or name in regions.by_short:
                region = regions.resolve(name, year, found.code if found else "")
                if region and (region.name == name or region.level != "county"):
                    found, at = region, at + length - 1
                    break
        else:
            if found:
                return found
        at += 1
    return found


def _publisher(lines: list[str]) -> str:
    """The last line in brackets that ends like an organ's name, or such a line near the head."""
    filled = [line for line in lines if line]
    for line in reversed(filled[-3:]):
        inner = line.strip("()（）[]［］【】 \u3000")
        if inner != line and len(inner) <= 40 and _PUBLISHER.search(inner):
            return re.sub(r"[ \u3000]*(?:供稿|整理|提供)$", "", inner)
    return next((line for line in filled[1:6] if len(line) <= 40 and _PUBLISHER.search(line) and not _TITLE.search(line)), "")
