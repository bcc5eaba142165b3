"""The spaCy component: find the quantities of a Doc and put them on it."""

from __future__ import annotations

from spacy.tokens import Doc

from pipeline.core.doc_extensions import folded_of, put, text_of
from pipeline.lexicons.cues import Cues
from pipeline.lexicons.units import UnitTable
from pipeline.quantities.finder import find_quantities


class Quantities:
    """Writes `doc._.quantities`, a tuple of Quantity, and the span group of the same name."""

    def __init__(self, units: UnitTable, cues: Cues) -> None:
        self.units, self.cues = units, cues

    def __call__(self, doc: Doc) -> Doc:
        put(doc, "quantities", find_quantities(text_of(doc), self.units, self.cues, folded=folded_of(doc)))
        return doc
