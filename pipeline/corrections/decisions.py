"""Decisions of people: lines of JSON, as the review page saves them and as they stand in a corpus's
corrections.jsonl.

A decision says which claim it is on by document, hash of the text and offsets, and what it expects
to find there (`expect`): the words of the number, its value and unit as the product read them, the
sentence, and which of several equal ones in the document it is.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.core.errors import LexiconError, OutputError
from pipeline.core.messages import Message

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

Row = dict[str, Any]
Key = tuple[str, int, int, str]
ACTIONS = ("accept", "reject", "edit")
_NEEDED = ("text", "sentence", "text_sha256")


def key_of(row: Row) -> Key:
    """What a decision is on: document, span and the words there."""
    return row["doc_id"], row["start"], row["end"], row["expect"]["text"]


def read_decisions(path: Path) -> list[Row]:
    """The decisions of a JSON-lines file.

    Raises:
        LexiconError: The file cannot be read, or a line is no decision; it names the line.
    """
    rows = []
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconError(
            Message("cannot be read: {error}", error=error),
            path=path,
            remedy="give the file that the review page saved",
        ) from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                row = json.loads(line)
                fault = _fault(row)
            except json.JSONDecodeError as error:
                fault = Message("no JSON: {error}", error=error)
            if fault:
                raise LexiconError(
                    fault,
                    path=path,
                    where=Message("line {line}", line=number),
                    remedy="correct or remove the line",
                )
            rows.append(row)
    return rows


def write_decisions(rows: Iterable[Row], path: Path) -> None:
    """Write decisions in order of document and span, whole or not at all.

    Raises OutputError where that is not possible.
    """
    lines = [
        json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n"
        for row in sorted(rows, key=key_of)
    ]
    temporary = path.with_name(f".{path.name}.new")
    try:
        temporary.write_text("".join(lines), encoding="utf-8")
        temporary.replace(path)
    except OSError as error:
        raise OutputError.unwritable(path, error) from error


def add_decisions(rows: Sequence[Row], corrections: Path, replaced: Collection[Key] = ()) -> int:
    """Add decisions to the corrections that are there, a newer one in place of an older.

    Gives how many there are then.

    `replaced` are older ones on the same numbers that were made on another text, so that their
    spans are others.
    """
    known = {
        key_of(row): row for row in (read_decisions(corrections) if corrections.is_file() else [])
    }
    known = {key: row for key, row in known.items() if key not in replaced} | {
        key_of(row): row for row in rows
    }
    write_decisions(known.values(), corrections)
    return len(known)


def refused(
    rows: Sequence[Row], claims: Mapping[str, Sequence[Mapping[str, Any]]], texts: Mapping[str, str]
) -> list[tuple[Row, str]]:
    """The decisions that do not expect what stands in the outputs, each with why.

    Args:
        rows: The decisions.
        claims: By document the claims as the product read them (before corrections).
        texts: By document the hash of its text; a decision on another text is looked at when it
            is applied.
    """
    found: list[tuple[Row, str]] = []
    for row in rows:
        if row["doc_id"] not in texts:
            found.append((row, Message("no such document")))
        elif row["expect"]["text_sha256"] == texts[row["doc_id"]]:
            here = [c for c in claims.get(row["doc_id"], ()) if overlaps(row, c)]
            why = "" if any(is_as_expected(row, c) for c in here) else _why(row, here)
            if why:
                found.append((row, why))
    return found


def overlaps(row: Row, claim: Mapping[str, Any]) -> bool:
    """Whether a decision and a claim share a character."""
    return bool(int(claim["start"]) < row["end"] and row["start"] < int(claim["end"]))


def is_as_expected(row: Row, claim: Mapping[str, Any]) -> bool:
    """Whether a claim is the one a decision is on: span, words and sentence, and value and unit
    where the decision names them.
    """
    at_span: bool = (int(claim["start"]), int(claim["end"])) == (row["start"], row["end"])
    return at_span and has_words(row, claim)


def has_words(row: Row, claim: Mapping[str, Any]) -> bool:
    """Whether a claim says what a decision expects, wherever it stands."""
    expect = row["expect"]
    same: bool = claim["text"] == expect["text"] and claim["sentence"] == expect["sentence"]
    return same and all(
        expect.get(name) in (None, str(claim[name] or "")) for name in ("value", "unit")
    )


def _why(row: Row, here: Sequence[Mapping[str, Any]]) -> str:
    """Why a decision on an unchanged text is not on what stands at its span.

    Nothing where it adds a claim that is not there.
    """
    if not here:
        return Message("no claim is there") if row["expect"].get("value") else ""
    return stands_there(here[0])


def stands_there(claim: Mapping[str, Any]) -> Message:
    """What is at the span of a decision instead of what it expects."""
    return Message(
        "there stands {claim}", claim=f"{claim['text']} = {claim['value']} {claim['unit']}".rstrip()
    )


class _Expected(BaseModel):
    """What a decision expects to find at its span."""

    model_config = ConfigDict(extra="allow", strict=True)
    text: str
    sentence: str
    text_sha256: str
    value: str | None = None
    unit: str | None = None
    nth: int = 0
    of: int = 1


class _Decision(BaseModel):
    """A decision; keys that are not ours (who decided, when) are kept as they are."""

    model_config = ConfigDict(extra="allow", strict=True)
    action: Literal["accept", "reject", "edit"]
    doc_id: str
    start: int
    end: int
    expect: _Expected
    fields: dict[str, str] = {}


def _fault(row: Any) -> Message | None:
    """What keeps a row from being a decision."""
    try:
        decision = _Decision.model_validate(row)
    except ValidationError as error:
        return _message_of(error.errors(include_url=False))
    if decision.action != "reject" and not _is_number(decision.fields.get("value", "")):
        return Message("value {value} is no number", value=repr(decision.fields.get("value", "")))
    return None


def _message_of(errors: list[ErrorDetails]) -> Message:
    """The first thing to mend: the action, then where the claim is, what is expected there, and the
    fields.
    """
    parts = {str(error["loc"][0]) if error["loc"] else "action" for error in errors}
    if "action" in parts:
        return Message("action must be one of {actions}", actions=", ".join(ACTIONS))
    if parts & {"doc_id", "start", "end"}:
        return Message("doc_id, start and end are needed")
    if "expect" in parts:
        return Message("expect needs {keys}", keys=", ".join(_NEEDED))
    return Message("fields must be texts")


def _is_number(text: str) -> bool:
    digits = text.removeprefix("-").replace(".", "", 1)
    return digits.isascii() and digits.isdigit()
