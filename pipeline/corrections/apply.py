"""Corrections: what analysts decided (corrections.jsonl beside the reports) and the rows of a report in; the rows as decided out.

A correction holds on the claim it was made on: the same span with the same words, or, where the text around it changed, the same words in
the same sentence. It holds also where the rules no longer read that number. One whose words are gone changes nothing and is an issue.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.core.errors import IssueCode, LexiconError
from pipeline.core.records import DocumentRow

Row = dict[str, Any]
ACTIONS = ("accept", "reject", "edit")
_GUARD = ("text", "sentence", "text_sha256")
_NEAR = 400  # characters around a number in which its item or subject is looked for


@dataclass(slots=True)
class Corrections:
    """Corrections by doc_id; `lost` are those whose text is gone, as messages, told at the end of a run."""

    by_document: dict[str, list[Row]]
    lost: list[str] = field(default_factory=list)

    def apply(self, document: DocumentRow, claims: list[Row], text: Callable[[], str]) -> tuple[list[Row], list[Row]]:
        """The claims of a report as decided, and issues of what was rejected or lost."""
        issues: list[Row] = []
        for one in self.by_document.get(document.doc_id, ()):
            at = _place_of(one, claims)
            if at is None and document.text_sha256 != one["expect"]["text_sha256"]:
                issues.append(self._lose(one, "neither its span nor its sentence is there"))
            elif one["action"] == "reject":
                if at is not None:
                    issues.append(_issue(one, claims.pop(at), IssueCode.REJECTED, "rejected in review"))
            else:
                if at is None:
                    claims.append(_claim_of(one))
                    at = len(claims) - 1
                claims[at] = _corrected(claims[at], one["fields"], text)
        return sorted(claims, key=lambda c: (int(c["start"]), int(c["end"]))), issues

    def lose_others(self, doc_ids: Iterable[str]) -> None:
        """Note the corrections of documents that are not there."""
        there = set(doc_ids)
        for doc_id in sorted(set(self.by_document) - there):
            for one in self.by_document[doc_id]:
                self._lose(one, "no such document")

    def _lose(self, one: Row, why: str) -> Row:
        span = f"{one['doc_id']}:{one['start']}-{one['end']}"
        self.lost.append(f"{span} {one['expect']['text']}: {why}; look at it again and remove or renew the correction")
        return {"doc_id": one["doc_id"], "stage": "review", "code": IssueCode.CORRECTION_LOST, "text": one["expect"]["text"], "note": why}


def load_corrections(paths: Sequence[Path]) -> Corrections:
    """Read and check correction files; raises LexiconError with file and line."""
    found: dict[str, list[Row]] = {}
    for path in paths:
        for row in read_decisions(path):
            found.setdefault(row["doc_id"], []).append(row)
    return Corrections(found)


def read_decisions(path: Path) -> list[Row]:
    """The decisions of a JSON-lines file; raises LexiconError with the line that is none."""
    rows = []
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconError(f"cannot be read: {error}", path=path, remedy="give the file that the review page saved") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                row = json.loads(line)
                fault = _fault(row)
            except json.JSONDecodeError as error:
                fault = f"no JSON: {error}"
            if fault:
                raise LexiconError(fault, path=path, where=f"line {number}", remedy="correct or remove the line")
            rows.append(row)
    return rows


def _fault(row: Any) -> str:
    """What keeps a row from being a decision, or nothing."""
    if not isinstance(row, dict) or row.get("action") not in ACTIONS:
        return f"action must be one of {', '.join(ACTIONS)}"
    if not isinstance(row.get("doc_id"), str) or not all(isinstance(row.get(k), int) for k in ("start", "end")):
        return "doc_id, start and end are needed"
    guard = row.get("expect")
    if not isinstance(guard, dict) or not all(isinstance(guard.get(k), str) for k in _GUARD):
        return f"expect needs {', '.join(_GUARD)}"
    fields = row.get("fields", {})
    if not isinstance(fields, dict) or not all(isinstance(v, str) for v in fields.values()):
        return "fields must be texts"
    if row["action"] != "reject" and not _is_number(fields.get("value", "")):
        return f"value {fields.get('value', '')!r} is no number"
    return ""


def _is_number(text: str) -> bool:
    digits = text.removeprefix("-").replace(".", "", 1)
    return digits.isascii() and digits.isdigit()


def _place_of(one: Row, claims: Sequence[Row]) -> int | None:
    """The claim a correction is of."""
    expect = one["expect"]
    for n, claim in enumerate(claims):
        if (claim["start"], claim["end"], claim["text"], claim["sentence"]) == (
            one["start"],
            one["end"],
            expect["text"],
            expect["sentence"],
        ):
            return n
    moved = [n for n, c in enumerate(claims) if c["text"] == expect["text"] and c["sentence"] == expect["sentence"]]
    return min(moved, key=lambda n: abs(claims[n]["start"] - one["start"]), default=None)


def _claim_of(one: Row) -> Row:
    """A claim that the rules no longer make, from what was said of it."""
    row: Row = {
        "claim_id": f"{one['doc_id']}:{one['start']}-{one['end']}",
        "doc_id": one["doc_id"],
        "start": one["start"],
        "end": one["end"],
    }
    row |= {"text": one["expect"]["text"], "sentence": one["expect"]["sentence"], "section": "", "page": None}
    return row | dict.fromkeys(("item", "subject", "accumulation", "comparison"), "")


def _corrected(claim: Row, fields: Row, text: Callable[[], str]) -> Row:
    new = claim | {k: v or None if k in ("value", "value_max") else v for k, v in fields.items()} | {"confidence": 1.0}
    for name in ("item", "subject"):
        if new.get(name, "") != claim.get(name, "") or f"{name}_start" not in claim:
            new[f"{name}_start"], new[f"{name}_end"] = _where(new.get(name, ""), claim, text) if new.get(name) else (None, None)
    return new


def _where(words: str, claim: Row, text: Callable[[], str]) -> tuple[int | None, int | None]:
    """The occurrence of words that is nearest to the number."""
    low = max(0, claim["start"] - _NEAR)
    around = text()[low : claim["end"] + _NEAR]
    found = [low + n for n in range(len(around)) if around.startswith(words, n)]
    start = min(found, key=lambda n: abs(n - claim["start"]), default=None)
    return (None, None) if start is None else (start, start + len(words))


def _issue(one: Row, claim: Row, code: str, note: str) -> Row:
    return {
        "doc_id": one["doc_id"],
        "stage": "review",
        "code": code,
        "start": claim["start"],
        "end": claim["end"],
        "text": claim["text"],
        "note": note,
    }
