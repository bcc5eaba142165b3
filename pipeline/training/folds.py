"""Train and score: annotated reports in; the models of `pipeline/models` and scores by left-out document out.

Names are learned first. Items then learn from texts whose names were found by taggers that had not seen them, as it will be with
other reports.
"""

from __future__ import annotations

import importlib.metadata
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from pipeline.claims.component import Claims
from pipeline.claims.ranker import ranker_of
from pipeline.entities.component import Entities
from pipeline.evaluate.score import Score, score_document
from pipeline.records import Extraction, claim_row, record_row
from pipeline.run import extract_report
from pipeline.stages import load_pipeline, read_doc
from pipeline.training.documents import FOLDS, Annotated, left_out
from pipeline.training.items import SETTINGS as ITEM_SETTINGS
from pipeline.training.items import Example, example_of, save_ranker, train_ranker
from pipeline.training.names import SETTINGS as NAME_SETTINGS
from pipeline.training.names import examples_of, save_tagger, train_tagger

_VERSIONED = ("numpy", "rjieba", "python-crfsuite", "catboost")
FIELDS = ("value", "quantity", "measure", "status", "item_exact", "item_f1", "name_f1", "claim", "claim_soft", "entities")


@dataclass(frozen=True, slots=True)
class Trained:
    """Models trained on all documents, and the score of each by models that had not seen it."""

    tagger: Any
    ranker: dict[str, Any]
    scores: dict[str, Score]


def train(documents: Sequence[Annotated], *, score: bool = True) -> Trained:
    """Train both models and, with `score`, score them by left-out document (which takes five times as long)."""
    nlp = load_pipeline(rules_alone=True)
    entities, claims = cast(Entities, nlp.get_pipe("yearbook_entities")), cast(Claims, nlp.get_pipe("yearbook_claims"))
    sentences = {d.name: examples_of(d, entities) for d in documents}
    taggers, examples = {}, {}
    for learned, tested in left_out(documents):
        entities.tagger = train_tagger([s for d in learned for s in sentences[d.name]])
        for d in tested:
            taggers[d.name] = entities.tagger
            examples[d.name] = _example(d, claims, nlp)
    for d in documents:
        if d.partial:
            examples[d.name] = _example(d, claims, nlp)
    scores: dict[str, Score] = {}
    kinds = sorted({k for e in examples.values() for k in e.question.kinds})
    for learned, tested in left_out(documents) if score else ():
        claims.ranker = ranker_of(train_ranker([examples[d.name] for d in learned], kinds))
        for d in tested:
            entities.tagger = taggers[d.name]
            extraction = extract_report(d.report, nlp)
            scores[d.name] = score_of(d, extraction)
    entities.tagger = claims.ranker = None
    tagger = train_tagger([s for d in documents for s in sentences[d.name]])
    return Trained(tagger, train_ranker([examples[d.name] for d in documents], kinds), scores)


def score_of(document: Annotated, extraction: Extraction) -> Score:
    """How an extraction of the report agrees with its gold."""
    found = [claim_row(document.name, c) for c in extraction.claims]
    for row in found:
        row |= {"item": row["item"] or "", "subject": row["subject"] or "", "value": str(row["value"])}
    return score_document(document.gold, found, [record_row(document.name, e) for e in extraction.entities])


def _example(document: Annotated, claims: Claims, nlp: Any) -> Example:
    return example_of(document, claims, read_doc(nlp, document.report, without="yearbook_claims"))


def save(trained: Trained, documents: Sequence[Annotated], folder: Path) -> None:
    """Write the models and `training.json`: what they were trained on, with what, and the scores by left-out document."""
    folder.mkdir(parents=True, exist_ok=True)
    save_tagger(trained.tagger, folder / "entities.npz")
    save_ranker(trained.ranker, folder / "items.json.gz")
    about = {
        "documents": {d.name: d.sha256 for d in documents},
        "folds": FOLDS,
        "names": NAME_SETTINGS,
        "items": ITEM_SETTINGS,
        "versions": {name: importlib.metadata.version(name) for name in _VERSIONED},
        "f1_by_left_out_document": {
            name: {field: round(score.rate(field).f1, 4) for field in FIELDS} for name, score in sorted(trained.scores.items())
        },
    }
    (folder / "training.json").write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
