"""The file of a document result: gzip of one JSON object, whole or not there, under the key of what
it was read from.
"""

from __future__ import annotations

import gzip
import json
import os
import zlib
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path

from pipeline.core.errors import OutputError
from pipeline.core.numerals import plain
from pipeline.core.records import DocumentRow, DocumentStatus, ObservationRow
from pipeline.dataset.document_result import DocumentResult

_LEVEL = 1  # of compression: a third of the disk at a tenth of the time of the best


def result_path(folder: Path, key: str) -> Path:
    """The file of the result of a key."""
    return folder / f"{key}.json.gz"


def write_result(folder: Path, key: str, result: DocumentResult) -> None:
    """Write a result under a temporary name and rename it; the same result makes the same bytes.

    Raises:
        OutputError: The file cannot be written.
    """
    data = {
        "document": asdict(result.document),
        "text": result.text,
        "lines": result.lines,
        "counts": result.counts,
        "observations": result.observations,
    }
    packed = gzip.compress(
        json.dumps(data, ensure_ascii=False, default=_as_text).encode("utf-8"), _LEVEL, mtime=0
    )
    temporary = folder / f".{key}.{os.getpid()}"
    try:
        temporary.write_bytes(packed)
        temporary.replace(result_path(folder, key))
    except OSError as error:
        raise OutputError.unwritable(folder, error) from error


def read_result(folder: Path, key: str) -> DocumentResult:
    """Read a result back.

    Raises:
        OSError: There is no such file.
        OutputError: The file is damaged.
    """
    path = result_path(folder, key)
    packed = path.read_bytes()
    try:
        data = json.loads(gzip.decompress(packed))
        document = DocumentRow(
            **data["document"] | {"status": DocumentStatus(data["document"]["status"])}
        )
        observations = [ObservationRow(*fields) for fields in data["observations"]]
        return DocumentResult(document, data["text"], data["lines"], data["counts"], observations)
    except (ValueError, KeyError, TypeError, EOFError, OSError, zlib.error) as error:
        raise OutputError(
            "the file is damaged", path=path, remedy="delete it and run again"
        ) from error


def _as_text(value: object) -> str:
    """Decimals are kept as the text they will have in the tables."""
    return plain(value) if isinstance(value, Decimal) else str(value)
