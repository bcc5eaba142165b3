"""Sidecars: `<name>.toml` beside a report in, what it says of the report out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeline.core.errors import LexiconError
from pipeline.lexicons.tables import toml_file

KEYS: dict[str, type] = {"title": str, "publisher": str, "place": str, "area_code": str, "year": int, "kind": str}
KINDS = ("yearbook", "communique", "work-report", "analysis", "other")


def sidecar_path(path: Path) -> Path:
    return path.with_suffix(".toml")


def read_sidecar(path: Path) -> dict[str, Any]:
    """The sidecar of the report at `path`, or an empty dictionary.

    Raises LexiconError for an unknown key, a wrong type or an unknown kind.
    """
    beside = sidecar_path(path)
    if not beside.is_file():
        return {}
    data = toml_file(beside)
    for key, value in data.items():
        if key not in KEYS:
            raise LexiconError(f"unknown key {key!r}", path=beside, where=key, remedy=f"use {', '.join(KEYS)}")
        if not isinstance(value, KEYS[key]) or isinstance(value, bool):
            raise LexiconError(f"{key} must be {KEYS[key].__name__}", path=beside, where=key, remedy="correct the value")
    if data.get("kind", KINDS[0]) not in KINDS:
        raise LexiconError(f"unknown kind {data['kind']!r}", path=beside, where="kind", remedy=f"use {', '.join(KINDS)}")
    return data
