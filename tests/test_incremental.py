"""Runs on one output folder: what changed is read, what a kill leaves does no harm, two runs do not
meet.
"""

from __future__ import annotations

import gzip
import json
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable
from functools import partial
from pathlib import Path

import pytest
from filelock import FileLock

from pipeline.core.errors import OutputError
from pipeline.core.records import DocumentRow, DocumentStatus, ObservationRow
from pipeline.dataset.build import build_dataset
from pipeline.dataset.document_result import DocumentResult
from pipeline.dataset.process import process_tasks
from pipeline.dataset.result_file import read_result, result_path, write_result
from pipeline.ingest.corpus import Task
from tests.conftest import ROOT, run

SENTENCE = "全县共有学校10所。\n"
COMMAND = [sys.executable, "-m", "pipeline", "extract"]


def contents(out: Path) -> dict[str, bytes]:
    """Everything a user reads of an output folder."""
    files = [p for p in out.rglob("*") if p.is_file() and "results" not in p.relative_to(out).parts]
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in files}


def stamps(out: Path) -> dict[str, int]:
    return {
        p.name: p.stat().st_mtime_ns
        for p in out.rglob("*")
        if p.is_file() and p.name not in ("manifest.sqlite-wal", "manifest.sqlite-shm")
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twelve reports."""
    found = tmp_path / "in"
    found.mkdir()
    for n in range(12):
        (found / f"r{n:02}.txt").write_text(
            SENTENCE.replace("10", str(n + 30)) * 3, encoding="utf-8"
        )
    return found


def test_an_unchanged_corpus_is_not_touched(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "o"
    run("extract", folder, "--out", out)
    before = stamps(out)
    result = run("extract", folder, "--out", out)
    assert result.exit_code == 0 and "0 of 12 reports read anew" in result.output
    assert stamps(out) == before


def test_one_edited_report_is_read_and_the_rest_is_not(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "o"
    run("extract", folder, "--out", out)
    (folder / "r03.txt").write_text("全县共有医院3家。\n", encoding="utf-8")
    result = run("extract", folder, "--out", out)
    assert "1 of 12 reports read anew" in result.output
    run("extract", folder, "--out", tmp_path / "clean")
    assert contents(out) == contents(tmp_path / "clean")
    assert (out / "texts/r03.txt").read_text(encoding="utf-8") == "全县共有医院3家。\n"


def test_a_table_that_was_changed_by_hand_is_written_anew(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "o"
    run("extract", folder, "--out", out)
    before = contents(out)
    (out / "claims.csv").write_text("mine", encoding="utf-8")
    shutil.rmtree(out / "texts")
    result = run("extract", folder, "--out", out)
    assert "0 of 12 reports read anew" in result.output and contents(out) == before


def test_two_runs_on_one_folder_do_not_meet(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "o"
    run("extract", folder, "--out", out)
    before = contents(out)
    with FileLock(out / "results/.lock"):
        done = subprocess.run(
            [*COMMAND, str(folder), "--out", str(out), "--force"],
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 2 and "another run is writing here" in done.stderr
    assert contents(out) == before


def test_a_damaged_manifest_is_made_anew(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "o"
    run("extract", folder, "--out", out)
    before = contents(out)
    (out / "results/manifest.sqlite").write_bytes(b"no database" * 500)
    assert run("extract", folder, "--out", out).exit_code == 0
    assert contents(out) == before


def _small_files(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


@pytest.mark.parametrize("size", [3_000, 64_000])
def test_a_full_disk_is_told_and_the_old_outputs_stay_whole(
    size: int, folder: Path, tmp_path: Path
) -> None:
    """Larger files cannot be written, as on a disk that is full: the manifest, or the part of a
    report.
    """
    out = tmp_path / "o"
    run("extract", folder, "--out", out)
    before = contents(out)
    (folder / "r04.txt").write_text(SENTENCE * 500, encoding="utf-8")
    limit = partial(_small_files, size)
    done = subprocess.run(
        [*COMMAND, str(folder), "--out", str(out)],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limit,
    )
    assert (
        done.returncode == 2 and "give a folder that can be written and has room" in done.stderr
    ), done.stderr
    assert contents(out) == before
    assert run("extract", folder, "--out", out).exit_code == 0 and contents(out) != before


def test_memory_does_not_grow_with_the_corpus(tmp_path: Path) -> None:
    """Ten times the reports: the peak of the parent (without its workers) rises by a fifth at most."""
    text = (ROOT / "corpus/police-2014-informatization.txt").read_text(encoding="utf-8")
    peaks = []
    for copies in (6, 60):
        folder = tmp_path / f"in{copies}"
        folder.mkdir()
        for n in range(copies):
            (folder / f"r{n}.txt").write_text(
                f"{text}\n全县共有学校{n + 30}所。\n", encoding="utf-8"
            )
        code = (
            "import resource, sys; from pathlib import Path; from pipeline.dataset.build import build_dataset; "
            "from pipeline.engines.local import run_local; "
            "build_dataset([Path(sys.argv[1])], Path(sys.argv[2]), lambda t, f, d: run_local(t, f, 2, d)); "
            "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, str(folder), str(tmp_path / f"o{copies}")],
            capture_output=True,
            text=True,
            check=True,
        )
        peaks.append(int(done.stdout))
    assert peaks[1] <= 1.2 * peaks[0], peaks


def test_a_result_comes_back_and_its_file_can_be_looked_at(tmp_path: Path) -> None:
    """An empty table, a quoted line break, a rare character.

    Any reader of gzip and JSON shows it, the same bytes each time.
    """
    observation = ObservationRow(
        "a:1-2",
        "gdp",
        "地区生产总值",
        "A",
        "CN",
        "2013",
        "level",
        "actual",
        "1.50",
        None,
        "元",
        "CNY",
        "money:CNY",
        "eq",
        "一",
        "GDP",
        1,
        2,
    )
    lines = {"claims": 'a,"1\n2",𠮷\n', "entities": "", "issues": ""}
    document = DocumentRow(
        doc_id="a", source="a.txt", status=DocumentStatus.PARTIAL, year=2013, claims=1
    )
    result = DocumentResult(
        document, "一\n", lines, {"claims": 1, "entities": 0, "issues": 0}, [observation]
    )
    for key in ("a", "b"):
        write_result(tmp_path, key, result)
    assert read_result(tmp_path, "a") == result
    assert result_path(tmp_path, "a").read_bytes() == result_path(tmp_path, "b").read_bytes()
    with gzip.open(result_path(tmp_path, "a"), "rt", encoding="utf-8") as file:
        assert json.load(file)["document"]["status"] == "partial"


def test_results_and_texts_deleted_by_hand_come_back(folder: Path, tmp_path: Path) -> None:
    (folder / "deeper").mkdir()
    (folder / "deeper/r.txt").write_text(SENTENCE, encoding="utf-8")
    out = tmp_path / "o"
    run("extract", folder, "--out", out)
    before, results = contents(out), {p.name for p in (out / "results").iterdir()}
    for gone in (
        min((out / "results").glob("*.json.gz")),
        out / "texts/r03.txt",
        out / "texts/deeper/r.txt",
        out / "documents.csv",
    ):
        gone.unlink()
        assert run("extract", folder, "--out", out).exit_code == 0
        assert (
            contents(out) == before and {p.name for p in (out / "results").iterdir()} == results
        ), gone


def test_a_damaged_result_is_named(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "o"
    run("extract", folder, "--out", out)
    before = contents(out)
    file = min((out / "results").glob("*.json.gz"))
    file.write_bytes(file.read_bytes()[:-20])
    (folder / "new.txt").write_text(SENTENCE, encoding="utf-8")
    result = run("extract", folder, "--out", out)
    assert (
        result.exit_code == 2
        and f"{file}: the file is damaged; delete it and run again" in result.output
    )
    assert contents(out) == before
    file.unlink()
    assert run("extract", folder, "--out", out).exit_code == 0


def test_results_of_a_run_that_ended_while_it_read_are_swept(folder: Path, tmp_path: Path) -> None:
    """Also where the corpus is as it was before that run, so that nothing is to be read."""
    out, report = tmp_path / "o", folder / "r03.txt"
    run("extract", folder, "--out", out)
    results = {path.name for path in (out / "results").glob("*.json.gz")}
    text = report.read_text(encoding="utf-8")
    report.write_text(text + SENTENCE, encoding="utf-8")

    def ended(tasks: Iterable[tuple[str, Task]], place: Path, _: object) -> None:
        process_tasks(tasks, place)
        raise InterruptedError("as a kill would, before the manifest knows of it")

    with pytest.raises(OutputError):
        build_dataset([folder], out, ended)
    report.write_text(text, encoding="utf-8")
    assert {path.name for path in (out / "results").glob("*.json.gz")} != results
    run("extract", folder, "--out", out)
    assert {path.name for path in (out / "results").glob("*.json.gz")} == results
