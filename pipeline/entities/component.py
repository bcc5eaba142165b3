"""The spaCy component: find times and names of a Doc and put them on it as entities."""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Doc

from pipeline.core.doc_extensions import folded_of, heading_of, put, text_of, tokens_of
from pipeline.core.records import Entity, Heading, Label
from pipeline.entities.canonical import canonical_organ
from pipeline.entities.crf_tagger.borders import name_span
from pipeline.entities.crf_tagger.features import token_features
from pipeline.entities.crf_tagger.tagger import Tagger
from pipeline.entities.crf_tagger.windows import windows
from pipeline.entities.gazetteer import KnownNames
from pipeline.entities.name_rules import HINTS, SAFE, Candidate, find_names
from pipeline.entities.overlap import longest, touching_places
from pipeline.entities.times import find_times
from pipeline.lexicons.names import Names
from pipeline.lexicons.organs import Organs
from pipeline.lexicons.regions import Gazetteer


class Entities:
    """Writes `doc._.entities`, a tuple of Entity, and the span group of the same name.

    Without a tagger the rules stand alone.
    """

    def __init__(
        self, names: Names, regions: Gazetteer, organs: Organs, tagger: Tagger | None
    ) -> None:
        self.names, self.known, self.organs, self.tagger = (
            names,
            KnownNames(regions, names, organs),
            organs,
            tagger,
        )

    def __call__(self, doc: Doc) -> Doc:
        """Find the entities of a Doc."""
        put(
            doc,
            "entities",
            [self._with_norm(entity, heading_of(doc)) for entity in self._found(doc)],
        )
        return doc

    def _found(self, doc: Doc) -> list[Entity]:
        candidates, times = self.candidates_of(doc)
        if self.tagger is None:
            return self._named([*(c.entity for c in candidates if c.source not in HINTS), *times])
        text = text_of(doc)
        tokens, bounds = windows(tokens_of(doc), [c.entity for c in candidates], self.names)
        norms = {
            (c.entity.start, c.entity.end, c.entity.label): c.entity.norm
            for c in candidates
            if c.entity.norm
        }
        word_end = {t.start: t.end for t in tokens}
        tagged = []
        for start, end, label in self.tagger.spans(
            tokens, token_features(tokens, candidates, times, self.names), bounds
        ):
            start, end = name_span(text, start, end, word_end[start])
            tagged.append(
                Entity(
                    start=start,
                    end=end,
                    text=text[start:end],
                    label=label,
                    norm=norms.get((start, end, label), ""),
                )
            )
        safe = [c.entity for c in candidates if (c.source, c.entity.label) in SAFE]
        return touching_places(self._named([*safe, *times, *tagged]))

    def _named(self, found: list[Entity]) -> list[Entity]:
        """The longest of what overlaps, without words that are no names."""
        return [entity for entity in longest(found) if entity.text not in self.names.never]

    def _with_norm(self, entity: Entity, heading: Heading) -> Entity:
        """Organs by their full names; areas and periods have theirs already.

        Other names are their own.
        """
        if entity.norm or entity.label in (Label.PLACE, Label.TIME):
            return entity
        if entity.label is Label.GOV:
            norm = canonical_organ(entity.text, heading, self.organs, self.known.regions)
        else:
            norm = entity.text.strip("“”《》")
        return replace(entity, norm=norm)

    def candidates_of(self, doc: Doc) -> tuple[list[Candidate], list[Entity]]:
        """What the rules say of a Doc: candidates for names, and times."""
        text, folded, heading, tokens = (
            text_of(doc),
            folded_of(doc),
            heading_of(doc),
            tokens_of(doc),
        )
        return find_names(text, folded, self.names, self.known, heading, tokens), find_times(
            text, folded, heading
        )
