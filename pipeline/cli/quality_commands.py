"""The commands `evaluate`, `train` and `check`: how good the readings are, and whether lexicons and
sidecars hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.console import SOME_FAILED, column_titles, console_of, fail, say, text_of
from pipeline.cli.options import ConfigFile
from pipeline.core.errors import PipelineError
from pipeline.core.messages import Message

if TYPE_CHECKING:
    from pipeline.evaluate.score import Score


def evaluate(
    out: Annotated[Path, typer.Argument(help="folder of outputs")],
    gold: Annotated[list[Path], typer.Argument(help="gold files")],
    show: Annotated[int, typer.Option(help="print up to N differences (-1: all)")] = 0,
    floors: Annotated[
        Path | None, typer.Option(help="TOML of least scores; exit 1 below one")
    ] = None,
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
    labels = sorted(
        k.split("/")[0] for k in whole.counts if k.startswith("entities:") and k.endswith("/gold")
    )
    table = Table(
        *column_titles("field", "precision", "recall", "F1", "hit", "gold", "found"),
        title=say("{count} documents", count=len(scores)),
    )
    for name in (*FIELDS, "entities", *labels):
        rate = whole.rate(name)
        table.add_row(
            name,
            *(f"{x:.4f}" for x in (rate.precision, rate.recall, rate.f1)),
            f"{rate.hit:g}",
            str(rate.gold),
            str(rate.found),
        )
    console.print(table)
    n = whole.counts
    console.print(
        say(
            "periods {right} of {due} due ({recall}), negatives claimed {claimed} of {negatives} ({share}), entities soft recall {soft}",
            right=n["period"],
            due=n["period_due"],
            recall=f"{whole.period_recall:.4f}",
            claimed=n["negatives_claimed"],
            negatives=n["negatives"],
            share=f"{whole.negatives_claimed:.4f}",
            soft=f"{whole.soft_recall:.4f}",
        )
    )
    names = (
        "value",
        "quantity",
        "bound",
        "measure",
        "status",
        "item_exact",
        "item_f1",
        "claim",
        "entities",
    )
    by_document = Table(say("document"), *names, title=say("F1 by document"))
    for file, score in sorted(scores.items()):
        by_document.add_row(file, *(f"{score.rate(name).f1:.3f}" for name in names))
    console.print(by_document)
    for line in whole.misses[: None if show < 0 else show]:
        console.print(line, markup=False)
    below = shortfalls(whole, least)
    for line in below:
        console.print(line, style="red")
    raise typer.Exit(SOME_FAILED if below else 0)


def train(
    gold: Annotated[list[Path], typer.Argument(help="gold files to learn from")],
    texts: Annotated[list[Path], typer.Option(help="folder of their texts (may be given again)")],
    out: Annotated[Path, typer.Option(help="folder for the models")] = Path("pipeline/models"),
    score: Annotated[
        bool, typer.Option(help="also score by left-out document; takes five times as long")
    ] = True,
    record: Annotated[
        Path | None,
        typer.Option(
            help="training.json of other models: name what it lists and is not here, and go on without"
        ),
    ] = None,
    config: ConfigFile = None,
) -> None:
    """Train the models of names and items on gold, and score them by documents that they have not
    seen.
    """
    from pipeline.core.errors import UsageError

    try:
        from pipeline.training.documents import name_of, read_annotated, read_record, with_text
        from pipeline.training.folds import save
        from pipeline.training.folds import train as train_models

        listed = read_record(record) if record else ()
        here = with_text(texts, gold) if record else gold
        documents = read_annotated(texts, here, config)
        names = {*listed, *map(name_of, gold)}
        _name_missing(sorted(names - {d.name for d in documents}), len(names))
        if not documents:
            raise UsageError(
                "nothing to learn from",
                path="nianjian train",
                remedy="name the folders of the texts with --texts",
            )
        trained = train_models(documents, score=score)
        save(trained, documents, out)
    except ModuleNotFoundError as error:
        raise fail(
            UsageError(
                Message("{error} is missing", error=error.name),
                path="nianjian train",
                remedy="pip install 'nianjian[train]'",
            )
        ) from None
    except PipelineError as error:
        raise fail(error) from None
    _print_scores(trained.scores, len(documents))


def _name_missing(missing: list[str], count: int) -> None:
    """Print which documents the models do without."""
    if missing:
        console_of().print(
            say(
                "{missing} of {count} documents are not here, and the models learn without them:",
                missing=len(missing),
                count=count,
            )
        )
        console_of().print("  " + ", ".join(missing), markup=False)


def _print_scores(scores: Mapping[str, Score], count: int) -> None:
    from rich.table import Table

    from pipeline.evaluate.score import total
    from pipeline.training.folds import FIELDS

    table = Table(
        say("document, left out"), *FIELDS, title=say("{count} documents, F1", count=count)
    )
    for name, one in [
        *sorted(scores.items()),
        *([(say("all"), total(scores.values()))] if scores else []),
    ]:
        table.add_row(name, *(f"{one.rate(field).f1:.3f}" for field in FIELDS))
    console_of().print(table)


def check(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="folders whose sidecars to check (default: corpus)")
    ] = None,
    config: ConfigFile = None,
) -> None:
    """Check the lexicons and the sidecars; every fault is named by file, row and column."""
    from pipeline.ingest.corpus import find_tasks
    from pipeline.lexicons.bundle import Lexicons

    console, faults = console_of(), 0
    try:
        wrong = Lexicons.load(config).check()
    except PipelineError as error:
        raise fail(error) from None
    for fault in wrong:
        faults += 1
        console.print(text_of(fault), style="red")
    try:
        tasks = find_tasks(paths or [Path("corpus")])
    except PipelineError as error:
        raise fail(error) from None
    for task in tasks:
        try:
            task.sidecar_content()
        except PipelineError as error:
            faults += 1
            console.print(text_of(error), style="red", markup=False)
    console.print(
        say(
            "the lexicons and the sidecars of {count} reports: {faults} faults",
            count=len(tasks),
            faults=faults,
        )
    )
    raise typer.Exit(SOME_FAILED if faults else 0)
