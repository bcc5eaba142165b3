"""Formats of annotation tools: annotated documents in, a file's text out, and back.

Offsets are code points in all of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from pipeline.annotation.document import Annotated, Span


def _rows(spans: Sequence[Span]) -> Iterable[tuple[int, Span]]:
    return enumerate(spans)


def to_doccano(documents: Sequence[Annotated]) -> str:
    """Doccano's JSONL for sequence labelling with relations.

    Notes travel in `notes` by the id of the span.
    """
    lines = []
    for d in documents:
        entities = [
            {"id": n, "label": s.label, "start_offset": s.start, "end_offset": s.end}
            for n, s in _rows(d.spans)
        ]
        relations = [
            {"id": n, "from_id": a, "to_id": b, "type": name}
            for n, (name, a, b) in enumerate(d.links)
        ]
        notes = {str(n): s.note for n, s in _rows(d.spans) if s.note}
        lines.append(
            {
                "text": d.text,
                "entities": entities,
                "relations": relations,
                "notes": notes,
                "file": d.file,
                "sha256": d.sha256,
                "offset": d.offset,
            }
        )
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def from_doccano(content: str) -> list[Annotated]:
    """Read the annotated texts of what doccano saved."""
    found = []
    for line in filter(str.strip, content.split("\n")):
        d = json.loads(line)
        notes = d.get("notes", {})
        place = {e["id"]: n for n, e in enumerate(d["entities"])}
        spans = tuple(
            Span(e["start_offset"], e["end_offset"], e["label"], notes.get(str(e["id"]), ""))
            for e in d["entities"]
        )
        links = tuple((r["type"], place[r["from_id"]], place[r["to_id"]]) for r in d["relations"])
        found.append(Annotated(d["file"], d["sha256"], d["text"], spans, links, d.get("offset", 0)))
    return found


def to_label_studio(documents: Sequence[Annotated]) -> str:
    """Label Studio's JSON of tasks, with the annotation as a prediction to start from.

    Offsets are code points, as its Python SDK has them.
    """
    tasks = []
    for d in documents:
        result: list[dict[str, Any]] = []
        for n, s in _rows(d.spans):
            value = {
                "start": s.start,
                "end": s.end,
                "text": d.text[s.start : s.end],
                "labels": [s.label],
            }
            result.append(
                {
                    "id": f"s{n}",
                    "type": "labels",
                    "from_name": "label",
                    "to_name": "text",
                    "value": value,
                }
            )
            if s.note:
                note = {"start": s.start, "end": s.end, "text": [s.note]}
                result.append(
                    {
                        "id": f"s{n}",
                        "type": "textarea",
                        "from_name": "note",
                        "to_name": "text",
                        "value": note,
                    }
                )
        result += [
            {
                "type": "relation",
                "from_id": f"s{a}",
                "to_id": f"s{b}",
                "direction": "right",
                "labels": [name],
            }
            for name, a, b in d.links
        ]
        tasks.append(
            {
                "data": {"text": d.text, "file": d.file, "sha256": d.sha256, "offset": d.offset},
                "predictions": [{"model_version": "nianjian", "result": result}],
            }
        )
    return json.dumps(tasks, ensure_ascii=False, indent=1) + "\n"


def from_label_studio(content: str) -> list[Annotated]:
    """From an export; what a person annotated goes before what was predicted."""
    found = []
    for task in json.loads(content):
        result = (task.get("annotations") or task.get("predictions"))[0]["result"]
        spans: dict[str, Span] = {}
        for r in result:
            if r["type"] == "labels":
                value = r["value"]
                spans[r["id"]] = Span(value["start"], value["end"], value["labels"][0])
        for r in result:
            if r["type"] == "textarea":
                s = spans[r["id"]]
                spans[r["id"]] = Span(s.start, s.end, s.label, r["value"]["text"][0])
        place = {key: n for n, key in enumerate(spans)}
        links = tuple(
            (r["labels"][0], place[r["from_id"]], place[r["to_id"]])
            for r in result
            if r["type"] == "relation"
        )
        data = task["data"]
        found.append(
            Annotated(
                data["file"],
                data["sha256"],
                data["text"],
                tuple(spans.values()),
                links,
                data.get("offset", 0),
            )
        )
    return found


def to_brat(documents: Sequence[Annotated]) -> str:
    """Brat's standoff (.ann) of one document: T for spans, R for links, # for notes.

    The text goes beside it as .txt.
    """
    (d,) = documents
    lines = []
    for n, s in _rows(d.spans):
        words = d.text[s.start : s.end]
        lines.append(
            f"T{n + 1}\t{s.label} {_stretches(s, words)}\t{' '.join(words.split(chr(10)))}"
        )
        if s.note:
            lines.append(f"#{n + 1}\tAnnotatorNotes T{n + 1}\t{s.note}")
    lines += [
        f"R{n + 1}\t{name} Arg1:T{a + 1} Arg2:T{b + 1}" for n, (name, a, b) in enumerate(d.links)
    ]
    return "".join(line + "\n" for line in lines)


def from_brat(content: str, text: str, file: str, sha256: str, offset: int = 0) -> Annotated:
    """Read one .ann file over its text, from an offset of the document on."""
    spans: dict[str, Span] = {}
    notes: dict[str, str] = {}
    links = []
    for line in filter(None, content.split("\n")):
        key, content, *rest = line.split("\t", 2)
        if key.startswith("T"):
            label, places = content.split(" ", 1)
            parts = [part.split(" ") for part in places.split(";")]
            spans[key] = Span(int(parts[0][0]), int(parts[-1][1]), label)
        elif key.startswith("#"):
            notes[content.split(" ")[1]] = rest[0]
        elif key.startswith("R"):
            name, one, two = content.split(" ")
            links.append((name, one.removeprefix("Arg1:"), two.removeprefix("Arg2:")))
    place = {key: n for n, key in enumerate(spans)}
    found = tuple(Span(s.start, s.end, s.label, notes.get(key, "")) for key, s in spans.items())
    return Annotated(
        file, sha256, text, found, tuple((name, place[a], place[b]) for name, a, b in links), offset
    )


def _stretches(span: Span, words: str) -> str:
    """Brat takes no line end inside a span: the stretches on either side of it."""
    lines, at = [], span.start
    for line in words.split("\n"):
        if line:
            lines.append(f"{at} {at + len(line)}")
        at += len(line) + 1
    return ";".join(lines)


def to_spacy(documents: Sequence[Annotated]) -> str:
    """JSONL in the shape of spaCy's and Prodigy's examples: text, spans with labels, relations,
    meta.
    """
    lines = []
    for d in documents:
        spans = [
            {"start": s.start, "end": s.end, "label": s.label, "note": s.note} for s in d.spans
        ]
        relations = [{"head": a, "child": b, "label": name} for name, a, b in d.links]
        lines.append(
            {
                "text": d.text,
                "spans": spans,
                "relations": relations,
                "meta": {"file": d.file, "sha256": d.sha256, "offset": d.offset},
            }
        )
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def from_spacy(content: str) -> list[Annotated]:
    """Read the annotated texts of a JSONL file of spaCy's examples."""
    found = []
    for line in filter(str.strip, content.split("\n")):
        d = json.loads(line)
        spans = tuple(Span(s["start"], s["end"], s["label"], s.get("note", "")) for s in d["spans"])
        links = tuple((r["label"], r["head"], r["child"]) for r in d.get("relations", ()))
        found.append(
            Annotated(
                d["meta"]["file"],
                d["meta"]["sha256"],
                d["text"],
                spans,
                links,
                d["meta"].get("offset", 0),
            )
        )
    return found


WRITERS: dict[str, Callable[[Sequence[Annotated]], str]] = {
    "doccano": to_doccano, "label-studio": to_label_studio, "brat": to_brat, "spacy": to_spacy,
}  # fmt: skip
READERS: dict[str, Callable[[str], list[Annotated]]] = {
    "doccano": from_doccano, "label-studio": from_label_studio, "spacy": from_spacy,
}  # fmt: skip
SUFFIXES = {"doccano": ".jsonl", "label-studio": ".json", "brat": ".ann", "spacy": ".jsonl"}
