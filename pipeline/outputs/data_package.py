"""datapackage.json: the written tables in, their Table Schema, keys and hashes out (Data Package
v2).
"""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path
from typing import Any

from pipeline.core.schema import TABLES, Column, Table
from pipeline.outputs.panel import FIXED
from pipeline.outputs.panel import NAME as PANEL

_SCHEMA = "https://datapackage.org/profiles/2.0/datapackage.json"
_TYPES = {"string": "string", "integer": "integer", "number": "number", "decimal": "number"}


def write_datapackage(folder: Path) -> None:
    """Describe the CSV files of `folder`."""
    package = {
        "$schema": _SCHEMA,
        "name": "nianjian-outputs",
        "title": "Indicators read from Chinese reports",
        "resources": [*(_resource(folder, table) for table in TABLES.values()), _panel(folder)],
    }
    (folder / "datapackage.json").write_text(
        json.dumps(package, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )


def _resource(folder: Path, table: Table) -> dict[str, Any]:
    path = folder / f"{table.name}.csv"
    schema: dict[str, Any] = {"fields": [_field(c) for c in table.columns], "missingValues": [""]}
    if table.key:
        schema["primaryKey"] = list(table.key)
    if table.foreign:
        schema["foreignKeys"] = [
            {"fields": [c], "reference": {"resource": t, "fields": [k]}}
            for c, t, k in table.foreign
        ]
    return _described(path, table.description, schema)


def _panel(folder: Path) -> dict[str, Any]:
    """The wide table, whose columns depend on what was found."""
    path = folder / f"{PANEL}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    fields = [{"name": name, "type": "string" if name in FIXED else "number"} for name in header]
    schema = {"fields": fields, "missingValues": [""], "primaryKey": list(FIXED)}
    return _described(
        path,
        "Preferred actual levels: a row an area and year, a column an indicator of the catalogue.",
        schema,
    )


def _described(path: Path, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "name": path.stem,
        "type": "table",
        "path": path.name,
        "description": description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest}",
        "schema": schema,
    }


def _field(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if column.enum:
        constraints["enum"] = list(column.enum)
    field: dict[str, Any] = {
        "name": column.name,
        "type": _TYPES[column.type],
        "description": column.description,
    }
    return field | ({"constraints": constraints} if constraints else {})
