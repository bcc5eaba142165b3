"""Explain a claim: its id in the outputs in.

For each field the rule, cue or model that gave it, and the words it rests on, out.

The report is read once more with a trace, which says why; a claim of the outputs is found there by
its offset.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from pipeline.core.errors import UsageError
from pipeline.core.messages import Message
from pipeline.core.trace import Reason
from pipeline.extraction import Reasons, extract_report, read_task
from pipeline.ingest.corpus import Task, find_tasks
from pipeline.lexicons.bundle import Lexicons
from pipeline.outputs.applied import applied_path, read_applied
from pipeline.outputs.ownership import config_of, corpora_of
from pipeline.outputs.read_back import Row, read_table

FIELDS = ("value", "unit", "bound", "measure", "status", "item", "subject", "place", "period")
CORRECTED = "decision of a person (corrections.jsonl)"


@dataclass(frozen=True, slots=True)
class FieldReason:
    """A field of a claim, and why it is what it is.

    Attributes:
        name: The column of claims.csv.
        value: What stands there.
        reason: The rule or model.
        words: The words of the text that the reason rests on, "" for none.
    """

    name: str
    value: str
    reason: Reason
    words: str


def explain_claim(
    out: Path, claim_id: str, config: Path | None = None
) -> tuple[Row, list[FieldReason]]:
    """Say why a claim is what it is.

    Args:
        out: The outputs folder.
        claim_id: The claim, as in claims.csv.
        config: The config that the outputs were made with; that which their folder remembers
            where it is None.

    Returns:
        The row of the claim, and its fields in the order of FIELDS.

    Raises:
        UsageError: There is no such claim, or its report is not there or has changed since.
    """
    row = _claim(out, claim_id)
    document = next(d for d in read_table(out, "documents") if d["doc_id"] == row["doc_id"])
    text, reasons = _reasons(out, document, config or config_of(out))
    start = int(row["start"])
    decided = {
        name
        for one in read_applied(applied_path(out)).get(row["doc_id"], ())
        if one["start"] == start
        for name in one.get("fields", ())
    }
    found = reasons.get(start, {})
    fields = []
    for name in FIELDS:
        reason = Reason(CORRECTED) if name in decided else found.get(name)
        if reason is not None:
            words = text[reason.span[0] : reason.span[1]] if reason.span is not None else ""
            fields.append(FieldReason(name, row[name], reason, words))
    return row, fields


def _claim(out: Path, claim_id: str) -> Row:
    ids = []
    for row in read_table(out, "claims"):
        if row["claim_id"] == claim_id:
            return row
        ids.append(row["claim_id"])
    like = get_close_matches(claim_id, ids, n=1, cutoff=0.5)
    remedy = (
        Message("did you mean {words}?", words=like[0])
        if like
        else Message("take a claim_id from claims.csv")
    )
    raise UsageError(
        Message("no claim {claim_id}", claim_id=repr(claim_id)),
        path=out / "claims.csv",
        remedy=remedy,
    )


def _reasons(out: Path, document: Row, config: Path | None) -> tuple[str, Reasons]:
    """The text of a report that is read once more, and why its claims are what they are."""
    from pipeline.stages import load_pipeline

    for task in _tasks(out):
        if task.doc_id == document["doc_id"]:
            report = read_task(task, Lexicons.load(config))
            if report.text_sha256 != document["text_sha256"]:
                raise UsageError(
                    "the report has changed since the outputs were made",
                    path=task.name,
                    remedy="run `nianjian extract` again",
                )
            reasons: Reasons = {}
            extract_report(report, load_pipeline(config), reasons)
            return report.text, reasons
    raise UsageError(
        "no such file or folder",
        path=document["source"],
        remedy="run `nianjian extract` where the reports are now",
    )


def _tasks(out: Path) -> Iterator[Task]:
    corpora = [path for path in corpora_of(out) if path.exists()]
    if corpora:
        yield from find_tasks(corpora)
