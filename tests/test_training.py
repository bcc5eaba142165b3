"""Training: documents are left out in folds, counts add up and come apart again, and the tagger is
the same each time.

A clone trains on what ships and names the rest."""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.claims.component import Claims
from pipeline.claims.span_ranker import model_file as modelfile
from pipeline.claims.span_ranker.ranker import MODEL, load_ranker
from pipeline.claims.span_ranker.word_statistics import Counted
from pipeline.core.errors import LexiconError, UsageError
from pipeline.entities.component import Entities
from pipeline.entities.crf_tagger.tagger import MODEL as TAGGER
from pipeline.entities.crf_tagger.tagger import load_tagger
from pipeline.extraction import extract_report
from pipeline.stages import load_pipeline
from pipeline.training import folds
from pipeline.training.documents import Annotated, left_out, name_of, read_annotated, with_text
from pipeline.training.items import ITEMS, SUBJECTS, counts_of, example_of, summed_counts, without
from pipeline.training.names import examples_of, save_tagger, train_tagger
from tests.conftest import ROOT, read, run

GOLD = sorted((ROOT / "tests/gold").glob("*.gold.json"))


@pytest.fixture(scope="module")
def documents() -> list[Annotated]:
    return read_annotated([ROOT / "corpus"], GOLD[:4])


def test_each_document_is_left_out_once_and_never_learned_from(documents: list[Annotated]) -> None:
    tested = []
    for learned, held in left_out(documents, folds=2):
        assert not {d.name for d in learned} & {d.name for d in held}
        tested += [d.name for d in held]
    assert sorted(tested) == sorted(d.name for d in documents)


def test_a_partial_document_is_only_learned_from(documents: list[Annotated]) -> None:
    gold = documents[0].gold
    half = Annotated(
        "half",
        documents[0].report,
        type(gold)(gold.file, gold.claims, gold.entities, [], ((0, 50),)),
        "",
    )
    assert half.annotated(10) and not half.annotated(60)
    for learned, held in left_out([*documents, half], folds=2):
        assert half in learned and half not in held


def test_a_text_that_is_not_the_annotated_one_is_refused(tmp_path: Path) -> None:
    (tmp_path / "suzhou-2016-communique.txt").write_text("全市学校10所。", encoding="utf-8")
    with pytest.raises(UsageError, match="not the text that was annotated"):
        read_annotated([tmp_path], [ROOT / "tests/gold/suzhou-2016-communique.gold.json"])


