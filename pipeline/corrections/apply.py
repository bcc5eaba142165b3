"""Applying corrections: decisions of people (corrections.jsonl beside the reports) and the claims
of a document in; the claims as decided out.

A correction holds on the claim it was made on: where the text is unchanged the same span with the
same words and value; where the text around it changed, the same words in the same sentence, if it
is clear which. It holds also where the rules no longer read that number. One that does not fit
changes nothing, and is an issue: a lost correction is better than one on another number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.core.errors import IssueCode
from pipeline.core.messages import Message, sentence
from pipeline.core.records import DocumentRow
from pipeline.corrections.decisions import (
    has_words,
    is_as_expected,
    overlaps,
    read_decisions,
    stands_there,
)
from pipeline.outputs.applied import READ

Row = dict[str, Any]
_NEAR = 400  # characters around a number in which its item or subject is looked for


@dataclass(slots=True)
class Corrections:
    """Corrections by document.

    Attributes:
        lost: Messages on those that do not fit, for the end of a run.
        applied: Those that hold, each with `was`: what the rules read there (nothing where they
            read no claim).
    """

    by_document: dict[str, list[Row]]
    lost: list[Message] = field(default_factory=list)
    applied: list[Row] = field(default_factory=list)

    def apply(
        self, document: DocumentRow, claims: list[Row], text: Callable[[], str]
    ) -> tuple[list[Row], list[Row]]:
        """The claims of a document as decided, and issues of what was rejected or lost."""
        issues: list[Row] = []
        # as the rules read them: no correction is compared with what another made
        read = list(claims)
        decided: dict[int, Row | None] = {}
        added: list[Row] = []
        mine = self.by_document.get(document.doc_id, ())
        # of this text before moved ones
        for one in sorted(
            mine, key=lambda row: bool(row["expect"]["text_sha256"] != document.text_sha256)
        ):
            found = _place_of(
                one, read, same_text=document.text_sha256 == one["expect"]["text_sha256"]
            )
            if found is None and one["action"] != "reject" and not _stands(one, text()):
                found = Message("other words stand there")
            if isinstance(found, str):
                issues.append(self._lose(one, found))
                continue
            if found is not None and found in decided:
                issues.append(self._lose(one, Message("another correction is on this number")))
                continue
            claim = None if found is None else read[found]
            self.applied.append(
                one | {"was": None if claim is None else {name: claim[name] for name in READ}}
            )
            if one["action"] == "reject":
                if found is not None and claim is not None:
                    decided[found] = None
                    issues.append(_issue(one, claim, IssueCode.REJECTED, "rejected in review"))
            elif found is None:
                added.append(_corrected(_claim_of(one), one["fields"], text))
            else:
                decided[found] = _corrected(read[found], one["fields"], text)
        kept = [
            claim for claim in (decided.get(n, c) for n, c in enumerate(read)) if claim is not None
        ]
        return sorted([*kept, *added], key=lambda c: (int(c["start"]), int(c["end"]))), issues

    def lose_others(self, doc_ids: Iterable[str]) -> None:
        """Note the corrections of documents that are not there."""
        there = set(doc_ids)
        for doc_id in sorted(set(self.by_document) - there):
            for one in self.by_document[doc_id]:
                self._lose(one, Message("no such document"))

    def _lose(self, one: Row, why: str) -> Row:
        span = f"{one['doc_id']}:{one['start']}-{one['end']}"
        place = f"{span} {one['expect']['text']}"
        self.lost.append(
            sentence(place, why, "look at it again and remove or renew the correction")
        )
        return {
            "doc_id": one["doc_id"],
            "stage": "review",
            "code": IssueCode.CORRECTION_LOST,
            "text": one["expect"]["text"],
            "note": why,
        }


def load_corrections(paths: Sequence[Path]) -> Corrections:
    """Read and check correction files; raises LexiconError with file and line."""
    found: dict[str, list[Row]] = {}
    for path in paths:
        for row in read_decisions(path):
            found.setdefault(row["doc_id"], []).append(row)
    return Corrections(found)


def _place_of(one: Row, claims: Sequence[Row], *, same_text: bool) -> int | str | None:
    """The number of the claim that a correction is on, None where no claim is there, or why it is
    on none.
    """
    if same_text:
        at = next((n for n, claim in enumerate(claims) if is_as_expected(one, claim)), None)
        if at is not None:
            return at
        here = next((claim for claim in claims if overlaps(one, claim)), None)
        if here is not None:
            return stands_there(here)
        return None
    equal = [n for n, claim in enumerate(claims) if has_words(one, claim)]
    nth: int = one["expect"].get("nth", 0)
    of: int = one["expect"].get("of", 1)
    if not equal:
        return Message("neither its span nor its sentence is there")
    if len(equal) != of or not 0 <= nth < of:
        return Message("its words stand {count} times in the text now", count=len(equal))
    return equal[nth]


def _stands(one: Row, text: str) -> bool:
    """Whether the words of a correction are those of the text at its span.

    Line breaks within a number do not count.
    """
    words: str = one["expect"]["text"]
    return "".join(text[one["start"] : one["end"]].split()) == "".join(words.split())


def _claim_of(one: Row) -> Row:
    """A claim that the rules no longer make, from what was decided on it."""
    row: Row = {
        "claim_id": f"{one['doc_id']}:{one['start']}-{one['end']}",
        "doc_id": one["doc_id"],
        "start": one["start"],
        "end": one["end"],
    }
    row |= {
        "text": one["expect"]["text"],
        "sentence": one["expect"]["sentence"],
        "section": "",
        "page": None,
    }
    return row | dict.fromkeys(("item", "subject", "accumulation", "comparison"), "")


def _corrected(claim: Row, fields: Row, text: Callable[[], str]) -> Row:
    new = (
        claim
        | {k: v or None if k in ("value", "value_max") else v for k, v in fields.items()}
        | {"confidence": 1.0}
    )
    for name in ("item", "subject"):
        if new.get(name, "") != claim.get(name, "") or f"{name}_start" not in claim:
            new[f"{name}_start"], new[f"{name}_end"] = (
                _where(new.get(name, ""), claim, text) if new.get(name) else (None, None)
            )
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
