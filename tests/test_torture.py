"""Hundreds of broken and hostile files: each is a row, none is changed, two runs are the same.

And the tool that says so.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests import torture as tool
from tests.accounting import files_under, unaccounted
from tests.broken import HOSTILE, write_broken
from tests.torture import torture, tree_hash

SENTENCE = "全县共有学校10所。\n"
CLEAN = "crashes 0, hangs 0, unaccounted 0, inputs changed 0, runs differ 0"
SECONDS = 300.0  # that a report may take: none takes five, on a machine that does nothing else


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tool, "PATIENCE", 900.0)


def test_hundreds_of_broken_files_are_rows_and_nothing_crashes_hangs_or_changes(
    tmp_path: Path,
) -> None:
    count = write_broken(tmp_path / "in", quick=True)
    assert count >= 500 and len(files_under(tmp_path / "in")) == count
    line, faults = torture(tmp_path / "in", tmp_path / "o", SECONDS)
    assert not faults and line.endswith(CLEAN), "\n".join([line, *faults[:40]])
    assert not Path("/tmp/x.txt").exists() and sum(1 for _ in os.scandir(tmp_path)) == 2


def test_a_run_over_hostile_files_accounts_for_each_and_changes_nothing(tmp_path: Path) -> None:
    shutil.copytree(HOSTILE, tmp_path / "in")
    line, faults = torture(tmp_path / "in", tmp_path / "o", SECONDS)
    assert not faults and line.endswith(CLEAN), "\n".join([line, *faults[:40]])


def test_torture_finds_what_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The runner itself: a file without a row is told."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text(SENTENCE, encoding="utf-8")
    monkeypatch.setattr(tool, "files_under", lambda folder: [b"a.txt", b"lost.txt"])
    line, faults = torture(tmp_path / "in", tmp_path / "o")
    assert line == "2 files in, 1 rows, " + CLEAN.replace("unaccounted 0", "unaccounted 1")
    assert faults == ["unaccounted: b'lost.txt'"]


def test_torture_finds_what_is_changed_and_what_differs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text(SENTENCE, encoding="utf-8")
    run = tool.extract

    def spoil(folder: Path, out: Path, jobs: int, limit: float, cwd: Path) -> tuple[int, str]:
        end = run(folder, out, jobs, limit, cwd)
        if out.name == "two":
            (out / "claims.csv").write_text("", encoding="utf-8")
            (tmp_path / "in/a.txt").write_text("mine", encoding="utf-8")
        return end

    monkeypatch.setattr(tool, "extract", spoil)
    line, _ = torture(tmp_path / "in", tmp_path / "o")
    assert line.endswith("unaccounted 0, inputs changed 1, runs differ 1")


def test_every_change_of_a_tree_is_told(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / name).write_bytes(b"1")
    (tmp_path / "link").symlink_to("a")
    os.mkfifo(tmp_path / "pipe")
    before = tree_hash(tmp_path)
    assert before == tree_hash(tmp_path)
    (tmp_path / "a").write_bytes(b"2")
    (tmp_path / "b").chmod(0o700)
    (tmp_path / "c").rename(tmp_path / "d")
    (tmp_path / "link").unlink()
    (tmp_path / "link").symlink_to("b")
    after = tree_hash(tmp_path)
    assert {
        name for name in before.keys() | after.keys() if before.get(name) != after.get(name)
    } >= {b"a", b"b", b"c", b"d", b"link"}


def test_two_names_that_became_one_are_told() -> None:
    gbk, bad = b"\xc4\xea.txt", b"\xff.txt"
    assert not unaccounted([gbk, "年.txt".encode(), bad], ["年.txt", "\\xc4\\xea.txt", "\\xff.txt"])
    assert not unaccounted(
        [gbk, bad, b"x.zip"], ["年.txt", "\ufffd.txt", "x.zip/a.txt", "x.zip/b.txt"]
    )
    assert not unaccounted(
        [b"n/a\xff.txt", b"n/a\\xff.txt", b"n/b\n.txt"],
        ["n/n/a\\xff.txt", "n/a\\xff.txt", "n/b\\x0a.txt"],
    )
    assert len(unaccounted([gbk, "年.txt".encode()], ["年.txt"])) == 1
    assert len(unaccounted([b"\xff.txt", b"\xfe.txt"], ["\ufffd.txt"])) == 1
    assert len(unaccounted([b"a\xff.txt", b"a\\xff.txt"], ["a\\xff.txt"])) == 1
