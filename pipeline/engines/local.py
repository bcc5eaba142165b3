"""The local engine: this process for one job, a pebble pool for more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from pipeline.errors import IssueCode
from pipeline.run import Task, failed_part, part_key, process_shard, write_part

Report = Callable[[int], None]
"""Told the claims of each report that is done."""


def run_local(tasks: Sequence[Task], folder: Path, jobs: int, done: Report) -> None:
    """Make the parts of `tasks`; a worker that dies costs only its report, which becomes `failed`."""
    if jobs <= 1 or len(tasks) <= 1:
        for task in tasks:
            done(process_shard([task], folder)[0][1])
        return
    from pebble import ProcessPool

    with ProcessPool(max_workers=min(jobs, len(tasks))) as pool:
        futures = [(task, pool.schedule(process_shard, args=([task], folder))) for task in tasks]
        for task, future in futures:
            error = future.exception()
            if error is None:
                done(future.result()[0][1])
                continue
            write_part(folder, part_key(task), failed_part(task, f"the worker died: {error}", IssueCode.UNREADABLE))
            done(0)
