"""`nianjian explain`: each field of a claim names the rule, cue or model that gave it, and the
words it rests on.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from pipeline.dataset.explain import FIELDS, FieldReason, explain_claim
from pipeline.outputs.read_back import read_table
from tests.conftest import ROOT, run

TEXT = """苏州市2020年国民经济和社会发展统计公报

2020年，全市地区生产总值约1200亿元，比上年增长5.5%。安河县粮食产量由2015年的10万吨增加到12万吨。2025年力争建成学校30所。
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of one report and its outputs."""
    folder = tmp_path_factory.mktemp("explain")
    (folder / "in").mkdir()
    (folder / "in/a.txt").write_text(TEXT, encoding="utf-8")
    run("extract", folder / "in", "--out", folder / "out")
    return folder


def fields_of(folder: Path, text: str) -> dict[str, FieldReason]:
    """What is explained of the claim with a text."""
    (row,) = (row for row in read_table(folder / "out", "claims") if row["text"] == text)
    return {field.name: field for field in explain_claim(folder / "out", row["claim_id"])[1]}


def test_each_field_of_each_claim_has_a_reason(made: Path) -> None:
    for row in read_table(made / "out", "claims"):
        fields = explain_claim(made / "out", row["claim_id"])[1]
        assert [field.name for field in fields] == list(FIELDS), row
        assert [field.value for field in fields] == [row[name] for name in FIELDS]


@pytest.mark.parametrize(
    ("text", "field", "rule", "words"),
    [
        ("1200亿元", "bound", "cue beside or in the number", "约"),
        ("1200亿元", "period", "time in the sentence", "2020年"),
        ("1200亿元", "place", "the document's own place", ""),
        ("1200亿元", "item", "span ranker, items", "地区生产总值"),
        ("5.5%", "measure", "verb or rate of growth", ""),
        ("10万吨", "status", "A of from A to B", ""),
        ("10万吨", "period", "time in the sentence", "2015年"),
        ("12万吨", "period", "B of from A to B", ""),
        ("30所", "status", "word of aims", ""),
        ("30所", "period", "time in the sentence", "2025年"),
    ],
)
def test_the_reason_is_the_rule_and_its_words(
    text: str, field: str, rule: str, words: str, made: Path
) -> None:
    found = fields_of(made, text)[field]
    assert (found.reason.rule, found.words) == (rule, words)


def test_a_model_shows_what_else_it_might_have_chosen(made: Path) -> None:
    choices = fields_of(made, "1200亿元")["item"].reason.choices
    assert choices[0][0] == "地区生产总值" and len(choices) > 1
    assert [chance for _, chance in choices] == sorted(
        (chance for _, chance in choices), reverse=True
    )


def test_offsets_of_a_text_with_hard_line_breaks_are_those_of_the_file(tmp_path: Path) -> None:
    lines = [TEXT[:60], TEXT[60:90], TEXT[90:]]
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text("\n".join(lines), encoding="utf-8")
    run("extract", tmp_path / "in", "--out", tmp_path / "out")
    (row,) = (row for row in read_table(tmp_path / "out", "claims") if row["text"] == "12万吨")
    fields = {field.name: field for field in explain_claim(tmp_path / "out", row["claim_id"])[1]}
    assert (
        "".join(fields["value"].words.split()) == "12万"
        and "".join(fields["item"].words.split()) == row["item"]
    )


def test_a_sample_is_explained_on_the_command_line(outputs: Path) -> None:
    claim_id = next(iter(read_table(outputs, "claims")))["claim_id"]
    done = run("explain", outputs, claim_id)
    assert done.exit_code == 0, done.output
    assert all(name in done.output for name in FIELDS) and "span ranker" in done.output


def test_a_corrected_field_says_so(made: Path, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text(TEXT, encoding="utf-8")
    run("extract", tmp_path / "in", "--out", tmp_path / "out")
    (row,) = (row for row in read_table(tmp_path / "out", "claims") if row["text"] == "30所")
    (document,) = read_table(tmp_path / "out", "documents")
    decision = {
        "action": "edit",
        "doc_id": "a",
        "start": int(row["start"]),
        "end": int(row["end"]),
        "fields": {"value": "30", "item": "小学"},
        "expect": {
            "text": row["text"],
            "sentence": row["sentence"],
            "text_sha256": document["text_sha256"],
        },
    }
    (tmp_path / "in/corrections.jsonl").write_text(
        json.dumps(decision, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    run("extract", tmp_path / "in", "--out", tmp_path / "out")
    fields = fields_of(tmp_path, "30所")
    assert fields["item"].value == "小学" and fields["item"].reason.rule.startswith(
        "decision of a person"
    )
    assert fields["unit"].reason.rule == "longest unit behind the number"


def test_an_unknown_claim_and_a_changed_report_are_errors(made: Path, tmp_path: Path) -> None:
    with (made / "out/claims.csv").open(encoding="utf-8") as file:
        claim_id = next(csv.DictReader(file))["claim_id"]
    wrong = run("explain", made / "out", claim_id + "9")
    assert wrong.exit_code == 2 and f"did you mean {claim_id}?" in wrong.output
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text(TEXT, encoding="utf-8")
    run("extract", tmp_path / "in", "--out", tmp_path / "out")
    (tmp_path / "in/a.txt").write_text(TEXT + "完。\n", encoding="utf-8")
    changed = run("explain", tmp_path / "out", claim_id)
    assert changed.exit_code == 2 and "has changed since" in changed.output


def test_nothing_is_noted_unless_it_is_asked_for(outputs: Path) -> None:
    """A trace costs time and memory; a run keeps none."""
    from pipeline.core.doc_extensions import trace_of
    from pipeline.stages import load_pipeline

    assert (
        trace_of(
            load_pipeline()(
                (ROOT / "corpus/suzhou-2016-communique.txt").read_text(encoding="utf-8")[:500]
            )
        )
        is None
    )
