"""The command line: good runs, and each kind of bad input with its message and exit code."""

from __future__ import annotations

import csv
import importlib.metadata
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, run

SENTENCE = "全县共有学校10所,比上年增加2所。"


def documents(folder: Path) -> dict[str, dict[str, str]]:
    with (folder / "documents.csv").open(encoding="utf-8", newline="") as file:
        return {row["source"]: row for row in csv.DictReader(file)}


def corpus(tmp_path: Path, **files: bytes) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, data in files.items():
        (folder / name.replace("__", ".")).write_bytes(data)
    return folder


def test_missing_path(tmp_path: Path) -> None:
    result = run("extract", tmp_path / "none", "--out", tmp_path / "o")
    assert result.exit_code == 2 and "no such file or folder; check the path" in result.output


def test_folder_without_reports(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/.hidden.txt").write_bytes(b"x")
    result = run("extract", tmp_path / "in", "--out", tmp_path / "o")
    assert result.exit_code == 2 and "no reports here" in result.output


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file is empty"),
        (b" \n\n", "the file is empty"),
        (bytes(range(256)) * 8, "neither UTF-8 nor GB18030"),
        (b"\x01\x02\x03\x04\x05\x06\x0e\x0f" * 50, "this is no text file"),
        ("全县".encode() + b"\xff\xff\xfe", "neither UTF-8 nor GB18030"),
        (b"\xff\xfea", "not utf-16 as its first bytes say"),
    ],
)
def test_a_bad_file_is_a_failed_row_and_the_others_go_on(
    data: bytes, message: str, tmp_path: Path
) -> None:
    folder = corpus(tmp_path, bad__txt=data, good__txt=SENTENCE.encode())
    result = run("extract", folder, "--out", tmp_path / "o")
    rows = documents(tmp_path / "o")
    assert result.exit_code == 1
    assert (
        rows["bad.txt"]["status"] == "failed"
        and message in rows["bad.txt"]["message"]
        and "bad.txt" in rows["bad.txt"]["message"]
    )
    assert rows["good.txt"]["status"] == "ok" and rows["good.txt"]["claims"] == "2"
    assert message in (tmp_path / "o/issues.csv").read_text(encoding="utf-8")


def test_an_unsupported_format_is_a_row(tmp_path: Path) -> None:
    old_word = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    result = run(
        "extract",
        corpus(tmp_path, a__doc=old_word, b__txt=SENTENCE.encode(), c__json=b"{}"),
        "--out",
        tmp_path / "o",
    )
    assert result.exit_code == 1
    messages = {source: row["message"] for source, row in documents(tmp_path / "o").items()}
    assert (
        "old Word files are not read; open it in Word or LibreOffice and save it as .docx"
        in messages["a.doc"]
    )
    assert messages["b.txt"] == "" and "no reader for .json files" in messages["c.json"]
    (tmp_path / "in/a.doc").unlink()
    # what is no report is no failure
    assert run("extract", tmp_path / "in", "--out", tmp_path / "o").exit_code == 0


def test_a_sidecar_with_an_unknown_key(tmp_path: Path) -> None:
    folder = corpus(tmp_path, a__txt=SENTENCE.encode(), a__toml=b'titel = "x"')
    assert run("extract", folder, "--out", tmp_path / "o").exit_code == 1
    assert "unknown key 'titel'" in documents(tmp_path / "o")["a.txt"]["message"]
    result = run("check", folder)
    assert (
        result.exit_code == 1
        and "a.toml, titel: unknown key 'titel'; use title" in result.output.replace("\n", " ")
    )


