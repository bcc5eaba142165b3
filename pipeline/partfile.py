"""The file of a part: gzip of one JSON object with the report's text and its lines of each table as they will stand in the CSV file."""

from __future__ import annotations

import gzip
import json
import zlib
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.errors import OutputError
from pipeline.numerals import plain

Part = dict[str, Any]
"""One report: its row of documents.csv, its text, its lines of claims, entities and issues with how many there are, and its observations."""

_KEYS = frozenset(("document", "text", "lines", "counts", "observations"))
_LEVEL = 1  # of compression: a third of the disk at a tenth of the time of the best


def write(part: Part, path: Path) -> None:
    """Write a part, the same bytes each time; raises OSError where the file cannot be written."""
    text = json.dumps(part, ensure_ascii=False, default=_as_text)
    path.write_bytes(gzip.compress(text.encode("utf-8"), _LEVEL, mtime=0))


def read(path: Path) -> Part:
    """Raises OSError where there is no such file, OutputError where it is damaged."""
    data = path.read_bytes()
    try:
        part: Part = json.loads(gzip.decompress(data))
    except (ValueError, EOFError, OSError, zlib.error) as error:
        raise _damaged(path) from error
    if not isinstance(part, dict) or part.keys() != _KEYS:
        raise _damaged(path)
    return part


def _damaged(path: Path) -> OutputError:
    return OutputError("the file is damaged", path=path, remedy="delete it and run again")


def _as_text(value: object) -> str:
    """Decimals are kept as the text they will have in the tables."""
    return plain(value) if isinstance(value, Decimal) else str(value)
