"""Files of annotation: outputs or gold in, a folder for a tool out.

What a tool saved in, gold files out; and the check of a gold file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.annotation.document import (
    FIELDS,
    Annotated,
    joined,
    of_gold,
    parted,
    to_gold,
    words_of,
)
from pipeline.annotation.formats import READERS, SUFFIXES, WRITERS, from_brat
from pipeline.core.errors import InputError, OutputError, UsageError
from pipeline.core.messages import Message, sentence
from pipeline.core.schema import BOUNDS, LABELS, MEASURES, STATUSES
from pipeline.outputs.ownership import write_new

Gold = dict[str, Any]
Rows = Mapping[str, list[dict[str, str]]]
_NUMBERS = ("value", "value_max")


def gold_of_reading(file: str, text: str, rows: Rows) -> Gold:
    """The pipeline's own reading of one document as gold, to start from: claims, entities, and
    issues with a span as negatives.
    """
    claims = []
    for row in rows["claims"]:
        fields = {
            f: (float(row[f]) if row[f] else None) if f in _NUMBERS else row[f] for f in FIELDS
        }
        mentions = {name: _span(row, text, f"{name}_") for name in ("item", "subject")}
        claims.append((_span(row, text) or {}) | fields | mentions)
    entities = [
        (_span(row, text) or {}) | {"label": row["label"], "norm": row["norm"]}
        for row in rows["entities"]
    ]
    negatives = [
        (_span(row, text) or {}) | {"reason": row["code"]}
        for row in rows["issues"]
        if row["start"] and row["stage"] == "claims"
    ]
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return {
        "file": file,
        "sha256": sha256,
        "claims": claims,
        "entities": entities,
        "negatives": negatives,
    }


def _span(row: Mapping[str, str], text: str, prefix: str = "") -> dict[str, Any] | None:
    if not row[f"{prefix}start"]:
        return None
    start, end = int(row[f"{prefix}start"]), int(row[f"{prefix}end"])
    return {"start": start, "end": end, "text": words_of(text, start, end)}


def write_for_tool(
    golds: Iterator[tuple[str, Gold, str]],
    out: Path,
    tool: str,
    longest: int,
    *,
    force: bool = False,
) -> int:
    """Write (name, gold, text) for a tool, a file a document, or a file a part of about `longest`
    characters; gives how many files.

    For brat the text goes beside it, and a file's name says where its part begins. Other files that
    are there already are only replaced with `force`. Raises UsageError and OutputError.
    """
    count = 0
    try:
        for name, gold, text in golds:
            for part in parted(of_gold(gold, text), longest):
                where = f"@{part.offset}" if part.offset else ""
                path = out / f"{name.replace('/', '__')}{where}{SUFFIXES[tool]}"
                write_new(path, WRITERS[tool]([part]), force=force)
                if tool == "brat":
                    write_new(
                        path.with_name(path.name.removesuffix(".ann") + ".txt"),
                        part.text,
                        force=force,
                    )
                count += 1
    except OSError as error:
        raise OutputError.unwritable(out, error) from error
    return count


def read_from_tool(paths: Sequence[Path], tool: str) -> Iterator[tuple[str, Gold]]:
    """(name, gold) of the documents that a tool saved, parts of one put together.

    Raises InputError for a file not in the tool's format.
    """
    parts: dict[str, list[Annotated]] = {}
    for path in paths:
        try:
            content = path.read_text(encoding="utf-8")
            documents = [_brat(path, content)] if tool == "brat" else READERS[tool](content)
        except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
            raise InputError(
                Message("not as {tool} saves it: {error}", tool=tool, error=repr(error)),
                path=path,
                remedy="export it from the tool again",
            ) from error
        for document in documents:
            parts.setdefault(document.file, []).append(document)
    for file, found in parts.items():
        whole = joined(found)
        sha256 = whole.sha256 or hashlib.sha256(whole.text.encode()).hexdigest()
        yield Path(file).stem, to_gold(whole) | {"sha256": sha256}


def _brat(path: Path, content: str) -> Annotated:
    stem = path.name.removesuffix(".ann")
    beside = path.with_name(f"{stem}.txt")
    if not beside.is_file():
        raise UsageError("its text is missing", path=beside, remedy="keep .txt and .ann together")
    name, _, offset = stem.partition("@")
    return from_brat(
        content, beside.read_text(encoding="utf-8"), f"{name}.txt", "", int(offset or 0)
    )


def write_gold(gold: Gold, path: Path, *, force: bool = False) -> None:
    """A gold file as `read_gold` reads it."""
    try:
        write_new(path, json.dumps(gold, ensure_ascii=False, indent=1) + "\n", force=force)
    except OSError as error:
        raise OutputError.unwritable(path, error) from error


def faults_of(gold: Mapping[str, Any], text: str) -> Iterator[str]:
    """What is wrong with a gold file: spans that are not their words, values that are missing,
    words that are none of a field's.
    """
    if gold.get("sha256") and gold["sha256"] != hashlib.sha256(text.encode()).hexdigest():
        yield Message("sha256 is that of another text")
    for kind in ("claims", "entities", "negatives"):
        for row in gold[kind]:
            where = f"{kind} {row['start']}-{row['end']} {row['text']}"
            for name, span in (
                ("", row),
                ("item ", row.get("item")),
                ("subject ", row.get("subject")),
            ):
                if span and words_of(text, span["start"], span["end"]) != span["text"]:
                    there = Message(
                        "{name}text there is {words}",
                        name=name,
                        words=repr(words_of(text, span["start"], span["end"])),
                    )
                    yield sentence(where, there)
            if kind == "claims":
                yield from _faults_of_claim(row, where)
            if kind == "entities" and row["label"] not in LABELS:
                yield sentence(
                    where,
                    Message("{word} is no {kind}", word=repr(row["label"]), kind="label"),
                    Message("use {words}", words=", ".join(LABELS)),
                )
    seen: dict[tuple[int, int], str] = {}
    for kind in ("claims", "negatives"):
        for row in gold[kind]:
            span = row["start"], row["end"]
            if span in seen:
                yield sentence(
                    f"{kind} {span[0]}-{span[1]} {row['text']}",
                    Message("there twice, also in {part}", part=seen[span]),
                )
            seen[span] = kind


def _faults_of_claim(row: Mapping[str, Any], where: str) -> Iterator[str]:
    if not isinstance(row.get("value"), int | float):
        yield f"{where}: no value"
    for field, words in (("bound", BOUNDS), ("measure", MEASURES), ("status", STATUSES)):
        if row.get(field) not in words:
            yield sentence(
                where,
                Message("{word} is no {kind}", word=repr(row.get(field)), kind=field),
                Message("use {words}", words=", ".join(words)),
            )
