"""The review site without a browser: marks, escaping, names of pages, decisions and what later runs
make of them.
"""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest

from pipeline.review.marks import Mark, marked_lines
from pipeline.review.site import page_name
from tests.conftest import run

SENTENCE = "全县共有学校10所，比上年增长3.5%。"
NASTY = '𠮷县<script>alert(1)</script>共有学校10所😀，"></p><img src=x onerror=alert(2)>医院3家。\n'


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def made(tmp_path: Path, text: str) -> tuple[Path, Path]:
    """A corpus of one report and its outputs."""
    folder, out = tmp_path / "in", tmp_path / "o"
    folder.mkdir(exist_ok=True)
    (folder / "a.txt").write_text(text, encoding="utf-8")
    assert run("extract", folder, "--out", out).exit_code == 0
    return folder, out


def decision(out: Path, n: int, action: str, page: str = "a", **fields: str) -> dict[str, Any]:
    """What the page saves for the n-th claim."""
    data = page_data(out, page)
    claim = data["claims"][n]
    return {
        "doc_id": data["doc_id"],
        "action": action,
        "start": claim["start"],
        "end": claim["end"],
        "expect": claim["expect"],
        "fields": {}
        if action == "reject"
        else {name: claim[name] for name in data["fields"]} | fields,
    }


def page_data(out: Path, page: str = "a") -> dict[str, Any]:
    """What the page of a document knows."""
    assert run("review", out).exit_code == 0
    html = (out / f"review/{page}.html").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(re.search(r'id="data">(.*?)</script>', html, re.DOTALL)[1])  # type: ignore[index]
    return found


def decide(folder: Path, out: Path, *decisions: dict[str, Any]) -> None:
    reviews = out / "reviews.jsonl"
    reviews.write_text(
        "".join(json.dumps(d, ensure_ascii=False) + "\n" for d in decisions), encoding="utf-8"
    )
    result = run("review", out, "--apply", reviews, "--corpus", folder)
    assert result.exit_code == 0, result.output


def test_marks_may_overlap() -> None:
    lines = list(
        marked_lines("甲乙丙\n丁戊", [Mark(0, 2, "i", "1"), Mark(1, 3, "e"), Mark(2, 5, "q", "2")])
    )
    assert [[(s.text, s.kinds) for s in line] for line in lines] == [
        [("甲", "i"), ("乙", "e i"), ("丙", "e q")],
        [("丁", "q"), ("戊", "")],
    ]
    assert lines[0][1].refs("i") == "1" and lines[0][2].refs("q") == "2"


def test_pages_have_plain_names_that_do_not_meet() -> None:
    assert page_name("qingdao-2013") == "qingdao-2013.html"
    assert len({page_name(name) for name in ("a/b", "a_b", "a b", "a?b")}) == 4
    assert all(
        re.fullmatch(r"[\w.-]+", page_name(name)) for name in ("../x", "年鉴/一.txt", "a" * 300)
    )


def test_text_stays_text(tmp_path: Path) -> None:
    """Also in data, and with characters beyond the basic plane."""
    _, out = made(tmp_path, NASTY)
    assert run("review", out).exit_code == 0
    page = (out / "review/a.html").read_text(encoding="utf-8")
    assert page.count("<script>") == 1 and "<img" not in page and "&lt;script&gt;" in page
    (found,) = re.findall(
        r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL
    )
    data = json.loads(found)
    assert [c["text"] for c in data["claims"]] == ["10所", "3家"]
    spans = re.findall(r'<span class="[^"]*q[^"]*" data-q="(\d+)"[^>]*>([^<]*)</span>', page)
    assert spans == [("0", "10所"), ("1", "3家")]
    assert "default-src 'none'" in page and "http://" not in page.split("<main")[0]


def test_only_the_documents_asked_for_get_pages(tmp_path: Path) -> None:
    folder, out = made(tmp_path, SENTENCE)
    (folder / "b.txt").write_text(SENTENCE, encoding="utf-8")
    run("extract", folder, "--out", out)
    run("review", out, "--doc", "b")
    assert sorted(p.name for p in (out / "review").glob("*.html")) == [
        "b.html",
        "index.html",
        "indicators.html",
    ]


