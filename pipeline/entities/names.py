"""Names: text in; organs, documents, systems, programmes, persons and places out, by pattern and lexicon."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from pipeline.entities.gazetteer import KnownNames
from pipeline.entities.headed import find_headed
from pipeline.lexicons.names import Names
from pipeline.lexicons.regions import Gazetteer, Region
from pipeline.records import Entity, Heading, Label, Token

_GOVERNMENT = re.compile(
    r"(?:人民)?政府(?:办公厅|办公室)?|委(?=、|和|省|市|工作|常委)|(?:第[一二三四五六七八九十]{1,3}届|[一二三四五六七八九十]{1,3}届)?(?:人民代表大会|人大)(?:常委会)?|海关|公安[厅局]"
)
_LEADS_ON = re.compile("建成|开工|加快|推进|建设|启动|等|、|，")


def find_names(text: str, folded: str, names: Names, known: KnownNames, heading: Heading, tokens: Sequence[Token]) -> list[Entity]:
    """Candidate entities of all labels but TIME; they may overlap. A place name that cuts a token is none."""
    borders = {p[0] for p in tokens} | {len(text)}
    found: list[Entity] = []

    def add(start: int, end: int, label: Label, norm: str = "") -> None:
        found.append(Entity(start=start, end=end, text=text[start:end], label=label, norm=norm))

    for m in names.book.finditer(text):
        add(m.start(), m.end(), Label.POLICY)
    for m in names.document.finditer(folded):
        start = m.start("name")
        if folded[start - 1 : start] != "(" or text[start - 2 : start - 1] != "》":
            add(start, m.end(), Label.POLICY)
    for m in names.line.finditer(folded):
        add(m.start(), m.end(), Label.PLACE)
    found.extend(_known(text, known, names, heading, tokens))
    found.extend(_routes(text, names, borders))
    for m in names.quoted.finditer(text):
        close = text.index("”", m.start()) + 1
        generic = names.generic.fullmatch(m["PROGRAM"] or "") is not None or text[close : close + 1] == "等"
        add(m.start(), close if generic else m.end(), Label(m.lastgroup or "PROGRAM"))
    for start, end, label in find_headed(tokens, names):
        add(start, end, label)
    for m in names.organ.finditer(text):
        add(*_with_region(text, m.start(), m.end(), known.regions), Label.GOV)
    for m in names.person.finditer(text):
        add(m.start("name"), m.end("name"), Label.PERSON)
    return found


def _with_region(text: str, start: int, end: int, regions: Gazetteer) -> tuple[int, int]:
    """Widen 市国土局 to 青岛市国土局: the level word belongs to a region's full name."""
    for length in range(2, 9):
        if text[max(0, start + 1 - length) : start + 1] in regions.by_name:
            return start + 1 - length, end
    return start, end


def _routes(text: str, names: Names, borders: Collection[int]) -> Iterator[Entity]:
    """X至Y等铁路 are two places, X至Y铁路 with its own noun is one; only in a clause about lines."""
    at = text.find("至")
    while at >= 0:
        around = text[max(0, at - 40) : at + 60]
        m = names.route.match(text, max(0, at - 4)) or names.route.match(text, max(0, at - 3)) or names.route.match(text, max(0, at - 2))
        if m is not None and re.search("铁路|高速|公路|高铁|航线|国道", around):
            starts = [s for s in range(at - 2, max(-1, at - 5), -1) if s in borders and not _LEADS_ON.search(text[s:at])]
            start = next((s for s in reversed(starts) if at - s >= 2), None)
            if start is not None and at in borders:
                ends = (start, m.end()) if m["own"] else None
                spans = [ends] if ends else [(start, at), (m.start("to"), m.end("to"))]
                for a, b in spans:
                    yield Entity(start=a, end=b, text=text[a:b], label=Label.PLACE)
        at = text.find("至", at + 1)


def _known(text: str, known: KnownNames, names: Names, heading: Heading, tokens: Sequence[Token]) -> list[Entity]:
    """Regions (chains as one place, with code) and fixed names."""
    found: list[Entity] = []
    starts = {p[0]: p for p in tokens}
    ends = {p[1] for p in tokens}
    for start, end, name, label in known.find(text):
        if start not in starts or end not in ends or (label in (None, Label.PLACE) and names.not_place.match(text, end)):
            continue
        if label is not None:
            found.append(Entity(start=start, end=end, text=name, label=label))
            continue
        organ = _government(text, end)
        if organ:
            found.append(Entity(start=start, end=organ, text=text[start:organ], label=Label.GOV))
            continue
        before = found[-1] if found and found[-1].end == start and found[-1].label is Label.PLACE else None
        region = known.regions.resolve(name, heading.year, before.norm if before else heading.area_code)
        if name not in known.regions.by_name and not _short_name_holds(region, heading, starts[start], name):
            continue
        if text[start - 1 : start] == "新" and name == "中国":
            continue
        norm = region.code if region else ""
        larger = names.place_extension.match(text, end)
        stop = larger.end() if larger and larger.end() in ends else end
        if stop > end:
            norm = ""
        if before and norm and before.norm[:2] == norm[:2]:
            found[-1] = Entity(start=before.start, end=stop, text=text[before.start : stop], label=Label.PLACE, norm=norm)
        else:
            found.append(Entity(start=start, end=stop, text=text[start:stop], label=Label.PLACE, norm=norm))
    return found


def _short_name_holds(region: Region | None, heading: Heading, token: Token, name: str) -> bool:
    """A county's short name is a place only in a report on its own province, and where the segmenter does not take it for a word."""
    if region is None or region.level != "county":
        return region is not None
    own = heading.area_code[:2] == region.code[:2] and bool(heading.area_code)
    return own and (token[3].startswith(("ns", "nr", "nz")) or token[2] != name)


def _government(text: str, end: int) -> int:
    """Where the government, congress or Party committee of the region that ends at `end` ends, 0 for none."""
    m = _GOVERNMENT.match(text, end)
    return m.end() if m else 0
