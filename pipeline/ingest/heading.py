"""Headings: the first and last lines of a report in; title, publisher, place, year and kind out."""

from __future__ import annotations

import re

from pipeline.core.folding import fold
from pipeline.core.records import Heading
from pipeline.ingest.own_year import own_year, spoken_year, year_in
from pipeline.ingest.sidecar import Sidecar
from pipeline.lexicons.names import HeadingWords
from pipeline.lexicons.regions import Gazetteer, Region

_HEAD_LINES, _TITLE_LENGTH = 8, 60
_OPENING = 1500  # characters in which a work report says who speaks
_FOR_THE_NATION = re.compile("代表国务院|国务院总理|国务院政府工作报告")
# names where the news was filed, not what it is about
_DATELINE = re.compile(r"新华社|电讯?$|来源|记者|\d[日号]讯")


def read_heading(
    text: str, regions: Gazetteer, words: HeadingWords, sidecar: Sidecar, source: str = ""
) -> Heading:
    """What `text` says of itself; what the sidecar says goes first."""
    lines = [line.strip(" \t\u3000·") for line in text.split("\n")]
    head = [line for line in lines if line][:_HEAD_LINES]
    title = sidecar.title or _title(head, words)
    year = sidecar.year or own_year(title, head, text, source)
    kind: str = (
        sidecar.kind
        or next((k for w, k in words.kinds if w in title), "")
        or next((k for w, k in words.kinds if any(w in h for h in head)), "other")
    )
    region = None if sidecar.place else _region(title, regions, year)
    central = kind == "work-report" and _FOR_THE_NATION.search(text[:_OPENING]) is not None
    nation = region is None and (bool(words.nation.search(title)) or central)
    if region is None and not nation and not sidecar.place:
        region = next(
            (
                r
                for r in (
                    _region(line, regions, year) for line in head[:3] if not _DATELINE.search(line)
                )
                if r
            ),
            None,
        )
    place = sidecar.place or (region.name if region else "全国" if nation else "")
    code = sidecar.area_code or (region.code if region else "")
    if place and not code and place != "全国":
        found = regions.resolve(place, year)
        code = found.code if found else ""
    return Heading(
        title=title,
        publisher=sidecar.publisher or _publisher(lines, words),
        place=place,
        area_code=code,
        year=year,
        kind=kind,
        spoken=spoken_year(head),
    )


def _title(head: list[str], words: HeadingWords) -> str:
    """The first short line that names a report, a book's name only where nothing else does.

    Else the first line if short.
    """
    short = [
        line for line in head if len(line) <= _TITLE_LENGTH and not line.endswith(("。", "；", ";"))
    ]
    named = [line for line in short if words.title.search(line)]
    own = [line for line in named if not words.book.search(line)]
    dated = [line for line in own if year_in(fold(line))]
    return next(iter(dated or own or named or short[:1]), "")


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


def _publisher(lines: list[str], words: HeadingWords) -> str:
    """The last line in brackets that ends like an organ's name, or such a line near the head."""
    filled = [line for line in lines if line]
    for line in reversed(filled[-3:]):
        inner = line.strip("()（）[]［］【】 \u3000")
        if inner != line and len(inner) <= 40 and words.publisher.search(inner):
            return re.sub(r"[ \u3000]*(?:供稿|整理|提供)$", "", inner)
    return next(
        (
            line
            for line in filled[1:6]
            if len(line) <= 40 and words.publisher.search(line) and not words.title.search(line)
        ),
        "",
    )
