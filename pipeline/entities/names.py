"""Names: text in; organs, documents, systems, programmes, persons and places out, by pattern and lexicon."""

from __future__ import annotations

from collections.abc import Collection

from pipeline.entities.gazetteer import KnownNames
from pipeline.lexicons.names import Names
from pipeline.lexicons.regions import Gazetteer
from pipeline.records import Entity, Heading, Label


def find_names(text: str, folded: str, names: Names, known: KnownNames, heading: Heading, borders: Collection[int]) -> list[Entity]:
    """Candidate entities of all labels but TIME; they may overlap.

    `borders` are the offsets where tokens begin or end (empty: unknown): a place name that cuts a token is none.
    """
    found: list[Entity] = []

    def add(start: int, end: int, label: Label, norm: str = "") -> None:
        found.append(Entity(start=start, end=end, text=text[start:end], label=label, norm=norm))

    for m in names.book.finditer(text):
        add(m.start(), m.end(), Label.POLICY)
    for m in names.document.finditer(folded):
        if folded[m.start() - 1 : m.start()] != "(" or text[m.start() - 2 : m.start() - 1] != "》":
            add(m.start(), m.end(), Label.POLICY)
    for m in names.quoted.finditer(text):
        add(m.start(), m.end(), Label(m.lastgroup or "PROGRAM"))
    for m in names.organ.finditer(text):
        add(*_with_region(text, m.start(), m.end(), known.regions), Label.GOV)
    for m in names.person.finditer(text):
        add(m.start("name"), m.end("name"), Label.PERSON)
    for m in names.system.finditer(text):
        add(m.start("name"), m.end("name"), Label.SYSTEM)
    found.extend(_known(text, known, heading, borders))
    return found


def _with_region(text: str, start: int, end: int, regions: Gazetteer) -> tuple[int, int]:
    """Widen 市国土局 to 青岛市国土局: the level word belongs to a region's full name."""
    for length in range(2, 9):
        if text[max(0, start + 1 - length) : start + 1] in regions.by_name:
            return start + 1 - length, end
    return start, end


def _known(text: str, known: KnownNames, heading: Heading, borders: Collection[int]) -> list[Entity]:
    """Regions (chains as one place, with code) and fixed names."""
    found: list[Entity] = []
    for start, end, name, label in known.find(text):
        if borders and (start not in borders or end not in borders):
            continue
        if label is not None:
            found.append(Entity(start=start, end=end, text=name, label=label))
            continue
        if text[end : end + 1] in ("委", "政") and text[end : end + 2] in ("委、", "委和", "政府"):
            stop = end + (2 if text[end] == "政" else 1)
            found.append(Entity(start=start, end=stop, text=text[start:stop], label=Label.GOV))
            continue
        if text.startswith("人民政府", end):
            stop = end + (7 if text.startswith("办公厅", end + 4) or text.startswith("办公室", end + 4) else 4)
            found.append(Entity(start=start, end=stop, text=text[start:stop], label=Label.GOV))
            continue
        before = found[-1] if found and found[-1].end == start and found[-1].label is Label.PLACE else None
        region = known.regions.resolve(name, heading.year, before.norm if before else heading.area_code)
        norm = region.code if region else ""
        if before and norm and before.norm[:2] == norm[:2]:
            found[-1] = Entity(start=before.start, end=end, text=text[before.start : end], label=Label.PLACE, norm=norm)
        else:
            found.append(Entity(start=start, end=end, text=name, label=Label.PLACE, norm=norm))
    return found
