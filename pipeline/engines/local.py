"""The local engine: this process for one report, a pebble pool for more.

A report that takes too long or kills its worker costs only itself: it becomes `failed`, the others go on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import TimeoutError as TooLong
from pathlib import Path

from pipeline.errors import IssueCode
from pipeline.run import Task, failed_part, part_key, process_shard, write_part

Done = Callable[[int], None]
"""Told the claims of each report that is done."""

LIMIT = 60.0  # seconds a report may take; a long one takes less than one


def run_local(tasks: Sequence[Task], folder: Path, jobs: int, done: Done, limit: float = LIMIT) -> None:
    """Make the parts of `tasks` in `jobs` processes; a single report is read in this one."""
    if len(tasks) <= 1:
        for task in tasks:
            done(process_shard([task], folder)[0][1])
        return
    from pebble import ProcessPool

    with ProcessPool(max_workers=min(jobs, len(tasks))) as pool:
        futures = [(task, pool.schedule(process_shard, args=([task], folder), timeout=limit)) for task in tasks]
        for task, future in futures:
            error = future.exception()
            if error is None:
                done(future.result()[0][1])
                continue
            reason = f"not read within {limit:g} s" if isinstance(error, TooLong) else f"the worker died: {error}"
            message = f"{task.path}: {reason}; the other reports were read, report this as a bug"
            write_part(folder, part_key(task), failed_part(task, message, IssueCode.UNREADABLE))
            done(0)
