"""Register the components as spaCy factories and build the pipeline of stages.cfg.

The only place with such side effects.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from confection import Config
from spacy import util
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.core.doc_extensions import keep_trace, put, register_extensions
from pipeline.core.records import Report, Section
from pipeline.lexicons.bundle import Lexicons, read_config

if TYPE_CHECKING:
    from pipeline.claims.item_model import ItemModel, ItemModelMaker
    from pipeline.segment.tokenizer import HanTokenizer

Component = Callable[[Doc], Doc]
if not hasattr(util.registry, "item_models"):
    util.registry.create("item_models", entry_points=True)
item_models: Any = vars(util.registry)["item_models"]
"""spaCy's registry of functions that make item models: `@item_models.register("mine.Name.v1")`."""
Settings = dict[str, Any]
"""The section `[lexicons]` of a config."""
CONFIG = Path(__file__).with_name("stages.cfg")
# characters; spaCy's own limit is for parsers, and a yearbook has more than a million
_LONGEST = 512 * 1024 * 1024
RULES = "rules"  # in place of a model's path: the rules alone


def make_tokenizer(
    segmenter: str = "rjieba", lexicons: Settings | None = None
) -> Callable[[Language], HanTokenizer]:
    """The tokenizer; `segmenter` is rjieba or jieba."""

    def build(nlp: Language) -> HanTokenizer:
        from pipeline.segment.tokenizer import HanTokenizer

        return HanTokenizer(nlp.vocab, segmenter, Lexicons.of(lexicons or {}).userdict)

    return build


def make_segment(nlp: Language, name: str) -> Component:
    """Find sentences and sections."""
    from pipeline.segment.component import segment

    return segment


def make_quantities(nlp: Language, name: str, lexicons: Settings) -> Component:
    """Find numbers with their units."""
    from pipeline.quantities.component import Quantities

    found = Lexicons.of(lexicons)
    return Quantities(found.units, found.cues)


def make_entities(nlp: Language, name: str, lexicons: Settings, model: str) -> Component:
    """Find names; `model` is the path of a tagger, "" the shipped one, "rules" none."""
    from pipeline.entities.component import Entities
    from pipeline.entities.crf_tagger.tagger import MODEL, load_tagger

    found = Lexicons.of(lexicons)
    tagger = None if model == RULES else load_tagger(Path(model) if model else MODEL)
    return Entities(found.names, found.regions, found.organs, tagger)


def make_tables(nlp: Language, name: str, lexicons: Settings) -> Component:
    """Read tables."""
    from pipeline.tables.component import Tables

    found = Lexicons.of(lexicons)
    return Tables(found.units, found.cues)


def make_context(nlp: Language, name: str, lexicons: Settings) -> Component:
    """Say of each claim of where, of when and how certain it is."""
    from pipeline.context.component import Context

    found = Lexicons.of(lexicons)
    return Context(found.cues)


def make_claims(
    nlp: Language, name: str, lexicons: Settings, item_model: ItemModelMaker
) -> Component:
    """Read quantities as claims; `item_model` makes what chooses their items."""
    from pipeline.claims.component import Claims

    found = Lexicons.of(lexicons)
    return Claims(
        cues=found.cues,
        exclusions=found.exclusions,
        units=found.units,
        words=found.item_words,
        item_model=item_model(found),
    )


def make_span_ranker(path: str = "") -> ItemModelMaker:
    """The trained model; `path` is another model file than the shipped one."""

    def make(lexicons: Lexicons) -> ItemModel:
        from pipeline.claims.span_ranker.ranker import MODEL, load_ranker

        return load_ranker(Path(path) if path else MODEL, lexicons.catalogue.keys())

    return make


def make_rules_alone() -> ItemModelMaker:
    """No model."""
    return lambda lexicons: None


