"""The spaCy component: what is in force at each claim of a Doc: its section, place, period and
status.
"""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Doc

from pipeline.context.period import DocumentContext, PeriodReader, document_context
from pipeline.context.place import ScopeReader
from pipeline.context.status import StatusReader
from pipeline.core.doc_extensions import claims_of, put, view_of
from pipeline.core.records import Claim, Quantity
from pipeline.core.text_view import TextView
from pipeline.lexicons.cues import Cues


class Context:
    """Gives the claims of `doc._.claims` their place, period, status, section, accumulation and
    comparison.
    """

    def __init__(self, cues: Cues) -> None:
        self.status = StatusReader(cues)
        self.period, self.scope = PeriodReader(cues), ScopeReader(cues)

    def __call__(self, doc: Doc) -> Doc:
        """Give the claims of a Doc their context."""
        view = view_of(doc)
        whole = document_context(view, self.status.plan_start(view))
        quantities = {q.start: q for q in view.quantities}
        put(
            doc,
            "claims",
            [
                self._in_context(view, claim, quantities[claim.start], whole)
                for claim in claims_of(doc)
            ],
        )
        return doc

    def _in_context(
        self, view: TextView, claim: Claim, quantity: Quantity, whole: DocumentContext
    ) -> Claim:
        q = replace(quantity, unit=claim.unit)  # a cell's unit may stand in its column's head
        place, code = self.scope.place_at(view, q, claim.item)
        cell = view.cells.get(q.start)
        stated = cell.period if cell is not None and q.end <= cell.end else ""
        period = stated or self.period.period_at(view, q, claim, whole)
        if stated:
            view.because(q.start, "period", "the column's or row's heading")
        return replace(
            claim,
            status=self.status.status_of(view, q, whole.plan_start),
            place=place,
            area_code=code,
            period=period,
            accumulation=self.scope.accumulation_at(view, q),
            comparison=self.scope.comparison_at(view, q, claim.measure),
            section=self.scope.section_at(view, q.start),
        )
