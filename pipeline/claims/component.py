"""The spaCy component: read the quantities of a Doc as claims, and say of every other number why it is none."""

from __future__ import annotations

import re

from spacy.tokens import Doc

from pipeline.claims.classifiers import adopt_classifiers, unknown_unit
from pipeline.claims.exclusions import Excluder
from pipeline.claims.item_rules import ItemFinder, Rule
from pipeline.claims.measure import Measurer, signed
from pipeline.claims.span_ranker.features import Question
from pipeline.claims.span_ranker.ranker import Ranker
from pipeline.claims.subject_rules import subjects_of
from pipeline.claims.table_cells import in_table, scaled
from pipeline.core.doc_extensions import add_issues, put, view_of
from pipeline.core.folding import fold
from pipeline.core.records import Bound, Claim, Form, Issue, Measure, Mention, Quantity, TableCell
from pipeline.core.state_change import StateChange
from pipeline.core.text_view import TextView
from pipeline.lexicons.cues import Cues
from pipeline.lexicons.exclusions import ExclusionWords
from pipeline.lexicons.items import ItemWords
from pipeline.lexicons.units import UnitTable

_LIST_MARK = re.compile(r"(?:以上|左右|以内|以下)?(?:、|和|与|及|,分别|或)(?:约|近|超过?|逾)?")
Named = tuple[Mention | None, float | None]
"""An item and how sure it is."""


class Claims:
    """Writes `doc._.claims`, a tuple of Claim, and adds to `doc._.issues`."""

    def __init__(self, *, cues: Cues, exclusions: ExclusionWords, units: UnitTable, words: ItemWords, ranker: Ranker | None) -> None:
        self.units, self.ranker = units, ranker
        self.excluder = Excluder(cues, exclusions, units)
        self.measurer = Measurer(cues, units)
        self.pairs = StateChange(cues.words("pairs.between"), cues.words("pairs.towards"))
        counted = frozenset(f for f, u in units.by_form.items() if u.kind in ("classifier", "noun"))
        self.items = ItemFinder(words, counted)

    def __call__(self, doc: Doc) -> Doc:
        claims, issues = self.read(view_of(doc))
        put(doc, "claims", claims)
        add_issues(doc, issues)
        return doc

    def read(self, view: TextView) -> tuple[list[Claim], list[Issue]]:
        """The claims of one text and the issues of the numbers refused."""
        asked, issues = self.ask(view)
        if self.ranker is None:
            items: list[Named] = [(answer.item, None) for answer in asked.answers]
            subjects = subjects_of(view, [item for item, _ in items], self.items.phrase_before)
        else:
            found, subjects = self.ranker.names_of(view, asked)
            items = [*found]
            self._rank_growths(view, asked, items, subjects)
        for i, cell in asked.cells.items():
            items[i], subjects[i] = (cell.item, 1.0), cell.subject
        claims = [self._claim(view, q, asked.measures[i], asked.signs[i], *items[i], subjects[i]) for i, q in enumerate(asked.quantities)]
        return claims, issues

    def _rank_growths(self, view: TextView, asked: Question, items: list[Named], subjects: list[Mention | None]) -> None:
        """地区生产总值增长8%,增速居全国第3位: the rule's item, of what the claim before is about."""
        for i, answer in enumerate(asked.answers):
            if not i or answer.rule is not Rule.RANKED or answer.item is None or view.folded[answer.item.start - 1] not in ",;":
                continue
            if asked.quantities[i - 1].start >= view.sentence_at(answer.item.start).start:
                items[i], subjects[i] = (answer.item, 1.0), items[i - 1][0]

    def ask(self, view: TextView) -> tuple[Question, list[Issue]]:
        """The quantities of a text that are claims, with what the rules say of each, and the issues of the numbers refused."""
        adopt_classifiers(view)
        issues: list[Issue] = []
        kept: list[tuple[int, Quantity]] = []
        tabled: dict[int, TableCell] = {}
        for i, q in enumerate(view.quantities):
            cell = in_table(q, view.cells)
            reason = None if cell else self.excluder.reason(view, q)
            if cell is not None:
                tabled[len(kept)] = cell
            if reason is None:
                kept.append((i, q))
            else:
                issues.append(Issue(stage="claims", code=reason, start=q.start, end=q.end, text=q.text))
        quantities = [q for _, q in kept]
        issues.extend(issue for issue in (unknown_unit(q, self.units) for q in quantities) if issue)
        measures = self._measures(view, kept)
        answers = self.items.items_of(view, [(q, m) for q, (m, _) in zip(quantities, measures, strict=True)])
        for n, cell in tabled.items():
            quantities[n] = scaled(quantities[n], cell)
            measures[n] = cell.measure, 1
        kinds = [self._kind(q.unit) for q in quantities]
        return Question(quantities, [m for m, _ in measures], [sign for _, sign in measures], kinds, answers, tabled), issues

    def _kind(self, unit: str) -> str:
        known = self.units.by_form.get(fold(unit))
        return known.kind if known else ""

    def _measures(self, view: TextView, kept: list[tuple[int, Quantity]]) -> list[tuple[Measure, int]]:
        """Measure and sign of each; a list member takes those of the member before it."""
        found: list[tuple[Measure, int]] = []
        for n, (i, q) in enumerate(kept):
            left = None
            if n:
                before = kept[n - 1][1]
                gap = view.folded[before.end : q.start]
                if before.unit == q.unit and q.form is not Form.RATIO and _LIST_MARK.fullmatch(gap):
                    left = found[-1]
                if (
                    before.unit == q.unit
                    and self.pairs.is_second(view, q)
                    and self.pairs.is_first(view, before)
                    and found[-1][0] is not Measure.GROWTH
                ):
                    left = found[-1]
            found.append(self.measurer.measure_of(view, i, left))
        return found

    def _claim(
        self,
        view: TextView,
        q: Quantity,
        measure: Measure,
        sign: int,
        item: Mention | None,
        confidence: float | None,
        subject: Mention | None,
    ) -> Claim:
        """A claim without its place, period and status, which `context` adds."""
        sentence = view.sentence_at(q.start)
        bound = Bound.LE if measure is Measure.RANK and not q.ordinal and view.before(q.start, 1) == "前" else q.bound
        return Claim(
            start=q.start, end=q.end, text=q.text, value=signed(q.value, measure, sign),
            value_max=None if q.value_max is None else signed(q.value_max, measure, sign), unit=q.unit, bound=bound,
            measure=measure, item=item, subject=subject, sentence=view.text[sentence.start : sentence.end],
            confidence=None if confidence is None else round(confidence, 2),
        )  # fmt: skip