def _register() -> None:
    register_extensions()
    util.registry.tokenizers.register("nianjian.HanTokenizer.v1", func=make_tokenizer)
    item_models.register("nianjian.SpanRanker.v1", func=make_span_ranker)
    item_models.register("nianjian.RulesAlone.v1", func=make_rules_alone)
    own: Settings = {"lexicons": {}}
    ranker = {"@item_models": "nianjian.SpanRanker.v1"}
    Language.factory(
        "yearbook_segment",
        assigns=["doc._.sentences", "doc._.sections", "token.is_sent_start"],
        func=make_segment,
    )
    Language.factory(
        "yearbook_quantities",
        default_config=own,
        assigns=["doc._.quantities", "doc.spans"],
        func=make_quantities,
    )
    Language.factory(
        "yearbook_entities",
        default_config=own | {"model": ""},
        assigns=["doc._.entities", "doc.spans"],
        func=make_entities,
    )
    Language.factory(
        "yearbook_tables", default_config=own, assigns=["doc._.table_cells"], func=make_tables
    )
    Language.factory(
        "yearbook_claims",
        default_config=own | {"item_model": ranker},
        requires=["doc._.sentences", "doc._.sections", "doc._.quantities", "doc._.entities"],
        assigns=["doc._.claims", "doc._.issues"],
        func=make_claims,
    )
    Language.factory(
        "yearbook_context",
        default_config=own,
        requires=["doc._.claims", "doc._.sections"],
        assigns=["doc._.claims"],
        func=make_context,
    )


_register()


@cache
def load_pipeline(config: Path | None = None, *, rules_alone: bool = False) -> Language:
    """The spaCy pipeline, built once per process.

    A Doc of it carries `doc._.claims`, `doc._.entities` and the rest; set `doc._.heading` through
    `pipeline.extract`.

    Args:
        config: A config of the user's; what it does not name is as in stages.cfg.
        rules_alone: Leave out the trained models.

    Raises:
        LexiconError: The config, or a lexicon or model that it names, is wrong.
    """
    settings = Config().from_disk(CONFIG, interpolate=False)
    if config is not None:
        settings = settings.merge(_with_paths(read_config(config), config.parent))
        for number, file in enumerate(settings["code"]["files"]):
            util.import_file(f"nianjian_code_{number}", Path(file))
    if rules_alone:
        settings["components"]["yearbook_entities"]["model"] = RULES
        settings["components"]["yearbook_claims"]["item_model"] = {
            "@item_models": "nianjian.RulesAlone.v1"
        }
    nlp = util.load_model_from_config(settings.interpolate(), auto_fill=True)
    nlp.max_length = _LONGEST
    return nlp


def _with_paths(settings: Config, folder: Path) -> Config:
    """A config with the paths of its files counted from its own folder."""
    settings = settings.copy()
    lexicons = settings.get("lexicons", {})
    # a wrong name or a missing file is an error here, with its place
    Lexicons.of(lexicons, folder / "config")
    for section, keys in (
        (lexicons, [name for name in lexicons if name != "shipped"]),
        (settings.get("components", {}).get("yearbook_entities", {}), ["model"]),
        (settings.get("components", {}).get("yearbook_claims", {}).get("item_model", {}), ["path"]),
    ):
        for key in keys:
            if section.get(key) and section[key] != RULES:
                section[key] = str((folder / section[key]).resolve())
    if "code" in settings:
        settings["code"]["files"] = [
            str((folder / file).resolve()) for file in settings["code"].get("files", [])
        ]
    return settings


def read_doc(
    nlp: Language,
    report: Report,
    *,
    sections: Sequence[Section] | None = None,
    without: str = "",
    trace: bool = False,
) -> Doc:
    """The Doc of a report after all components.

    Args:
        nlp: The pipeline.
        report: The report; records count in its joined text.
        sections: Its sections, where they are known; else they are found in its text.
        without: The name of a component to leave out.
        trace: Have the components note why (`trace_of`).
    """
    doc = nlp.make_doc(report.joined)
    if trace:
        keep_trace(doc)
    doc._.heading, doc._.headings = report.heading, report.headings
    if sections is not None:
        put(doc, "sections", sections)
    for name, component in nlp.pipeline:
        if name != without:
            doc = component(doc)
    return doc
