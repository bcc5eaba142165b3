"""The local engine: a pebble pool of processes on this machine.

A report that takes too long, too much memory, or kills its worker costs only itself: it becomes
`failed`, the others go on.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import resource
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, wait
from concurrent.futures import TimeoutError as TooLong
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any, Literal

from pipeline.core.errors import OutputError
from pipeline.core.messages import Message, sentence
from pipeline.dataset.document_result import failed_result
from pipeline.dataset.process import NO_MEMORY, Outcome, keep, preload, process_tasks
from pipeline.ingest.corpus import Task

Done = Callable[[Outcome], None]
"""Called with how the reading of each document ended."""

SECONDS, MEMORY = 60.0, 2 * 1024**3  # that a report may take; a long one takes a second and 400 MB
LARGE = 2 * 1024**2  # bytes; a larger file may take longer in proportion
TRIES = 3  # of a report whose worker died: something else may have killed it
HOOK = "NIANJIAN_TEST_HOOK"  # a module that tests have a worker import, to plant faults
_LOOK_AT_PARENT = 0.2  # seconds between looks of a worker at whether its run lives
_LOOK = 1.0  # seconds between looks at whether the pool still works
# seconds after which a worker takes the pool's lock for lost: one that is killed while it has it
# breaks the pool
_LOCK = 10.0
_AHEAD = 4  # tasks a process has in waiting, so that a long corpus is not held in memory


def run_local(
    tasks: Iterable[tuple[str, Task]],
    folder: Path,
    jobs: int,
    done: Done,
    *,
    seconds: float = SECONDS,
    memory: int = MEMORY,
    start: Literal["fork", "forkserver"] = "fork",
    config: Path | None = None,
) -> None:
    """Read `tasks`, each with its cache key, and write their results to `folder`, in `jobs`
    processes that have `memory` bytes each.

    `start` says how a process is made: by a fork of this one, or of a server beside it where this
    one has threads (the server stays for later calls). Either has lexicons and models loaded. A
    pool that breaks is made anew.
    """
    from pebble import ProcessPool

    rest = ((key, task, 0) for key, task in tasks)
    again: deque[tuple[str, Task, int]] = deque()
    waiting: deque[tuple[str, Task, int, Future[Any]]] = deque()
    context = multiprocessing.get_context(start)
    if start == "fork":
        preload(config)
    else:
        context.set_forkserver_preload(["pipeline.engines.preloaded"])

    def feed(pool: ProcessPool) -> None:
        while len(waiting) < jobs * _AHEAD and (
            one := again.popleft() if again else next(rest, None)
        ):
            key, task, tried = one
            try:
                future: Future[Any] = pool.schedule(
                    process_tasks,
                    args=([(key, task)], folder, memory, config),
                    timeout=allowed_seconds(task, seconds),
                )
            except RuntimeError as error:  # it broke just now
                future = Future()
                future.set_exception(error)
            waiting.append((key, task, tried + 1, future))

    def finish(key: str, task: Task, tried: int, future: Future[Any]) -> None:
        error = future.exception()
        if error is None:
            done(future.result()[0])
        elif isinstance(error, OutputError):
            raise error
        elif not isinstance(error, TooLong | MemoryError) and tried < TRIES:
            again.append((key, task, tried))
        else:
            result = failed_result(task, reason(task, error, allowed_seconds(task, seconds), tried))
            short = memory if isinstance(error, MemoryError) else 0
            done(keep(folder, key, result, again=not short, memory=short))

    while True:
        with ProcessPool(
            max_workers=jobs, initializer=_begin, initargs=(memory,), context=context
        ) as pool:
            while pool.active:
                feed(pool)
                if not waiting:
                    return
                wait([waiting[0][-1]], timeout=_LOOK)
                while waiting and waiting[0][-1].done():
                    finish(*waiting.popleft())
        for key, task, tried, future in waiting:  # what a pool that broke has left
            if not future.done():
                future.set_exception(BrokenProcessPool("its pool broke"))
            finish(key, task, tried, future)
        waiting.clear()


def allowed_seconds(task: Task, seconds: float) -> float:
    """The time that a report may take: `seconds`, for a large file more in proportion."""
    return seconds * max(1.0, task.size / LARGE)


def reason(task: Task, error: BaseException, seconds: float, tried: int) -> Message:
    """Why a report was given up, for its row."""
    if isinstance(error, TooLong):
        return sentence(
            task.source,
            Message("not read within {seconds} s", seconds=f"{seconds:g}"),
            "give it longer with --limit",
        )
    if isinstance(error, MemoryError):
        return sentence(task.source, *NO_MEMORY)
    died = Message("the worker died {count} times", count=tried)
    return sentence(task.source, died, "the other reports were read, report this as a bug")


def _end_with(parent: int) -> None:
    """End this process soon after its parent: a run that was killed must not write results beside the next one."""
    while os.getppid() == parent:
        time.sleep(_LOOK_AT_PARENT)
    os._exit(1)


def _begin(memory: int) -> None:
    """Let allocations of this process above `memory` bytes fail.

    Files that are mapped do not count.
    """
    from pebble import CONSTS

    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    CONSTS.channel_lock_timeout = _LOCK
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(
        resource.RLIMIT_DATA,
        (memory if most == resource.RLIM_INFINITY else min(memory, most), most),
    )
    if HOOK in os.environ:
        importlib.import_module(os.environ[HOOK])
