"""Faults planted in workers (NIANJIAN_TEST_HOOK=tests.faults): what a report's name says happens to the process that reads it."""

from __future__ import annotations

import faulthandler
import os
import signal
import time

import pipeline.run
from pipeline.ingest.corpus import Task
from pipeline.partfile import Part

_MAKE = pipeline.run.make_part


def make_part(task: Task) -> tuple[Part, str]:
    if "hang" in task.source:
        time.sleep(60)
    if "die" in task.source:
        os.kill(os.getpid(), signal.SIGKILL)
    if "crash" in task.source:
        faulthandler.disable()
        os.kill(os.getpid(), signal.SIGSEGV)
    if "eat" in task.source:
        bytearray(3 * 1024**3)
    if "slow" in task.source:
        time.sleep(1)
    return _MAKE(task)


pipeline.run.make_part = make_part
