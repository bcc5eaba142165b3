"""Train the tagger of names: annotated reports in, a Tagger out (python-crfsuite, L-BFGS, so the
same bytes each time).
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from pipeline.core.doc_extensions import tokens_of
from pipeline.core.records import Label
from pipeline.entities.component import Entities
from pipeline.entities.crf_tagger.features import Keys, token_features
from pipeline.entities.crf_tagger.tagger import Tagger
from pipeline.entities.crf_tagger.windows import sentence_bounds
from pipeline.stages import load_pipeline
from pipeline.training.documents import Annotated

SETTINGS = {"c1": 0.05, "c2": 0.05, "max_iterations": 80, "feature.possible_transitions": True}
Example = tuple[list[list[str]], list[str]]
"""A sentence: feature keys of each token, and its labels."""


def examples_of(document: Annotated, entities: Entities) -> list[Example]:
    """The annotated sentences of a report with their gold labels."""
    nlp = load_pipeline(rules_alone=True)
    doc = nlp.make_doc(document.report.joined)
    doc._.heading = document.report.heading
    tokens = tokens_of(doc)
    labels = ["O"] * len(tokens)
    for entity in document.gold.entities:
        if entity["label"] == Label.TIME:
            continue
        start, end = document.joined(entity["start"], entity["end"])
        inside = [i for i, t in enumerate(tokens) if t.start < end and t.end > start]
        for i in inside:
            labels[i] = f"{'B' if i == inside[0] else 'I'}-{entity['label']}"
    keys = token_features(tokens, *entities.candidates_of(doc), entities.names)
    rows = [[f"{key:x}" for key in row] for row in keys.tolist()]
    return [
        (rows[a:b], labels[a:b])
        for a, b in sentence_bounds(tokens)
        if document.annotated(tokens[a].start)
    ]


def train_tagger(examples: Sequence[Example]) -> Tagger:
    """Train on the sentences of one or more reports."""
    import pycrfsuite

    trainer = pycrfsuite.Trainer(verbose=False)
    for rows, labels in examples:
        trainer.append(rows, labels)
    trainer.set_params(SETTINGS)
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "model")
        trainer.train(path)
        tagger = pycrfsuite.Tagger()
        tagger.open(path)
        learned = tagger.info()
        tagger.close()
    labels = sorted(learned.labels)
    number = {label: i for i, label in enumerate(labels)}
    keys: Keys = np.array(
        sorted({int(key, 16) for key, _ in learned.state_features}), dtype=np.uint64
    )
    row = {key: i for i, key in enumerate(keys.tolist())}
    weights = np.zeros((len(keys), len(labels)), dtype=np.float16)
    for (key, label), weight in learned.state_features.items():
        weights[row[int(key, 16)], number[label]] = weight
    by_size = np.argsort(np.abs(weights.astype(np.float32)).sum(axis=1), kind="stable")
    transitions = np.zeros((len(labels), len(labels)), dtype=np.float32)
    for (before, after), weight in learned.transitions.items():
        transitions[number[before], number[after]] = weight
    return Tagger.of(labels, keys[by_size], weights[by_size].astype(np.float32), transitions)


def save_tagger(tagger: Tagger, path: Path) -> None:
    """Write the model file that `load_tagger` reads; half precision, 0.9 MB."""
    np.savez_compressed(
        path,
        labels=np.array(tagger.labels),
        keys=tagger.keys[:-1],
        weights=tagger.weights[:-1].astype(np.float16),
        transitions=tagger.transitions,
    )
