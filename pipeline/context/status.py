"""Status: a claim's sentence and the report's kind in; actual, target or estimate out.

Reading guide. A work report first looks back and then plans. It turns at the paragraph of goals
(主要预期目标是…); a report that has none turns where the words of looking back (了, 取得, 达到) and
exact figures give way to the words of planning (力争, 继续, 推进): the split of its paragraphs that
tells the two apart best. Behind the turn a number is planned unless its clause says it is there
already; before it, and in every other report, only the words of the clause tell: 力争, 拟, 到2020年
in a report on 2018. 预计 is an estimate of the clause it stands in.
"""

from __future__ import annotations

import regex

from pipeline.core.folding import fold
from pipeline.core.records import Form, Label, Quantity, Status
from pipeline.core.state_change import StateChange
from pipeline.core.text_view import TextView
from pipeline.lexicons.cues import Cues

_GOALS = regex.compile(
    r"(?:预期|发展|奋斗|主要)目标(?:和\p{Han}{0,12})?(?:是|为|如下|:)|目标任务(?:是|为|:)|任务和目标是"
)
_UNTIL = regex.compile(r"到(20\d\d|19\d\d)年")
_SURE = 20  # what a sentence that plainly says 今年要 or 到2020年 weighs against single words
_HEAD = 60  # characters of a paragraph in which its goals are announced
# a figure that is known to the last digit is there already; plans are round, or 5.5%左右
_EXACT = regex.compile(
    r"(?<![\d.])(?:\d+\.\d+|\d{2,}[1-9])(?![\d.])(?!\D{0,8}(?:左右|以上|以内|以下))"
)
_DONE = regex.compile(
    r"(?<![比较])去年(?!同期|预算)|上年(?:完成|达到|实现)|(?:已|目前|现有|累计已)[^,]{0,8}$"
)

# 标准、安全与展望 tells of more than plans
_JOINS = regex.compile("(?<=.{3})[、与和及]")
_OF_PLANS = regex.compile("计划|规划|目标|任务|安排|打算|部署|重点|措施|思路|展望")
_CARRIED_OUT = regex.compile("执行|完成|实施情况|回顾|总结")


