"""The spaCy component: find the quantities of a Doc and put them on it."""

from __future__ import annotations

from spacy.tokens import Doc

from pipeline.core.doc_extensions import folded_of, put, text_of, trace_of
from pipeline.core.records import Bound, Quantity
from pipeline.core.trace import Reason
from pipeline.lexicons.cues import Cues
from pipeline.lexicons.units import UnitTable
from pipeline.quantities.finder import find_quantities

_BEFORE = 40  # characters before a number in which the cue of its bound stands


class Quantities:
    """Writes `doc._.quantities`, a tuple of Quantity, and the span group of the same name."""

    def __init__(self, units: UnitTable, cues: Cues) -> None:
        self.units, self.cues = units, cues

    def __call__(self, doc: Doc) -> Doc:
        """Find the quantities of a Doc."""
        folded = folded_of(doc)
        quantities = find_quantities(text_of(doc), self.units, self.cues, folded=folded)
        put(doc, "quantities", quantities)
        trace = trace_of(doc)
        if trace is not None:
            for q in quantities:
                trace.reasons |= self._reasons(folded, q)
        return doc

    def _reasons(self, folded: str, q: Quantity) -> dict[tuple[int, str], Reason]:
        """How a number was read: the form it is written in, the unit behind it, and the cue of its
        bound.
        """
        unit = (q.number_end, q.end) if q.number_end < q.end else None
        before = self.cues.bound_before.search(folded[max(0, q.start - _BEFORE) : q.start])
        behind = self.cues.bound_after.match(folded, q.end)
        cue = None
        if q.bound is not Bound.EQ and before is not None:
            cue = (q.start - len(before[0]), q.start)
        elif q.bound is not Bound.EQ and behind is not None:
            cue = (q.end, behind.end())
        return {
            (q.start, "value"): Reason(f"{q.form} numeral", (q.number_start, q.number_end)),
            (q.start, "unit"): Reason(
                "longest unit behind the number" if unit else "no unit behind the number", unit
            ),
            (q.start, "bound"): Reason(
                "no cue beside the number"
                if q.bound is Bound.EQ
                else "cue beside or in the number",
                cue,
            ),
        }
