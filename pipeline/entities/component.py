"""The spaCy component: find times and names of a Doc and put them on it as entities."""

from __future__ import annotations

from spacy.tokens import Doc

from pipeline.doc import heading_of, put, text_of, tokens_of
from pipeline.entities.gazetteer import KnownNames
from pipeline.entities.names import find_names
from pipeline.entities.overlap import longest
from pipeline.entities.times import find_times
from pipeline.folding import fold
from pipeline.lexicons.names import Names
from pipeline.lexicons.regions import Gazetteer


class Entities:
    """Writes `doc._.entities`, a tuple of Entity, and the span group of the same name."""

    def __init__(self, names: Names, regions: Gazetteer) -> None:
        self.names, self.known = names, KnownNames(regions, names)

    def __call__(self, doc: Doc) -> Doc:
        text, heading, tokens = text_of(doc), heading_of(doc), tokens_of(doc)
        folded = fold(text)
        found = find_names(text, folded, self.names, self.known, heading, tokens)
        put(doc, "entities", longest([*found, *find_times(text, folded, heading)]))
        return doc
