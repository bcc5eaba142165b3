"""The manifest of an outputs folder: which document results are in place and which tables were
written last, in SQLite.

A row is committed after its result is in place, so whatever kills a run, what the manifest says is
true.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path

from pipeline.core.errors import OutputError
from pipeline.core.messages import as_message, from_json, to_json
from pipeline.core.records import DocumentStatus
from pipeline.dataset.process import Outcome

_SCHEMA = """
create table if not exists results (
    key text primary key, status text, message text, claims integer, is_report integer, again integer, memory integer
);
create table if not exists texts (path text primary key, stamp text);
create table if not exists state (name text primary key, value text);
"""
_VERSION = (
    4  # of these tables; with others, what they say is of no use and the documents are read again
)


class Manifest:
    """Outcomes by cache key. Raises OutputError where the file cannot be read or written."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._db = _opened(path)
        except sqlite3.OperationalError as error:
            raise OutputError.unwritable(path, error) from error
        except sqlite3.DatabaseError:
            path.unlink(missing_ok=True)  # damaged: the documents are read again
            self._db = _opened(path)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def outcomes(self) -> dict[str, Outcome]:
        """How the reading of each document ended, by key."""
        rows = self._db.execute(
            "select key, status, message, claims, is_report, again, memory from results"
        )
        return {
            key: Outcome(
                key=key,
                status=DocumentStatus(status),
                message=as_message(from_json(message)),
                claims=claims,
                is_report=bool(is_report),
                again=bool(again),
                memory=memory,
            )
            for key, status, message, claims, is_report, again, memory in rows
        }

    def add(self, o: Outcome) -> None:
        """Note how the reading of a document ended."""
        row = (o.key, str(o.status), to_json(o.message), o.claims, o.is_report, o.again, o.memory)
        self._write("insert or replace into results values (?, ?, ?, ?, ?, ?, ?)", [row])

    def forget(self, keys: Iterable[str]) -> None:
        """Delete the outcomes of keys."""
        self._write("delete from results where key = ?", [(key,) for key in keys])

    def texts(self) -> dict[str, str]:
        """The texts that were or will be written, by their path in the folder, with the key and
        stamp of what stands there.
        """
        return dict(self._db.execute("select path, stamp from texts").fetchall())

    def keep_texts(self, stamps: Mapping[str, str]) -> None:
        """Note texts, with no stamp before they are written, so that what a killed run leaves is
        known.
        """
        self._write("insert or replace into texts values (?, ?)", list(stamps.items()))

    def forget_texts(self, paths: Iterable[str]) -> None:
        """Delete texts from the list."""
        self._write("delete from texts where path = ?", [(path,) for path in paths])

    def state(self, name: str) -> str:
        """What was kept under `name`, or nothing."""
        row = self._db.execute("select value from state where name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def keep(self, name: str, value: str) -> None:
        """Keep a value under a name."""
        self._write("insert or replace into state values (?, ?)", [(name, value)])

    def _write(self, statement: str, rows: list[tuple[object, ...]]) -> None:
        try:
            with self._db:
                self._db.executemany(statement, rows)
        except sqlite3.OperationalError as error:
            raise OutputError.unwritable(self._path, error) from error


def _opened(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path)
    db.execute("pragma journal_mode = wal")
    db.execute("pragma synchronous = normal")
    (version,) = db.execute("pragma user_version").fetchone()
    if version != _VERSION:
        db.executescript(
            f"drop table if exists parts; drop table if exists results; drop table if exists state; {_SCHEMA} pragma user_version = {_VERSION};"
        )
    return db
