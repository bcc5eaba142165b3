"""Tables: parts in document order in, the six tables and the panel out; a new folder beside the old takes its place file by file at the end."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Protocol

from pipeline.errors import OutputError
from pipeline.export.csvfiles import TableWriter, table_path
from pipeline.export.datapackage import write_datapackage
from pipeline.export.panel import NAME as PANEL
from pipeline.export.panel import Panel, write_panel
from pipeline.schema import TABLES

Row = dict[str, Any]
UNFINISHED = ".nianjian-new-"
"""How the name of a folder of half-written tables begins."""


class Resolving(Protocol):
    """What compares the observations of all reports (`indicators.resolve.Resolver`; rooms do not import each other)."""

    @property
    def panel(self) -> Panel: ...

    def observe(self, packed: Iterable[Sequence[Any]]) -> list[list[str]]: ...

    def indicator_rows(self) -> list[Row]: ...


def write_tables(folder: Path, parts: Iterable[dict[str, Any]], resolver: Resolving, *, excel: bool = False) -> dict[str, int]:
    """Write all tables and datapackage.json to `folder`; gives the rows of each table.

    Files are written whole to a temporary folder first, so a run that fails leaves the old ones as they were.
    Raises OutputError where the folder cannot be written.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=folder) as temporary:
            counts = _write(Path(temporary), parts, resolver, excel=excel)
            for path in sorted(Path(temporary).iterdir()):
                path.replace(folder / path.name)
    except OSError as error:
        raise OutputError.unwritable(folder, error) from error
    return counts


def _write(folder: Path, parts: Iterable[dict[str, Any]], resolver: Resolving, *, excel: bool) -> dict[str, int]:
    with ExitStack() as stack:
        writers = {n: stack.enter_context(TableWriter(t, table_path(folder, n), excel=excel)) for n, t in TABLES.items()}
        for part in parts:
            writers["documents"].write([part["document"]])
            for name, text in part["lines"].items():
                writers[name].write_lines(text, part["counts"][name])
            writers["observations"].write_cells(resolver.observe(part["observations"]))
        writers["indicators"].write(resolver.indicator_rows())
        counts = {name: writer.rows for name, writer in writers.items()}
    if not excel:
        counts[PANEL] = write_panel(folder, resolver.panel)
        write_datapackage(folder)
    return counts
