"""Corrections hit the number they were made on, or none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.corrections.decisions import is_as_expected
from tests.conftest import run
from tests.test_review import SENTENCE, decide, decision, made, page_data, rows

TWINS = "甲镇有学校3所，乙镇有学校3所，丙镇有学校5所。"


def words(output: str) -> str:
    return " ".join(output.split())


def values(out: Path) -> list[str]:
    return [row["value"] for row in rows(out / "claims.csv")]


def test_of_two_numbers_that_look_alike_the_one_decided_on_is_corrected(tmp_path: Path) -> None:
    folder, out = made(tmp_path, TWINS)
    decide(folder, out, decision(out, 1, "edit", value="4"))
    run("extract", folder, "--out", out)
    assert values(out) == ["3", "4", "5"]
    # the text moved: the second of two is still the second of two
    made(tmp_path, "全县概况。\n" + TWINS)
    assert values(out) == ["3", "4", "5"]


def test_a_correction_is_lost_where_it_is_not_clear_which_number_it_is_on(tmp_path: Path) -> None:
    folder, out = made(tmp_path, TWINS)
    decide(folder, out, decision(out, 1, "edit", value="4"))
    made_text = f"{TWINS}{TWINS}"
    (folder / "a.txt").write_text(made_text, encoding="utf-8")
    result = run("extract", folder, "--out", out)
    assert values(out) == [
        "3",
        "3",
        "5",
        "3",
        "3",
        "5",
    ] and "its words stand 4 times in the text now" in words(result.output)


def test_a_correction_never_goes_over_a_number_of_another_value(tmp_path: Path) -> None:
    """The words agree, the value that the page showed does not: refused before anything is written,
    and lost if it slipped in.
    """
    folder, out = made(tmp_path, SENTENCE)
    wrong = decision(out, 1, "edit", value="1300000000000", unit="元")
    wrong |= {"expect": wrong["expect"] | {"value": "1300000000000", "unit": "元"}}
    (tmp_path / "r.jsonl").write_text(
        json.dumps(wrong, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    result = run("review", out, "--apply", tmp_path / "r.jsonl")
    assert result.exit_code == 1 and "there stands 3.5% = 3.5 %" in words(result.output)
    assert (folder / "corrections.jsonl").read_text(encoding="utf-8") == ""
    (folder / "corrections.jsonl").write_text(
        json.dumps(wrong, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    result = run("extract", folder, "--out", out)
    assert values(out) == ["10", "3.5"] and "correction lost" in result.output


def test_in_an_unchanged_text_a_correction_never_moves(tmp_path: Path) -> None:
    """Another span with the same words in the same sentence is another number."""
    folder, out = made(tmp_path, TWINS)
    other = decision(out, 0, "edit", value="4")
    other |= {"start": other["start"] + 1}
    (folder / "corrections.jsonl").write_text(
        json.dumps(other, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    assert "correction lost" in run("extract", folder, "--out", out).output
    assert values(out) == ["3", "3", "5"]


def test_an_edited_claim_is_edited_again(tmp_path: Path) -> None:
    """The second decision expects what the rules read, not what the first made of it."""
    folder, out = made(tmp_path, SENTENCE)
    for value in ("12", "13"):
        decide(folder, out, decision(out, 0, "edit", value=value))
        run("extract", folder, "--out", out)
        assert values(out) == [value, "3.5"]
    assert page_data(out)["claims"][0]["expect"]["value"] == "10"
    assert len((folder / "corrections.jsonl").read_text(encoding="utf-8").splitlines()) == 1


def test_the_page_knows_what_the_outputs_hold_already(tmp_path: Path) -> None:
    folder, out = made(tmp_path, SENTENCE)
    reject, edit = decision(out, 0, "reject"), decision(out, 1, "edit", value="5")
    decide(folder, out, reject, edit)
    assert page_data(out)["applied"] == []  # no run has applied them yet
    run("extract", folder, "--out", out, "--excel")
    known = page_data(out)
    assert [(one["start"], one["action"], one["fields"]) for one in known["applied"]] == [
        (reject["start"], "reject", {}),
        (edit["start"], "edit", edit["fields"]),
    ]
    assert [c["text"] for c in known["claims"]] == ["3.5%"]
    decide(folder, out, reject, edit)  # again: nothing changes
    before = (out / "claims.csv").read_bytes()
    run("extract", folder, "--out", out)
    assert (out / "claims.csv").read_bytes() == before


def test_after_a_rejection_the_twin_keeps_its_place_in_the_count(tmp_path: Path) -> None:
    folder, out = made(tmp_path, TWINS)
    decide(folder, out, decision(out, 0, "reject"))
    run("extract", folder, "--out", out)
    assert [c["expect"]["nth"] for c in page_data(out)["claims"]] == [1, 0]
    decide(folder, out, decision(out, 0, "edit", value="4"))
    made(tmp_path, "全县概况。\n" + TWINS)
    assert values(out) == ["4", "5"]


def test_corrections_of_earlier_versions_still_hold(tmp_path: Path) -> None:
    """They expect no value."""
    folder, out = made(tmp_path, SENTENCE)
    old = decision(out, 0, "edit", value="12")
    old |= {"expect": {name: old["expect"][name] for name in ("text", "sentence", "text_sha256")}}
    decide(folder, out, old)
    run("extract", folder, "--out", out)
    assert values(out) == ["12", "3.5"]


def test_decisions_go_to_the_reports_that_the_outputs_are_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, out = made(tmp_path, SENTENCE)
    other = tmp_path / "corpus"
    other.mkdir()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "r.jsonl").write_text(
        json.dumps(decision(out, 0, "accept"), ensure_ascii=False) + "\n", encoding="utf-8"
    )
    result = run("review", out, "--apply", tmp_path / "r.jsonl", "--corpus", "corpus")
    assert (
        result.exit_code == 2
        and "the outputs are of other reports" in words(result.output)
        and not list(other.iterdir())
    )
    assert run("review", out, "--apply", tmp_path / "r.jsonl").exit_code == 0
    assert (folder / "corrections.jsonl").is_file() and not list(other.iterdir())
    run("extract", folder, other / "b.txt", "--out", out)
    (other / "b.txt").write_text(SENTENCE, encoding="utf-8")
    run("extract", folder, other / "b.txt", "--out", out)
    result = run("review", out, "--apply", tmp_path / "r.jsonl")
    assert result.exit_code == 2 and "--corpus" in result.output


@pytest.mark.parametrize(("before", "after"), [("", "全县概况。\n"), ("全县概况。\n", "")])
def test_a_claim_that_moved_is_decided_anew(before: str, after: str, tmp_path: Path) -> None:
    """Also a correction of the text before: the newer decision takes its place, whichever span
    comes first.
    """
    folder, out = made(tmp_path, before + SENTENCE)
    decide(folder, out, decision(out, 0, "edit", value="12"))
    made(tmp_path, after + SENTENCE)
    assert values(out) == ["12", "3.5"]
    decide(folder, out, decision(out, 0, "edit", value="13"))
    result = run("extract", folder, "--out", out)
    assert values(out) == ["13", "3.5"] and "correction lost" not in result.output
    assert len((folder / "corrections.jsonl").read_text(encoding="utf-8").splitlines()) == 1
    decide(folder, out, decision(out, 0, "reject"))
    run("extract", folder, "--out", out)
    assert values(out) == ["3.5"]


def test_of_two_corrections_on_a_number_that_of_this_text_holds(tmp_path: Path) -> None:
    """Where both are in the file, as after a merge by hand, whichever comes first."""
    folder, out = made(tmp_path, SENTENCE)
    old = decision(out, 0, "edit", value="12")
    made(tmp_path, "全县概况。\n" + SENTENCE)
    new = decision(out, 0, "edit", value="13")
    (folder / "corrections.jsonl").write_text(
        "".join(json.dumps(d, ensure_ascii=False) + "\n" for d in (old, new)), encoding="utf-8"
    )
    result = run("extract", folder, "--out", out)
    assert values(out) == ["13", "3.5"] and "another correction is on this number" in words(
        result.output
    )


def test_no_claim_is_made_where_other_words_stand(tmp_path: Path) -> None:
    folder, out = made(tmp_path, SENTENCE + "各项事业继续向好发展，人民生活水平不断提高。")
    other = decision(out, 0, "edit", value="4")
    other |= {"start": other["start"] + 20, "end": other["end"] + 20}
    (folder / "corrections.jsonl").write_text(
        json.dumps(other, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    result = run("extract", folder, "--out", out)
    assert values(out) == ["10", "3.5"] and "other words stand there" in words(result.output)


def test_a_number_that_was_without_unit_is_not_one_with_a_unit(tmp_path: Path) -> None:
    folder, out = made(tmp_path, SENTENCE)
    bare = decision(out, 0, "edit", value="4", unit="")
    bare["expect"]["unit"] = ""
    (folder / "corrections.jsonl").write_text(
        json.dumps(bare, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    assert "correction lost" in run("extract", folder, "--out", out).output and values(out) == [
        "10",
        "3.5",
    ]


def test_decisions_do_not_go_beside_reports_that_were_moved_away(tmp_path: Path) -> None:
    folder, out = made(tmp_path, SENTENCE)
    (tmp_path / "r.jsonl").write_text(
        json.dumps(decision(out, 0, "accept"), ensure_ascii=False) + "\n", encoding="utf-8"
    )
    folder.rename(tmp_path / "elsewhere")
    result = run("review", out, "--apply", tmp_path / "r.jsonl")
    assert result.exit_code == 2 and "no such file or folder" in words(result.output)
    assert not list(tmp_path.rglob("corrections.jsonl"))


def expected(**fields: str) -> dict[str, Any]:
    """A decision on the number at 4 to 7."""
    return {
        "start": 4,
        "end": 7,
        "expect": {"text": "10所", "sentence": "共有学校10所。", **fields},
    }


@pytest.mark.parametrize(
    ("fields", "fits"),
    [
        ({}, True),
        ({"value": "10", "unit": "所"}, True),
        ({"value": "11"}, False),
        ({"unit": "个"}, False),
        ({"sentence": "共有小学10所。"}, False),
    ],
)
def test_a_decision_is_on_the_claim_that_says_what_it_expects(
    fields: dict[str, str], fits: bool
) -> None:
    claim = {
        "start": "4",
        "end": "7",
        "text": "10所",
        "sentence": "共有学校10所。",
        "value": "10",
        "unit": "所",
    }
    assert is_as_expected(expected(**fields), claim) is fits
    assert not is_as_expected(expected(**fields) | {"start": 3}, claim)


def test_the_words_of_a_field_are_those_nearest_to_the_number(tmp_path: Path) -> None:
    text = "小学很多。小学很好。新建小学和学校3所，比上年更多。小学如此。"
    folder, out = made(tmp_path, text)
    decide(folder, out, decision(out, 0, "edit", value="3", item="小学"))
    run("extract", folder, "--out", out)
    (corrected,) = rows(out / "claims.csv")
    assert int(corrected["item_start"]) == text.index("新建小学") + 2


def test_a_decision_on_a_number_that_is_no_claim_is_refused(tmp_path: Path) -> None:
    _, out = made(tmp_path, "共有学校10所。4G覆盖全县。")
    wrong = decision(out, 0, "reject") | {"start": 8, "end": 10}
    wrong["expect"] |= {"text": "4G", "value": "4", "unit": "G"}
    (tmp_path / "r.jsonl").write_text(
        json.dumps(wrong, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    done = run("review", out, "--apply", tmp_path / "r.jsonl")
    assert done.exit_code == 1 and "no claim is there" in words(done.output)
