"""The engines: the same bytes from each, and a report that hangs, kills its worker or eats memory
costs only itself.
"""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from pipeline.engines.local import allowed_seconds
from pipeline.ingest.corpus import Task
from tests.conftest import ROOT

EXTRACT = [sys.executable, "-m", "pipeline", "extract"]
ENGINES = {"local": ["--jobs", "2"], "dask": ["--engine", "dask", "--jobs", "2"]}
PATIENCE = 600.0  # seconds; only what hangs takes them
SENTENCE = "全县共有学校10所。\n"
FAULTS = {
    "hang.txt": "not read within 15 s",
    "die.txt": "the worker died 3 times",
    "crash.txt": "the worker died 3 times",
    "eat.txt": "needs more memory",
}


def extracted(folder: Path, out: Path, *options: str, hook: str = "") -> dict[str, dict[str, str]]:
    """Documents by source, of a run in processes of its own."""
    env = (
        os.environ
        | {"PYTHONWARNINGS": "ignore", "PYTHONPATH": str(ROOT)}
        | ({"NIANJIAN_TEST_HOOK": hook} if hook else {})
    )
    done = subprocess.run(
        [*EXTRACT, str(folder), "--out", str(out), *options],
        capture_output=True,
        text=True,
        check=False,
        env=env,
    )
    assert done.returncode in (0, 1), done.stderr
    with (out / "documents.csv").open(encoding="utf-8", newline="") as file:
        return {row["source"]: row for row in csv.DictReader(file)}


def until(found: Callable[[], bool], process: subprocess.Popen[bytes] | None = None) -> None:
    """Wait for what a process does.

    One that has ended, or does not do it for very long, fails the test.
    """
    deadline = time.monotonic() + PATIENCE
    while not found():
        assert time.monotonic() < deadline
        assert process is None or process.poll() is None
        time.sleep(0.05)


