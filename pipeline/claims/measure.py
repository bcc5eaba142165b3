"""Measure and sign: a quantity and the words around it in.

Level, growth, change, ratio or rank, and the sign, out.

Reading guide. Ask in this order what stands at the number:
1. 第N位, 前N名 → rank; a part of a:b:c, a fraction → ratio.
2. 百分点 → change, unless it is a gap to somebody else (高于全国0.4个百分点 → level).
3. % ‰ 成 倍: behind a verb of growth (增长7.7%) → growth; behind its noun (增速为7.7%) → growth;
   else → ratio. A verb with 到 or 至 gives a state (提高到82.1%) → ratio.
4. An amount behind a verb of change (比上年增加45.5万人, 缩短15天, 减少贫困人口510.6万人) →
   change; else → level.
A list takes the reading of its first member (分别增长10.4%、13.3%). A verb of decline makes growth
and change negative.
"""

from __future__ import annotations

import re
from decimal import Decimal

from pipeline.core.records import Form, Measure, Quantity
from pipeline.core.text_view import TextView
from pipeline.lexicons.cues import Cues
from pipeline.lexicons.units import UnitTable

_RANK_UNITS = frozenset(["位", "名"])
_SPAN = 30
Named = tuple[str, Measure, int]
"""The name of the rule, the measure and the sign."""