@pytest.fixture
def learned(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the documents that training was given.

    Nothing is trained, which takes CatBoost and minutes.
    """
    names: list[str] = []

    def train(documents: Sequence[Annotated], *, score: bool) -> folds.Trained:
        names.extend(d.name for d in documents)
        return folds.Trained(None, {}, {})

    monkeypatch.setattr(folds, "train", train)
    monkeypatch.setattr(folds, "save", lambda *_: None)
    return names


def test_what_is_listed_and_not_here_is_named_and_the_rest_is_learned_from(
    tmp_path: Path, learned: list[str]
) -> None:
    record = tmp_path / "training.json"
    record.write_text(
        json.dumps({"documents": {"elsewhere-2001": "", name_of(GOLD[0]): ""}}), encoding="utf-8"
    )
    partial = ROOT / "tests/gold/partial/nation-2004.gold.json"
    given = [*GOLD[:2], partial, "--texts", ROOT / "corpus"]
    result = run("train", *given, "--record", record, "--out", tmp_path)
    assert "2 of 4 documents are not here" in result.output
    assert "elsewhere-2001, nation-2004" in result.output
    assert learned == [name_of(path) for path in GOLD[:2]]


def test_without_a_record_a_text_that_is_not_here_is_an_error(
    tmp_path: Path, learned: list[str]
) -> None:
    result = run("train", GOLD[0], "--texts", tmp_path, "--out", tmp_path)
    assert result.exit_code == 2
    assert "is in no folder" in result.output and not learned


def test_nothing_to_learn_from_is_an_error(tmp_path: Path, learned: list[str]) -> None:
    record = ROOT / "pipeline/models/training.json"
    result = run("train", GOLD[0], "--texts", tmp_path, "--record", record, "--out", tmp_path)
    assert result.exit_code == 2
    assert "nothing to learn from" in result.output and not learned


def test_what_make_train_names_ships_and_the_record_says_what_does_not() -> None:
    """`make train` reaches for nothing outside of a clone."""
    printed = subprocess.run(
        ["make", "-n", "train"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    words = next(line for line in printed.stdout.splitlines() if "nianjian train" in line).split()
    assert not [word for word in words if word.startswith(("..", "/"))]
    gold = [ROOT / word for word in words if word.endswith(".gold.json")]
    texts = [ROOT / text for text in re.findall(r"--texts (\S+)", " ".join(words))]
    here = {name_of(path) for path in with_text(texts, gold)}
    record = json.loads((ROOT / "pipeline/models/training.json").read_text(encoding="utf-8"))
    assert len(here) > 50 and set(record["not_shipped"]) == set(record["documents"]) - here


def test_the_record_names_what_does_not_ship(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A text that lies outside of the repository is recorded as one that a clone lacks."""
    text = tmp_path / "suzhou-2016-communique.txt"
    text.write_bytes((ROOT / "corpus" / text.name).read_bytes())
    outside = read_annotated([tmp_path], [ROOT / "tests/gold/suzhou-2016-communique.gold.json"])
    inside = read_annotated([ROOT / "corpus"], GOLD[:1])
    monkeypatch.setattr(folds, "save_tagger", lambda *_: None)
    monkeypatch.setattr("pipeline.training.folds.modelfile.write", lambda *_: None)
    monkeypatch.setattr(folds, "_VERSIONED", ())
    folds.save(folds.Trained(None, {}, {}), [*inside, *outside], tmp_path)
    record = json.loads((tmp_path / "training.json").read_text(encoding="utf-8"))
    assert record["not_shipped"] == ["suzhou-2016-communique"] and len(record["documents"]) == 2


def test_partial_annotations_hold_no_words() -> None:
    """Texts that are not ours are pointed into, never copied."""
    for path in sorted((ROOT / "tests/gold/partial").glob("*.json")):
        assert all(ord(c) < 128 for c in path.read_text(encoding="utf-8")), path


def test_written_texts_and_their_gold_fit_each_other() -> None:
    """What is written to be learned from is marked up whole: every claim is a number that the
    pipeline reads, and all but one in a text have an item.
    """
    folder = ROOT / "tests/gold/written"
    nlp = load_pipeline(rules_alone=True)
    for document in read_annotated([folder], sorted(folder.glob("*.gold.json"))):
        text = document.report.text
        found = {(c.start, c.end) for c in extract_report(document.report, nlp).claims}
        marked = {(c["start"], c["end"]) for c in document.gold.claims}
        assert document.partial and len(marked - found) <= 1 and len(found - marked) <= 2, (
            document.name
        )
        items = [
            text[c["item"]["start"] : c["item"]["end"]] for c in document.gold.claims if c["item"]
        ]
        assert len(document.gold.claims) - len(items) <= 1, document.name  # 3省 counts itself
        assert all(item and item == item.strip() for item in items), document.name


@pytest.mark.parametrize("part", [ITEMS, SUBJECTS], ids=["items", "subjects"])
def test_counts_without_a_text_are_those_of_the_others(
    part: object, documents: list[Annotated]
) -> None:
    nlp = load_pipeline(rules_alone=True)
    claims = nlp.get_pipe("yearbook_claims")
    assert isinstance(claims, Claims)
    examples = []
    for document in documents[:3]:
        doc = read(document.report.joined, nlp, document.report.heading, without="yearbook_claims")
        examples.append(example_of(document, claims, doc))
    counts = [counts_of(e, part) for e in examples]  # type: ignore[arg-type]
    assert without(summed_counts(counts), counts[1]) == summed_counts([counts[0], counts[2]])


def test_the_tagger_is_the_same_each_time(documents: list[Annotated], tmp_path: Path) -> None:
    entities = load_pipeline(rules_alone=True).get_pipe("yearbook_entities")
    assert isinstance(entities, Entities)
    sentences = examples_of(documents[1], entities)[:30]
    for name in ("a.npz", "b.npz"):
        save_tagger(train_tagger(sentences), tmp_path / name)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


@pytest.mark.parametrize(
    ("load", "model"),
    [(lambda path: load_ranker(path, frozenset()), MODEL), (load_tagger, TAGGER)],
    ids=["ranker", "tagger"],
)
def test_a_model_that_is_cut_off_is_named(
    load: Callable[[Path], Any], model: Path, tmp_path: Path
) -> None:
    path = tmp_path / "cut.npz"
    for content in (model.read_bytes()[:5000], b"", b"none"):
        path.write_bytes(content)
        with pytest.raises(LexiconError, match=r"cut\.npz.*run `make train`"):
            load(path)


def test_a_ranker_that_is_read_and_written_is_the_same(tmp_path: Path) -> None:
    for name in ("a.npz", "b.npz"):
        modelfile.write(modelfile.read(MODEL), tmp_path / name)
    assert (
        (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes() == MODEL.read_bytes()
    )


@given(
    st.dictionaries(
        st.text("年\n |a", min_size=1, max_size=3),
        st.lists(st.integers(0, 70_000), min_size=2, max_size=2),
        max_size=4,
    )
)
def test_counts_come_back_from_a_model_file(counts: dict[str, list[int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        modelfile.write({"a": {"b": Counted.of(counts)}}, Path(folder) / "m.npz")
        found = modelfile.read(Path(folder) / "m.npz")["a"]["b"]
    assert dict(zip(found.keys, found.counts.tolist(), strict=True)) == counts
