"""Stocks and the end of a year: a number without time of its own in; whether it was counted at the
year's end out.

A stock (people, beds, deposits) is counted at a date, a flow (births, output) over a year. A year's
end that a text names once (2018年末, 期末) holds for the stocks that follow it: those of its
sentence, those counted in the same unit in its paragraph, and in its section whatever has a name
that was counted at that date before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.core.records import Entity, Measure, Quantity, Sentence
from pipeline.core.text_view import TextView
from pipeline.lexicons.cues import Cues

# what is compared with a year's end is of one
_BASE = re.compile(r"(?:比|较|由|从)(?:上年(?:年)?[末底]|去年[年]?[末底]|年初|\d{4}年[末底])")
_COMPARED = re.compile(rf"(?:[(][^()]*[)])?[,、]?(?:分别)?(?:{_BASE.pattern})")
_PARTS_OF = re.compile(r"\s*(?:其中|按[^,。]{1,12}分|分[^,。]{1,8}看|[从在][^,。]{1,12}[看中])")
_PERIOD_END = re.compile(r"(?<![\d上去])(?:报告)?期末|(?<![\d年上去])年[末底]|报告期最后一[天日]")
_WHOLE_YEAR = re.compile("全年|年内|期内|当年")
_UNTIL = re.compile("(?:截至|截止|至|到)[^,。;]?$")
_FLOW_UNITS = frozenset(("人次", "次", "件", "起", "例", "场", "万人次"))
_PARTS = frozenset(("倍", "%", "‰", "成", "个百分点"))
_LEAST_NAME = 2  # characters that two names of a kind share at their ends


@dataclass(slots=True)
class StockMemory:
    """What the section that is read has counted so far."""

    section: int = -1
    entry: int = -1
    """Where its last paragraph with a heading of its own began."""
    names: set[str] = field(default_factory=set)
    """Items counted at the year's end."""
    units: dict[str, bool] = field(default_factory=dict)
    """Units of levels, and whether all that was counted in each was so at the year's end."""
    last: Quantity | None = None
    period: str = ""
    """The number read before, and its period."""

    def enter(self, section: int, entry: int | None) -> None:
        """Forget what another section, or another entry of it, counted."""
        entry = self.entry if entry is None else entry
        if (section, entry) != (self.section, self.entry):
            self.section, self.entry, self.names, self.units = section, entry, set(), {}

    def note(self, q: Quantity, measure: Measure, period: str, item: str) -> None:
        """Keep a claim that was read."""
        self.last, self.period = q, period
        at_end = period.endswith("-12-31")
        if measure is Measure.LEVEL and not q.unit.endswith("元"):
            self.units[q.unit] = at_end and self.units.get(q.unit, True)
        if at_end and len(item) >= _LEAST_NAME:
            self.names.add(item)


