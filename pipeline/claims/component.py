"""The spaCy component: read the quantities of a Doc as claims, and say of every other number why it is none."""

from __future__ import annotations

import re
from dataclasses import replace

from spacy.tokens import Doc

from pipeline.claims.classifiers import adopt_classifiers, unknown_unit
from pipeline.claims.features import Question
from pipeline.claims.item import ItemFinder, Rule
from pipeline.claims.measure import Measurer, signed
from pipeline.claims.pairs import Pairs
from pipeline.claims.ranker import Ranker
from pipeline.claims.reading import Reading
from pipeline.claims.refuse import Refuser
from pipeline.claims.scope import Facts, Scope, facts_of
from pipeline.claims.status import StatusReader
from pipeline.claims.subject import subjects_of
from pipeline.claims.tables import Cell, TableReader, in_table, scaled
from pipeline.doc import add_issues, entities_of, heading_of, put, quantities_of, sections_of, sentences_of, text_of, tokens_of
from pipeline.folding import fold, fold_report
from pipeline.lexicons.cues import Cues
from pipeline.lexicons.items import ItemWords
from pipeline.lexicons.refusals import Refusals
from pipeline.lexicons.regions import Gazetteer
from pipeline.lexicons.units import UnitTable
from pipeline.records import Bound, Claim, Form, Issue, Measure, Mention, Quantity

_LIST_MARK = re.compile(r"(?:以上|左右|以内|以下)?(?:、|和|与|及|,分别|或)(?:约|近|超过?|逾)?")
Named = tuple[Mention | None, float | None]
"""An item and how sure it is."""