def tables(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(out.glob("*.*")) if path.is_file()}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_bad_report_costs_only_itself(engine: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for source in ("a.txt", *FAULTS, "z.txt"):
        (tmp_path / "in" / source).write_text(SENTENCE, encoding="utf-8")
    documents = extracted(
        tmp_path / "in", tmp_path / "o", *ENGINES[engine], "--limit", "15", hook="tests.faults"
    )
    assert {s: d["status"] for s, d in documents.items()} == {
        "a.txt": "ok",
        "z.txt": "ok",
    } | dict.fromkeys(FAULTS, "failed")
    for source, message in FAULTS.items():
        assert message in documents[source]["message"], documents[source]["message"]
    # what may end otherwise is tried again
    documents = extracted(tmp_path / "in", tmp_path / "o", *ENGINES[engine], "--memory", "4096")
    assert {d["status"] for d in documents.values()} == {"ok"}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_worker_killed_in_mid_run_costs_nothing(engine: str, tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "o"
    folder.mkdir()
    for source in ("a.txt", *(f"wait{n}.txt" for n in range(5))):
        (folder / source).write_text(SENTENCE, encoding="utf-8")
    env = os.environ | {
        "NIANJIAN_TEST_HOOK": "tests.faults",
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "ignore",
    }
    command = [*EXTRACT, str(folder), "--out", str(out), *ENGINES[engine], "--limit", "600"]
    run = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    until(lambda: any((out / "results").glob("*.json.gz")), run)  # a.txt is read; the others wait
    os.kill(max(_below(run.pid)), signal.SIGKILL)  # the youngest: a process that reads
    (tmp_path / "go").touch()
    _, errors = run.communicate(timeout=PATIENCE)
    assert run.returncode == 0, errors
    with (out / "documents.csv").open(encoding="utf-8", newline="") as file:
        assert [row["status"] for row in csv.DictReader(file)] == ["ok"] * 6


@pytest.mark.parametrize("engine", ENGINES)
def test_a_worker_killed_while_it_has_the_lock_costs_nothing(engine: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for source in ("a.txt", "lock.txt", *(f"slow{n}.txt" for n in range(9))):
        (tmp_path / "in" / source).write_text(SENTENCE, encoding="utf-8")
    documents = extracted(tmp_path / "in", tmp_path / "o", *ENGINES[engine], hook="tests.faults")
    assert (tmp_path / "locked").exists() and [d["status"] for d in documents.values()] == [
        "ok"
    ] * 11


def _below(pid: int) -> list[int]:
    """The processes that a process has started, and theirs."""
    children: list[int] = []
    with suppress(OSError):  # it has just ended
        for task in Path(f"/proc/{pid}/task").iterdir():
            children += map(int, (task / "children").read_text(encoding="ascii").split())
    return children + [pid for child in children for pid in _below(child)]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A scheduler and two workers, started by hand on loopback as docs/scale.md says."""
    folder = tmp_path_factory.mktemp("cluster")
    env = os.environ | {"DASK_DISTRIBUTED__WORKER__DAEMON": "False", "PYTHONPATH": str(ROOT)}
    address = folder / "scheduler.json"
    dask = [sys.executable, "-m", "dask"]
    quiet: dict[str, Any] = {
        "stdout": subprocess.DEVNULL,
        "stderr": subprocess.DEVNULL,
        "cwd": folder,
        "env": env,
    }
    started = [
        subprocess.Popen(
            [
                *dask,
                "scheduler",
                "--host",
                "127.0.0.1",
                "--port",
                "0",
                "--no-dashboard",
                "--scheduler-file",
                str(address),
            ],
            **quiet,
        )
    ]
    worker = [
        *dask,
        "worker",
        "--scheduler-file",
        str(address),
        "--nthreads",
        "1",
        "--no-dashboard",
    ]
    started += [subprocess.Popen(worker, **quiet) for _ in range(2)]
    until(address.is_file, started[0])
    yield json.loads(address.read_text(encoding="utf-8"))["address"]
    for process in reversed(started):
        process.terminate()
        process.wait(timeout=PATIENCE)


def test_all_engines_give_the_same_bytes(cluster: str, tmp_path: Path) -> None:
    ways = {
        "one": ["--jobs", "1"],
        **ENGINES,
        "cluster": ["--engine", "dask", "--scheduler", cluster],
    }
    for name, options in ways.items():
        extracted(ROOT / "corpus", tmp_path / name, *options)
    first = tables(tmp_path / "one")
    assert len(first) >= 8
    for name in ways:
        assert tables(tmp_path / name) == first, name


def test_a_scheduler_that_does_not_answer_is_told(tmp_path: Path) -> None:
    command = [
        *EXTRACT,
        str(ROOT / "corpus"),
        "--out",
        str(tmp_path / "o"),
        "--engine",
        "dask",
        "--scheduler",
        "tcp://127.0.0.1:9",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "start it with `dask scheduler`" in done.stderr


@pytest.mark.parametrize(("megabytes", "times"), [(0, 1), (1, 1), (2, 1), (8, 4)])
def test_a_large_file_may_take_longer_in_proportion(
    megabytes: int, times: int, tmp_path: Path
) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(megabytes * 1024**2)
    assert allowed_seconds(Task(path=path, doc_id="a", source="a.txt"), 60) == 60 * times


def test_the_workers_of_a_killed_run_end(tmp_path: Path) -> None:
    """Else they would write results beside the next run, or hang on for ever."""
    (tmp_path / "in").mkdir()
    for n in range(2):
        (tmp_path / f"in/wait{n}.txt").write_text(SENTENCE, encoding="utf-8")
    env = os.environ | {"NIANJIAN_TEST_HOOK": "tests.faults", "PYTHONPATH": str(ROOT)}
    command = [*EXTRACT, str(tmp_path / "in"), "--out", str(tmp_path / "o"), "--jobs", "2"]
    run = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    until(lambda: len(_below(run.pid)) >= 2, run)
    workers = _below(run.pid)
    run.kill()
    run.communicate()
    until(lambda: not any(_lives(worker) for worker in workers))


def _lives(pid: int) -> bool:
    """Whether a process runs; one that ended and that nobody has asked about does not."""
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
