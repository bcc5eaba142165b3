"""Decisions: the reviews.jsonl that a page saved in; the corpus's corrections.jsonl with them out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipeline.core.errors import OutputError

Row = dict[str, Any]


def apply_reviews(rows: list[Row], corrections: Path, read: Callable[[Path], list[Row]]) -> int:
    """Add decisions to the corrections that are there (`read` reads and checks them), a newer one in place of an older; gives how many
    there are then. Raises OutputError where the file cannot be written.
    """
    known = {_key(row): row for row in (read(corrections) if corrections.is_file() else [])}
    known |= {_key(row): row for row in rows}
    lines = [json.dumps(known[key], ensure_ascii=False, sort_keys=True) + "\n" for key in sorted(known)]
    temporary = corrections.with_name(f".{corrections.name}.new")
    try:
        temporary.write_text("".join(lines), encoding="utf-8")
        temporary.replace(corrections)
    except OSError as error:
        raise OutputError.unwritable(corrections, error) from error
    return len(known)


def _key(row: Row) -> tuple[str, int, int, str]:
    return row["doc_id"], row["start"], row["end"], row["expect"]["text"]
