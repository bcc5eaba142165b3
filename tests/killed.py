"""Runs that die: a command line of the product and a moment in.

The run, killed at that moment, out.

    python -m tests.killed        (one JSON a line: {"arguments": [...], "at": N}; answers
    {"killed": ..., "moments": N})

A moment is no time but a count, so that a busy machine changes nothing: of files opened, renamed,
deleted and so on (what Python tells its audit hooks), in the run and in its workers together, and
of lines of the run's own code that writes the outputs. At the N-th, SIGKILL ends them all. Each run
is a fork of this process, which has loaded what reading takes.
"""

from __future__ import annotations

import ctypes
import json
import mmap
import os
import signal
import struct
import sys
from types import FrameType
from typing import Any

from pipeline.cli.app import app
from pipeline.dataset.cache_key import package_fingerprint
from pipeline.dataset.process import preload

_WRITERS = (
    "build.py",
    "manifest.py",
    "texts.py",
    "ownership.py",
    "process.py",
    "result_file.py",
    "tables.py",
    "decisions.py",
)
_EVENTS = frozenset(("open", "sqlite3.connect", "tempfile.mkdtemp", "tempfile.mkstemp"))
# of prctl: what a killed run leaves becomes a child of this process, which can wait for its end
_SUBREAPER = 36


class Moments:
    """A count that a run and its workers share; the `last` moment ends them."""

    def __init__(self, last: int) -> None:
        self._shared = mmap.mmap(-1, 8)
        self._last = last

    @property
    def count(self) -> int:
        return int(struct.unpack("q", self._shared[:8])[0])

    def pass_one(self) -> None:
        count = self.count + 1
        self._shared[:8] = struct.pack("q", count)
        if 0 < self._last <= count:
            self._last = 0  # to kill is an event too
            os.killpg(os.getpgrp(), signal.SIGKILL)

    def on_event(self, event: str, _: object) -> None:
        if event in _EVENTS or (event.startswith(("os.", "shutil.")) and event != "os.putenv"):
            self.pass_one()

    def on_call(self, frame: FrameType, event: str, _: object) -> Any:
        """What Python asks for every call: who is told of the lines of this one."""
        return (
            self.on_line
            if frame.f_code.co_filename.endswith(_WRITERS)
            and "pipeline" in frame.f_code.co_filename
            else None
        )

    def on_line(self, frame: FrameType, event: str, _: object) -> Any:
        if event == "line":
            self.pass_one()
        return self.on_line


def run_until(arguments: list[str], last: int) -> dict[str, object]:
    """Run the command line up to the `last` moment (0: to its end).

    Gives its exit code, or that it was killed.
    """
    moments = Moments(last)
    pid = os.fork()
    if not pid:
        _become(arguments, moments)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    while True:  # until its workers are gone too
        try:
            os.wait()
        except ChildProcessError:
            return {"killed": code == -signal.SIGKILL, "code": code, "moments": moments.count}


def _become(arguments: list[str], moments: Moments) -> None:
    os.setsid()
    out = os.open(os.devnull, os.O_WRONLY)
    os.dup2(out, 1)
    os.dup2(out, 2)
    sys.addaudithook(moments.on_event)
    sys.settrace(moments.on_call)
    try:
        app(arguments)
    except SystemExit as end:
        os._exit(int(end.code or 0))
    finally:
        os._exit(99)


def main() -> None:
    preload()
    package_fingerprint()
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    for line in sys.stdin:
        asked = json.loads(line)
        print(json.dumps(run_until(asked["arguments"], asked["at"])), flush=True)


if __name__ == "__main__":
    main()
