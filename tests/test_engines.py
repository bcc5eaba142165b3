"""The local engine: a report that hangs or kills its worker is a failed row, and the others come out."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

import pipeline.run
from pipeline.engines.local import run_local
from pipeline.ingest.corpus import Task
from pipeline.run import Part, part_key, read_part

MAKE = pipeline.run.make_part


def hang_or_die(task: Task) -> tuple[Part, str]:
    """In place of make_part, in the forked worker: what the report's name says."""
    if "hang" in task.source:
        time.sleep(60)
    if "die" in task.source:
        os.kill(os.getpid(), signal.SIGKILL)
    if "crash" in task.source:
        os.kill(os.getpid(), signal.SIGSEGV)
    if "eat" in task.source:
        bytearray(3 * 1024**3)
    return MAKE(task)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("hang.txt", "not read within 6 s"),
        ("die.txt", "the worker died 3 times"),
        ("crash.txt", "the worker died 3 times"),
        ("eat.txt", "needs more memory"),
    ],
)
def test_a_bad_report_costs_only_itself(name: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline.run, "make_part", hang_or_die)
    tasks = []
    for source in ("a.txt", name, "b.txt"):
        (tmp_path / source).write_text("全县共有学校10所。", encoding="utf-8")
        tasks.append(Task(path=tmp_path / source, doc_id=source, source=source))
    parts = tmp_path / "parts"
    parts.mkdir()
    run_local([(part_key(t), t) for t in tasks], parts, 1, lambda made: None, seconds=6)
    documents = {t.source: read_part(parts, part_key(t))["document"] for t in tasks}
    assert {s: d["status"] for s, d in documents.items()} == {"a.txt": "ok", name: "failed", "b.txt": "ok"}
    assert message in documents[name]["message"]
