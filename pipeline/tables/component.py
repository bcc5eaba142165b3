"""The spaCy component: find the cells of the tables of a Doc that are numbers."""

from __future__ import annotations

from spacy.tokens import Doc

from pipeline.core.doc_extensions import folded_of, heading_of, put_cells, text_of
from pipeline.lexicons.cues import Cues
from pipeline.lexicons.units import UnitTable
from pipeline.tables.cells import TableReader


class Tables:
    """Writes `doc._.table_cells`, the cells by where their number starts."""

    def __init__(self, units: UnitTable, cues: Cues) -> None:
        self.reader = TableReader(units, cues)

    def __call__(self, doc: Doc) -> Doc:
        """Read the tables of a Doc."""
        put_cells(doc, self.reader.cells(text_of(doc), folded_of(doc), heading_of(doc).year))
        return doc
