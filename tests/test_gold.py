"""The sample corpus against its gold: the floors hold, and the scorer counts as it should."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from pipeline.evaluate.floors import read_floors, shortfalls
from pipeline.evaluate.gold import Gold, GoldClaim, GoldSpan, read_gold
from pipeline.evaluate.score import FIELDS, score_document, score_folder, total
from tests.conftest import ROOT, run

GOLD = sorted((ROOT / "tests/gold").glob("*.gold.json"))
SCORER = ROOT.parent / "shared/gold/score.py"


def test_floors_hold(outputs: Path) -> None:
    scores = score_folder(outputs, [read_gold(p) for p in GOLD])
    assert shortfalls(total(scores.values()), read_floors(ROOT / "tests/gold/floors.toml")) == []


def test_gold_offsets_hold_on_the_decoded_text() -> None:
    for path in GOLD:
        gold = json.loads(path.read_text(encoding="utf-8"))
        data = (ROOT / "corpus" / gold["file"]).read_bytes()
        text = data.decode("gb18030" if gold["file"].endswith("-gb.txt") else "utf-8")
        for row in gold["claims"] + gold["entities"] + gold["negatives"]:
            assert "".join(text[row["start"] : row["end"]].split("\n")).replace(
                "\u3000", ""
            ) == row["text"].replace("\u3000", "")


def test_score_counts_hits_misses_and_false_claims() -> None:
    item: GoldSpan = {"start": 0, "end": 2, "text": "基站"}
    claim: GoldClaim = {
        "start": 5,
        "end": 8,
        "text": "10个",
        "value": 10,
        "value_max": None,
        "unit": "个",
        "bound": "eq",
        "measure": "level",
        "status": "actual",
        "item": item,
        "subject": None,
        "period": "2013",
        "place": "",
    }
    gold = Gold(
        "a.txt",
        [claim, {**claim, "start": 20, "end": 23}],
        [{"start": 0, "end": 2, "text": "甲局", "label": "ORG"}],
        [{"start": 30, "end": 33, "text": "3G"}],
    )
    found = {
        "start": 5,
        "end": 8,
        "text": "10个",
        "value": "10",
        "unit": "个",
        "bound": "gt",
        "measure": "level",
        "status": "actual",
        "item": "建设基站",
        "subject": "",
        "period": "2013",
    }
    score = score_document(
        gold, [found, found | {"start": 30, "end": 33}], [{"start": 0, "end": 2, "label": "GOV"}]
    )
    assert (
        score.rate("quantity").hit,
        score.rate("quantity").recall,
        score.rate("quantity").precision,
    ) == (1, 0.5, 0.5)
    assert score.rate("bound").hit == 0
    assert score.rate("item_f1").hit == pytest.approx(2 / 3)
    assert (score.counts["negatives_claimed"], score.period_recall) == (1, 1.0)
    assert score.rate("entities").hit == 0
    assert any("MISSED" in m for m in score.misses) and any("FALSE" in m for m in score.misses)


@pytest.mark.skipif(not SCORER.is_file(), reason="the shared scorer is not beside the project")
def test_same_figures_as_the_shared_scorer(outputs: Path) -> None:
    spec = importlib.util.spec_from_file_location("shared_score", SCORER)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    theirs, _ = module.score(outputs, GOLD)
    ours = total(score_folder(outputs, [read_gold(p) for p in GOLD]).values())
    for name in (*FIELDS, "entities"):
        assert ours.rate(name).f1 == pytest.approx(theirs[name]["f1"], abs=1e-4), name
    assert ours.counts["period"] == theirs["period"]["hit"]
    assert ours.counts["full"] == theirs["full"]["hit"]
    assert ours.counts["negatives_claimed"] == theirs["negatives"]["claimed"]


def test_evaluate_prints_fields_and_documents_and_keeps_floors(
    outputs: Path, tmp_path: Path
) -> None:
    result = run("evaluate", outputs, *GOLD, "--show", "2")
    assert result.exit_code == 0
    assert "quantity" in result.output and "adversarial.txt" in result.output
    floors = tmp_path / "floors.toml"
    floors.write_text("item_exact = 0.999\n")
    result = run("evaluate", outputs, *GOLD, "--floors", floors)
    assert result.exit_code == 1 and "item_exact" in result.output


TEN: GoldClaim = {
    "start": 6,
    "end": 9,
    "text": "10度",
    "value": 10,
    "value_max": None,
    "unit": "度",
    "bound": "eq",
    "measure": "level",
    "status": "actual",
    "item": None,
    "subject": None,
    "period": "2013",
}


@pytest.mark.parametrize(
    ("fields", "name", "full"),
    [
        ({"item": "工业用电量", "subject": "", "period": "2013"}, 1, 1),
        (
            {"item": "用电量", "subject": "工业", "period": "2013"},
            1,
            1,
        ),  # the same words, cut otherwise
        ({"item": "用电量", "subject": "全社会", "period": "2013"}, 1, 1),  # as gold has it beside
        ({"item": "用电量", "subject": "农业", "period": "2013"}, 0, 0),
        ({"item": "工业用电量", "subject": "", "period": "2012"}, 1, 0),
        ({"item": "工业用电量", "subject": "", "period": "2013-12-31"}, 1, 1),
    ],
)
def test_all_that_gold_has_as_right_is_right(fields: dict[str, str], name: int, full: int) -> None:
    claim: GoldClaim = {
        **TEN,
        "item": {"start": 0, "end": 5, "text": "工业用电量"},
        "alt": [{"item": "用电量", "subject": "全社会"}],
        "alt_period": "2013-12-31",
    }
    found = {**claim, "value": "10", **fields}
    score = score_document(Gold("a.txt", [claim], [], []), [found], [])
    assert (score.counts["name"], score.counts["full"]) == (name, full)


@pytest.mark.parametrize(
    ("due", "year", "found", "right"),
    [
        ("", 2013, "2013", 1),
        ("", 2013, "", 1),
        ("", 2013, "2012", 0),
        ("none", 2013, "", 1),
        ("none", 2013, "2013", 0),
    ],
)
def test_an_empty_period_is_the_documents_year_and_none_is_no_year(
    due: str, year: int, found: str, right: int
) -> None:
    claim: GoldClaim = {**TEN, "period": due}
    row = {**claim, "value": "10", "item": "", "subject": "", "period": found}
    score = score_document(Gold("a.txt", [claim], [], [], year=year), [row], [])
    assert score.counts["full"] == right