class Measurer:
    """The patterns of measure, built from the cues."""

    def __init__(self, cues: Cues, units: UnitTable) -> None:
        self._relative_units = frozenset(
            form for form, unit in units.by_form.items() if unit.kind == "percent"
        )
        self._point_units = frozenset(
            form for form, unit in units.by_form.items() if unit.kind == "points"
        )
        link = (
            rf"(?:{cues.words('bounds.gap', 'bounds.far', 'measure.hedges', 'measure.links')}|\s)"
        )
        self._growth_behind = re.compile(
            rf"(?:以上|左右)?的?(?:{cues.words('measure.rates_behind')})(?!点|极|动能)"
        )
        self._ranked = re.compile(
            rf"(?:{cues.words('measure.ranked')})(?:[^,。;\d]{{0,8}}|\d+位[、和])$"
        )
        self._points_down = re.compile(cues.words("measure.points_down"))
        self._gap = re.compile(
            rf"{cues.words('measure.gap')}|高(?:{cues.words('measure.gap_of')})|比(?:{cues.words('measure.gap_of')})[^,]{{0,10}}[高低快慢]"
        )
        self._earlier = re.compile(cues.words("measure.earlier"))
        self._with_object = cues.set("measure.with_object")
        self._at_verb = re.compile(
            rf"(?:(?P<down>{cues.words('measure.down')})|(?P<up>{cues.words('measure.up')}))(?P<link>{link}{{0,3}})$"
        )
        self._at_rate = re.compile(
            rf"(?:(?P<down>{cues.words('measure.rates_down')})|(?P<up>{cues.words('measure.rates_up')}))(?:[^,。;:、\d]{{0,3}})?(?:控制|保持|稳定)?(?:在|为|达|达到|是|均|{link}){{0,3}}$"
        )
        self._change = re.compile(
            rf"(?:(?P<down>{cues.words('measure.change_down')})|(?P<up>{cues.words('measure.change_up')}))(?P<link>{link}{{0,3}})(?P<object>[^,。;:、!?\d到至为的]{{0,14}}?)$"
        )
        self._rate_pair = re.compile(
            rf"(?:{cues.words('measure.rates_up', 'measure.rates_down')})(?:由|从)[^,。;]{{0,30}}$"
        )
        self._level = re.compile(rf"(?:{cues.words('measure.level')})[^,。;:、\d]{{0,8}}$")
        self._ratio_item = re.compile(
            rf"(?:{cues.words('measure.ratio_items')})(?:{cues.words('measure.ratio_links')}|{link}){{0,2}}[^,。;:、\d]{{0,2}}$"
        )

    def measure_of(
        self, view: TextView, index: int, left: tuple[Measure, int] | None
    ) -> tuple[Measure, int]:
        """Measure and sign (1 or -1) of quantity `index`.

        `left` is the reading of the list member before it.
        """
        q = view.quantities[index]
        rule, measure, sign = self._named(view, q, left)
        view.because(q.start, "measure", rule)
        return measure, sign

    def _named(self, view: TextView, q: Quantity, left: tuple[Measure, int] | None) -> Named:
        before = self._clause(view, q)
        if q.ordinal:
            return "ordinal", Measure.RANK, 1
        if q.unit in _RANK_UNITS and (
            before.endswith("前") or (q.unit == "位" and self._ranked.search(before))
        ):
            return "rank unit", Measure.RANK, 1
        if q.form in (Form.RATIO, Form.FRACTION) and not (
            q.form is Form.FRACTION and self._at_verb.search(before)
        ):
            return "ratio or fraction", Measure.RATIO, 1
        if q.value < 0 and q.unit not in self._point_units:
            return (
                "negative number",
                (Measure.RATIO if q.unit in self._relative_units else Measure.LEVEL),
                1,
            )
        if left is not None:
            return "as the list member before", *left
        if q.unit in self._point_units:
            return self._points(before, view, q)
        if q.unit in self._relative_units or q.form is Form.FRACTION:
            return self._relative(before, view, q)
        return self._amount(before, q)

    def _clause(self, view: TextView, q: Quantity) -> str:
        """The words of the clause before the number; a bracket at its end is looked through."""
        return re.sub(r"\([^()]*\)$", "", view.before(q.start, _SPAN).rsplit("\n", 1)[-1]).replace(
            " ", ""
        )

    def _points(self, before: str, view: TextView, q: Quantity) -> Named:
        clause = re.split("[,。;]", before)[-1]
        if ("降幅" in clause and re.search("收窄|缩小|回落", clause)) or (
            re.search("收窄", clause) and "降幅" in before
        ):
            # a fall that narrows is a rise of the growth
            return (
                "points: a fall that narrows",
                Measure.CHANGE,
                1,
            )
        down = self._points_down.search(clause.replace("低于", ""))
        if self._gap.search(clause) and not self._earlier.search(clause):
            return "points: gap to others", Measure.LEVEL, 1
        return (
            "points of change",
            Measure.CHANGE,
            -1 if down and not re.search("扩大|拉动[^,]{0,12}增长", clause) else 1,
        )

    def _relative(self, before: str, view: TextView, q: Quantity) -> Named:
        if q.unit != "倍" and self._growth_behind.match(view.after(q.end, 6)):
            return (
                "rate noun behind",
                Measure.GROWTH,
                -1 if view.after(q.end, 4).lstrip("的").startswith("负") else 1,
            )
        if self._rate_pair.search(before):
            return "rate from A to B", Measure.GROWTH, 1
        m = self._at_verb.search(before) or self._at_rate.search(before)
        if m is None:
            return "no verb of change", Measure.RATIO, 1
        words = before[m.start() :]
        if re.search(r"(?<!达)[到至](?:了|约|近|超)*$", words) or (
            re.search(r"(?:相当于|占|是)[^,:]{0,16}的?$", before) and not m["down"]
        ):
            return "state reached (到, 占)", Measure.RATIO, 1
        if words.endswith("为") and not re.search("幅|速|率|增长为|下降为|分别", words):
            return "a share with 为", Measure.RATIO, 1
        sign = -1 if m["down"] or re.search("负增长$|负向", before) else 1
        return "verb or rate of growth", Measure.GROWTH, sign

    def _amount(self, before: str, q: Quantity) -> Named:
        clause = re.split("[,。;、]", before)[-1]
        if not q.unit and self._ratio_item.search(clause):
            return "ratio noun", Measure.RATIO, 1
        if self._level.search(clause) or q.unit in ("大", "大类"):
            return "level noun", Measure.LEVEL, 1
        m = self._change.search(clause)
        if m is None:
            return "no verb of change", Measure.LEVEL, 1
        tail = clause[m.start() :]
        if (
            re.search(r"[到至为](?:了)?(?:约|近|超|超过)?$|[到至]", tail)
            or "高于" in clause
            or "低于" in clause
        ):
            return "state reached (到, 为)", Measure.LEVEL, 1
        one = m["down"] or m["up"]
        if len(one) == 1 and (
            m["object"] or not re.search(r"[比较同].{1,10}$", clause[: m.start()])
        ):
            # 比上年多386.2毫米 is a change, 多 elsewhere is a word
            return (
                "bare 多 or 少",
                Measure.LEVEL,
                1,
            )
        if m["object"] and one not in self._with_object:
            return "change of another thing", Measure.LEVEL, 1
        return "verb of change", Measure.CHANGE, -1 if m["down"] else 1


def signed(value: Decimal, measure: Measure, sign: int) -> Decimal:
    """The value with the sign that a verb of decline gives growth and change."""
    return -abs(value) if sign < 0 and measure in (Measure.GROWTH, Measure.CHANGE) else value
