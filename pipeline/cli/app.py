"""The command line: with `commands`, the only place that prints."""

from __future__ import annotations

import importlib.metadata
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.annotation_commands import annotate, gold_app
from pipeline.cli.console import (
    SOME_FAILED,
    column_titles,
    console_of,
    fail,
    say,
    speak,
    spoken,
    text_of,
)
from pipeline.cli.help import run_in
from pipeline.cli.options import ConfigFile, Verbose
from pipeline.cli.quality_commands import check, evaluate, train
from pipeline.cli.table_commands import explain, indicators, series, show
from pipeline.core.errors import PipelineError
from pipeline.core.log import log_to_screen
from pipeline.core.translations import language_of, language_of_command

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.dataset.build import BuildSummary
    from pipeline.dataset.process import Outcome
    from pipeline.ingest.corpus import Task

app = typer.Typer(
    help="Numbers and what they are about, from Chinese yearbooks and reports.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Language(StrEnum):
    """Of messages, pages and workbooks."""

    EN = "en"
    ZH = "zh"


def _print_version(asked_for: bool) -> None:
    if asked_for:
        console_of().print(f"nianjian {importlib.metadata.version('nianjian')}")
        raise typer.Exit


@app.callback()
def options(
    lang: Annotated[
        Language | None,
        typer.Option(help="language of messages, pages and workbooks (default: the locale's)"),
    ] = None,
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="print the version and exit", callback=_print_version, is_eager=True
        ),
    ] = False,
) -> None:
    """Numbers and what they are about, from Chinese yearbooks and reports."""
    speak(lang or language_of(os.environ))


class Engine(StrEnum):
    """What runs the reports."""

    LOCAL = "local"
    DASK = "dask"


Folder = Annotated[Path, typer.Argument(help="folder of outputs")]


@app.command()
def extract(
    paths: Annotated[
        list[str] | None,
        typer.Argument(help="reports or folders of reports, also URLs (default: corpus)"),
    ] = None,
    out: Annotated[Path, typer.Option(help="folder for the tables")] = Path("outputs"),
    jobs: Annotated[int, typer.Option(min=1, help="processes")] = 1,
    engine: Annotated[Engine, typer.Option(help="what runs the reports")] = Engine.LOCAL,
    scheduler: Annotated[
        str,
        typer.Option(help="address of a Dask scheduler (default: one of JOBS workers is started)"),
    ] = "",
    limit: Annotated[
        float,
        typer.Option(
            min=1, help="seconds that a report may take (a file above 2 MB longer, in proportion)"
        ),
    ] = 60,
    memory: Annotated[int, typer.Option(min=256, help="MiB that a process may take")] = 2048,
    force: Annotated[
        bool, typer.Option(help="read all reports again, also unchanged ones")
    ] = False,
    excel: Annotated[bool, typer.Option(help="also write tables for Excel to OUT/excel")] = False,
    config: ConfigFile = None,
    verbose: Verbose = False,
) -> None:
    """Read reports and write the six tables. Exit 0: all read, 1: some failed, 2: wrong usage."""
    from pipeline.dataset.build import BuildOptions, build_dataset
    from pipeline.ingest.corpus import location

    if verbose:
        log_to_screen()

    def read(
        tasks: Iterable[tuple[str, Task]], results: Path, done: Callable[[Outcome], None]
    ) -> None:
        if engine is Engine.DASK:
            from pipeline.engines.dask import run_dask

            run_dask(
                tasks,
                results,
                jobs,
                done,
                scheduler=scheduler,
                seconds=limit,
                memory=memory * 1024**2,
                config=config,
            )
        else:
            from pipeline.engines.local import run_local

            run_local(
                tasks, results, jobs, done, seconds=limit, memory=memory * 1024**2, config=config
            )

    started = time.perf_counter()
    try:
        with _progress() as (on_start, on_document):
            options = BuildOptions(force=force, excel=excel, memory=memory * 1024**2, config=config)
            given = [location(path) for path in paths or ["corpus"]]
            summary = build_dataset(
                given, out, read, options, on_start=on_start, on_document=on_document
            )
    except PipelineError as error:
        raise fail(error) from None
    _print_summary(out, summary, time.perf_counter() - started)
    raise typer.Exit(SOME_FAILED if summary.failed else 0)


@contextmanager
def _progress() -> Iterator[tuple[Callable[[int], None], Callable[[Outcome], None]]]:
    """A progress bar on stderr when it is a terminal, as two functions: one takes how many reports
    will be read, one each outcome.
    """
    if not sys.stderr.isatty():
        yield lambda total: None, lambda outcome: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    rate = TextColumn(
        say("{claims} claims, {rate}/s", claims="{task.fields[claims]}", rate="{task.fields[rate]}")
    )
    with Progress(
        TextColumn(say("reading")),
        BarColumn(),
        MofNCompleteColumn(),
        rate,
        TimeElapsedColumn(),
        console=console_of(stderr=True),
    ) as progress:
        bar = progress.add_task("", total=None, claims=0, rate=0)
        started, claims = time.perf_counter(), 0

        def on_document(outcome: Outcome) -> None:
            nonlocal claims
            claims += outcome.claims
            progress.update(
                bar, advance=1, claims=claims, rate=round(claims / (time.perf_counter() - started))
            )

        yield lambda total: progress.update(bar, total=total), on_document


