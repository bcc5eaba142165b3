"""What is annotated: a text with its gold, as spans and links; gold in, gold out, nothing lost.

Tools know spans with a label, links between spans, and notes. A claim is a span QUANTITY with its
fields as a note (JSON), linked by `item` and `subject` to spans ITEM and SUBJECT; an entity is a
span of its label with its normal form as a note; a number that is no claim a span NOT.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_BREAK = re.compile("[ \u3000]*\n[ \u3000]*")
QUANTITY, ITEM, SUBJECT, NEGATIVE = "QUANTITY", "ITEM", "SUBJECT", "NOT"
LINKS = {"item": ITEM, "subject": SUBJECT}
FIELDS = ("value", "value_max", "unit", "bound", "measure", "status", "place", "period")
"""Of a claim, beside its span and links, in the order of gold files."""
_DEFAULTS: dict[str, Any] = {
    "value": None,
    "value_max": None,
    "unit": "",
    "bound": "eq",
    "measure": "level",
    "status": "actual",
    "place": "",
    "period": "",
}


@dataclass(frozen=True, slots=True)
class Span:
    """A labelled stretch of the text with a note."""

    start: int
    end: int
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Annotated:
    """A text with spans in order and links (name, number of a span, number of a span).

    `offset` is where the text begins in that of `file`, `sha256` that of the whole.
    """

    file: str
    sha256: str
    text: str
    spans: tuple[Span, ...]
    links: tuple[tuple[str, int, int], ...]
    offset: int = 0


def parted(document: Annotated, longest: int) -> list[Annotated]:
    """A long document as parts of about `longest` characters, cut at line ends that no span and no
    link goes over.
    """
    reaches = [(s.start, s.end) for s in document.spans]
    reaches += [
        (min(reaches[a][0], reaches[b][0]), max(reaches[a][1], reaches[b][1]))
        for _, a, b in document.links
    ]
    closed = bytearray(len(document.text) + 1)
    for start, end in reaches:
        closed[start + 1 : end] = b"\1" * max(0, end - start - 1)
    cuts = [0]
    for at, sign in enumerate(document.text, 1):
        if sign == "\n" and not closed[at] and at - cuts[-1] >= longest:
            cuts.append(at)
    if len(document.text) - cuts[-1] < longest // 4 and len(cuts) > 1:
        cuts.pop()  # no crumb at the end
    return [
        _part(document, a, b) for a, b in zip(cuts, [*cuts[1:], len(document.text)], strict=True)
    ]


def _part(document: Annotated, start: int, end: int) -> Annotated:
    inside = [n for n, s in enumerate(document.spans) if start <= s.start and s.end <= end]
    number = {n: i for i, n in enumerate(inside)}
    spans = tuple(
        Span(s.start - start, s.end - start, s.label, s.note)
        for s in (document.spans[n] for n in inside)
    )
    links = tuple((name, number[a], number[b]) for name, a, b in document.links if a in number)
    return Annotated(
        document.file,
        document.sha256,
        document.text[start:end],
        spans,
        links,
        document.offset + start,
    )


def joined(parts: Sequence[Annotated]) -> Annotated:
    """The parts of one file as a whole; text that no part holds is blank."""
    text = ""
    spans: list[Span] = []
    links: list[tuple[str, int, int]] = []
    for part in sorted(parts, key=lambda p: p.offset):
        text = text.ljust(part.offset) + part.text
        links += [(name, a + len(spans), b + len(spans)) for name, a, b in part.links]
        spans += [
            Span(s.start + part.offset, s.end + part.offset, s.label, s.note) for s in part.spans
        ]
    return Annotated(parts[0].file, parts[0].sha256, text, tuple(spans), tuple(links))


def of_gold(gold: Mapping[str, Any], text: str) -> Annotated:
    """The spans and links of a gold file's data."""
    spans: list[Span] = []
    links: list[tuple[str, int, int]] = []
    for claim in gold["claims"]:
        number = len(spans)
        spans.append(
            Span(claim["start"], claim["end"], QUANTITY, _note({f: claim[f] for f in FIELDS}))
        )
        for name, label in LINKS.items():
            if claim[name]:
                links.append((name, number, len(spans)))
                spans.append(Span(claim[name]["start"], claim[name]["end"], label))
    spans += [Span(e["start"], e["end"], e["label"], e.get("norm") or "") for e in gold["entities"]]
    spans += [
        Span(n["start"], n["end"], NEGATIVE, n.get("reason") or "") for n in gold["negatives"]
    ]
    return Annotated(gold["file"], gold["sha256"], text, tuple(spans), tuple(links))


def to_gold(document: Annotated) -> dict[str, Any]:
    """The data of a gold file.

    A new QUANTITY has what the defaults say, so that `nianjian gold check` finds its missing value.
    """
    spans, text = document.spans, document.text
    linked = {(name, a): b for name, a, b in document.links}
    claims, entities, negatives = [], [], []
    for number, span in enumerate(spans):
        place = {"start": span.start, "end": span.end, "text": words_of(text, span.start, span.end)}
        if span.label == QUANTITY:
            known = json.loads(span.note) if span.note else {}
            mentions = {
                name: _mention(spans[b], text)
                if (b := linked.get((name, number))) is not None
                else None
                for name in LINKS
            }
            claims.append(place | _DEFAULTS | known | mentions)
        elif span.label == NEGATIVE:
            negatives.append(place | {"reason": span.note})
        elif span.label not in LINKS.values():
            entities.append(place | {"label": span.label, "norm": span.note})

    def order(row: Mapping[str, Any]) -> tuple[int, int]:
        return row["start"], row["end"]

    return {
        "file": document.file,
        "sha256": document.sha256,
        "claims": sorted(claims, key=order),
        "entities": sorted(entities, key=order),
        "negatives": sorted(negatives, key=order),
    }


def _mention(span: Span, text: str) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": words_of(text, span.start, span.end)}


def words_of(text: str, start: int, end: int) -> str:
    """The words of a span as gold gives them, without the hard line breaks in them."""
    return _BREAK.sub("", text[start:end])


def _note(fields: Mapping[str, Any]) -> str:
    return json.dumps(fields, ensure_ascii=False)
