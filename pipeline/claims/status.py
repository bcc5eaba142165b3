"""Status: a claim's sentence and section in; actual, target or estimate out.

A work report first looks back and then plans: from its paragraph of goals on (主要预期目标是…) every number is planned.
Elsewhere only the words of the sentence tell: 力争, 计划, 到2020年 in a report on 2018.
"""

from __future__ import annotations

import re

from pipeline.claims.reading import Reading
from pipeline.lexicons.cues import Cues
from pipeline.records import Label, Status

_GOALS = re.compile(
    r"(?:主要)?(?:预期|发展|奋斗)目标(?:是|为|如下|:)|目标任务(?:是|为|:)|今年(?:的)?(?:主要)?(?:预期)?目标|(?:总体|主要)(?:预期)?目标"
)
_THIS_YEAR = re.compile(r"^(?:今年|(?:19|20)\d\d年)[^。]{0,12}(?:要|工作|总体要求|是)|^做好(?:今年|(?:19|20)\d\d年)|^今后[一三五]年")
_ACHIEVED = re.compile(r"^(?:过去[的]?(?:五年|一年)|去年|一年来|五年来|回顾)")


class StatusReader:
    """Cue patterns of status, and where a work report begins to plan."""

    def __init__(self, cues: Cues) -> None:
        self._target = re.compile(cues.words("status.target"))
        self._estimate = re.compile(cues.words("status.estimate"))
        self._plan_head = re.compile(cues.words("status.plan_head"))
        self._past_head = re.compile(cues.words("status.past_head"))

    def plan_start(self, reading: Reading) -> int:
        """Offset from which a work report plans; the end of the text where it does not (or is no work report)."""
        if reading.heading.kind != "work-report":
            return len(reading.text)
        for section in reading.sections:
            title = section.path[-1]
            if self._plan_head.search(title) and not self._past_head.search(title):
                return section.start
        at = 0
        for line in reading.folded.split("\n"):
            head = line.strip()[:60]
            if at > 0 and (_GOALS.search(head) or _THIS_YEAR.search(head)) and not _ACHIEVED.search(head):
                return at
            at += len(line) + 1
        return len(reading.text)

    def status_of(self, reading: Reading, start: int, plan_start: int) -> Status:
        """The status of the claim at `start`."""
        sentence = reading.sentence_at(start)
        before = reading.folded[sentence.start : start]
        clause = re.split("[;]", before)[-1]
        if start >= plan_start:
            return Status.ACTUAL if re.search(r"去年|上年(?:完成|达到|实现)|(?:已|目前|现有|累计)[^,]{0,8}$", clause) else Status.TARGET
        section = reading.section_at(start)
        if section and any(self._plan_head.search(t) for t in section.path) and reading.heading.kind != "work-report":
            return Status.TARGET if not self._past_head.search(section.path[-1]) else Status.ACTUAL
        if self._estimate.search(clause):
            return Status.ESTIMATE if not self._target.search(clause[self._estimate.search(clause).end() :]) else Status.TARGET  # type: ignore[union-attr]
        if self._target.search(clause) or self._future(reading, sentence.start, start):
            return Status.TARGET
        return Status.ACTUAL

    def _future(self, reading: Reading, low: int, high: int) -> bool:
        """到2020年 or 明年 before the number, later than the report's year."""
        year = reading.heading.year
        if year is None:
            return False
        times = reading.entities_in(low, high, Label.TIME)
        return any(t.norm[:4].isdigit() and int(t.norm[:4]) > year for t in times)
