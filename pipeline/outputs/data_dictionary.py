"""The data dictionary: the contract of schema.py in, a Markdown page out."""

from __future__ import annotations

from pipeline.core.schema import TABLES

_INTRO = """# Data dictionary

Written by `make expected` from `pipeline/core/schema.py`; do not edit. All tables are UTF-8 CSV; numbers are plain decimals; an
empty cell means nothing is known.
"""


def data_dictionary() -> str:
    """All tables with their columns, types and meaning."""
    parts = [_INTRO]
    for table in TABLES.values():
        parts.append(f"\n## {table.name}.csv\n\n{table.description}")
        if table.key:
            parts.append(f" Key: {', '.join(table.key)}.")
        parts.append("\n\n| column | type | meaning |\n| --- | --- | --- |\n")
        parts.extend(f"| {c.name} | {c.type} | {c.description} |\n" for c in table.columns)
    return "".join(parts)
