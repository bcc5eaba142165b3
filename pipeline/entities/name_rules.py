"""Names: text in.

Candidates for organs, documents, systems, programmes, persons and places out, by pattern and
lexicon.

Each candidate says which rule found it: some rules are right alone (`SAFE`), the others are hints
for the tagger.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

import regex

from pipeline.core.records import Entity, Heading, Label, Token
from pipeline.entities.gazetteer import KnownNames
from pipeline.entities.head_nouns import find_headed, find_led
from pipeline.entities.matches_around import matches_around
from pipeline.lexicons.names import Names
from pipeline.lexicons.regions import Gazetteer, Region

_GOVERNMENT = regex.compile(
    r"(?:人民)?政府(?:办公厅|办公室)?|委(?=、|和|省|市|工作|常委)|(?:第[一二三四五六七八九十]{1,3}届|[一二三四五六七八九十]{1,3}届)?(?:人民代表大会|人大)(?:常委会)?|海关|公安[厅局]"
)
# what a document's number holds
_DOCUMENT = regex.compile(r"\)\d{1,4}号|GB|YD|DB|ISO|IEC|GA|HJ|JT|YY")
_LINE = regex.compile(r"[A-Z\d号]线|高速|\d[国省]道")  # what a line's or a road's number holds
# what a plan's or a policy's number stands at
_NUMBERED = regex.compile('[五纲条](?:年[计规]|要|[”",。;、])')
_WIDTH = 40
_LINES = regex.compile("铁路|高速|公路|高铁|航线|国道")
_DEPARTMENT = regex.compile(r"\p{Han}{2,8}?(?:司|局|总队|调查队|办公室)(?!\p{Han}?长|部)")
_BRACKETED = regex.compile(
    r"(?:中国|中欧班列)\(\p{Han}{2,4}\)(?:\p{Han}{2,12}?(?:自由贸易试验区|单一窗口|博览会|交易会|论坛))?"
)
_NTH = regex.compile(r"(?:第[一二三四五六七八九十百\d]{1,4}届|首届)$")
_STRETCH = regex.compile(
    r"(?:[一二三四]期)?(?:\p{Han}{2,3}段|[东西南北]延伸)|[一二三四]期|\([一二三四]期\)"
)
_LEADS_ON = regex.compile("建成|开工|加快|推进|建设|启动|等|、|，")


class Source(StrEnum):
    """The rule that found a candidate."""

    REGION = "region"
    FIXED = "fixed"
    HEADED = "headed"
    QUOTED = "quoted"
    ORGAN = "organ"
    ROUTE = "route"
    WRITTEN = "written"  # book marks, numbers of documents, numbers of lines
    PERSON = "person"
    LED = "led"  # from the verb that leads to it to its head
    WIDER = "wider"  # a candidate with what belongs to it: 第三届…, …二期, …司


class Candidate(NamedTuple):
    """A name that a rule proposes, and which rule."""

    source: Source
    entity: Entity


SAFE = frozenset(
    (
        (Source.WRITTEN, Label.POLICY),
        (Source.WRITTEN, Label.PLACE),
        (Source.PERSON, Label.PERSON),
        (Source.ORGAN, Label.GOV),
        (Source.FIXED, Label.GOV),
        (Source.FIXED, Label.ORG),
        (Source.FIXED, Label.SYSTEM),
        (Source.FIXED, Label.POLICY),
        (Source.REGION, Label.PLACE),
        (Source.QUOTED, Label.SYSTEM),
        (Source.ROUTE, Label.PLACE),
    )
)
"""Rules that are right alone: 0.8 and more of what they find is gold, and what a maintainer writes
into a lexicon holds.
"""
HINTS = frozenset((Source.LED,))
"""Rules that are too often wrong to stand without the tagger."""


def find_names(
    text: str,
    folded: str,
    names: Names,
    known: KnownNames,
    heading: Heading,
    tokens: Sequence[Token],
) -> list[Candidate]:
    """Candidates of all labels but TIME; they may overlap. A place name that cuts a token is none."""
    borders = {len(text), *(t.start for t in tokens)}
    found: list[Candidate] = []

    def add(source: Source, start: int, end: int, label: Label) -> None:
        found.append(
            Candidate(source, Entity(start=start, end=end, text=text[start:end], label=label))
        )

    for m in names.book.finditer(text):
        add(Source.WRITTEN, m.start(), m.end(), Label.POLICY)
    for m in matches_around(names.document, _DOCUMENT, folded, _WIDTH):
        start = m.start("name")
        if folded[start - 1 : start] != "(" or text[start - 2 : start - 1] != "》":
            add(Source.WRITTEN, start, m.end(), Label.POLICY)
    for m in matches_around(names.numbered, _NUMBERED, folded, _WIDTH // 2):
        add(Source.WRITTEN, m.start(m.lastgroup or 0), m.end(m.lastgroup or 0), Label.POLICY)
    for m in matches_around(names.line, _LINE, folded, _WIDTH):
        add(Source.WRITTEN, m.start(), m.end(), Label.PLACE)
    found.extend(
        Candidate(Source.REGION if e.norm else Source.FIXED, e)
        for e in _known(text, known, names, heading, tokens)
    )
    found.extend(Candidate(Source.ROUTE, e) for e in _routes(text, names, borders))
    for m in names.quoted.finditer(text):
        close = text.index("”", m.start()) + 1
        generic = (
            names.generic.fullmatch(m["PROGRAM"] or "") is not None
            or text[close : close + 1] == "等"
        )
        add(
            Source.QUOTED, m.start(), close if generic else m.end(), Label(m.lastgroup or "PROGRAM")
        )
    for start, end, label in find_headed(tokens, names):
        add(Source.HEADED, start, end, label)
    for start, end, label in find_led(tokens, names):
        add(Source.LED, start, end, label)
    for m in _BRACKETED.finditer(folded):
        add(
            Source.WRITTEN,
            m.start(),
            m.end(),
            Label.SYSTEM if m[0].endswith("窗口") else Label.PROGRAM,
        )
    for m in names.organ.finditer(text):
        add(Source.ORGAN, *_with_region(text, m.start(), m.end(), known.regions), Label.GOV)
    for m in names.person.finditer(text):
        add(Source.PERSON, m.start("name"), m.end("name"), Label.PERSON)
    for start, end, label in sorted(
        {span for _, entity in found for span in _wider(text, folded, entity)}
    ):
        add(Source.WIDER, start, end, label)
    return found


def _wider(text: str, folded: str, entity: Entity) -> Iterator[tuple[int, int, Label]]:
    """What a name may be part of: an ordinal before a fair, a stage or stretch behind a work, a
    department behind an organ.
    """
    if entity.label is Label.PROGRAM:
        nth = _NTH.search(text, max(0, entity.start - 6), entity.start)
        if nth:
            yield nth.start(), entity.end, entity.label
    if entity.label in (Label.PROGRAM, Label.PLACE):
        stretch = _STRETCH.match(folded, entity.end)
        if stretch:
            yield entity.start, stretch.end(), entity.label
    if entity.label is Label.GOV:
        department = _DEPARTMENT.match(text, entity.end)
        if department:
            yield entity.start, department.end(), entity.label


def _with_region(text: str, start: int, end: int, regions: Gazetteer) -> tuple[int, int]:
    """Widen 市国土局 to 青岛市国土局: the level word belongs to a region's full name."""
    level = start + (3 if text.startswith("自治", start) else 1)
    for length in range(9, 1, -1):
        if length <= level and text[level - length : level] in regions.by_name:
            return level - length, end
    return start, end