class StatusReader:
    """Cue patterns of status, and where a work report begins to plan."""

    def __init__(self, cues: Cues) -> None:
        self.pairs = StateChange(cues.words("pairs.between"), cues.words("pairs.towards"))
        self._target = _any(cues, "status.target")
        self._estimate = _any(cues, "status.estimate")
        self._future = _any(cues, "status.future")
        self._plan_title = regex.compile(
            rf"^(?:第.{{1,3}}[章节部篇]分?|[(]?[一二三四五六七八九十\d]+[)、.])? *(?:{'|'.join(cues.lists['status.plan_title'])})"
        )
        self._plan_section = _any(cues, "status.plan_section")
        self._plan, self._past = (
            regex.compile(cues.words("status.plan")),
            regex.compile(cues.words("status.past")),
        )
        self._scope = regex.compile(rf"(?:{cues.words('status.scope_of_plan')})[^,;。]{{0,8}}$")

    def plan_start(self, view: TextView) -> int:
        """Offset from which a work report plans.

        The end of the text where it does not (or is no work report).
        """
        end = len(view.text)
        if view.heading.kind != "work-report":
            return end
        paragraphs = _paragraphs(view.folded)
        goals = next((at for at, words in paragraphs if _GOALS.search(words[:_HEAD])), end)
        titled = next((s.start for s in view.sections if self._plan_title.search(s.path[-1])), end)
        first = min(goals, titled)
        return first if first < end else self._turn(paragraphs, view.heading.year, end)

    def _turn(self, paragraphs: list[tuple[int, str]], year: int | None, end: int) -> int:
        """The split of the paragraphs with the most words of planning behind it and of looking back
        before it.
        """
        own = regex.compile(
            rf"^(?:今年(?!第|以来|[一上])|{year}年)[^。]{{0,30}}(?:要|将|拟)|^今后[一三五]年"
        )
        best, total, turn = 0, 0, end
        for at, words in reversed(paragraphs):
            total += len(self._plan.findall(words)) - 3 * (
                len(self._past.findall(words)) + len(_EXACT.findall(words))
            )
            total += _SURE * (
                bool(own.search(words))
                + any(year is not None and int(y) > year for y in _UNTIL.findall(words))
            )
            if total > best:
                best, turn = total, at
        return turn if turn > 0 else end

    def status_of(self, view: TextView, q: Quantity, plan_start: int) -> Status:
        """The status of one quantity."""
        rule, status = self._named(view, q, plan_start)
        view.because(q.start, "status", rule)
        return status

    def _named(self, view: TextView, q: Quantity, plan_start: int) -> tuple[str, Status]:
        """The name of the rule, and the status."""
        sentence = view.sentence_at(q.start)
        segment = view.folded[sentence.start : q.start].rsplit(";", 1)[-1]
        if q.start >= plan_start:
            return self._planned(view, q, segment)
        section = view.section_at(q.start)
        if section and view.heading.kind != "work-report" and self._plans(section.path):
            return self._planned(view, q, segment)
        if self._estimated(view, segment):
            return "estimate word", Status.ESTIMATE
        if self.pairs.is_first(view, q):
            # 由38个压减到10个: what is there is actual even in a plan
            return (
                "A of from A to B",
                Status.ACTUAL,
            )
        looks_back = view.heading.kind == "work-report" and plan_start < len(view.text)
        if self._future.search(segment.rsplit(",", 1)[-1]):
            return "word of the future", Status.TARGET
        if not looks_back and self._target.search(segment):
            return "word of aims", Status.TARGET
        if self._later(view, q, segment):
            return "a later year", Status.TARGET
        return "no word of plans", Status.ACTUAL

    def _planned(self, view: TextView, q: Quantity, segment: str) -> tuple[str, Status]:
        if _DONE.search(segment):
            return "done, in the part that plans", Status.ACTUAL
        if self.pairs.is_first(view, q):
            return "A of from A to B", Status.ACTUAL
        scope = (
            q.form in (Form.HAN, Form.ARABIC)
            and q.unit in ("大", "个", "类", "条", "件", "项", "方面")
            and self._scope.search(segment)
        )
        return (
            ("count of what is planned", Status.ACTUAL)
            if scope
            else ("part that plans", Status.TARGET)
        )

    def _plans(self, path: tuple[str, ...]) -> bool:
        """Whether a heading over a number says that what stands under it is planned."""
        titles = [fold(title) for title in path]
        return self._plan_title.search(titles[-1]) is not None or any(
            self._plan_section.search(title)
            and not _CARRIED_OUT.search(title)
            and all(_OF_PLANS.search(part) for part in _JOINS.split(title))
            for title in titles
        )

    def _estimated(self, view: TextView, segment: str) -> bool:
        """预计 reaches to the next semicolon or full stop, but for what is done (1-10月已完成)."""
        found = [m.end() for m in self._estimate.finditer(segment)]
        return (
            bool(found)
            and not _DONE.search(segment[found[-1] :])
            and not self._future.search(segment)
            and not self._target.search(segment)
        )

    def _later(self, view: TextView, q: Quantity, segment: str) -> bool:
        """到2020年 or 明年 in the clauses before the number, later than the report's year."""
        year = view.heading.year
        times = view.entities_in(q.start - len(segment), q.start, Label.TIME)
        return year is not None and any(
            t.norm[:4].isdigit() and int(t.norm[:4]) > year for t in times
        )


def _any(cues: Cues, name: str) -> regex.Pattern[str]:
    """The regular expressions of a list as one."""
    return regex.compile("|".join(f"(?:{p})" for p in cues.lists[name]))


def _paragraphs(folded: str) -> list[tuple[int, str]]:
    """Offset and words of each line that is not blank, the first (the title) left out."""
    found, at = [], 0
    for line in folded.split("\n"):
        if line.strip():
            found.append((at, line.strip()))
        at += len(line) + 1
    return found[1:]
