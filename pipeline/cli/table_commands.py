"""The commands `show`, `indicators` and `series`: the tables of a run to look at."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.console import column_titles, console_of, fail, say
from pipeline.cli.options import ConfigFile
from pipeline.core.errors import PipelineError
from pipeline.core.messages import Message


def show(
    out: Annotated[Path, typer.Argument(help="folder of outputs")],
    doc_id: Annotated[str, typer.Argument(help="doc_id, as in documents.csv")],
) -> None:
    """Print the claims of one document in their sentences."""
    from pipeline.core.errors import UsageError
    from pipeline.outputs.read_back import read_table
    from pipeline.review.sentences import sentence_texts

    try:
        claims = [row for row in read_table(out, "claims") if row["doc_id"] == doc_id]
        if not claims:
            raise UsageError(
                Message("no claims of {doc_id}", doc_id=repr(doc_id)),
                path=out / "claims.csv",
                remedy="take a doc_id from documents.csv",
            )
    except PipelineError as error:
        raise fail(error) from None
    console = console_of()
    for text in sentence_texts(claims):
        console.print(text)


def explain(
    out: Annotated[Path, typer.Argument(help="folder of outputs")],
    claim_id: Annotated[str, typer.Argument(help="claim_id, as in claims.csv")],
    config: ConfigFile = None,
) -> None:
    """Print for each field of a claim the rule, cue or model that gave it, the words it rests on,
    and what else it might have been.
    """
    from rich.table import Table

    from pipeline.dataset.explain import explain_claim
    from pipeline.review.sentences import sentence_texts

    try:
        claim, fields = explain_claim(out, claim_id, config)
    except PipelineError as error:
        raise fail(error) from None
    console = console_of()
    for text in sentence_texts([claim]):
        console.print(text)
    table = Table(*column_titles("field", "value", "given by", "words", "choices"))
    for field in fields:
        choices = "; ".join(f"{words} {chance:.2f}" for words, chance in field.reason.choices)
        table.add_row(field.name, field.value, field.reason.rule, field.words, choices)
    console.print(table)


def indicators(
    out: Annotated[Path, typer.Argument(help="folder of outputs")],
    most: Annotated[int, typer.Option(help="print the N most frequent (-1: all)")] = 40,
) -> None:
    """List the indicators that a run found, most observations first."""
    from rich.table import Table

    from pipeline.review.series import found_indicators

    try:
        rows = found_indicators(out)
    except PipelineError as error:
        raise fail(error) from None
    table = Table(
        "indicator_id",
        "name",
        "unit",
        "observations",
        "areas",
        "periods",
        title=say("{count} indicators", count=len(rows)),
    )
    for row in rows[: None if most < 0 else most]:
        table.add_row(
            *(row[c] for c in ("indicator_id", "name", "unit", "observations", "areas", "periods"))
        )
    console_of().print(table)


def series(
    out: Annotated[Path, typer.Argument(help="folder of outputs")],
    indicator: Annotated[str, typer.Argument(help="id, name or alias, as in indicators.csv")],
    place: Annotated[str, typer.Option(help="a place's name (or how it begins) or code")] = "",
) -> None:
    """Print an indicator over places and years, each value with the claim and the sentence it came
    from.
    """
    from rich.table import Table

    from pipeline.review.series import indicator_named
    from pipeline.review.series import series as series_of

    try:
        found = indicator_named(out, indicator)
        rows = series_of(out, found["indicator_id"], place)
    except PipelineError as error:
        raise fail(error) from None
    names = column_titles(
        "place", "period", "measure", "", "value", "unit", "quality", "claim", "sentence"
    )
    table = Table(*names, title=f"{found['name']} ({found['indicator_id']})")
    columns = (
        "place",
        "TIME_PERIOD",
        "MEASURE",
        "OBS_STATUS",
        "OBS_VALUE",
        "UNIT_NAME",
        "QUALITY",
        "CLAIM_ID",
    )
    for row in rows:
        table.add_row(*(row[c] for c in columns), row["sentence"][:80])
    console_of().print(table)
