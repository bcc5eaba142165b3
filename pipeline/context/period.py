"""Periods: a claim's position in; the period in force there out.

A time governs what follows it in its sentence, unless it is only a base (比2012年). A sentence without
time takes the report's own: in a work report the year under review, or the year planned for behind the
goals.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.core.records import Entity, Label, Measure, Quantity, Sentence
from pipeline.core.state_change import StateChange
from pipeline.core.text_view import TextView
from pipeline.lexicons.cues import Cues

_HEADED = re.compile(r"^[“\"]?(?:截至|截止|到|至)?$")
_PLAN = re.compile(r"[“”\"]|[一二三四五六七八九十]五(?!年)")
_PLAN_IN_FORCE = re.compile(r"期间|时期|以来|末|五年|年均")
_FIVE = re.compile(r"(?<![十今后未来下近每前上])五年(?!规划|计划|期|前|内)")
_NAMED_ONLY = re.compile(  # 按2012年计划, but not 下半年计划完成
    "(?:规划|计划)(?![到在用新完实建投播安开启引培改])|纲要|目标任务|相比|时|确定|制定|提出|预期|下达"
)
_SINCE = re.compile(r"[^,。;:、\d]{0,12}以来")  # 1951年有气象记录以来
# 比2010年的3.10人
_OF_BASE = re.compile(r"[^,。;、增减升降提多少高低长快慢]{0,16}的(?:约|近|不足|不到)?")
_INDEX_BASE = re.compile(r"(?:同期|同月)?(?:=|为)100(?![\d.])")  # (上年=100), 以2015年为100
# 是2005年的2.3倍, 恢复到2019年同期的70%
_TIMES_AS = re.compile(r"(?:同期|全年|底|末)?(?:水平)?的(?:约|近)?")
# 去年12月上涨1.5%;全年上涨0.9%
_WHOLE_YEAR = re.compile("[,;](?:预计|力争|确保|预期)?全年(?!目标|计划|任务|预期)")
# what is compared with a year's end is of one
_STOCK_BASE = re.compile(r"(?:比|较|由|从)(?:上年(?:年)?[末底]|去年[年]?[末底]|年初|\d{4}年[末底])")
_COMPARED = re.compile(rf"(?:[(][^()]*[)])?[,、]?(?:分别)?(?:{_STOCK_BASE.pattern})")
_PARTS_OF = re.compile(r"\s*(?:其中|按|分)")
_FLOW_UNITS = frozenset(("人次", "次", "件", "起", "例", "场", "万人次"))
_TIMES_OVER = frozenset(("倍", "%", "成"))
_FIVE_OFTEN = 3  # a report that says 五年 so often looks back on five years throughout
_LEADS = 2  # paragraphs that begin with the same part of the year
_LEAD_PART = re.compile(
    r"(?:^|\n|。)[ ]*(?:\d{4}年)?(?P<part>[上下]半年|[一二三四]季度(?!末)|前三季度|1-\d{1,2}月)"
)
_PART = re.compile(
    r"(?:(?P<half>[上下])半年|(?P<quarter>[一二三四])季度|(?P<three>前三季度)|1-(?P<month>\d{1,2})月)"
)


@dataclass(frozen=True, slots=True)
class DocumentContext:
    """What holds for a whole report: where it begins to plan, the part of the year it tells of,
    whether it reviews five years.
    """

    plan_start: int
    part: re.Match[str] | None
    five_years: bool


def document_context(view: TextView, plan_start: int) -> DocumentContext:
    """The context of one document, found once."""
    heading = view.heading
    part = None
    if heading.kind != "work-report":
        part = _PART.search(heading.title) or (
            _usual_part(view) if heading.kind != "communique" else None
        )
    five = heading.kind == "work-report" and len(_FIVE.findall(view.folded)) >= _FIVE_OFTEN
    return DocumentContext(plan_start, part, five)


def _usual_part(view: TextView) -> re.Match[str] | None:
    """The part of the year that a report without one in its title tells of: what begins its
    paragraphs at least twice.
    """
    leads = [m["part"] for m in _LEAD_PART.finditer(view.folded)]
    whole = len(re.findall(r"(?:^|\n)[ ]*(?:全年|\d{4}年(?!同期))", view.folded))
    most = max(sorted(set(leads)), key=leads.count, default="")
    return (
        _PART.search(most)
        if most and leads.count(most) >= _LEADS and leads.count(most) > whole
        else None
    )


class PeriodReader:
    """Patterns of times in force."""

    def __init__(self, cues: Cues) -> None:
        self.pairs = StateChange(cues.words("pairs.between"), cues.words("pairs.towards"))
        self._base = re.compile(rf"(?:{cues.words('scope.bases')})[“\"]?$")
        self._than = re.compile(rf"(?:{cues.words('scope.than')})$")
        self._flow, self._yearly, self._now = (
            re.compile(cues.words(f"scope.{name}")) for name in ("flows", "yearly", "now")
        )
        self._flow_items = re.compile(cues.words("scope.flow_items"))

    def period_at(
        self, view: TextView, q: Quantity, measure: Measure, whole: DocumentContext
    ) -> str:
        """The ISO period of the claim, empty where the report names no year."""
        rule, period, time = self._named_period(view, q, measure, whole)
        view.because(q.start, "period", rule, (time.start, time.end) if time is not None else None)
        return period

    def _named_period(
        self, view: TextView, q: Quantity, measure: Measure, whole: DocumentContext
    ) -> tuple[str, str, Entity | None]:
        """The name of the rule, the period, and the time in the text that it rests on."""
        sentence = view.sentence_at(q.start)
        default = self._default(view, q.start, whole)
        time = self._time_before(view, sentence.start, q)
        between = view.folded[time.end if time else sentence.start : q.start]
        if self._now.search(between):
            return "word of the present", default, None
        own = time is not None and view.before(time.start, 1) in ("由", "从")
        if self.pairs.is_second(view, q) and (time is None or own):
            # 从2012年的11.5%下降到2.7%: the second is of now; 由上年末的746亿元增至864亿元: of this
            # year's end
            is_stock = len(default) == 4 and self._against_year_end(
                view, q, measure, sentence.start
            )
            return "B of from A to B", f"{default}-12-31" if is_stock else default, None
        if self.pairs.is_first(view, q) and not own:
            return "A of from A to B, undated", self._pair_year(view, q.start), None
        if measure is Measure.GROWTH and self._yearly.search(re.split("[,;]", between)[-1]):
            span = self._span_of(view, sentence.start, q.start)
            if span:
                return "yearly average between two years", span, time
        if time is not None:
            return self._dated(view, q, measure, whole, time, default)
        if q.start >= whole.plan_start:
            listed = self._paragraph_time(view, sentence.start) or self._listed_target(
                view, sentence.start
            )
            return (
                ("time of the list or paragraph", listed, None)
                if listed
                else ("the plan's own year", default, None)
            )
        stock = self._stock_date(view, q, measure, default) if len(default) == 4 else ""
        if stock:
            return "stock at the year's end", stock, None
        five = self._five_years(view, q, measure, between, whole)
        if five:
            return "five years under review", five, None
        stated = self._paragraph_time(view, sentence.start)
        return (
            ("time of the paragraph", stated, None)
            if stated
            else ("the document's own year", default, None)
        )

    def _dated(
        self,
        view: TextView,
        q: Quantity,
        measure: Measure,
        whole: DocumentContext,
        time: Entity,
        default: str,
    ) -> tuple[str, str, Entity | None]:
        """As `_named_period`, of a number that a time in its sentence governs."""
        between = view.folded[time.end : q.start]
        if _FIVE.search(between) and q.start < whole.plan_start:
            five = self._five_years(view, q, measure, between, whole)
            return (
                ("five years under review", five, None)
                if five
                else ("the document's own year", default, None)
            )
        if _WHOLE_YEAR.search(between) and "-" in time.norm:
            return "the whole year behind a month", time.norm[:4], time
        period = self._of_time(view, time, measure, between, default)
        if len(period) == 4 and self._against_year_end(view, q, measure, time.end):
            return "year's end, by what it is compared with", f"{period}-12-31", time
        return "time in the sentence", period, time

    def _stock_date(self, view: TextView, q: Quantity, measure: Measure, year: str) -> str:
        """The end of the year, where a stock stands without a time: it is compared with a year's
        end, or goes on with the stocks before it.
        """
        sentence = view.sentence_at(q.start)
        end = f"{year}-12-31"
        low = max(sentence.start, view.folded.rfind(";", sentence.start, q.start) + 1)
        if self._against_year_end(view, q, measure, low):
            return end
        paragraph = view.paragraph_at(sentence.start)
        is_flow = (
            measure is Measure.RANK
            or q.unit in _FLOW_UNITS
            or self._flow_items.search(view.folded, low, q.end)
        )
        if is_flow or self._times_in_force(view, sentence.start, q.start):
            return ""
        times = self._times_in_force(view, paragraph, sentence.start)
        since = times[-1].end if times else paragraph
        stated = bool(times) and times[-1].norm == end
        goes_on = not re.search(
            "全年|年内", view.folded[since : sentence.start]
        ) and self._of_a_kind(view, since, sentence, q)
        return (
            end
            if goes_on
            and (
                stated or (not times and _STOCK_BASE.search(view.folded, paragraph, sentence.start))
            )
            else ""
        )

    def _against_year_end(self, view: TextView, q: Quantity, measure: Measure, low: int) -> bool:
        """Whether a number is compared with the end of a year (较上年末增加), or is that
        comparison: it is of an end of a year itself.
        """
        reach = (
            low if measure in (Measure.GROWTH, Measure.CHANGE) else view.clause_start(q.start, low)
        )
        return (
            _COMPARED.match(view.folded, q.end) is not None
            or _STOCK_BASE.search(view.folded, reach, q.start) is not None
        )

    def _of_a_kind(self, view: TextView, since: int, sentence: Sentence, q: Quantity) -> bool:
        """Whether a sentence goes on with what was counted since an offset: it names parts of it,
        or counts in one of its units.
        """
        if _PARTS_OF.match(view.folded, sentence.start):
            return True
        before = (
            {o.unit for o in view.quantities_in(since, sentence.start)} - _TIMES_OVER - {"个百分点"}
        )
        return any(o.unit in before for o in view.quantities_in(sentence.start, q.end))

    def _times_in_force(self, view: TextView, low: int, high: int) -> list[Entity]:
        """The times of text[low:high] but for bases of comparison."""
        return [
            t
            for t in view.entities_in(low, high, Label.TIME)
            if not self._base.search(view.before(t.start, 4))
        ]

    def _time_before(self, view: TextView, low: int, q: Quantity) -> Entity | None:
        """The last time of text[low:] before a quantity that governs it."""
        times = reversed(view.entities_in(low, q.start, Label.TIME))
        return next((t for t in times if self._governs(view, t, low, q)), None)

    def _of_time(
        self, view: TextView, time: Entity, measure: Measure, between: str, default: str
    ) -> str:
        """What a governing time gives: growth over a span is of its last year, unless it is a
        yearly average.
        """
        if not time.norm:
            return default
        first, _, last = time.norm.partition("/")
        review = str(view.heading.review_year or "")
        if last and view.after(time.end, 2) == "以来" and review and last > review:
            last = review
        if (
            last
            and measure in (Measure.GROWTH, Measure.RANK)
            and len(last) == 4
            and not self._yearly.search(between)
        ):
            return last
        return f"{first}/{last}" if last else first

    def _five_years(
        self, view: TextView, q: Quantity, measure: Measure, between: str, whole: DocumentContext
    ) -> str:
        """In a work report that looks back on five years, totals and yearly averages are of all
        five.
        """
        year = view.heading.review_year
        if year is None or view.heading.kind != "work-report":
            return ""
        paragraph = view.paragraph_at(q.start)
        reviews = whole.five_years or _FIVE.search(view.folded, paragraph, q.start)
        clause = re.split("[,;。]", between)[-1]
        total = measure in (Measure.LEVEL, Measure.CHANGE) and (
            self._flow.search(clause) or _FIVE.search(between)
        )
        return (
            f"{year - 4}/{year}"
            if reviews and (total or (measure is Measure.GROWTH and self._yearly.search(clause)))
            else ""
        )

    def _span_of(self, view: TextView, low: int, high: int) -> str:
        """The years that a yearly average runs over, where the sentence names both ends: from the
        year after the first.
        """
        years = [
            int(t.norm)
            for t in view.entities_in(low, high, Label.TIME)
            if len(t.norm) == 4 and t.norm.isdigit()
        ]
        return f"{min(years) + 1}/{max(years)}" if len(set(years)) > 1 else ""

    def _pair_year(self, view: TextView, start: int) -> str:
        """The earlier year of 由A到B: the one the last dated pair of the paragraph gave, else none."""
        paragraph = view.paragraph_at(start)
        dated = re.findall(r"(?:由|从)(\d{4})年", view.folded[paragraph:start])
        return dated[-1] if dated else ""

    def _listed_target(self, view: TextView, start: int) -> str:
        """A year to be reached (到2020年) holds for the following items of a list that begins with
        ——.
        """
        end = start
        while end > 0:
            begin = view.folded.rfind("\n", 0, end) + 1
            line = view.folded[begin:end]
            if (not line.startswith("--") and end < start) or (
                end == start and not view.folded.startswith("--", begin)
            ):
                return ""
            until = re.findall(r"到(\d{4})年", line)
            if until:
                return str(until[-1])
            end = begin - 1
        return ""

    def _governs(self, view: TextView, time: Entity, low: int, q: Quantity) -> bool:
        before = view.folded[max(low, time.start - 4) : time.start]
        between = view.folded[time.end : q.start]
        if self._base.search(before):
            return self._than.search(before) is not None and _OF_BASE.fullmatch(between) is not None
        if re.match(r"的?(?:同期|基础|水平)", between) and "比" in before:
            return False
        first = before.endswith(("由", "从"))
        if first and between.startswith("的") and re.search("[到至为]", between):
            return False  # 从2012年的10.2%下降到0.6%,比…低5.1个百分点: it is over with the first
        if not first and q.unit in _TIMES_OVER and _TIMES_AS.fullmatch(between):
            return False
        if _PLAN.search(time.text) and not (
            _PLAN_IN_FORCE.search(time.text) or _PLAN_IN_FORCE.match(view.after(time.end, 2))
        ):
            return False
        if _INDEX_BASE.match(between) or (
            time.text.endswith("年初") and re.match("预算|预期|计划|目标|安排|部署", between)
        ):
            return False
        return (not _NAMED_ONLY.match(between) and not _SINCE.match(between)) or "/" in time.norm

    def _paragraph_time(self, view: TextView, sentence_start: int) -> str:
        """A time at the head of an earlier sentence of the paragraph, where this one has none."""
        line = view.paragraph_at(sentence_start)
        times = view.entities_in(line, sentence_start, Label.TIME)
        for time in reversed(times):
            first = view.sentence_at(time.start)
            if (
                _HEADED.match(view.folded[first.start : time.start])
                and re.search("季度|半年|月", time.text)
                and "末" not in time.text
            ):
                return time.norm
        return ""

    def _carried(self, view: TextView, start: int) -> str:
        """In a text without own year: the year that the paragraph named last, if no base of
        comparison.
        """
        for time in reversed(view.entities_in(view.paragraph_at(start), start, Label.TIME)):
            year = time.norm.rpartition("/")[2][:4]
            if year.isdigit() and not self._base.search(view.before(time.start, 4)):
                return year
        return ""

    def _default(self, view: TextView, start: int, whole: DocumentContext) -> str:
        heading = view.heading
        year = heading.year if start >= whole.plan_start else heading.review_year
        if year is None:
            return self._carried(view, start)
        m = whole.part
        if m is None:
            return str(year)
        if m["half"]:
            return f"{year}-H{1 if m['half'] == '上' else 2}"
        if m["quarter"]:
            return f"{year}-Q{'一二三四'.index(m['quarter']) + 1}"
        return f"{year}-01/{year}-{9 if m['three'] else int(m['month']):02}"