class StockReader:
    """Patterns of stocks and flows."""

    def __init__(self, cues: Cues) -> None:
        self._flow_items = re.compile(cues.words("scope.flow_items"))
        self._year_items = re.compile(f"(?:{cues.words('scope.year_items')})[^,;]{{0,8}}$")
        self._stock_items = re.compile(f"(?:{cues.words('scope.stock_items')})$")

    def against_year_end(self, view: TextView, q: Quantity, measure: Measure, low: int) -> bool:
        """Whether a number is compared with the end of a year (较上年末增加), or is that
        comparison: it is of an end of a year itself.
        """
        reach = (
            low if measure in (Measure.GROWTH, Measure.CHANGE) else view.clause_start(q.start, low)
        )
        return (
            _COMPARED.match(view.folded, q.end) is not None
            or _BASE.search(view.folded, reach, q.start) is not None
        )

    def of_flow(
        self, view: TextView, q: Quantity, time: Entity, period: str, memory: StockMemory
    ) -> str:
        """The stretch of time of a flow behind a stock date (一季度末,生猪出栏80万头), else empty: the
        year, quarter, half or months that end on that date.
        """
        if not time.text.endswith(("末", "底")) or _UNTIL.search(view.before(time.start, 4)):
            return ""
        stretch = _stretch(period)
        clause = view.folded[view.clause_start(q.start, time.end) : q.start]
        if "累计" in clause or not stretch:
            return ""
        if self._year_items.search(clause):
            return stretch
        low = max(time.end, view.folded.rfind(";", time.end, q.start) + 1)
        return stretch if memory.period == stretch and _shares(view, q, low, memory.last) else ""

    def date(
        self,
        view: TextView,
        q: Quantity,
        measure: Measure,
        times: list[Entity],
        memory: StockMemory,
        item: str,
        year: str,
    ) -> tuple[str, str]:
        """The end of the year where a number without time in its sentence is a stock of it.

        Args:
            view: The text.
            q: The number.
            measure: Its measure.
            times: The times in force in its paragraph before its sentence.
            memory: What the section counted at the year's end before.
            item: The number's item.
            year: The year in force.

        Returns:
            The name of the rule and the date; both empty where it is none.
        """
        sentence = view.sentence_at(q.start)
        end = f"{year}-12-31"
        low = max(sentence.start, view.folded.rfind(";", sentence.start, q.start) + 1)
        if self.against_year_end(view, q, measure, low):
            return "compared with a year's end", end
        words = [m.end() for m in _PERIOD_END.finditer(view.folded, sentence.start, q.start)]
        if _WHOLE_YEAR.search(view.folded, words[-1] if words else sentence.start, q.start):
            return "", ""
        clause = view.clause_start(q.start, sentence.start)
        flows = self._flow_items.search(view.folded, clause, q.end) is not None
        if words and not (flows and clause > words[-1]):
            return "word of the year's end", end
        if self._is_flow(view, q, measure, low):
            return "", ""
        if memory.period == end and _shares(view, q, low, memory.last):
            return "beside a stock", end
        if self._goes_on(view, q, sentence, times, end):
            return "goes on with stocks", end
        if self._of_the_section(q, measure, item, memory):
            return "a stock of its section", end
        return "", ""

    def _of_the_section(
        self, q: Quantity, measure: Measure, item: str, memory: StockMemory
    ) -> bool:
        """Whether a level goes on with what its section counts at the year's end: by its name, as
        a part, in a unit that counted nothing else, or as what is a stock by its nature.
        """
        if measure is not Measure.LEVEL or not memory.names or memory.section < 0:
            return False
        return (
            any(_same_kind(item, name) for name in memory.names)
            or memory.units.get(q.unit, False)
            or self._stock_items.search(item) is not None
        )

    def _is_flow(self, view: TextView, q: Quantity, measure: Measure, low: int) -> bool:
        return (
            measure is Measure.RANK
            or q.unit in _FLOW_UNITS
            or self._flow_items.search(view.folded, low, q.end) is not None
        )

    def _goes_on(
        self, view: TextView, q: Quantity, sentence: Sentence, times: list[Entity], end: str
    ) -> bool:
        """Whether a sentence goes on with the stocks of its paragraph."""
        paragraph = view.paragraph_at(sentence.start)
        since = times[-1].end if times else paragraph
        if _WHOLE_YEAR.search(view.folded, since, sentence.start):
            return False
        stated = (
            times[-1].norm == end
            if times
            else (
                _BASE.search(view.folded, paragraph, sentence.start)
                or _PERIOD_END.search(view.folded, paragraph, sentence.start)
            )
            is not None
        )
        return stated and self._of_a_kind(view, since, sentence, q)

    def _of_a_kind(self, view: TextView, since: int, sentence: Sentence, q: Quantity) -> bool:
        """Whether a sentence goes on with what was counted since an offset: it names parts of it,
        or counts in one of its units.
        """
        if _PARTS_OF.match(view.folded, sentence.start):
            return True
        before = {o.unit for o in view.quantities_in(since, sentence.start)} - _PARTS
        return any(o.unit in before for o in view.quantities_in(sentence.start, q.end))


def _shares(view: TextView, q: Quantity, low: int, last: Quantity | None) -> bool:
    """Whether a number tells of the one before it (its share, its growth) or stands beside it in a
    list (77万辆、2002万客位).
    """
    if last is None or last.start < low:
        return False
    return q.unit in _PARTS or view.folded[last.end : q.start] in ("、", "和", "及")


def _stretch(date: str) -> str:
    """The part of a year that ends on a day, empty for another value."""
    if len(date) != 10:
        return ""
    year, month = date[:4], int(date[5:7])
    return {12: year, 3: f"{year}-Q1", 6: f"{year}-H1"}.get(month, f"{year}-01/{year}-{month:02}")


def _same_kind(one: str, other: str) -> bool:
    """Whether the shorter of two names is the end of the longer (内资企业法人单位, 法人单位)."""
    short, long = sorted((one, other), key=len)
    return len(short) >= _LEAST_NAME and long.endswith(short)
