"""The spaCy component: read the quantities of a Doc as claims, and say of every other number why it
is none.
"""

from __future__ import annotations

import re

from spacy.tokens import Doc

from pipeline.claims.classifiers import adopt_classifiers, unknown_unit
from pipeline.claims.exclusions import Excluder
from pipeline.claims.item_model import ClaimNames, ItemModel, UnnamedClaims
from pipeline.claims.item_rules import ItemFinder, Rule
from pipeline.claims.measure import Measurer, signed
from pipeline.claims.subject_rules import subjects_of
from pipeline.claims.table_cells import in_table, scaled
from pipeline.core.doc_extensions import add_issues, put, view_of
from pipeline.core.folding import fold
from pipeline.core.records import Bound, Claim, Form, Issue, Measure, Quantity, TableCell
from pipeline.core.state_change import StateChange
from pipeline.core.text_view import TextView
from pipeline.lexicons.cues import Cues
from pipeline.lexicons.exclusions import ExclusionWords
from pipeline.lexicons.items import ItemWords
from pipeline.lexicons.units import UnitTable

_LIST_MARK = re.compile(r"(?:以上|左右|以内|以下)?(?:、|和|与|及|,分别|或)(?:约|近|超过?|逾)?")


class Claims:
    """Writes `doc._.claims`, a tuple of Claim, and adds to `doc._.issues`."""

    def __init__(
        self,
        *,
        cues: Cues,
        exclusions: ExclusionWords,
        units: UnitTable,
        words: ItemWords,
        item_model: ItemModel | None,
    ) -> None:
        """Make the component; without `item_model` the rules alone say what claims are of."""
        self.units, self.item_model = units, item_model
        self.excluder = Excluder(cues, exclusions, units)
        self.measurer = Measurer(cues, units)
        self.pairs = StateChange(cues.words("pairs.between"), cues.words("pairs.towards"))
        counted = frozenset(f for f, u in units.by_form.items() if u.kind in ("classifier", "noun"))
        self.items = ItemFinder(words, counted)

    def __call__(self, doc: Doc) -> Doc:
        """Read the claims of a Doc."""
        claims, issues = self.read(view_of(doc))
        put(doc, "claims", claims)
        add_issues(doc, issues)
        return doc

    def read(self, view: TextView) -> tuple[list[Claim], list[Issue]]:
        """The claims of one text and the issues of the numbers refused."""
        unnamed, issues = self.unnamed(view)
        if self.item_model is None:
            items = [answer.item for answer in unnamed.answers]
            subjects = subjects_of(view, items, self.items.phrase_before)
            names = [
                ClaimNames(item, subject) for item, subject in zip(items, subjects, strict=True)
            ]
        else:
            names = self.item_model.choose(view, unnamed)
            self._rank_growths(view, unnamed, names)
        if self.item_model is None:
            for q, answer in zip(unnamed.quantities, unnamed.answers, strict=True):
                view.because(q.start, "item", f"rule {answer.rule.name}")
        for i, cell in unnamed.cells.items():
            names[i] = ClaimNames(cell.item, cell.subject, 1.0)
            for name in ("item", "subject"):
                view.because(
                    unnamed.quantities[i].start, name, "headings of the cell's row and column"
                )
        claims = [
            self._claim(view, q, unnamed.measures[i], unnamed.signs[i], names[i])
            for i, q in enumerate(unnamed.quantities)
        ]
        return claims, issues

    def _rank_growths(
        self, view: TextView, unnamed: UnnamedClaims, names: list[ClaimNames]
    ) -> None:
        """地区生产总值增长8%,增速居全国第3位: the rule's item, of what the claim before is about."""
        for i, answer in enumerate(unnamed.answers):
            if (
                not i
                or answer.rule is not Rule.RANKED
                or answer.item is None
                or view.folded[answer.item.start - 1] not in ",;"
            ):
                continue
            if unnamed.quantities[i - 1].start >= view.sentence_at(answer.item.start).start:
                names[i] = ClaimNames(answer.item, names[i - 1].item, 1.0)
                view.because(unnamed.quantities[i].start, "item", f"rule {answer.rule.name}")
                view.because(unnamed.quantities[i].start, "subject", "item of the claim before")

    def unnamed(self, view: TextView) -> tuple[UnnamedClaims, list[Issue]]:
        """The quantities of a text that are claims, with what the rules say of each, and the issues
        of the numbers refused.
        """
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
                issues.append(
                    Issue(stage="claims", code=reason, start=q.start, end=q.end, text=q.text)
                )
        quantities = [q for _, q in kept]
        issues.extend(issue for issue in (unknown_unit(q, self.units) for q in quantities) if issue)
        measures = self._measures(view, kept)
        answers = self.items.items_of(
            view, [(q, m) for q, (m, _) in zip(quantities, measures, strict=True)]
        )
        for n, cell in tabled.items():
            quantities[n] = scaled(quantities[n], cell)
            measures[n] = cell.measure, 1
        kinds = [self._kind(q.unit) for q in quantities]
        return UnnamedClaims(
            quantities,
            [m for m, _ in measures],
            [sign for _, sign in measures],
            kinds,
            answers,
            tabled,
        ), issues

    def _kind(self, unit: str) -> str:
        known = self.units.by_form.get(fold(unit))
        return known.kind if known else ""

    def _measures(
        self, view: TextView, kept: list[tuple[int, Quantity]]
    ) -> list[tuple[Measure, int]]:
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
        names: ClaimNames,
    ) -> Claim:
        """A claim without its place, period and status, which `context` adds."""
        sentence = view.sentence_at(q.start)
        bound = (
            Bound.LE
            if measure is Measure.RANK and not q.ordinal and view.before(q.start, 1) == "前"
            else q.bound
        )
        return Claim(
            start=q.start,
            end=q.end,
            text=q.text,
            value=signed(q.value, measure, sign),
            value_max=None if q.value_max is None else signed(q.value_max, measure, sign),
            unit=q.unit,
            bound=bound,
            measure=measure,
            item=names.item,
            subject=names.subject,
            sentence=view.text[sentence.start : sentence.end],
            confidence=None if names.confidence is None else round(names.confidence, 2),
        )
