"""Train and score: annotated reports in.

The models of `pipeline/models` and counts by left-out document out.

Names are learned first. Items then learn from texts whose names were found by taggers that had not
seen them, as it will be with other reports.
"""

from __future__ import annotations

import importlib.metadata
import json
import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast

from pipeline.claims.component import Claims
from pipeline.claims.span_ranker import model_file as modelfile
from pipeline.claims.span_ranker.ranker import ranker_of
from pipeline.core.records import claim_row, record_row
from pipeline.entities.component import Entities
from pipeline.evaluate.score import Score, score_document
from pipeline.extraction import Extraction, extract_report
from pipeline.lexicons.catalogue import load_catalogue
from pipeline.stages import load_pipeline, read_doc
from pipeline.training.documents import FOLDS, Annotated, left_out, partial_left_out
from pipeline.training.items import ITEMS, SUBJECTS, Example, example_of, train_ranker
from pipeline.training.items import SETTINGS as ITEM_SETTINGS
from pipeline.training.names import SETTINGS as NAME_SETTINGS
from pipeline.training.names import examples_of, save_tagger, train_tagger

_VERSIONED = ("numpy", "rjieba", "python-crfsuite", "catboost")
F = TypeVar("F")
T = TypeVar("T")
FIELDS = (
    "value",
    "quantity",
    "measure",
    "status",
    "item_exact",
    "item_f1",
    "name_f1",
    "claim",
    "claim_soft",
    "entities",
)


@dataclass(frozen=True, slots=True)
class Trained:
    """Models trained on all documents, and the score of each by models that had not seen it."""

    tagger: Any
    ranker: modelfile.Content
    scores: dict[str, Score]


def train(documents: Sequence[Annotated], *, score: bool = True) -> Trained:
    """Train both models and, with `score`, score them by left-out document (which takes five times
    as long).

    What does not wait for another part runs side by side, each part in a process of its own with
    one thread, so the models are the same however many cores there are.
    """
    nlp = load_pipeline(rules_alone=True)
    entities, claims = (
        cast(Entities, nlp.get_pipe("yearbook_entities")),
        cast(Claims, nlp.get_pipe("yearbook_claims")),
    )
    sentences = {d.name: examples_of(d, entities) for d in documents}
    tests = list(left_out(documents))
    every: tuple[list[Annotated], list[Annotated]] = (list(documents), [])

    def tagger_of(fold: tuple[list[Annotated], list[Annotated]]) -> tuple[Any, dict[str, Example]]:
        """The tagger of a fold, and the examples of what it has not seen."""
        learned, unseen = fold
        entities.tagger = train_tagger([s for d in learned for s in sentences[d.name]])
        return entities.tagger, {d.name: _example(d, claims, nlp) for d in unseen}

    named = _side_by_side(tagger_of, [*tests, every, *partial_left_out(documents)])
    taggers = [tagger for tagger, _ in named]
    examples = {name: example for _, found in named for name, example in found.items()}
    kinds = sorted({k for e in examples.values() for k in e.unnamed.kinds})

    def ranker_of_fold(
        fold: tuple[list[Annotated], list[Annotated], Any],
    ) -> tuple[modelfile.Content, dict[str, Score]]:
        """The ranker of a fold, and the scores of what it has not seen."""
        learned, unseen, entities.tagger = fold
        ranker = train_ranker([examples[d.name] for d in learned], kinds)
        claims.item_model = ranker_of(ranker, load_catalogue().keys())
        return ranker, {d.name: score_of(d, extract_report(d.report, nlp)) for d in unseen}

    ranked = _side_by_side(
        ranker_of_fold,
        [
            (*f, t)
            for f, t in zip([*tests, every], taggers[: FOLDS + 1], strict=True)
            if score or f is every
        ],
    )
    return Trained(
        taggers[FOLDS],
        ranked[-1][0],
        {name: s for _, scores in ranked for name, s in scores.items()},
    )


def _side_by_side(part: Callable[[F], T], folds: Sequence[F]) -> list[T]:
    """`part` of each fold, in processes forked from this one: they have its memory, and only
    results are sent.
    """
    fork = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(
        os.cpu_count(), mp_context=fork, initializer=_keep, initargs=(part, folds)
    ) as pool:
        return list(pool.map(_do, range(len(folds))))


_work: tuple[Callable[[Any], Any], Sequence[Any]]


def _keep(part: Callable[[Any], Any], folds: Sequence[Any]) -> None:
    global _work
    _work = part, folds


def _do(number: int) -> Any:
    part, folds = _work
    return part(folds[number])


def score_of(document: Annotated, extraction: Extraction) -> Score:
    """How an extraction of the report agrees with its gold."""
    found = [claim_row(document.name, c) for c in extraction.claims]
    for row in found:
        row |= {
            "item": row["item"] or "",
            "subject": row["subject"] or "",
            "value": str(row["value"]),
        }
    return score_document(
        document.gold, found, [record_row(document.name, e) for e in extraction.entities]
    )


def _example(document: Annotated, claims: Claims, nlp: Any) -> Example:
    return example_of(document, claims, read_doc(nlp, document.report, without="yearbook_claims"))


def save(trained: Trained, documents: Sequence[Annotated], folder: Path) -> None:
    """Write the models and their record, `training.json`.

    The record holds what they were trained on, which of it does not ship with the repository, with
    what settings and versions, and what was counted in each document by models that had not seen
    it.

    Args:
        trained: The models and scores.
        documents: What they were trained on.
        folder: Made where it is not there; models in it are replaced.
    """
    folder.mkdir(parents=True, exist_ok=True)
    save_tagger(trained.tagger, folder / "entities.npz")
    modelfile.write(trained.ranker, folder / "items.npz")
    about = {
        "documents": {d.name: d.sha256 for d in documents},
        "not_shipped": [d.name for d in documents if not d.shipped],
        "folds": FOLDS,
        "names": NAME_SETTINGS,
        "items": ITEM_SETTINGS | {"trees": {"items": ITEMS.trees, "subjects": SUBJECTS.trees}},
        "versions": {name: importlib.metadata.version(name) for name in _VERSIONED},
        "left_out": {
            name: {key: round(n, 4) for key, n in sorted(score.counts.items())}
            for name, score in sorted(trained.scores.items())
        },
    }
    (folder / "training.json").write_text(
        json.dumps(about, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
