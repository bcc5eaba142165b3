"""Tables: parts in document order in, the six tables out; a new folder beside the old takes its place file by file at the end."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from pipeline.errors import OutputError
from pipeline.export.csvfiles import TableWriter, table_path
from pipeline.export.datapackage import write_datapackage
from pipeline.schema import TABLES

Row = dict[str, Any]
Observe = Callable[[Row, str], tuple[str, Row | None]]
"""A claim row and its report's own year to its indicator id and observation."""


def write_tables(
    folder: Path, parts: Iterable[dict[str, Any]], observe: Observe, indicators: Callable[[], list[Row]], *, excel: bool = False
) -> dict[str, int]:
    """Write all tables and datapackage.json to `folder`; gives the rows of each table.

    Files are written whole to a temporary folder first, so a run that fails leaves the old ones as they were.
    Raises OutputError where the folder cannot be written.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=".new-", dir=folder) as temporary:
            counts = _write(Path(temporary), parts, observe, indicators, excel=excel)
            for path in sorted(Path(temporary).iterdir()):
                path.replace(folder / path.name)
    except OSError as error:
        raise OutputError(error.strerror or str(error), path=folder, remedy="give a folder that can be written") from error
    return counts


def _write(
    folder: Path, parts: Iterable[dict[str, Any]], observe: Observe, indicators: Callable[[], list[Row]], *, excel: bool
) -> dict[str, int]:
    with ExitStack() as stack:
        writers = {n: stack.enter_context(TableWriter(t, table_path(folder, n), excel=excel)) for n, t in TABLES.items()}
        for part in parts:
            document = part["document"]
            writers["documents"].write(document)
            for claim in part["claims"]:
                claim["indicator_id"], observation = observe(claim, str(document.get("year") or ""))
                writers["claims"].write(claim)
                if observation is not None:
                    writers["observations"].write(observation)
            for name in ("entities", "issues"):
                for row in part[name]:
                    writers[name].write(row)
        for row in indicators():
            writers["indicators"].write(row)
        counts = {name: writer.rows for name, writer in writers.items()}
    if not excel:
        write_datapackage(folder)
    return counts
