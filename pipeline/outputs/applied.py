"""Applied corrections read back: what the rules read before them, and what a further decision has
to expect.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.outputs.read_back import RESULTS

Row = dict[str, Any]
READ = ("start", "end", "text", "sentence", "value", "unit")
"""What of a claim a decision is compared with."""


def applied_path(out: Path) -> Path:
    """The corrections that hold on the outputs, as the run that wrote them found."""
    return out / RESULTS / "applied.jsonl"


def claims_as_read(claims: Iterable[Mapping[str, Any]], applied: Iterable[Row]) -> list[Row]:
    """The claims of a document as the rules read them, in order.

    Args:
        claims: Its rows of claims.csv, with corrections.
        applied: The corrections that hold on it, each with `was`.
    """
    applied = list(applied)
    read = [one["was"] for one in applied if one["was"]]
    spans = {(int(was["start"]), int(was["end"])) for was in read} | {
        (one["start"], one["end"]) for one in applied if not one["was"]
    }
    rows = [
        {name: claim[name] for name in READ}
        for claim in claims
        if (int(claim["start"]), int(claim["end"])) not in spans
    ]
    return sorted([*rows, *read], key=lambda c: (int(c["start"]), int(c["end"])))


def expected_of(claims: Sequence[Row], text_sha256: str) -> dict[tuple[int, int], Row]:
    """What a decision on each claim of a document expects, by span: `nth` of `of` that say the same
    in the same sentence.
    """
    twins: dict[tuple[str, str], int] = {}
    nths = []
    for claim in claims:
        words = (claim["text"], claim["sentence"])
        nths.append(twins.get(words, 0))
        twins[words] = nths[-1] + 1
    return {
        (int(c["start"]), int(c["end"])): {
            "text": c["text"],
            "sentence": c["sentence"],
            "text_sha256": text_sha256,
            "value": str(c["value"]),
            "unit": c["unit"],
            "nth": nth,
            "of": twins[c["text"], c["sentence"]],
        }
        for c, nth in zip(claims, nths, strict=True)
    }


def read_applied(path: Path) -> dict[str, list[Row]]:
    """The corrections that hold on the outputs, by document; none where the file is not there."""
    found: dict[str, list[Row]] = {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
        row = json.loads(line)
        found.setdefault(row["doc_id"], []).append(row)
    return found
