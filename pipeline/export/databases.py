"""Databases: the tables of a run in.

One DuckDB or SQLite file, or Parquet files, with typed columns and keys, out.

Exact numbers are DOUBLE there (decimal text in CSV stays the exact form).
"""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from pipeline.core.errors import OutputError, UsageError
from pipeline.core.schema import TABLES, Column, Table
from pipeline.outputs.typed_columns import table_rows

_SQL = {"string": "TEXT", "integer": "INTEGER", "number": "DOUBLE", "decimal": "DOUBLE"}
_BATCH = 20_000  # rows that are in memory at a time
_PREFERRED = "QUALITY LIKE 'preferred%' AND MEASURE = 'level' AND OBS_STATUS = 'A'"
_VIEWS = {
    "panel": f"SELECT REF_AREA, TIME_PERIOD, INDICATOR, INDICATOR_NAME, OBS_VALUE, UNIT_NAME, CLAIM_ID FROM observations WHERE {_PREFERRED}",
    "latest": "SELECT * FROM panel p WHERE TIME_PERIOD = (SELECT max(TIME_PERIOD) FROM panel q "
    "WHERE q.INDICATOR = p.INDICATOR AND q.REF_AREA = p.REF_AREA)",
}
"""Preferred actual levels, and of these the last of each indicator and area."""


def write_parquet(folder: Path, out: Path) -> dict[str, int]:
    """Write a Parquet file a table to the folder `out`.

    Raises UsageError without pyarrow, OutputError where nothing can be written.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ModuleNotFoundError as error:
        raise UsageError(
            "pyarrow is missing", path="--parquet", remedy="pip install 'nianjian[parquet]'"
        ) from error

    kinds = {
        "string": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "decimal": pa.float64(),
    }
    counts = {}
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name in TABLES:
            columns, rows = table_rows(folder, name)
            schema = pa.schema([(c.name, kinds[c.type]) for c in columns])
            counts[name] = 0
            with pq.ParquetWriter(out / f"{name}.parquet", schema) as writer:
                for batch in _batches(columns, rows):
                    writer.write_table(
                        pa.table(list(map(list, zip(*batch, strict=True))), schema=schema)
                    )
                    counts[name] += len(batch)
    except OSError as error:
        raise OutputError.unwritable(out, error) from error
    return counts


def write_sqlite(folder: Path, path: Path) -> dict[str, int]:
    """Write one SQLite file with keys, the views panel and latest, and `sentences`, a full-text
    index (trigrams) of claims' sentences.
    """
    path.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(path)) as db, db:
            counts = _fill(db, folder)
            db.execute(
                "CREATE VIRTUAL TABLE sentences USING fts5(claim_id UNINDEXED, sentence, tokenize = 'trigram')"
            )
            db.execute("INSERT INTO sentences SELECT claim_id, sentence FROM claims")
    except sqlite3.Error as error:
        raise OutputError.unwritable(path, error) from error
    return counts


def write_duckdb(folder: Path, path: Path) -> dict[str, int]:
    """Write one DuckDB file with keys and the views panel and latest.

    Raises UsageError without duckdb.
    """
    try:
        import duckdb
    except ModuleNotFoundError as error:
        raise UsageError(
            "duckdb is missing", path="--duckdb", remedy="pip install 'nianjian[tables]'"
        ) from error
    path.unlink(missing_ok=True)
    try:
        with duckdb.connect(str(path)) as db:
            db.execute("BEGIN")
            counts = {}
            for name, table in TABLES.items():
                db.execute(_create(name, table))
                columns = ", ".join(f"'{c.name}': 'VARCHAR'" for c in table.columns)
                cast = ", ".join(
                    f"CAST(NULLIF(\"{c.name}\", '') AS {_SQL[c.type]})"
                    if c.type != "string"
                    else f'"{c.name}"'
                    for c in table.columns
                )
                source = str(folder / f"{name}.csv").replace("'", "''")
                table_rows(folder, name)
                db.execute(
                    f"INSERT INTO {name} SELECT {cast} FROM read_csv('{source}', header = true, columns = {{{columns}}}, "
                    "delim = ',', quote = '\"', escape = '\"', nullstr = '\x01', auto_detect = false)"
                )
                counts[name] = int(
                    (db.execute(f"SELECT count(*) FROM {name}").fetchone() or (0,))[0]
                )
            for name, query in _VIEWS.items():
                db.execute(f"CREATE VIEW {name} AS {query}")
            db.execute("COMMIT")
    except (duckdb.Error, OSError) as error:
        raise OutputError.unwritable(path, error) from error
    return counts


def _fill(db: sqlite3.Connection, folder: Path) -> dict[str, int]:
    counts = {}
    for name, table in TABLES.items():
        columns, rows = table_rows(folder, name)
        db.execute(_create(name, table))
        counts[name] = 0
        for batch in _batches(columns, rows):
            db.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(columns))})", batch)
            counts[name] += len(batch)
    for name, query in _VIEWS.items():
        db.execute(f"CREATE VIEW {name} AS {query}")
    return counts


def _create(name: str, table: Table) -> str:
    columns = [
        f'"{c.name}" {_SQL[c.type]}{" NOT NULL" if c.required else ""}' for c in table.columns
    ]
    names = ", ".join(f'"{c}"' for c in table.key)
    key = [f"PRIMARY KEY ({names})"] if names else []
    return f"CREATE TABLE {name} ({', '.join(columns + key)})"


def _batches(
    columns: Sequence[Column], rows: Iterator[dict[str, str]]
) -> Iterator[list[tuple[Any, ...]]]:
    while batch := [
        tuple(_typed(c, row[c.name]) for c in columns) for row in itertools.islice(rows, _BATCH)
    ]:
        yield batch


def _typed(column: Column, value: str) -> str | int | float | None:
    if column.type == "string":
        return value
    if not value:
        return None
    return int(value) if column.type == "integer" else float(value)