def test_an_edit_a_rejection_and_an_acceptance_are_applied_by_the_next_run(tmp_path: Path) -> None:
    folder, out = made(tmp_path, SENTENCE)
    decide(
        folder,
        out,
        decision(out, 0, "edit", item="共有学校", value="12"),
        decision(out, 1, "reject"),
    )
    assert run("extract", folder, "--out", out).exit_code == 0
    (claim,) = rows(out / "claims.csv")
    assert (
        claim["value"],
        claim["item"],
        claim["item_start"],
        claim["item_end"],
        claim["confidence"],
    ) == (
        "12",
        "共有学校",
        "2",
        "6",
        "1.0",
    )
    assert [(i["code"], i["text"]) for i in rows(out / "issues.csv") if i["stage"] == "review"] == [
        ("rejected", "3.5%")
    ]
    assert (
        rows(out / "observations.csv")[0]["OBS_VALUE"] == "12"
        and rows(out / "documents.csv")[0]["claims"] == "1"
    )
    assert "0 of 1 reports read anew" in run("extract", folder, "--out", out).output


def test_a_correction_moves_with_its_sentence(tmp_path: Path) -> None:
    folder, out = made(tmp_path, SENTENCE)
    decide(folder, out, decision(out, 0, "edit", value="12"))
    made(tmp_path, "全县概况。\n" + SENTENCE)
    claim = rows(out / "claims.csv")[0]
    assert (claim["start"], claim["value"]) == ("12", "12")


def test_a_correction_holds_where_the_rules_no_longer_read_the_number(tmp_path: Path) -> None:
    folder, out = made(tmp_path, SENTENCE + "甲年2013年。")
    one = decision(out, 0, "accept")
    start = SENTENCE.find("。") + 3
    one |= {
        "start": start,
        "end": start + 5,
        "expect": one["expect"]
        | {"text": "2013年", "sentence": "甲年2013年。", "value": "", "unit": ""},
    }
    decide(folder, out, one)
    run("extract", folder, "--out", out)
    assert [c["text"] for c in rows(out / "claims.csv")] == ["10所", "3.5%", "2013年"]


def test_a_correction_whose_text_is_gone_is_reported(tmp_path: Path) -> None:
    folder, out = made(tmp_path, SENTENCE)
    decide(folder, out, decision(out, 0, "edit", value="12"))
    with (folder / "corrections.jsonl").open("a", encoding="utf-8") as file:
        file.write(
            json.dumps(decision(out, 1, "reject") | {"doc_id": "gone"}, ensure_ascii=False) + "\n"
        )
    (folder / "a.txt").write_text("全县共有医院3家。", encoding="utf-8")
    result = run("extract", folder, "--out", out)
    assert (
        "correction lost: a:6-9 10所" in result.output.replace("\n", " ")
        and "gone:" in result.output
    )
    assert [i["code"] for i in rows(out / "issues.csv") if i["stage"] == "review"] == [
        "correction-lost"
    ]
    # also when nothing is written anew
    assert "correction lost" in run("extract", folder, "--out", out).output


def test_a_newer_decision_takes_the_place_of_an_older(tmp_path: Path) -> None:
    folder, out = made(tmp_path, SENTENCE)
    decide(folder, out, decision(out, 0, "edit", value="12"))
    decide(folder, out, decision(out, 0, "edit", value="13"))
    assert len((folder / "corrections.jsonl").read_text(encoding="utf-8").splitlines()) == 1
    run("extract", folder, "--out", out)
    assert rows(out / "claims.csv")[0]["value"] == "13"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "no JSON"),
        ('{"action": "drop"}', "action must be one of accept, reject, edit"),
        ('{"action": "reject", "doc_id": "a"}', "doc_id, start and end are needed"),
        ('{"action": "reject", "doc_id": "a", "start": 1, "end": 2}', "expect needs text"),
        (
            '{"action": "edit", "doc_id": "a", "start": 1, "end": 2, "expect": {"text": "", "sentence": "", "text_sha256": ""}, "fields": {"value": "1万"}}',
            "value '1万' is no number",
        ),
    ],
)
def test_a_line_that_is_no_decision_is_told(line: str, message: str, tmp_path: Path) -> None:
    folder, out = made(tmp_path, SENTENCE)
    (tmp_path / "r.jsonl").write_text(f"\n{line}\n", encoding="utf-8")
    result = run("review", out, "--apply", tmp_path / "r.jsonl", "--corpus", folder)
    assert result.exit_code == 2 and message in result.output and "line 2" in result.output
