"""Gold to tools and back is gold again; what the pipeline read is what a tool starts from.

Faults of gold files are told.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.annotation.document import of_gold, to_gold
from pipeline.annotation.files import faults_of
from tests.conftest import ROOT, run

GOLD = sorted((ROOT / "tests/gold").glob("*.gold.json"))
TOOLS = ("doccano", "label-studio", "brat", "spacy")


def data(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def as_set(rows: list[dict[str, Any]]) -> list[str]:
    return sorted(json.dumps(row, ensure_ascii=False, sort_keys=True) for row in rows)


@pytest.mark.parametrize("longest", [500, 20_000])
@pytest.mark.parametrize("tool", TOOLS)
def test_gold_to_a_tool_and_back_is_gold_again(tool: str, longest: int, tmp_path: Path) -> None:
    """All fields of all claims, entities and negatives of the ten sample reports, whole and in
    parts.
    """
    command = (
        "annotate",
        "export",
        *GOLD,
        "--texts",
        ROOT / "corpus",
        "--to",
        tmp_path / "tool",
        "--format",
        tool,
        "--longest",
        longest,
    )
    result = run(*command)
    assert result.exit_code == 0 and (": 10 files" in result.output) == (longest > 500), (
        result.output
    )
    files = [
        p for p in sorted((tmp_path / "tool").iterdir()) if tool != "brat" or p.suffix == ".ann"
    ]
    assert (
        run("annotate", "import", *files, "--to", tmp_path / "gold", "--format", tool).exit_code
        == 0
    )
    for path in GOLD:
        before, after = data(path), data(tmp_path / "gold" / path.name)
        for kind in ("claims", "entities", "negatives"):
            assert as_set(after[kind]) == as_set(before[kind]), (path.name, kind)
        assert after["sha256"] == before["sha256"]


def test_a_tool_starts_from_the_reading_of_the_pipeline(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text("2013年，𠮷县共有学校10所，增长3.5%。\n", encoding="utf-8")
    run("extract", tmp_path / "in", "--out", tmp_path / "o")
    assert run("annotate", "export", tmp_path / "o", "--to", tmp_path / "t").exit_code == 0
    run("annotate", "import", tmp_path / "t/a.jsonl", "--to", tmp_path / "g")
    gold = data(tmp_path / "g/a.gold.json")
    assert [
        (c["text"], c["value"], c["unit"], c["item"] and c["item"]["text"]) for c in gold["claims"]
    ] == [
        ("10所", 10.0, "所", "学校"),
        ("3.5%", 3.5, "%", "学校"),
    ]
    assert (
        run("gold", "check", tmp_path / "g/a.gold.json", "--texts", tmp_path / "in").exit_code == 0
    )


def test_what_a_person_adds_comes_back(tmp_path: Path) -> None:
    """A new span without a note is a claim without a value, and the check says so."""
    document = of_gold(
        {"file": "a.txt", "sha256": "", "claims": [], "entities": [], "negatives": []}, "学校10所"
    )
    line = {
        "text": document.text,
        "spans": [
            {"start": 2, "end": 5, "label": "QUANTITY"},
            {"start": 0, "end": 2, "label": "ITEM"},
        ],
        "relations": [{"head": 0, "child": 1, "label": "item"}],
        "meta": {"file": "a.txt", "sha256": ""},
    }
    (tmp_path / "a.jsonl").write_text(json.dumps(line), encoding="utf-8")
    (tmp_path / "a.txt").write_text("学校10所", encoding="utf-8")
    run("annotate", "import", tmp_path / "a.jsonl", "--to", tmp_path, "--format", "spacy")
    (claim,) = data(tmp_path / "a.gold.json")["claims"]
    assert (
        claim["text"] == "10所" and claim["item"]["text"] == "学校" and claim["measure"] == "level"
    )
    result = run("gold", "check", tmp_path / "a.gold.json", "--texts", tmp_path)
    assert result.exit_code == 1 and "claims 2-5 10所: no value" in result.output


def test_the_gold_of_the_project_is_sound() -> None:
    result = run("gold", "check", *GOLD, "--texts", ROOT / "corpus")
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("path", GOLD, ids=lambda p: p.name)
def test_gold_is_built_from_its_rows(path: Path, tmp_path: Path) -> None:
    gold = data(path)
    rows = path.with_name(path.name.replace(".gold.json", ".gold.txt"))
    result = run("gold", "build", ROOT / "corpus" / gold["file"], rows, tmp_path / "g.json")
    assert result.exit_code == 0, result.output
    assert data(tmp_path / "g.json") == gold


def test_rows_that_do_not_fit_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("全县共有学校10所，医院3家。", encoding="utf-8")
    rows = [
        "[claims]",
        "10所 | 10 | 所 | eq | level | <学校",
        "4家 | 4 | 家",
        "3家 | x | 家",
        "[entities]",
        "全县 | COUNTY",
    ]
    (tmp_path / "a.rows").write_text("\n".join(rows), encoding="utf-8")
    result = run("gold", "build", tmp_path / "a.txt", tmp_path / "a.rows", tmp_path / "g.json")
    said = " ".join(result.output.split())
    assert (
        result.exit_code == 1
        and "line 3: not in the text after offset 9" in said
        and "line 4: no number" in said
    )
    assert (
        "line 6: 'COUNTY' is no label" in said
        and "digits without a row: '所，医院3家。'" in said.replace("全县共有学校10", "")
        and "4 faults" in said
    )


def test_faults_of_gold_are_told() -> None:
    claim = {
        "start": 2,
        "end": 5,
        "text": "10所",
        "value": 10.0,
        "value_max": None,
        "unit": "所",
        "bound": "eq",
        "measure": "much",
        "status": "actual",
        "place": "",
        "period": "",
        "item": {"start": 0, "end": 2, "text": "学生"},
        "subject": None,
    }
    entity = {"start": 0, "end": 2, "text": "学校", "label": "SCHOOL", "norm": ""}
    gold = {
        "file": "a.txt",
        "sha256": "0",
        "claims": [claim, claim],
        "entities": [entity],
        "negatives": [],
    }
    said = " ".join(faults_of(gold, "学校10所"))
    for words in (
        "another text",
        "item text there is '学校'",
        "'much' is no measure",
        "'SCHOOL' is no label",
        "there twice",
    ):
        assert words in said
    assert to_gold(of_gold(gold, "学校10所"))["entities"] == [entity]


@pytest.mark.parametrize("tool", TOOLS)
def test_a_file_of_another_kind_is_told(tool: str, tmp_path: Path) -> None:
    (tmp_path / "a.ann").write_text("{]", encoding="utf-8")
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    result = run("annotate", "import", tmp_path / "a.ann", "--to", tmp_path, "--format", tool)
    assert result.exit_code == 2 and f"not as {tool} saves it" in result.output
