"""Periods: a claim's position in; the period in force there out.

A time governs what follows it in its sentence, unless it is only a base (比2012年). A sentence without
time goes on with the stocks counted before it at a year's end (`stock`), takes the year of its heading
(`section_year`) or the report's own: in a work report the year under review, or the year planned for
behind the goals; in a text without own year what its paragraph named last.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.context.section_year import section_year
from pipeline.context.stock import StockMemory, StockReader
from pipeline.core.records import Claim, Entity, Label, Measure, Quantity
from pipeline.core.state_change import StateChange
from pipeline.core.text_view import TextView
from pipeline.lexicons.cues import Cues

_HEADED = re.compile(r"^[“\"]?(?:截至|截止|到|至)?$")
_DIGIT = "〇零一二三四五六七八九"
_PLAN = re.compile(rf"[“”\"]|(?<![{_DIGIT}])(?:十[{_DIGIT}]?|[{_DIGIT}])五(?![{_DIGIT}年])|个五年")
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
_LEVEL_OF = "(?:同期|全年|底|末)?(?:水平)?"
_TIMES_AS = re.compile(rf"{_LEVEL_OF}的(?:约|近)?")
# 为2013年的2.1倍,与…之比1.26%: what follows the multiple is not of its base
_BASE_OF_MULTIPLE = re.compile(
    rf"{_LEVEL_OF}的?(?:约|近)?(?:\d[\d.]*|[一二三四五六七八九十百点分之]+)(?:倍|%|成)"
)
_IS = re.compile("(?:为|是|等于|相当于|恢复到|占)$")
# 比产量最高的1928年多2万件
_COMPARES_BEFORE = re.compile(r"(?:比|较)[^,。;、\d]{1,16}$")
_BEFORE_IT = re.compile("以?前")  # 1979年前以散养为主
_COMPARES_BEHIND = re.compile(
    r"(?:同期|全年)?(?:的)?[^,。;\d]{0,6}?(?:多|少|高|低|长|短|快|慢|增|减|提|下|上升|翻|扩|超)"
)
# 去年12月上涨1.5%;全年上涨0.9%
_WHOLE_YEAR = re.compile("[,;](?:预计|力争|确保|预期)?全年(?!目标|计划|任务|预期)")
# a paragraph that begins with its own heading (县医院  占地118亩,…) tells of another thing
_HEADED_PARAGRAPH = re.compile(r"[ \u3000]*[^\s,。;:、\d]{2,20}[ \u3000]+(?=[^\s,。;:]{2})")
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
    whether it reviews five years; and what was counted so far, as its claims are read in order.
    """

    plan_start: int
    part: re.Match[str] | None
    five_years: bool
    stocks: StockMemory = field(default_factory=StockMemory)


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
        self.stock = StockReader(cues)

    def period_at(self, view: TextView, q: Quantity, claim: Claim, whole: DocumentContext) -> str:
        """The ISO period of the claim, empty where the report names no year."""
        item = claim.item.text if claim.item else ""
        section = view.section_at(q.start)
        headed = _HEADED_PARAGRAPH.match(view.folded, view.paragraph_at(q.start))
        whole.stocks.enter(section.start if section else -1, headed.start() if headed else None)
        rule, period, time = self._named_period(view, q, claim.measure, whole, item)
        whole.stocks.note(q, claim.measure, period, item)
        view.because(q.start, "period", rule, (time.start, time.end) if time is not None else None)
        return period

    def _named_period(
        self, view: TextView, q: Quantity, measure: Measure, whole: DocumentContext, item: str
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
            is_stock = len(default) == 4 and self.stock.against_year_end(
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
        if len(default) == 4:
            times = self._times_in_force(view, view.paragraph_at(sentence.start), sentence.start)
            rule, stock = self.stock.date(view, q, measure, times, whole.stocks, item, default)
            if stock:
                return rule, stock, None
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
        flow = self.stock.of_flow(view, q, time, period, whole.stocks)
        if flow:
            return "flow up to a stock date", flow, time
        if len(period) == 4 and self.stock.against_year_end(view, q, measure, time.end):
            return "year's end, by what it is compared with", f"{period}-12-31", time
        return "time in the sentence", period, time

    def _times_in_force(self, view: TextView, low: int, high: int) -> list[Entity]:
        """The times of text[low:high] but for bases of comparison and those in brackets."""
        return [
            t
            for t in view.entities_in(low, high, Label.TIME)
            if not self._is_base(view, t) and not _in_brackets(view, t, high)
        ]

    def _is_base(self, view: TextView, time: Entity) -> bool:
        """Whether a time is only what something is compared with."""
        before = view.before(time.start, 4)
        return self._base.search(before) is not None or _is_base_of_multiple(view, time, before)

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
        if _in_brackets(view, time, q.start) or _BEFORE_IT.match(between):
            return False
        if _is_base_of_multiple(view, time, before):
            return False
        if _COMPARES_BEFORE.search(view.before(time.start, 20)) and _COMPARES_BEHIND.match(between):
            return False
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
        for time in reversed(self._times_in_force(view, view.paragraph_at(start), start)):
            year = time.norm.rpartition("/")[2][:4]
            if year.isdigit() and not _BEFORE_IT.match(view.after(time.end, 2)):
                return year
        return ""

    def _default(self, view: TextView, start: int, whole: DocumentContext) -> str:
        heading = view.heading
        headed = section_year(view, start)
        year = heading.year if start >= whole.plan_start else heading.review_year
        m = whole.part
        if year is None:
            return self._carried(view, start) or str(headed or "")
        if m is None or (headed and headed != year):
            return str(headed or year)
        if m["half"]:
            return f"{year}-H{1 if m['half'] == '上' else 2}"
        if m["quarter"]:
            return f"{year}-Q{'一二三四'.index(m['quarter']) + 1}"
        return f"{year}-01/{year}-{9 if m['three'] else int(m['month']):02}"


def _is_base_of_multiple(view: TextView, time: Entity, before: str) -> bool:
    """Whether a time behind `before` is what a multiple is of: 为2013年的2.1倍."""
    return (
        _IS.search(before) is not None
        and _BASE_OF_MULTIPLE.match(view.after(time.end, 24)) is not None
    )


def _in_brackets(view: TextView, time: Entity, high: int) -> bool:
    """Whether a time stands in brackets that close before an offset: (1980年不变价)."""
    close = view.folded.find(")", time.end, high)
    return (
        close >= 0
        and "(" not in view.folded[time.end : close]
        and (
            view.folded.rfind("(", max(0, time.start - 40), time.start)
            > view.folded.rfind(")", max(0, time.start - 40), time.start)
        )
    )
