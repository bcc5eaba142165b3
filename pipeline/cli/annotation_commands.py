"""The commands `annotate` and `gold`."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from pipeline.cli.console import SOME_FAILED, console_of, fail, say, text_of
from pipeline.core.errors import PipelineError
from pipeline.core.messages import sentence


class Tool(StrEnum):
    """Annotation tools."""

    DOCCANO = "doccano"
    LABEL_STUDIO = "label-studio"
    BRAT = "brat"
    SPACY = "spacy"


Force = Annotated[bool, typer.Option(help="replace files that are there already")]
annotate = typer.Typer(help="To annotation tools and back.", no_args_is_help=True)
gold_app = typer.Typer(help="Gold files.", no_args_is_help=True)


@annotate.command("export")
def annotate_export(
    sources: Annotated[
        list[Path],
        typer.Argument(help="a folder of outputs (the pipeline's own reading), or gold files"),
    ],
    to: Annotated[Path, typer.Option(help="folder for the tool's files")],
    tool: Annotated[Tool, typer.Option("--format", help="the tool")] = Tool.DOCCANO,
    texts: Annotated[
        list[Path] | None,
        typer.Option(help="folder of the texts of gold files (may be given again)"),
    ] = None,
    doc: Annotated[list[str] | None, typer.Option(help="doc_id, of outputs (default: all)")] = None,
    longest: Annotated[
        int,
        typer.Option(min=500, help="characters of a file; longer documents are cut at line ends"),
    ] = 20_000,
    force: Force = False,
) -> None:
    """Write documents for an annotation tool, filled with the pipeline's reading or with gold."""
    from pipeline.annotation.files import write_for_tool

    try:
        golds = (
            _golds_of_outputs(sources[0], set(doc or ()))
            if sources[0].is_dir()
            else _golds_with_texts(sources, texts or [])
        )
        count = write_for_tool(golds, to, str(tool), longest, force=force)
    except PipelineError as error:
        raise fail(error) from None
    console_of().print(say("{folder}: {count} files", folder=to, count=count))


def _golds_of_outputs(out: Path, only: set[str]) -> Iterator[tuple[str, dict[str, Any], str]]:
    from pipeline.annotation.files import gold_of_reading
    from pipeline.outputs.read_back import read_table, text_path
    from pipeline.review.site import ByDocument

    tables = {name: ByDocument(out, name) for name in ("claims", "entities", "issues")}
    for row in read_table(out, "documents"):
        rows = {name: table.of(row["doc_id"]) for name, table in tables.items()}
        if row["status"] != "failed" and (not only or row["doc_id"] in only):
            text = text_path(out, row["doc_id"]).read_text(encoding="utf-8")
            yield row["doc_id"], gold_of_reading(row["source"], text, rows), text


def _golds_with_texts(
    paths: list[Path], folders: list[Path]
) -> Iterator[tuple[str, dict[str, Any], str]]:
    from pipeline.training.documents import read_one

    for path in paths:
        one = read_one(folders, path)
        gold = {
            key: getattr(one.gold, key)
            for key in ("file", "sha256", "claims", "entities", "negatives")
        }
        yield one.name, gold, one.report.text


@annotate.command("import")
def annotate_import(
    files: Annotated[list[Path], typer.Argument(help="files that the tool saved")],
    to: Annotated[Path, typer.Option(help="folder for gold files")],
    tool: Annotated[Tool, typer.Option("--format", help="the tool")] = Tool.DOCCANO,
    force: Force = False,
) -> None:
    """Write gold files from what an annotation tool saved. Check them with `nianjian gold check`."""
    from pipeline.annotation.files import read_from_tool, write_gold

    count = 0
    try:
        for name, data in read_from_tool(files, str(tool)):
            write_gold(data, to / f"{name}.gold.json", force=force)
            count += 1
    except PipelineError as error:
        raise fail(error) from None
    console_of().print(say("{folder}: {count} gold files", folder=to, count=count))


@gold_app.command("build")
def gold_build(
    text: Annotated[Path, typer.Argument(help="the report")],
    rows: Annotated[Path, typer.Argument(help="rows written by hand (docs/annotating.md)")],
    to: Annotated[Path, typer.Argument(help="the gold file to write")],
    force: Force = False,
) -> None:
    """Turn rows written by hand into gold with offsets. Exit 1 where a row does not fit the text."""
    from pipeline.annotation.files import write_gold
    from pipeline.annotation.rows import gold_of_rows
    from pipeline.core.errors import InputError, message_from
    from pipeline.ingest.plain import read_plain

    console = console_of()
    try:
        try:
            report, written = (
                read_plain(text, text.read_bytes()).text,
                rows.read_text(encoding="utf-8"),
            )
        except OSError as error:
            raise InputError(
                message_from(error), path=error.filename or text, remedy="check the path"
            ) from error
        data, faults = gold_of_rows(written, report, text.name)
        write_gold(data, to, force=force)
    except PipelineError as error:
        raise fail(error) from None
    for fault in faults:
        console.print(text_of(sentence(str(rows), fault)), style="red")
    counts = {name: len(data[name]) for name in ("claims", "entities", "negatives")}
    console.print(
        say(
            "{file}: claims {claims}, entities {entities}, negatives {negatives}, {faults} faults",
            file=to,
            faults=len(faults),
            **counts,
        )
    )
    raise typer.Exit(SOME_FAILED if faults else 0)


@gold_app.command("check")
def gold_check(
    golds: Annotated[list[Path], typer.Argument(help="gold files")],
    texts: Annotated[list[Path], typer.Option(help="folder of their texts (may be given again)")],
) -> None:
    """Check gold files against their texts: spans, values, words of fields.

    Exit 1 where anything is wrong.
    """
    from pipeline.annotation.files import faults_of

    console, faults = console_of(), 0
    try:
        for name, data, text in _golds_with_texts(golds, texts):
            for fault in faults_of(data, text):
                faults += 1
                console.print(text_of(sentence(name, fault)), style="red")
    except PipelineError as error:
        raise fail(error) from None
    console.print(say("{count} gold files: {faults} faults", count=len(golds), faults=faults))
    raise typer.Exit(SOME_FAILED if faults else 0)
