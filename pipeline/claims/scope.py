"""Scope: a claim's position in; the period, place and section in force there, accumulation and comparison out.

A time governs what follows it in its sentence, unless it is only a base (比2012年). A sentence without time takes the report's
own: in a work report the year under review, or the year planned for behind the goals.
"""

from __future__ import annotations

import re

from pipeline.claims.reading import Reading
from pipeline.lexicons.cues import Cues
from pipeline.lexicons.regions import Gazetteer
from pipeline.records import Entity, Label, Measure, Quantity

_BASE = re.compile(r"(?:比|较|同|与|相比|是|按|相当于|高于|低于|快于|超过|和|占)[“\"]?$")
_HEADED = re.compile(r"^[“\"]?(?:截至|截止|到|至)?$")
_PLAN = re.compile(r"[“”\"]|[一二三四五六七八九十]五(?!年)")
_PLAN_IN_FORCE = re.compile(r"期间|时期|以来|末|五年")
_FIVE_YEARS = re.compile(r"年均|五年累计|五年共|平均每年|五年新增|五年来|五年年均")
_HALF_TITLE = re.compile(r"(?:(?P<half>[上下])半年|(?P<quarter>[一二三四])季度|(?P<three>前三季度)|1-(?P<month>\d{1,2})月)")


class Scope:
    """Answers what is in force at a claim."""

    def __init__(self, cues: Cues, regions: Gazetteer) -> None:
        self.regions = regions
        self._accumulation = tuple(
            (name, re.compile(rf"(?:{cues.words(f'scope.{name}')})[^,。;\d]{{0,12}}$")) for name in ("cumulative", "new", "average")
        )
        self._comparison = tuple(
            (name, re.compile(rf"(?:{cues.words(f'scope.{name}')})[^,。;]{{0,16}}$")) for name in ("year", "month", "quarter", "base")
        )

    def period_at(self, reading: Reading, q: Quantity, measure: Measure, plan_start: int) -> str:
        """The ISO period of the claim, empty where the report names no year."""
        sentence = reading.sentence_at(q.start)
        default = self._default(reading, q.start, plan_start)
        before = reading.folded[sentence.start : q.start]
        for time in reversed(reading.entities_in(sentence.start, q.start, Label.TIME)):
            if not self._governs(reading, time, sentence.start, q.start):
                continue
            return time.norm or default
        year = reading.heading.review_year
        if year and _FIVE_YEARS.search(before[-24:]) and reading.heading.kind == "work-report" and q.start < plan_start:
            return f"{year - 4}/{year}"
        lead = self._paragraph_time(reading, sentence.start)
        return lead or default

    def _governs(self, reading: Reading, time: Entity, low: int, at: int) -> bool:
        before = reading.folded[max(low, time.start - 4) : time.start]
        if _BASE.search(before) or (re.match(r"的?(?:同期|基础|水平)", reading.after(time.end, 4)) and "比" in before):
            return False
        if _PLAN.search(time.text) and not (_PLAN_IN_FORCE.search(time.text) or _PLAN_IN_FORCE.match(reading.after(time.end, 2))):
            return False
        between = reading.folded[time.end : at]
        return (not re.match(r"(?:规划|计划|纲要|目标任务|相比|时)", between) and not re.match(r"以来", between[:2])) or "/" in time.norm

    def _paragraph_time(self, reading: Reading, sentence_start: int) -> str:
        """A time at the head of an earlier sentence of the paragraph, where this one has none."""
        line = reading.text.rfind("\n", 0, sentence_start) + 1
        times = reading.entities_in(line, sentence_start, Label.TIME)
        for time in reversed(times):
            first = reading.sentence_at(time.start)
            if _HEADED.match(reading.folded[first.start : time.start]) and re.search("季度|半年|月", time.text) and "末" not in time.text:
                return time.norm
        return ""

    def _default(self, reading: Reading, start: int, plan_start: int) -> str:
        heading = reading.heading
        year = heading.year if start >= plan_start else heading.review_year
        if year is None:
            return ""
        m = _HALF_TITLE.search(heading.title) if heading.kind != "work-report" else None
        if m is None:
            return str(year)
        if m["half"]:
            return f"{year}-H{1 if m['half'] == '上' else 2}"
        if m["quarter"]:
            return f"{year}-Q{'一二三四'.index(m['quarter']) + 1}"
        return f"{year}-01/{year}-{9 if m['three'] else int(m['month']):02}"

    def place_at(self, reading: Reading, q: Quantity) -> tuple[str, str]:
        """Name and area code of the narrowest place in force: the last named in the clause, else the report's own."""
        heading = reading.heading
        sentence = reading.sentence_at(q.start)
        clause = max(
            sentence.start, reading.folded.rfind(",", sentence.start, q.start) + 1, reading.folded.rfind(";", sentence.start, q.start) + 1
        )
        places = [e for e in reading.entities_in(clause, q.start, Label.PLACE) if e.norm]
        own = heading.area_code
        inside = [e for e in places if not own or _inside(e.norm, own)]
        if inside:
            return inside[-1].text, inside[-1].norm
        return heading.place, own

    def section_at(self, reading: Reading, start: int) -> str:
        section = reading.section_at(start)
        return " > ".join(section.path) if section else ""

    def accumulation_at(self, reading: Reading, q: Quantity) -> str:
        before = reading.before(q.start, 20)
        return next((name for name, pattern in self._accumulation if pattern.search(before)), "")

    def comparison_at(self, reading: Reading, q: Quantity, measure: Measure) -> str:
        if measure not in (Measure.GROWTH, Measure.CHANGE):
            return ""
        before = reading.before(q.start, 28)
        return next((name for name, pattern in self._comparison if pattern.search(before)), "")


def _inside(code: str, own: str) -> bool:
    """Whether a region lies inside the report's own."""
    stem = own[:2] if own.endswith("0000") else own[:4] if own.endswith("00") else own
    return code.startswith(stem) and code != own