class Claims:
    """Writes `doc._.claims`, a tuple of Claim, and adds to `doc._.issues`."""

    def __init__(
        self, *, cues: Cues, refusals: Refusals, units: UnitTable, words: ItemWords, regions: Gazetteer, ranker: Ranker | None
    ) -> None:
        self.units, self.ranker = units, ranker
        self.refuser = Refuser(cues, refusals, units)
        self.measurer = Measurer(cues, units)
        self.status = StatusReader(cues)
        self.pairs = Pairs(cues)
        self.tables = TableReader(units, cues)
        self.scope = Scope(cues, regions)
        counted = frozenset(f for f, u in units.by_form.items() if u.kind in ("classifier", "noun"))
        self.items = ItemFinder(words, counted)

    def __call__(self, doc: Doc) -> Doc:
        claims, issues = self.read(reading_of(doc))
        put(doc, "claims", claims)
        add_issues(doc, issues)
        return doc

    def read(self, reading: Reading) -> tuple[list[Claim], list[Issue]]:
        """The claims of one text and the issues of the numbers refused."""
        asked, issues = self.ask(reading)
        if self.ranker is None:
            items: list[Named] = [(answer.item, None) for answer in asked.answers]
            subjects = subjects_of(reading, [item for item, _ in items], self.items.phrase_before)
        else:
            found, subjects = self.ranker.names_of(reading, asked)
            items = [*found]
            self._rank_growths(reading, asked, items, subjects)
        for i, cell in asked.cells.items():
            items[i], subjects[i] = (cell.item, 1.0), cell.subject
        facts = facts_of(reading, self.status.plan_start(reading))
        claims = []
        for i, q in enumerate(asked.quantities):
            claim = self._claim(reading, q, asked.measures[i], asked.signs[i], *items[i], subjects[i], facts)
            period = asked.cells[i].period if i in asked.cells else ""
            claims.append(replace(claim, period=period) if period else claim)
        return claims, issues

    def _rank_growths(self, reading: Reading, asked: Question, items: list[Named], subjects: list[Mention | None]) -> None:
        """地区生产总值增长8%,增速居全国第3位: the rule's item, of what the claim before is about."""
        for i, answer in enumerate(asked.answers):
            if not i or answer.rule is not Rule.RANKED or answer.item is None or reading.folded[answer.item.start - 1] not in ",;":
                continue
            if asked.quantities[i - 1].start >= reading.sentence_at(answer.item.start).start:
                items[i], subjects[i] = (answer.item, 1.0), items[i - 1][0]

    def ask(self, reading: Reading) -> tuple[Question, list[Issue]]:
        """The quantities of a text that are claims, with what the rules say of each, and the issues of the numbers refused."""
        adopt_classifiers(reading)
        cells = self.tables.cells(reading.text, reading.heading.year)
        issues: list[Issue] = []
        kept: list[tuple[int, Quantity]] = []
        tabled: dict[int, Cell] = {}
        for i, q in enumerate(reading.quantities):
            cell = in_table(q, cells)
            reason = None if cell else self.refuser.reason(reading, q)
            if cell is not None:
                tabled[len(kept)] = cell
            if reason is None:
                kept.append((i, q))
            else:
                issues.append(Issue(stage="claims", code=reason, start=q.start, end=q.end, text=q.text))
        quantities = [q for _, q in kept]
        issues.extend(issue for issue in (unknown_unit(q, self.units) for q in quantities) if issue)
        measures = self._measures(reading, kept)
        answers = self.items.items_of(reading, [(q, m) for q, (m, _) in zip(quantities, measures, strict=True)])
        for n, cell in tabled.items():
            quantities[n] = scaled(quantities[n], cell)
            measures[n] = cell.measure, 1
        kinds = [self._kind(q.unit) for q in quantities]
        return Question(quantities, [m for m, _ in measures], [sign for _, sign in measures], kinds, answers, tabled), issues

    def _kind(self, unit: str) -> str:
        known = self.units.by_form.get(fold(unit))
        return known.kind if known else ""

    def _measures(self, reading: Reading, kept: list[tuple[int, Quantity]]) -> list[tuple[Measure, int]]:
        """Measure and sign of each; a list member takes those of the member before it."""
        found: list[tuple[Measure, int]] = []
        for n, (i, q) in enumerate(kept):
            left = None
            if n:
                before = kept[n - 1][1]
                gap = reading.folded[before.end : q.start]
                if before.unit == q.unit and q.form is not Form.RATIO and _LIST_MARK.fullmatch(gap):
                    left = found[-1]
                if (
                    before.unit == q.unit
                    and self.pairs.is_second(reading, q)
                    and self.pairs.is_first(reading, before)
                    and found[-1][0] is not Measure.GROWTH
                ):
                    left = found[-1]
            found.append(self.measurer.measure_of(reading, i, left))
        return found

    def _claim(
        self,
        reading: Reading,
        q: Quantity,
        measure: Measure,
        sign: int,
        item: Mention | None,
        confidence: float | None,
        subject: Mention | None,
        facts: Facts,
    ) -> Claim:
        place, code = self.scope.place_at(reading, q)
        sentence = reading.sentence_at(q.start)
        bound = Bound.LE if measure is Measure.RANK and not q.ordinal and reading.before(q.start, 1) == "前" else q.bound
        return Claim(
            start=q.start, end=q.end, text=q.text, value=signed(q.value, measure, sign),
            value_max=None if q.value_max is None else signed(q.value_max, measure, sign), unit=q.unit, bound=bound,
            measure=measure, status=self.status.status_of(reading, q, facts.plan_start), item=item, subject=subject, place=place, area_code=code,
            period=self.scope.period_at(reading, q, measure, facts), accumulation=self.scope.accumulation_at(reading, q),
            comparison=self.scope.comparison_at(reading, q, measure), section=self.scope.section_at(reading, q.start),
            sentence=reading.text[sentence.start : sentence.end], confidence=None if confidence is None else round(confidence, 2),
        )  # fmt: skip


def reading_of(doc: Doc) -> Reading:
    """The Reading of a Doc that the other rooms have passed."""
    text = text_of(doc)
    return Reading(
        text=text, folded=fold_report(text), heading=heading_of(doc), sentences=sentences_of(doc), sections=sections_of(doc),
        quantities=quantities_of(doc), entities=entities_of(doc), tokens=tokens_of(doc),
    )  # fmt: skip
