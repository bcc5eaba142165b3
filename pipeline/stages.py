"""Register the rooms as spaCy factories and build the pipeline from stages.cfg. The only place with such side effects."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from confection import Config
from spacy import util
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.core.doc_extensions import register_extensions
from pipeline.core.records import Report
from pipeline.lexicons.cues import load_cues
from pipeline.lexicons.exclusions import load_exclusions
from pipeline.lexicons.items import load_item_words
from pipeline.lexicons.names import load_names
from pipeline.lexicons.organs import load_organs
from pipeline.lexicons.regions import load_regions
from pipeline.lexicons.units import load_units

if TYPE_CHECKING:
    from pipeline.segment.tokenizer import HanTokenizer

Component = Callable[[Doc], Doc]
T = TypeVar("T")
CONFIG = Path(__file__).with_name("stages.cfg")
_LONGEST = 512 * 1024 * 1024  # characters; spaCy's own limit is for parsers, and a yearbook has more than a million
RULES = "rules"  # in place of a model's path: the rules alone


def _load(loader: Callable[..., T], path: str) -> T:
    """A lexicon from the user's file, or the one shipped."""
    return loader(Path(path)) if path else loader()


def make_tokenizer(segmenter: str = "rjieba") -> Callable[[Language], HanTokenizer]:
    """The tokenizer; `segmenter` is rjieba or jieba."""

    def build(nlp: Language) -> HanTokenizer:
        from pipeline.segment.tokenizer import HanTokenizer

        return HanTokenizer(nlp.vocab, segmenter)

    return build


def make_segment(nlp: Language, name: str) -> Component:
    from pipeline.segment.component import segment

    return segment


def make_quantities(nlp: Language, name: str, units: str = "", cues: str = "") -> Component:
    from pipeline.quantities.component import Quantities

    return Quantities(_load(load_units, units), _load(load_cues, cues))


def make_entities(nlp: Language, name: str, names: str = "", regions: str = "", organs: str = "", model: str = "") -> Component:
    from pipeline.entities.component import Entities
    from pipeline.entities.crf_tagger.tagger import load_tagger

    tagger = None if model == RULES else _load(load_tagger, model)
    return Entities(_load(load_names, names), _load(load_regions, regions), _load(load_organs, organs), tagger)


def make_tables(nlp: Language, name: str, units: str = "", cues: str = "") -> Component:
    from pipeline.tables.component import Tables

    return Tables(_load(load_units, units), _load(load_cues, cues))


def make_context(nlp: Language, name: str, cues: str = "", regions: str = "") -> Component:
    from pipeline.context.component import Context

    return Context(_load(load_cues, cues), _load(load_regions, regions))


def make_claims(
    nlp: Language, name: str, units: str = "", cues: str = "", exclusions: str = "", items: str = "", model: str = ""
) -> Component:
    from pipeline.claims.component import Claims
    from pipeline.claims.span_ranker.ranker import load_ranker

    return Claims(
        cues=_load(load_cues, cues), exclusions=_load(load_exclusions, exclusions), units=_load(load_units, units),
        words=_load(load_item_words, items),
        ranker=None if model == RULES else _load(load_ranker, model),
    )  # fmt: skip


register_extensions()
util.registry.tokenizers.register("nianjian.HanTokenizer.v1", func=make_tokenizer)
Language.factory("yearbook_segment", assigns=["doc._.sentences", "doc._.sections", "token.is_sent_start"], func=make_segment)
Language.factory(
    "yearbook_quantities", default_config={"units": "", "cues": ""}, assigns=["doc._.quantities", "doc.spans"], func=make_quantities
)
Language.factory(
    "yearbook_entities",
    default_config=dict.fromkeys(("names", "regions", "organs", "model"), ""),
    assigns=["doc._.entities", "doc.spans"],
    func=make_entities,
)
Language.factory("yearbook_tables", default_config=dict.fromkeys(("units", "cues"), ""), assigns=["doc._.table_cells"], func=make_tables)
Language.factory(
    "yearbook_claims", default_config=dict.fromkeys(("units", "cues", "exclusions", "items", "model"), ""),
    requires=["doc._.sentences", "doc._.sections", "doc._.quantities", "doc._.entities"],
    assigns=["doc._.claims", "doc._.issues"], func=make_claims,
)  # fmt: skip
Language.factory(
    "yearbook_context", default_config=dict.fromkeys(("cues", "regions"), ""), requires=["doc._.claims", "doc._.sections"],
    assigns=["doc._.claims"], func=make_context,
)  # fmt: skip


@cache
def load_pipeline(config: Path = CONFIG, *, rules_alone: bool = False) -> Language:
    """The spaCy pipeline of `config`, built once per process; `rules_alone` leaves out the trained models.

    A Doc of it carries `doc._.claims`, `doc._.entities` and the rest; set `doc._.heading` through `pipeline.extract`.
    """
    settings = Config().from_disk(config)
    if rules_alone:
        for component in settings["components"].values():
            component.update({"model": RULES} if "model" in component else {})
    nlp = util.load_model_from_config(settings, auto_fill=True)
    nlp.max_length = _LONGEST
    return nlp


def read_doc(nlp: Language, report: Report, *, without: str = "") -> Doc:
    """The Doc of a report after all components, but for one called `without`; records count in the joined text."""
    doc = nlp.make_doc(report.joined)
    doc._.heading, doc._.headings = report.heading, report.headings
    for name, component in nlp.pipeline:
        if name != without:
            doc = component(doc)
    return doc
