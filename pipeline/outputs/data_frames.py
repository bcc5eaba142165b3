"""Rows to pandas frames with sound dtypes: text as str, counts as Int64, exact numbers as Decimal
objects.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.core.errors import OutputError
from pipeline.core.messages import Message
from pipeline.core.schema import TABLES, Column
from pipeline.outputs.read_back import table_path


def _series(column: Column, values: list[Any]) -> pd.Series:
    empty = [v is None or v == "" for v in values]
    if column.type == "integer":
        return pd.Series(
            [pd.NA if e else int(v) for v, e in zip(values, empty, strict=True)], dtype="Int64"
        )
    if column.type == "number":
        return pd.Series(
            [pd.NA if e else float(v) for v, e in zip(values, empty, strict=True)], dtype="Float64"
        )
    if column.type == "decimal":
        return pd.Series(
            [None if e else Decimal(v) for v, e in zip(values, empty, strict=True)], dtype=object
        )
    return pd.Series(["" if e else str(v) for v, e in zip(values, empty, strict=True)], dtype="str")


def frame(table: str, rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """`rows` as a frame with all columns of `table`, in the contract's order."""
    rows = list(rows)
    return pd.DataFrame(
        {c.name: _series(c, [r.get(c.name) for r in rows]) for c in TABLES[table].columns}
    )


def read_tables(folder: Path) -> dict[str, pd.DataFrame]:
    """The six tables of an outputs folder as frames, by table name.

    Raises OutputError where a table or a column is missing.
    """
    frames = {}
    for name, table in TABLES.items():
        path = table_path(folder, name)
        raw = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
        missing = [c for c in table.header if c not in raw.columns]
        if missing:
            raise OutputError(
                Message("column {missing} is missing", missing=missing[0]),
                path=path,
                remedy="run `nianjian extract` again",
            )
        frames[name] = pd.DataFrame(
            {c.name: _series(c, raw[c.name].tolist()) for c in table.columns}
        )
    return frames
