"""The file of a part: Parquet of one row whose columns are text, the lines of each table as its CSV file will have them, all else JSON."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.errors import OutputError
from pipeline.numerals import plain

Part = dict[str, Any]
"""One report: its row of documents.csv, its lines of claims, entities and issues with how many there are, and its observations."""

_JSON = ("document", "counts", "observations")


def write(part: Part, path: Path) -> None:
    """Raises OSError where the file cannot be written."""
    columns = {name: json.dumps(part[name], ensure_ascii=False, default=_as_text) for name in _JSON} | part["lines"]
    table = pa.Table.from_arrays([_cell(text) for text in columns.values()], names=list(columns))
    with path.open("wb") as file:
        pq.write_table(table, file, use_dictionary=False, write_statistics=False)


def read(path: Path) -> Part:
    """Raises OSError where there is no such file, OutputError where it is damaged."""
    try:
        with pq.ParquetFile(path) as file:
            columns = file.read(use_threads=False)
        texts = {name: columns[name][0].as_py() for name in columns.column_names}
        return {name: json.loads(texts.pop(name)) for name in _JSON} | {"lines": texts}
    except (ValueError, KeyError, pa.ArrowException) as error:
        raise OutputError("the file is damaged", path=path, remedy="delete it and run again") from error


def _cell(text: str) -> pa.Array:
    """A column of one cell. From Python's objects Arrow would make it only after importing pandas, a fifth of a second."""
    data = text.encode("utf-8")
    ends = np.array([0, len(data)], dtype=np.int64)
    return pa.LargeStringArray.from_buffers(1, pa.py_buffer(ends), pa.py_buffer(data))


def _as_text(value: object) -> str:
    """Decimals are kept as the text they will have in the tables."""
    return plain(value) if isinstance(value, Decimal) else str(value)
