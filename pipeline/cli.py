"""The command line: with `commands`, the only place that prints."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands.annotation import annotate, gold_app
from pipeline.commands.console import SOME_FAILED, console_of, fail
from pipeline.errors import PipelineError

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.engines.dataset import Dataset
    from pipeline.ingest.corpus import Task
    from pipeline.run import Made

app = typer.Typer(
    help="Numbers and what they are about, from Chinese yearbooks and reports.", no_args_is_help=True, pretty_exceptions_enable=False
)


class Language(StrEnum):
    """Of messages, pages and workbooks."""

    EN = "en"
    ZH = "zh"


_language = ""  # that of the locale


@app.callback()
def options(
    lang: Annotated[Language | None, typer.Option(help="language of messages, pages and workbooks (default: the locale's)")] = None,
) -> None:
    """Numbers and what they are about, from Chinese yearbooks and reports."""
    global _language
    _language = str(lang or "")


class Engine(StrEnum):
    """What runs the reports."""

    LOCAL = "local"
    DASK = "dask"


Folder = Annotated[Path, typer.Argument(help="folder of outputs")]


@app.command()
def extract(
    paths: Annotated[list[Path] | None, typer.Argument(help="reports or folders of reports (default: corpus)")] = None,
    out: Annotated[Path, typer.Option(help="folder for the tables")] = Path("outputs"),
    jobs: Annotated[int, typer.Option(min=1, help="processes")] = 1,
    engine: Annotated[Engine, typer.Option(help="what runs the reports")] = Engine.LOCAL,
    scheduler: Annotated[str, typer.Option(help="address of a Dask scheduler (default: one of JOBS workers is started)")] = "",
    limit: Annotated[float, typer.Option(min=1, help="seconds that a report may take (a file above 2 MB longer, in proportion)")] = 60,
    memory: Annotated[int, typer.Option(min=256, help="MiB that a process may take")] = 2048,
    force: Annotated[bool, typer.Option(help="read all reports again, also unchanged ones")] = False,
    excel: Annotated[bool, typer.Option(help="also write tables for Excel to OUT/excel")] = False,
) -> None:
    """Read reports and write the six tables. Exit 0: all read, 1: some failed, 2: wrong usage."""
    from pipeline.engines.dataset import make_dataset

    def run(tasks: Iterable[tuple[str, Task]], parts: Path, done: Callable[[Made], None]) -> None:
        if engine is Engine.DASK:
            from pipeline.engines.dask import run_dask

            run_dask(tasks, parts, jobs, done, scheduler=scheduler, seconds=limit, memory=memory * 1024**2)
        else:
            from pipeline.engines.local import run_local

            run_local(tasks, parts, jobs, done, seconds=limit, memory=memory * 1024**2)

    began = time.perf_counter()
    try:
        with _progress() as (begun, told):
            dataset = make_dataset(paths or [Path("corpus")], out, run, force=force, excel=excel, begun=begun, told=told)
    except PipelineError as error:
        raise fail(error) from None
    _summary(out, dataset, time.perf_counter() - began)
    raise typer.Exit(SOME_FAILED if dataset.failed else 0)


@contextmanager
def _progress() -> Iterator[tuple[Callable[[int], None], Callable[[Made], None]]]:
    """A progress bar on stderr when it is a terminal: told how many reports will be read, then of each."""
    console = console_of(stderr=True)
    if not console.is_terminal:
        yield lambda total: None, lambda made: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    rate = TextColumn("{task.fields[claims]} claims, {task.fields[rate]}/s")
    with Progress(TextColumn("reading"), BarColumn(), MofNCompleteColumn(), rate, TimeElapsedColumn(), console=console) as progress:
        bar = progress.add_task("", total=None, claims=0, rate=0)
        began, claims = time.perf_counter(), 0

        def told(made: Made) -> None:
            nonlocal claims
            claims += made.claims
            progress.update(bar, advance=1, claims=claims, rate=round(claims / (time.perf_counter() - began)))

        yield lambda total: progress.update(bar, total=total), told


def _summary(out: Path, dataset: Dataset, seconds: float) -> None:
    from rich.table import Table

    from pipeline.messages import words_in

    console, words = console_of(), words_in(_language)
    title = words["read_anew"].format(out=out, read=dataset.read, reports=dataset.reports, seconds=seconds)
    table = Table(words["table"], words["rows"], title=title)
    for name, rows in dataset.counts.items():
        table.add_row(name, str(rows))
    console.print(table)
    for message in dataset.lost:
        console.print(f"{words['correction_lost']}: {message}", style="yellow", markup=False)
    for message in dataset.left_out:
        console.print(f"{words['left_out']}: {message}", markup=False)
    for message in dataset.failed:
        console.print(f"{words['failed']}: {message}", style="red", markup=False)


@app.command()
def evaluate(
    out: Folder,
    gold: Annotated[list[Path], typer.Argument(help="gold files")],
    show: Annotated[int, typer.Option(help="print up to N differences (-1: all)")] = 0,
    floors: Annotated[Path | None, typer.Option(help="TOML of least scores; exit 1 below one")] = None,
) -> None:
    """Score outputs against gold: precision, recall and F1 by field, then by document."""
    from rich.table import Table

    from pipeline.evaluate.floors import read_floors, shortfalls
    from pipeline.evaluate.gold import read_gold
    from pipeline.evaluate.score import FIELDS, score_folder, total

    try:
        scores = score_folder(out, [read_gold(path) for path in gold])
        least = read_floors(floors) if floors else {}
    except PipelineError as error:
        raise fail(error) from None
    console, whole = console_of(), total(scores.values())
    labels = sorted(k.split("/")[0] for k in whole.counts if k.startswith("entities:") and k.endswith("/gold"))
    table = Table("field", "precision", "recall", "F1", "hit", "gold", "found", title=f"{len(scores)} documents")
    for name in (*FIELDS, "entities", *labels):
        rate = whole.rate(name)
        table.add_row(name, *(f"{x:.4f}" for x in (rate.precision, rate.recall, rate.f1)), f"{rate.hit:g}", str(rate.gold), str(rate.found))
    console.print(table)
    n = whole.counts
    console.print(f"periods {n['period']} of {n['period_due']} due ({whole.period_recall:.4f}), negatives claimed {n['negatives_claimed']} of "
                  f"{n['negatives']} ({whole.negatives_claimed:.4f}), entities soft recall {whole.soft_recall:.4f}")  # fmt: skip
    names = ("value", "quantity", "bound", "measure", "status", "item_exact", "item_f1", "claim", "entities")
    by_document = Table("document", *names, title="F1 by document")
    for file, score in sorted(scores.items()):
        by_document.add_row(file, *(f"{score.rate(name).f1:.3f}" for name in names))
    console.print(by_document)
    for line in whole.misses[: None if show < 0 else show]:
        console.print(line, markup=False)
    below = shortfalls(whole, least)
    for line in below:
        console.print(line, style="red")
    raise typer.Exit(SOME_FAILED if below else 0)


@app.command()
def train(
    gold: Annotated[list[Path], typer.Argument(help="gold files to learn from")],
    texts: Annotated[list[Path], typer.Option(help="folder of their texts (may be given again)")],
    out: Annotated[Path, typer.Option(help="folder for the models")] = Path("pipeline/models"),
    score: Annotated[bool, typer.Option(help="also score by left-out document; takes five times as long")] = True,
) -> None:
    """Train the models of names and items on gold, and score them by documents that they have not seen."""
    from rich.table import Table

    from pipeline.errors import UsageError
    from pipeline.evaluate.score import total

    try:
        from pipeline.training.documents import read_annotated
        from pipeline.training.folds import FIELDS, save
        from pipeline.training.folds import train as train_models

        documents = read_annotated(texts, gold)
        trained = train_models(documents, score=score)
        save(trained, documents, out)
    except ModuleNotFoundError as error:
        raise fail(UsageError(f"{error.name} is missing", path="nianjian train", remedy="pip install 'nianjian[train]'")) from None
    except PipelineError as error:
        raise fail(error) from None
    table = Table("document, left out", *FIELDS, title=f"{len(documents)} documents, F1")
    rows = [*sorted(trained.scores.items()), *([("all", total(trained.scores.values()))] if trained.scores else [])]
    for name, one in rows:
        table.add_row(name, *(f"{one.rate(field).f1:.3f}" for field in FIELDS))
    console_of().print(table)


@app.command()
def check(
    paths: Annotated[list[Path] | None, typer.Argument(help="folders whose sidecars to check (default: corpus)")] = None,
) -> None:
    """Check the lexicons and the sidecars; every fault is named by file, row and column."""
    from pipeline.ingest.corpus import find_tasks
    from pipeline.ingest.sidecar import read_sidecar
    from pipeline.lexicons.catalogue import load_catalogue
    from pipeline.lexicons.cues import load_cues
    from pipeline.lexicons.items import load_item_words
    from pipeline.lexicons.names import load_names
    from pipeline.lexicons.organs import load_organs
    from pipeline.lexicons.refusals import load_refusals
    from pipeline.lexicons.regions import load_regions
    from pipeline.lexicons.units import load_units

    console, faults = console_of(), 0
    for loader in (load_units, load_regions, load_organs, load_cues, load_names, load_refusals, load_item_words, load_catalogue):
        try:
            loader()
        except PipelineError as error:
            faults += 1
            console.print(str(error), style="red", markup=False)
    try:
        tasks = find_tasks(paths or [Path("corpus")])
    except PipelineError as error:
        raise fail(error) from None
    for task in tasks:
        try:
            read_sidecar(task.name)
        except PipelineError as error:
            faults += 1
            console.print(str(error), style="red", markup=False)
    console.print(f"8 lexicons and the sidecars of {len(tasks)} reports: {faults} faults")
    raise typer.Exit(SOME_FAILED if faults else 0)


@app.command()
def show(out: Folder, doc_id: Annotated[str, typer.Argument(help="doc_id, as in documents.csv")]) -> None:
    """Print the claims of one document in their sentences."""
    from pipeline.errors import UsageError
    from pipeline.outputs import read_table
    from pipeline.review.sentences import sentence_texts

    try:
        claims = [row for row in read_table(out, "claims") if row["doc_id"] == doc_id]
        if not claims:
            raise UsageError(f"no claims of {doc_id!r}", path=out / "claims.csv", remedy="take a doc_id from documents.csv")
    except PipelineError as error:
        raise fail(error) from None
    console = console_of()
    for text in sentence_texts(claims):
        console.print(text)


@app.command()
def indicators(
    out: Folder,
    most: Annotated[int, typer.Option(help="print the N most frequent (-1: all)")] = 40,
) -> None:
    """List the indicators that a run found, most observations first."""
    from rich.table import Table

    from pipeline.review.series import found_indicators

    try:
        rows = found_indicators(out)
    except PipelineError as error:
        raise fail(error) from None
    table = Table("indicator_id", "name", "unit", "observations", "areas", "periods", title=f"{len(rows)} indicators")
    for row in rows[: None if most < 0 else most]:
        table.add_row(*(row[c] for c in ("indicator_id", "name", "unit", "observations", "areas", "periods")))
    console_of().print(table)


@app.command()
def series(
    out: Folder,
    indicator: Annotated[str, typer.Argument(help="id, name or alias, as in indicators.csv")],
    place: Annotated[str, typer.Option(help="a place's name (or how it begins) or code")] = "",
) -> None:
    """Print an indicator over places and years, each value with the claim and the sentence it came from."""
    from rich.table import Table

    from pipeline.review.series import indicator_named
    from pipeline.review.series import series as series_of

    try:
        found = indicator_named(out, indicator)
        rows = series_of(out, found["indicator_id"], place)
    except PipelineError as error:
        raise fail(error) from None
    table = Table(
        "place",
        "period",
        "measure",
        "",
        "value",
        "unit",
        "quality",
        "claim",
        "sentence",
        title=f"{found['name']} ({found['indicator_id']})",
    )
    columns = ("place", "TIME_PERIOD", "MEASURE", "OBS_STATUS", "OBS_VALUE", "UNIT_NAME", "QUALITY", "CLAIM_ID")
    for row in rows:
        table.add_row(*(row[c] for c in columns), row["sentence"][:80])
    console_of().print(table)


@app.command()
def export(
    out: Folder,
    xlsx: Annotated[Path | None, typer.Option(help="write a workbook")] = None,
    parquet: Annotated[Path | None, typer.Option(help="write a folder of Parquet files")] = None,
    duckdb: Annotated[Path | None, typer.Option(help="write a DuckDB file")] = None,
    sqlite: Annotated[Path | None, typer.Option(help="write an SQLite file with full-text search over sentences")] = None,
) -> None:
    """Write the tables of a run in other forms, each to the file or folder that is named."""
    from pipeline.errors import UsageError
    from pipeline.export.databases import write_duckdb, write_parquet, write_sqlite
    from pipeline.export.workbook import write_workbook
    from pipeline.review.site import links_from

    console = console_of()
    try:
        if not (xlsx or parquet or duckdb or sqlite):
            raise UsageError("nothing to write", path="nianjian export", remedy="give --xlsx, --parquet, --duckdb or --sqlite")
        if xlsx:
            _told(console, xlsx, write_workbook(out, xlsx, links_from(out, xlsx.parent), _language))
        for path, write in ((parquet, write_parquet), (duckdb, write_duckdb), (sqlite, write_sqlite)):
            if path:
                _told(console, path, write(out, path))
    except PipelineError as error:
        raise fail(error) from None


def _told(console: Console, path: Path, counts: dict[str, int]) -> None:
    console.print(f"{path}: {', '.join(f'{name} {rows}' for name, rows in counts.items())}")


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(help="folder of outputs before")],
    new: Annotated[Path, typer.Argument(help="folder of outputs after")],
    show: Annotated[int, typer.Option(help="print up to N differences of claims (-1: all)")] = 20,
) -> None:
    """What changed between two runs: rows by table and column, then claims with their sentences. Exit 1 where anything did."""
    from rich.table import Table

    from pipeline.review.diff import differences, tally

    try:
        found = list(differences(old, new))
    except PipelineError as error:
        raise fail(error) from None
    console = console_of()
    table = Table("table", "rows", "column", "count", title=f"{old} → {new}")
    for (name, kind, column), count in sorted(tally(found).items()):
        table.add_row(name, kind, column, str(count))
    console.print(table)
    claims = [d for d in found if d.table == "claims"]
    for d in claims[: None if show < 0 else show]:
        changes = ", ".join(f"{column}: {a or '∅'} → {b or '∅'}" for column, (a, b) in d.columns.items())
        said = changes or f"{d.row['subject']} {d.row['item']} = {d.row['value']} {d.row['unit']}"
        console.print(f"{d.kind} {d.key} {d.row['text']}: {said}\n    {d.row['sentence']}", markup=False)
    raise typer.Exit(SOME_FAILED if found else 0)


@app.command()
def review(
    out: Folder,
    doc: Annotated[list[str] | None, typer.Option(help="doc_id of a document to make pages for (default: all)")] = None,
    apply: Annotated[Path | None, typer.Option(help="reviews.jsonl saved from the pages: write them to the corpus's corrections")] = None,
    corpus: Annotated[Path, typer.Option(help="folder of the reports, for --apply")] = Path("corpus"),
) -> None:
    """Make the review pages in OUT/review, or write what was decided on them to CORPUS/corrections.jsonl."""
    from pipeline.indicators.corrections import read_decisions
    from pipeline.ingest.corpus import CORRECTIONS
    from pipeline.review.decisions import apply_reviews
    from pipeline.review.site import write_site

    console = console_of()
    try:
        if apply:
            count = apply_reviews(read_decisions(apply), corpus / CORRECTIONS, read_decisions)
            console.print(f"{corpus / CORRECTIONS}: {count} corrections; the next `nianjian extract` applies them")
        else:
            console.print(f"{write_site(out, set(doc or ()), _language)}")
    except PipelineError as error:
        raise fail(error) from None


app.add_typer(annotate, name="annotate")
app.add_typer(gold_app, name="gold")


def main() -> None:
    """The console script."""
    app()
