"""Places, accumulation and comparison: a claim's position in; what is in force there out."""

from __future__ import annotations

import re

from pipeline.core.records import Label, Measure, Quantity
from pipeline.core.text_view import TextView
from pipeline.lexicons.cues import Cues


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

    def place_at(self, view: TextView, q: Quantity) -> tuple[str, str]:
        """Name and area code of the narrowest place in force: the last named in the clause, else
        the report's own.
        """
        heading = view.heading
        sentence = view.sentence_at(q.start)
        clause = max(
            sentence.start,
            view.folded.rfind(",", sentence.start, q.start) + 1,
            view.folded.rfind(";", sentence.start, q.start) + 1,
        )
        places = [e for e in view.entities_in(clause, q.start, Label.PLACE) if e.norm]
        own = heading.area_code
        inside = [e for e in places if not own or _inside(e.norm, own)]
        if inside:
            view.because(
                q.start, "place", "place in the clause", (inside[-1].start, inside[-1].end)
            )
            return inside[-1].text, inside[-1].norm
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


def _inside(code: str, own: str) -> bool:
    """Whether a region lies inside the report's own."""
    stem = own[:2] if own.endswith("0000") else own[:4] if own.endswith("00") else own
    return code.startswith(stem) and code != own