def test_an_unwritable_output_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    result = run(
        "extract", corpus(tmp_path, a__txt=SENTENCE.encode()), "--out", tmp_path / "file/o"
    )
    assert result.exit_code == 2 and "give a folder that can be written" in result.output


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"]
)
def test_encodings_give_the_same_claims(encoding: str, tmp_path: Path) -> None:
    text = "二〇一三年甲县概况\r\n\r\n" + SENTENCE + "A B C D\r\n"
    folder = corpus(tmp_path, a__txt=text.encode(encoding))
    assert run("extract", folder, "--out", tmp_path / "o").exit_code == 0
    row = documents(tmp_path / "o")["a.txt"]
    assert (row["encoding"], row["claims"], row["year"], row["characters"]) == (
        encoding,
        "2",
        "2013",
        str(len(text) - 3),
    )


def test_unchanged_reports_are_not_read_again_and_bytes_stay(tmp_path: Path) -> None:
    folder = corpus(tmp_path, a__txt=SENTENCE.encode(), b__txt=SENTENCE.encode())
    out = tmp_path / "o"
    assert "2 of 2 reports read anew" in run("extract", folder, "--out", out).output
    before = {p.name: p.read_bytes() for p in out.glob("*.*")}
    assert "0 of 2 reports read anew" in run("extract", folder, "--out", out).output
    assert before == {p.name: p.read_bytes() for p in out.glob("*.*")}
    (folder / "b.txt").write_text(SENTENCE + "另有3所。", encoding="utf-8")
    assert "1 of 2 reports read anew" in run("extract", folder, "--out", out).output
    assert "2 of 2 reports read anew" in run("extract", folder, "--out", out, "--force").output


def test_a_deleted_report_leaves(tmp_path: Path) -> None:
    folder = corpus(tmp_path, a__txt=SENTENCE.encode(), b__txt=SENTENCE.encode())
    run("extract", folder, "--out", tmp_path / "o")
    (folder / "b.txt").unlink()
    run("extract", folder, "--out", tmp_path / "o")
    assert set(documents(tmp_path / "o")) == {"a.txt"}
    assert (
        len(list((tmp_path / "o/results").glob("*.json.gz"))) == 1
        and not (tmp_path / "o/texts/b.txt").exists()
    )


def test_jobs_give_the_same_bytes(tmp_path: Path, outputs: Path) -> None:
    """In a fresh process, as users run it."""
    command = [
        sys.executable,
        "-m",
        "pipeline",
        "extract",
        str(ROOT / "corpus"),
        "--out",
        str(tmp_path),
        "--jobs",
        "2",
    ]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
    )
    assert done.returncode == 0, done.stderr
    for path in outputs.glob("*.csv"):
        assert path.read_bytes() == (tmp_path / path.name).read_bytes(), path.name


def test_files_of_one_name_have_ids_of_their_own(tmp_path: Path) -> None:
    folder = corpus(tmp_path, a__txt=SENTENCE.encode(), a__pdf=b"%PDF")
    (folder / "2013.txt").write_text(SENTENCE, encoding="utf-8")
    run("extract", folder, "--out", tmp_path / "o")
    assert sorted(r["doc_id"] for r in documents(tmp_path / "o").values()) == [
        "2013.txt",
        "a.pdf",
        "a.txt",
    ]


def test_show_prints_claims_in_their_sentences(outputs: Path) -> None:
    result = run("show", outputs, "suzhou-2016-communique")
    assert result.exit_code == 0
    assert "地区生产总值 = 15480.6".replace("15480.6", "1548060000000 元") in result.output
    assert run("show", outputs, "nothing").exit_code == 2


def test_check_passes_on_what_we_ship() -> None:
    result = run("check", ROOT / "corpus")
    assert result.exit_code == 0 and "0 faults" in result.output


def test_evaluate_without_outputs(tmp_path: Path) -> None:
    gold = next((ROOT / "tests/gold").glob("*.gold.json"))
    assert run("evaluate", tmp_path, gold).exit_code == 2
    assert run("evaluate", tmp_path, tmp_path / "none.json").exit_code == 2


def test_version_and_short_help() -> None:
    assert run("--version").output == f"nianjian {importlib.metadata.version('nianjian')}\n"
    assert (
        run("-h").output == run("--help").output
        and run("extract", "-h").output == run("extract", "--help").output
    )
