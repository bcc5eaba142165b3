"""Places, accumulation and comparison: a claim's position in; what is in force there out."""

from __future__ import annotations

import re

from pipeline.core.records import Entity, Label, Measure, Mention, Quantity
from pipeline.core.text_view import TextView
from pipeline.lexicons.cues import Cues

_AND = frozenset(("、", "和", "及", "与"))


class ScopeReader:
    """Patterns of what holds at a claim beside its period."""

    def __init__(self, cues: Cues) -> None:
        self._accumulation = tuple(
            (name, re.compile(rf"(?:{cues.words(f'scope.{name}')})[^,。;\d]{{0,12}}$"))
            for name in ("cumulative", "new", "average")
        )
        self._comparison = tuple(
            (name, re.compile(rf"(?:{cues.words(f'scope.{name}')})[^,。;]{{0,16}}$"))
            for name in ("year", "month", "quarter", "base")
        )

    def place_at(self, view: TextView, q: Quantity, item: Mention | None) -> tuple[str, str]:
        """Name and area code of the narrowest place in force: the last named in the clause, or
        in that of the number's item, else the report's own.
        """
        heading = view.heading
        sentence = view.sentence_at(q.start)
        shared = _distributed(view, sentence.start, q)
        if shared is not None:
            view.because(q.start, "place", "its place of a list", (shared.start, shared.end))
            return shared.text, shared.norm
        own = heading.area_code
        clause = view.clause_start(q.start, sentence.start)
        named, rule = _last_inside(view, clause, q.start, own), "place in the clause"
        if named is None and item is not None and sentence.start <= item.start < clause:
            # 甲市生产总值12亿元,增长8.3%: the growth is of the place of its item
            start = view.clause_start(item.start, sentence.start)
            named, rule = _last_inside(view, start, item.start, own), "place of its item"
        if named is not None:
            view.because(q.start, "place", rule, (named.start, named.end))
            return named.text, named.norm
        view.because(
            q.start, "place", "the document's own place" if heading.place else "no place is stated"
        )
        return heading.place, own

    def section_at(self, view: TextView, start: int) -> str:
        """The headings over an offset, outermost first, joined by ' > '."""
        section = view.section_at(start)
        return " > ".join(section.path) if section else ""

    def accumulation_at(self, view: TextView, q: Quantity) -> str:
        """cumulative, new or average where the words before the number say so."""
        before = view.before(q.start, 20)
        return next((name for name, pattern in self._accumulation if pattern.search(before)), "")

    def comparison_at(self, view: TextView, q: Quantity, measure: Measure) -> str:
        """What a growth or change is against, where the words before the number say so."""
        if measure not in (Measure.GROWTH, Measure.CHANGE):
            return ""
        before = view.before(q.start, 28)
        return next((name for name, pattern in self._comparison if pattern.search(before)), "")


def _distributed(view: TextView, low: int, q: Quantity) -> Entity | None:
    """The place of a number where 分别 hands out a list of places over a list of as many numbers
    (甲市、乙市产值分别增长7.7%、8.3%): the first of the one to the first of the other.
    """
    low = max(low, view.folded.rfind(";", low, q.start) + 1)
    at = view.folded.rfind("分别", low, q.start)
    if at < 0:
        return None
    numbers: list[Quantity] = []
    for number in view.quantities_in(at, view.sentence_at(q.start).end):
        if numbers and view.folded[numbers[-1].end : number.start] not in _AND:
            break
        numbers.append(number)
    if q not in numbers:
        return None
    places: list[Entity] = []
    for place in reversed(view.entities_in(low, at, Label.PLACE)):
        if places and view.folded[place.end : places[0].start] not in _AND:
            break
        places.insert(0, place)
    return places[numbers.index(q)] if len(places) == len(numbers) > 1 else None


def _last_inside(view: TextView, low: int, high: int, own: str) -> Entity | None:
    """The last place of text[low:high] with a code, inside the report's own where it has one.

    None where it ends a list of places (甲州、乙州新建公路2万公里): the number is of all of them.
    """
    places = [e for e in view.entities_in(low, high, Label.PLACE) if e.norm]
    inside = [e for e in places if not own or _inside(e.norm, own)]
    if len(inside) > 1 and view.folded[inside[-2].end : inside[-1].start] in _AND:
        return None
    return inside[-1] if inside else None


def _inside(code: str, own: str) -> bool:
    """Whether a region lies inside the report's own."""
    stem = own[:2] if own.endswith("0000") else own[:4] if own.endswith("00") else own
    return code.startswith(stem) and code != own
