"""What is not the product's own is never overwritten, deleted or read as a report: folders of
outputs and of somebody else.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from pipeline.outputs.ownership import MARKER, corpora_of, own
from tests.broken import odd, whole
from tests.conftest import run

SENTENCE = "2013年某县公报\n全县共有学校10所，医院3家。\n"


def tree(folder: Path) -> dict[str, str]:
    """All files under a folder with a hash of each."""
    return {
        p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in folder.rglob("*")
        if p.is_file()
    }


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "a.txt").write_text(SENTENCE, encoding="utf-8")
    return folder


def words(output: str) -> str:
    return " ".join(output.split())


def test_a_corpus_called_texts_survives_a_run_beside_it(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(corpus.parent)
    before = tree(corpus)
    result = run("extract", "texts", "--out", ".")
    assert result.exit_code == 2 and "lie inside this folder" in words(result.output)
    assert tree(corpus) == before and not (corpus.parent / "results").exists()


@pytest.mark.parametrize(
    "theirs", ["texts/a.txt", "results/notes.md", "claims.csv", "review/index.html", "notes.md"]
)
def test_a_folder_of_somebody_else_is_refused_as_it_is(
    theirs: str, corpus: Path, tmp_path: Path
) -> None:
    out = tmp_path / "o"
    (out / theirs).parent.mkdir(parents=True)
    (out / theirs).write_text("mine", encoding="utf-8")
    result = run("extract", corpus, "--out", out)
    assert result.exit_code == 2 and "give a new or an empty folder" in words(result.output)
    assert tree(out) == {theirs: hashlib.sha256(b"mine").hexdigest()}


@pytest.mark.parametrize(
    "theirs",
    [
        "texts/notes.txt",
        "results/notes.md",
        "results/0123.txt",
        "excel/notes.csv",
        "notes.md",
        ".new-mine",
    ],
)
def test_what_somebody_puts_into_outputs_stays(theirs: str, corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "o"
    run("extract", corpus, "--out", out)
    (out / theirs).parent.mkdir(exist_ok=True)
    (out / theirs).write_text("mine", encoding="utf-8")
    (corpus / "b.txt").write_text(SENTENCE, encoding="utf-8")
    assert run("extract", corpus, "--out", out, "--excel").exit_code == 0
    (corpus / "a.txt").unlink()
    assert run("extract", corpus, "--out", out, "--excel").exit_code == 0
    assert (out / theirs).read_text(encoding="utf-8") == "mine"
    assert sorted(p.name for p in (out / "texts").iterdir() if p.name != "notes.txt") == ["b.txt"]


def test_a_file_in_the_way_of_a_text_is_named_and_kept(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "o"
    run("extract", corpus, "--out", out)
    (out / "texts/b.txt").write_text("mine", encoding="utf-8")
    (corpus / "b.txt").write_text(SENTENCE, encoding="utf-8")
    result = run("extract", corpus, "--out", out)
    assert (
        result.exit_code == 2
        and "is in the way" in words(result.output)
        and "b.txt" in result.output
    )
    assert (out / "texts/b.txt").read_text(encoding="utf-8") == "mine"
    (out / "texts/b.txt").unlink()
    assert run("extract", corpus, "--out", out).exit_code == 0
    assert (out / "texts/b.txt").read_text(encoding="utf-8") == SENTENCE


def test_outputs_and_reports_lie_apart(corpus: Path, tmp_path: Path) -> None:
    before = tree(corpus)
    for given, out, said in (
        (corpus, corpus, "in one folder"),
        (corpus, corpus / "sub/out", "lies inside that of the reports"),
        (corpus, corpus.parent, "lie inside this folder"),
        (corpus / "a.txt", corpus, "lie inside this folder"),
    ):
        result = run("extract", given, "--out", out)
        assert result.exit_code == 2 and said in words(result.output), (given, out)
    (tmp_path / "link").symlink_to(corpus)
    assert run("extract", corpus, "--out", tmp_path / "link/out").exit_code == 2
    assert tree(corpus) == before
    assert run("extract", corpus / "a.txt", "--out", tmp_path / "o").exit_code == 0


def test_outputs_are_never_read_as_reports(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "o"
    run("extract", corpus, "--out", out)
    for given in (out, out / "texts", out / "texts/a.txt"):
        result = run("extract", given, "--out", tmp_path / "again")
        assert result.exit_code == 2 and "a folder of outputs, not of reports" in words(
            result.output
        )
    shutil.copytree(out, corpus / "old")
    # outputs of earlier versions have no marker, those sent around no parts
    for marker in (
        MARKER,
        "results/manifest.sqlite",
    ):
        result = run("extract", corpus, "--out", tmp_path / f"o-{marker[:5]}")
        assert result.exit_code == 1 and "a folder of outputs of nianjian is not read" in words(
            result.output
        )
        rows = (tmp_path / f"o-{marker[:5]}/documents.csv").read_text(encoding="utf-8").splitlines()
        assert [row.split(",")[1] for row in rows[1:]] == ["a.txt", "old"]
        (corpus / "old" / marker).unlink()


def test_outputs_know_their_reports(corpus: Path, tmp_path: Path) -> None:
    run("extract", corpus, "--out", tmp_path / "o")
    assert corpora_of(tmp_path / "o") == [corpus.resolve()]
    assert corpora_of(tmp_path) == []


def test_a_run_killed_before_its_marker_was_whole_harms_no_later_one(
    corpus: Path, tmp_path: Path
) -> None:
    out = tmp_path / "o"
    out.mkdir()
    (out / f"{MARKER}.123").write_text("{", encoding="utf-8")
    own(out)
    assert run("extract", corpus, "--out", out).exit_code == 0


def test_a_lost_manifest_costs_nothing(corpus: Path, tmp_path: Path) -> None:
    """What stands in texts/ is known from the tables too."""
    out = tmp_path / "o"
    (corpus / "b.txt").write_text(SENTENCE, encoding="utf-8")
    run("extract", corpus, "--out", out)
    shutil.rmtree(out / "results")
    (corpus / "a.txt").write_text("全县共有医院5家。\n", encoding="utf-8")
    (corpus / "b.txt").unlink()
    assert run("extract", corpus, "--out", out).exit_code == 0
    assert tree(out / "texts") == {
        "a.txt": hashlib.sha256("全县共有医院5家。\n".encode()).hexdigest()
    }


def test_an_export_replaces_only_what_it_wrote(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "o"
    run("extract", corpus, "--out", out)
    (tmp_path / "mine").write_text("mine", encoding="utf-8")
    (tmp_path / "p").mkdir()
    (tmp_path / "p/mine").write_text("mine", encoding="utf-8")
    for option in ("--xlsx", "--sqlite", "--duckdb"):
        result = run("export", out, option, tmp_path / "mine")
        assert result.exit_code == 2 and "give another name, or move it elsewhere" in words(
            result.output
        )
        assert run("export", out, option, out / "claims.csv").exit_code == 2
        for _ in range(2):
            assert run("export", out, option, tmp_path / f"t{option}").exit_code == 0
        (tmp_path / f"t{option}").write_text("changed", encoding="utf-8")
        assert run("export", out, option, tmp_path / f"t{option}").exit_code == 2
    assert run("export", out, "--parquet", tmp_path / "p").exit_code == 2
    assert (
        run("export", out, "--parquet", tmp_path / "q").exit_code
        == run("export", out, "--parquet", tmp_path / "q").exit_code
        == 0
    )
    assert (
        (tmp_path / "mine").read_text(encoding="utf-8")
        == (tmp_path / "p/mine").read_text(encoding="utf-8")
        == "mine"
    )


def test_gold_that_is_there_is_not_replaced_unasked(corpus: Path, tmp_path: Path) -> None:
    rows, gold = tmp_path / "rows.txt", tmp_path / "a.gold.json"
    rows.write_text("", encoding="utf-8")
    gold.write_text("mine", encoding="utf-8")
    result = run("gold", "build", corpus / "a.txt", rows, gold)
    assert (
        result.exit_code == 2
        and "--force" in result.output
        and gold.read_text(encoding="utf-8") == "mine"
    )
    run("gold", "build", corpus / "a.txt", rows, gold, "--force")
    assert gold.read_text(encoding="utf-8") != "mine"
    run("extract", corpus, "--out", tmp_path / "o")
    (tmp_path / "t").mkdir()
    (tmp_path / "t/a.jsonl").write_text("mine", encoding="utf-8")
    assert run("annotate", "export", tmp_path / "o", "--to", tmp_path / "t").exit_code == 2
    assert (tmp_path / "t/a.jsonl").read_text(encoding="utf-8") == "mine"


def test_the_tables_do_not_tell_where_the_reports_lay(tmp_path: Path) -> None:
    """Nor addresses of objects: broken files of all kinds, read in two places."""
    bad = whole() | odd(10_000, 20)
    for place in ("one", "another/deeper"):
        folder = tmp_path / place / "in"
        folder.mkdir(parents=True)
        for name, data in bad.items():
            (folder / f"x.{name}").write_bytes(data[: len(data) // 2] if "." not in name else data)
        (folder / "s.txt").write_text(SENTENCE, encoding="utf-8")
        (folder / "s.toml").write_text("yeer = 3", encoding="utf-8")
        run("extract", folder, "--out", tmp_path / place / "o", "--limit", "600")
    tables = [
        {name: digest for name, digest in tree(tmp_path / p / "o").items() if name.endswith(".csv")}
        for p in ("one", "another/deeper")
    ]
    assert tables[0] == tables[1] and len(tables[0]) == 7
    for name in ("documents", "issues"):
        written = (tmp_path / f"one/o/{name}.csv").read_text(encoding="utf-8")
        assert str(tmp_path) not in written and " at 0x" not in written
