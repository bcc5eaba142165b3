"""Differences: two output folders in.

Rows added, removed and changed, by table and column, with their sentences, out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.core.messages import Message
from pipeline.outputs.read_back import Row, read_table

KEYS: dict[str, tuple[str, ...]] = {
    "documents": ("doc_id",),
    "claims": ("claim_id",),
    "entities": ("doc_id", "start", "end", "label"),
    "observations": ("CLAIM_ID",),
    "indicators": ("indicator_id",),
    "issues": ("doc_id", "stage", "code", "start", "end", "note"),
}
ADDED, REMOVED, CHANGED = Message("added"), Message("removed"), Message("changed")


@dataclass(frozen=True, slots=True)
class Difference:
    """One row that differs: `columns` gives the old and new value of each column that changed,
    `row` is the new one (the old if removed).
    """

    table: str
    kind: str
    row: Row
    columns: dict[str, tuple[str, str]]

    @property
    def key(self) -> str:
        """What tells the row from others of its table."""
        return ":".join(self.row[k] for k in KEYS[self.table])


def differences(old: Path, new: Path) -> Iterator[Difference]:
    """The rows of `new` that are not as in `old`, in the order of the tables.

    Raises OutputError where a table is missing.
    """
    for table, key in KEYS.items():
        before = {tuple(row[k] for k in key): row for row in read_table(old, table)}
        for row in read_table(new, table):
            was = before.pop(tuple(row[k] for k in key), None)
            if was is None:
                yield Difference(table, ADDED, row, {})
            elif was != row:
                yield Difference(
                    table,
                    CHANGED,
                    row,
                    {c: (was.get(c, ""), row[c]) for c in row if was.get(c, "") != row[c]},
                )
        for row in before.values():
            yield Difference(table, REMOVED, row, {})


def tally(found: list[Difference]) -> Counter[tuple[str, str, str]]:
    """How many differences there are by table, kind and column (for rows that are new or gone, the
    column is empty).
    """
    return Counter((d.table, d.kind, column) for d in found for column in (d.columns or ("",)))