def _print_summary(out: Path, summary: BuildSummary, seconds: float) -> None:
    from rich.table import Table

    console = console_of()
    title = say(
        "{folder}: {read} of {documents} reports read anew in {seconds} s",
        folder=out,
        read=summary.read,
        documents=summary.documents,
        seconds=f"{seconds:.1f}",
    )
    table = Table(*column_titles("table", "rows"), title=title)
    for name, rows in summary.counts.items():
        table.add_row(name, str(rows))
    console.print(table)
    for what, messages, style in (
        (say("correction lost"), summary.lost, "yellow"),
        (say("left out"), summary.left_out, ""),
        (say("failed"), summary.failed, "red"),
    ):
        for message in messages:
            console.print(f"{what}: {text_of(message)}", style=style, markup=False)


for command in (evaluate, train, check, show, explain, indicators, series):
    app.command()(command)


@app.command()
def export(
    out: Folder,
    xlsx: Annotated[Path | None, typer.Option(help="write a workbook")] = None,
    parquet: Annotated[Path | None, typer.Option(help="write a folder of Parquet files")] = None,
    duckdb: Annotated[Path | None, typer.Option(help="write a DuckDB file")] = None,
    sqlite: Annotated[
        Path | None, typer.Option(help="write an SQLite file with full-text search over sentences")
    ] = None,
) -> None:
    """Write the tables of a run in other forms, each to the file or folder that is named."""
    from pipeline.core.errors import UsageError
    from pipeline.export.databases import write_duckdb, write_parquet, write_sqlite
    from pipeline.export.workbook import write_workbook
    from pipeline.outputs.ownership import check_replaceable, note_export, own
    from pipeline.review.site import links_from

    console = console_of()
    try:
        if not (xlsx or parquet or duckdb or sqlite):
            raise UsageError(
                "nothing to write",
                path="nianjian export",
                remedy="give --xlsx, --parquet, --duckdb or --sqlite",
            )
        if parquet:
            own(parquet)
            _counted(console, parquet, write_parquet(out, parquet))

        def workbook(out: Path, path: Path) -> dict[str, int]:
            return write_workbook(out, path, links_from(out, path.parent), spoken())

        for path, write in ((xlsx, workbook), (duckdb, write_duckdb), (sqlite, write_sqlite)):
            if path:
                check_replaceable(out, path)
                _counted(console, path, write(out, path))
                note_export(out, path)
    except PipelineError as error:
        raise fail(error) from None


def _counted(console: Console, path: Path, counts: dict[str, int]) -> None:
    console.print(f"{path}: {', '.join(f'{name} {rows}' for name, rows in counts.items())}")


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(help="folder of outputs before")],
    new: Annotated[Path, typer.Argument(help="folder of outputs after")],
    show: Annotated[int, typer.Option(help="print up to N differences of claims (-1: all)")] = 20,
) -> None:
    """What changed between two runs: rows by table and column, then claims with their sentences.

    Exit 1 where anything did.
    """
    from rich.table import Table

    from pipeline.review.diff import differences, tally

    try:
        found = list(differences(old, new))
    except PipelineError as error:
        raise fail(error) from None
    console = console_of()
    table = Table(*column_titles("table", "rows", "column", "count"), title=f"{old} → {new}")
    for (name, kind, column), count in sorted(tally(found).items()):
        table.add_row(name, text_of(kind), column, str(count))
    console.print(table)
    claims = [d for d in found if d.table == "claims"]
    for d in claims[: None if show < 0 else show]:
        changes = ", ".join(
            f"{column}: {a or '∅'} → {b or '∅'}" for column, (a, b) in d.columns.items()
        )
        shown = changes or f"{d.row['subject']} {d.row['item']} = {d.row['value']} {d.row['unit']}"
        console.print(
            f"{text_of(d.kind)} {d.key} {d.row['text']}: {shown}\n    {d.row['sentence']}",
            markup=False,
        )
    raise typer.Exit(SOME_FAILED if found else 0)


@app.command()
def review(
    out: Folder,
    doc: Annotated[
        list[str] | None, typer.Option(help="doc_id of a document to make pages for (default: all)")
    ] = None,
    apply: Annotated[
        Path | None,
        typer.Option(
            help="reviews.jsonl saved from the pages: write them to the corpus's corrections"
        ),
    ] = None,
    corpus: Annotated[
        Path | None,
        typer.Option(help="folder of the reports, for --apply (default: the one that OUT is of)"),
    ] = None,
) -> None:
    """Make the review pages in OUT/review, or write what was decided on them to
    CORPUS/corrections.jsonl.
    """
    from pipeline.corrections.review_file import apply_reviews
    from pipeline.review.site import write_site

    console = console_of()
    try:
        if apply:
            path, count, refused = apply_reviews(out, apply, corpus)
            console.print(
                say(
                    "{file}: {count} corrections; the next `nianjian extract` applies them",
                    file=path,
                    count=count,
                )
            )
            for message in refused:
                console.print(
                    f"{say('decision refused')}: {text_of(message)}", style="red", markup=False
                )
            if refused:
                raise typer.Exit(SOME_FAILED)
        else:
            console.print(f"{write_site(out, set(doc or ()), spoken())}")
    except PipelineError as error:
        raise fail(error) from None


app.add_typer(annotate, name="annotate")
app.add_typer(gold_app, name="gold")


def main() -> None:
    """The console script; its help is in the language that the command line asks for."""
    run_in(app, language_of_command(sys.argv[1:]))
