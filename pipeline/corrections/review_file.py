"""Review files: what the review page saved in; the corpus's corrections with it out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.core.errors import UsageError
from pipeline.core.messages import Message
from pipeline.corrections.decisions import Key, Row, add_decisions, key_of, read_decisions, refused
from pipeline.outputs.applied import applied_path, claims_as_read, read_applied
from pipeline.outputs.ownership import corpora_of
from pipeline.outputs.read_back import read_table

CORRECTIONS = "corrections.jsonl"


def apply_reviews(
    out: Path, reviews: Path, corpus: Path | None = None
) -> tuple[Path, int, list[str]]:
    """Write the decisions of a review file to the corrections of the reports that outputs are of.

    Args:
        out: The outputs folder that was reviewed.
        reviews: The file that the page saved.
        corpus: The folder of the reports; None for the one that `out` is of.

    Returns:
        The file of corrections, how many it holds now, and messages on decisions that were refused
        because they expect something else than what stands in `out`.

    Raises:
        UsageError: It is not clear which reports, or `corpus` is not that of `out`.
        LexiconError: A line is no decision.
        OutputError: The corrections cannot be written.
    """
    path = _folder(out, corpus) / CORRECTIONS
    rows = read_decisions(reviews)
    no = refused(rows, _claims(out, {row["doc_id"] for row in rows}), _texts(out))
    wrong = [row for row, _ in no]
    right = [row for row in rows if row not in wrong]
    count = add_decisions(right, path, _moved(out, right))
    return (
        path,
        count,
        [
            f"{row['doc_id']}:{row['start']}-{row['end']} {row['expect']['text']}: {why}"
            for row, why in no
        ],
    )


def _folder(out: Path, corpus: Path | None) -> Path:
    """The folder of the reports that `out` is of."""
    corpora = corpora_of(out)
    known = list(dict.fromkeys(path if path.is_dir() else path.parent for path in corpora))
    if corpus is None:
        gone = [path for path in corpora if not path.exists()]
        if gone:  # its parent is not its folder
            raise UsageError(
                "no such file or folder",
                path=gone[0],
                remedy="run `nianjian extract` where the reports are now",
            )
        if len(known) != 1:
            raise UsageError(
                "it is not known which reports these outputs are of",
                path=out,
                remedy="give their folder with --corpus",
            )
        return known[0]
    if not corpus.is_dir():
        raise UsageError("no such file or folder", path=corpus, remedy="check the path")
    if known and corpus.resolve() not in [path.resolve() for path in known]:
        raise UsageError(
            Message(
                "the outputs are of other reports, {corpus}", corpus=", ".join(map(str, known))
            ),
            path=corpus,
            remedy="leave out --corpus",
        )
    return corpus


def _moved(out: Path, rows: Sequence[Row]) -> set[Key]:
    """The corrections of another text that hold on the numbers that decisions are on: they are
    decided anew.
    """
    texts = _texts(out)
    spans = {
        (row["doc_id"], row["start"], row["end"])
        for row in rows
        if row["expect"]["text_sha256"] == texts.get(row["doc_id"])
    }
    applied = [
        one for found in read_applied(applied_path(out)).values() for one in found if one["was"]
    ]
    return {
        key_of(one)
        for one in applied
        if one["expect"]["text_sha256"] != texts.get(one["doc_id"])
        and (one["doc_id"], int(one["was"]["start"]), int(one["was"]["end"])) in spans
    }


def _claims(out: Path, wanted: set[str]) -> Mapping[str, list[dict[str, Any]]]:
    """By document the claims as the rules read them."""
    applied = read_applied(applied_path(out))
    rows: dict[str, list[dict[str, Any]]] = {doc_id: [] for doc_id in wanted}
    for row in read_table(out, "claims"):
        if row["doc_id"] in wanted:
            rows[row["doc_id"]].append(dict(row))
    return {
        doc_id: claims_as_read(found, applied.get(doc_id, ())) for doc_id, found in rows.items()
    }


def _texts(out: Path) -> dict[str, str]:
    return {row["doc_id"]: row["text_sha256"] for row in read_table(out, "documents")}
