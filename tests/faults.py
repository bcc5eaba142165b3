"""Faults planted in workers (NIANJIAN_TEST_HOOK=tests.faults): what a report's name says happens to
the process that reads it.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

import pebble

import pipeline.dataset.process
from pipeline.core.errors import IssueCode
from pipeline.dataset.document_result import DocumentResult
from pipeline.ingest.corpus import Task

_READ = pipeline.dataset.process.read_result_of
pebble.CONSTS.channel_lock_timeout = 3


def read_result_of(
    task: Task, config: Path | None = None
) -> tuple[DocumentResult, IssueCode | None, str]:
    if os.environ.get("NIANJIAN_TEST_HOOK"):  # pytest imports this module too, looking for doctests
        _note(task)
    if "hang" in task.source:
        time.sleep(3600)
    while "wait" in task.source and not (task.path.parent.parent / "go").exists():
        time.sleep(0.02)
    if "die" in task.source:
        os.kill(os.getpid(), signal.SIGKILL)
    if "crash" in task.source:
        faulthandler.disable()
        os.kill(os.getpid(), signal.SIGSEGV)
    if "eat-one" in task.source:
        bytearray(1024**3)
    elif "eat" in task.source:
        bytearray(3 * 1024**3)
    if "lock" in task.source:
        with suppress(FileExistsError):  # the second time it is read
            (task.path.parent.parent / "locked").touch(exist_ok=False)
            _die_with_lock()
    if "slow" in task.source:
        time.sleep(1)
    return _READ(task, config)


def _note(task: Task) -> None:
    """Note beside the corpus that a report was read."""
    with (task.path.parent.parent / "read").open("a", encoding="utf-8") as file:
        file.write(f"{task.source}\n")


def _die_with_lock() -> None:
    """As a worker does that is killed while it sends a result or takes a task: no other can do
    either any more.
    """
    frame = sys._getframe()
    while "channel" not in frame.f_locals:
        assert frame.f_back
        frame = frame.f_back
    frame.f_locals["channel"].mutex.acquire()
    os.kill(os.getpid(), signal.SIGKILL)


pipeline.dataset.process.read_result_of = read_result_of
