"""The Dask engine: shards of reports on the workers of a cluster, each read there by the local
engine.

So limits, retries and faults of a report are those of `local`, on either engine; a worker that dies
costs nothing, its shard is done anew elsewhere. The folder of parts must be one that scheduler,
workers and this process all see.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.core.errors import OutputError, UsageError
from pipeline.core.messages import Message
from pipeline.dataset.document_result import failed_result
from pipeline.dataset.process import Outcome, keep
from pipeline.engines.local import MEMORY, SECONDS, TRIES, Done, reason, run_local
from pipeline.ingest.corpus import Task

SHARD = 128  # reports at most; starting the process that reads them takes as long as reading ten
_ROUNDS = 4  # shards a worker gets at least, so that none waits long for the last
_AHEAD = 2  # shards a worker has in waiting
Keyed = list[tuple[str, Task]]


class _Limits(NamedTuple):
    """The arguments of `run_local` on a worker."""

    seconds: float
    memory: int
    config: Path | None


def run_dask(
    tasks: Iterable[tuple[str, Task]],
    folder: Path,
    jobs: int,
    done: Done,
    *,
    scheduler: str = "",
    seconds: float = SECONDS,
    memory: int = MEMORY,
    config: Path | None = None,
) -> None:
    """Make the parts of `tasks` on the cluster at `scheduler`, or on one of `jobs` worker processes
    that is started here.

    Raises UsageError where Dask is not installed or the scheduler does not answer.
    """
    try:
        import dask
        from distributed import Client, LocalCluster, as_completed
    except ModuleNotFoundError as error:
        raise UsageError(
            Message("{error} is missing", error=error.name),
            path="--engine dask",
            remedy="pip install 'nianjian[dask]'",
        ) from error
    settings = {
        "distributed.worker.daemon": False,  # a worker has a process of its own for the reports
        "distributed.scheduler.allowed-failures": TRIES - 1,
        "distributed.admin.tick.limit": "60s",
    }
    with dask.config.set(settings):
        cluster = (
            None
            if scheduler
            else LocalCluster(
                n_workers=jobs, threads_per_worker=1, dashboard_address=":0", memory_limit=0
            )
        )
        try:
            client = Client(scheduler or cluster, timeout=10, set_as_default=False)
        except OSError as error:
            raise UsageError(
                Message("no answer: {error}", error=error),
                path=scheduler,
                remedy="start it with `dask scheduler`",
            ) from error
        try:
            limits = _Limits(seconds, memory, config and config.resolve())
            _drive(client, as_completed, list(tasks), folder, done, limits)
        finally:
            client.close()
            if cluster is not None:
                cluster.close()


def _drive(
    client: Any, as_completed: Any, tasks: Keyed, folder: Path, done: Done, limits: _Limits
) -> None:
    """Keep a bounded number of shards in flight and tell of each report."""
    running: dict[str, Keyed] = {}
    place = str(folder.resolve())

    def start(one: Keyed) -> Any:
        future = client.submit(read_shard, one, place, limits, pure=False)
        running[future.key] = one
        return future

    workers = max(len(client.scheduler_info()["workers"]), 1)
    size = max(1, min(SHARD, len(tasks) // (workers * _ROUNDS)))
    waiting = (tasks[n : n + size] for n in range(0, len(tasks), size))
    finished = as_completed(
        [start(one) for one in itertools.islice(waiting, workers * _AHEAD)], loop=client.loop
    )
    for future in finished:
        error = future.exception()
        one = running.pop(future.key)
        if isinstance(error, OutputError):
            raise error
        made = future.result() if error is None else _apart(client, one, place, folder, limits)
        for report in made:
            done(report)
        following = next(waiting, None)
        if following is not None:
            finished.add(start(following))


def read_shard(tasks: Keyed, folder: str, limits: _Limits) -> list[Outcome]:
    """Make the parts of a shard, in a process beside this worker."""
    made: list[Outcome] = []
    # Dask's own: memory given back at every array makes numpy slow
    os.environ.pop("MALLOC_TRIM_THRESHOLD_", None)
    run_local(tasks, Path(folder), 1, made.append, start="forkserver", **limits._asdict())
    return made


def _apart(client: Any, tasks: Keyed, place: str, folder: Path, limits: _Limits) -> list[Outcome]:
    """A shard whose workers died again and again, report by report."""
    made: list[Outcome] = []
    for key, task in tasks:
        future = client.submit(read_shard, [(key, task)], place, limits, pure=False)
        error = future.exception()
        if error is None:
            made.extend(future.result())
        else:
            made.append(
                keep(
                    folder,
                    key,
                    failed_result(task, reason(task, error, limits.seconds, TRIES)),
                    again=True,
                )
            )
    return made
