"""The spaCy component: sentences and sections of a Doc, which the tokenizer has cut into tokens."""

from __future__ import annotations

import numpy as np
from spacy.tokens import Doc

from pipeline.core.doc_extensions import headings_of, put, sections_of, text_of
from pipeline.segment.sections import find_sections
from pipeline.segment.sentences import find_sentences


def segment(doc: Doc) -> Doc:
    """Write `doc._.sentences`, `doc._.sections` and the sentence starts of tokens."""
    text = text_of(doc)
    sentences = find_sentences(text)
    put(doc, "sentences", sentences)
    if not sections_of(doc):
        put(doc, "sections", find_sections(text, headings_of(doc)))
    if len(doc):
        begins = np.isin(doc.to_array("IDX"), [s.start for s in sentences])
        begins[0] = True
        doc.from_array(["SENT_START"], np.where(begins, 1, -1).astype("uint64").reshape(-1, 1))  # type: ignore[arg-type]
    return doc
