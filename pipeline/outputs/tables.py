"""Tables: document results in order in, the CSV tables and the panel out.

A new folder beside the old takes its place file by file at the end.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol

from pipeline.core.errors import OutputError
from pipeline.core.records import DocumentRow, ObservationRow
from pipeline.core.schema import TABLES
from pipeline.outputs.csv_files import TableWriter, table_path
from pipeline.outputs.data_package import write_datapackage
from pipeline.outputs.panel import NAME as PANEL
from pipeline.outputs.panel import Panel, write_panel

Row = dict[str, Any]
UNFINISHED = ".nianjian-new-"
"""How the name of a folder of half-written tables begins."""


class Result(Protocol):
    """What is read off one document (`dataset.document_result.DocumentResult`)."""

    @property
    def document(self) -> DocumentRow:
        """Its row of documents.csv."""
        ...

    @property
    def lines(self) -> Mapping[str, str]:
        """By table the rows as they stand in the file."""
        ...

    @property
    def counts(self) -> Mapping[str, int]:
        """By table the number of rows."""
        ...

    @property
    def observations(self) -> Sequence[ObservationRow]:
        """Its observations."""
        ...


class Resolving(Protocol):
    """What compares the observations of all reports (`indicators.resolve.Resolver`.

    Siblings do not import each other).
    """

    @property
    def panel(self) -> Panel:
        """The panel, filled by `observe`."""
        ...

    def observe(self, found: Iterable[ObservationRow]) -> list[list[str]]:
        """The cells of observations.csv for the observations of a report."""
        ...

    def indicator_rows(self) -> list[Row]:
        """The rows of indicators.csv, once all reports were observed."""
        ...


def write_tables(
    folder: Path, results: Iterable[Result], resolver: Resolving, *, excel: bool = False
) -> dict[str, int]:
    """Write all tables and datapackage.json to `folder`; gives the rows of each table.

    Files are written whole to a temporary folder first, so a run that fails leaves the old ones as
    they were. Raises OutputError where the folder cannot be written.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=folder) as temporary:
            counts = _write(Path(temporary), results, resolver, excel=excel)
            for path in sorted(Path(temporary).iterdir()):
                path.replace(folder / path.name)
    except OSError as error:
        raise OutputError.unwritable(folder, error) from error
    return counts


def _write(
    folder: Path, results: Iterable[Result], resolver: Resolving, *, excel: bool
) -> dict[str, int]:
    with ExitStack() as stack:
        writers = {
            n: stack.enter_context(TableWriter(t, table_path(folder, n), excel=excel))
            for n, t in TABLES.items()
        }
        for result in results:
            writers["documents"].write([asdict(result.document)])
            for name, text in result.lines.items():
                writers[name].write_lines(text, result.counts[name])
            writers["observations"].write_cells(resolver.observe(result.observations))
        writers["indicators"].write(resolver.indicator_rows())
        counts = {name: writer.rows for name, writer in writers.items()}
    if not excel:
        counts[PANEL] = write_panel(folder, resolver.panel)
        write_datapackage(folder)
    return counts
