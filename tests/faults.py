"""Faults planted in workers (NIANJIAN_TEST_HOOK=tests.faults): what a report's name says happens to the process that reads it."""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
import time
from contextlib import suppress

import pebble

import pipeline.run
from pipeline.ingest.corpus import Task
from pipeline.partfile import Part

_MAKE = pipeline.run.make_part
pebble.CONSTS.channel_lock_timeout = 3


def make_part(task: Task) -> tuple[Part, str]:
    if "hang" in task.source:
        time.sleep(3600)
    while "wait" in task.source and not (task.path.parent.parent / "go").exists():
        time.sleep(0.02)
    if "die" in task.source:
        os.kill(os.getpid(), signal.SIGKILL)
    if "crash" in task.source:
        faulthandler.disable()
        os.kill(os.getpid(), signal.SIGSEGV)
    if "eat" in task.source:
        bytearray(3 * 1024**3)
    if "lock" in task.source:
        with suppress(FileExistsError):  # the second time it is read
            (task.path.parent.parent / "locked").touch(exist_ok=False)
            _die_with_lock()
    if "slow" in task.source:
        time.sleep(1)
    return _MAKE(task)


def _die_with_lock() -> None:
    """As a worker does that is killed while it sends a result or takes a task: no other can do either any more."""
    frame = sys._getframe()
    while "channel" not in frame.f_locals:
        assert frame.f_back
        frame = frame.f_back
    frame.f_locals["channel"].mutex.acquire()
    os.kill(os.getpid(), signal.SIGKILL)


pipeline.run.make_part = make_part