def _routes(text: str, names: Names, borders: Collection[int]) -> Iterator[Entity]:
    """X至Y等铁路 are two places, X至Y铁路 with its own noun is one; only in a clause about lines."""
    at = text.find("至")
    while at >= 0:
        around = text[max(0, at - 40) : at + 60]
        m = (
            names.route.match(text, max(0, at - 4))
            or names.route.match(text, max(0, at - 3))
            or names.route.match(text, max(0, at - 2))
        )
        if m is not None and _LINES.search(around):
            starts = [
                s
                for s in range(at - 2, max(-1, at - 5), -1)
                if s in borders and not _LEADS_ON.search(text[s:at])
            ]
            start = next((s for s in reversed(starts) if at - s >= 2), None)
            if start is not None and at in borders:
                ends = (start, m.end()) if m["own"] else None
                spans = [ends] if ends else [(start, at), (m.start("to"), m.end("to"))]
                for a, b in spans:
                    yield Entity(start=a, end=b, text=text[a:b], label=Label.PLACE)
        at = text.find("至", at + 1)


def _known(
    text: str, known: KnownNames, names: Names, heading: Heading, tokens: Sequence[Token]
) -> list[Entity]:
    """Regions (chains as one place, with code) and fixed names."""
    found: list[Entity] = []
    starts = [t.start for t in tokens]

    def ends(at: int) -> bool:
        i = bisect_left(starts, at)
        return i > 0 and tokens[i - 1].end == at

    for start, end, name, label in known.find(text):
        first = bisect_left(starts, start)
        if first == len(starts) or starts[first] != start:
            continue
        organ = _government(text, end) if label is None else 0
        if ends(organ):
            found.append(Entity(start=start, end=organ, text=text[start:organ], label=Label.GOV))
            continue
        if not ends(end) or (label in (None, Label.PLACE) and names.not_place.match(text, end)):
            continue
        if label is not None:
            if not (
                name in names.directions
                and (
                    names.aside.match(text, end)
                    or names.within.search(text, max(0, start - 2), start)
                )
            ):
                found.append(Entity(start=start, end=end, text=name, label=label))
            continue
        before = (
            found[-1]
            if found and found[-1].end == start and found[-1].label is Label.PLACE
            else None
        )
        region = known.regions.resolve(
            name, heading.year, before.norm if before else heading.area_code
        )
        if name not in known.regions.by_name and not _short_name_holds(
            region, heading, tokens[first], name, names
        ):
            continue
        if text[start - 1 : start] == "新" and name == "中国":
            continue
        norm = region.code if region else ""
        larger = names.place_extension.match(text, end)
        stop = larger.end() if larger and ends(larger.end()) else end
        if stop > end:
            norm = ""
        if before and norm and before.norm[:2] == norm[:2]:
            found[-1] = Entity(
                start=before.start,
                end=stop,
                text=text[before.start : stop],
                label=Label.PLACE,
                norm=norm,
            )
        else:
            found.append(
                Entity(start=start, end=stop, text=text[start:stop], label=Label.PLACE, norm=norm)
            )
    return found


def _short_name_holds(
    region: Region | None, heading: Heading, token: Token, name: str, names: Names
) -> bool:
    """A county's short name is a place only in a report on its own province, and where the
    segmenter does not take it for a word.

    So are short names of prefectures that are words too (安康, 大同).
    """
    if region is None or (region.level != "county" and name not in names.common_places):
        return region is not None
    own = heading.area_code[:2] == region.code[:2] and bool(heading.area_code)
    return own and (token.tag.startswith(("ns", "nr", "nz")) or token.text != name)


def _government(text: str, end: int) -> int:
    """Where the government, congress or Party committee of the region that ends at `end` ends, 0
    for none.
    """
    m = _GOVERNMENT.match(text, end)
    return m.end() if m else 0
