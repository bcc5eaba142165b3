"""The log: a run keeps one in its outputs folder, with the traceback of faults of ours.

Who only imports us sees none.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import pipeline.dataset.process
from pipeline.core.log import FILE_NAME
from tests.conftest import ROOT, run


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A folder with one report and one empty file."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("全县共有学校10所。", encoding="utf-8")
    (folder / "b.txt").write_bytes(b"")
    return folder


def test_a_run_says_in_its_log_what_became_of_each_document(corpus: Path, tmp_path: Path) -> None:
    run("extract", corpus, "--out", tmp_path / "out")
    log = (tmp_path / "out/results" / FILE_NAME).read_text(encoding="utf-8")
    assert "2 documents, 2 to read" in log and "INFO a.txt: ok, 1 claims" in log
    assert "WARNING b.txt: b.txt: the file is empty" in log and "written: documents 2" in log


def test_the_log_does_not_make_a_run_write_anew(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run("extract", corpus, "--out", out)
    before = (out / "claims.csv").stat().st_mtime_ns
    again = run("extract", corpus, "--out", out)
    assert (
        "0 of 2 reports read anew" in again.output
        and (out / "claims.csv").stat().st_mtime_ns == before
    )


def test_what_is_to_be_reported_as_a_bug_has_its_traceback_in_the_log(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise LookupError("no such thing")

    # workers are forked from this process
    monkeypatch.setattr(pipeline.dataset.process, "extract_report", broken)
    done = run("extract", corpus, "--out", tmp_path / "out")
    assert "LookupError: no such thing; report this as a bug" in done.output
    log = (tmp_path / "out/results" / FILE_NAME).read_text(encoding="utf-8")
    assert (
        "Traceback (most recent call last)" in log
        and "in broken" in log
        and 'raise LookupError("no such thing")' in log
    )
    assert "Traceback" not in (tmp_path / "out/documents.csv").read_text(encoding="utf-8")


def test_verbose_prints_the_log(corpus: Path, tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "pipeline",
        "extract",
        str(corpus),
        "--out",
        str(tmp_path / "out"),
    ]
    quiet = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    loud = subprocess.run(
        [*command, "--force", "-v"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (
        "a.txt: ok" not in quiet.stdout + quiet.stderr and "INFO a.txt: ok, 1 claims" in loud.stderr
    )


def test_who_imports_us_sees_no_log() -> None:
    code = "import logging, pipeline; pipeline.load_pipeline(); log = logging.getLogger('nianjian'); print(log.level, len(log.handlers))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split()[0] == "0" and done.stderr == ""
