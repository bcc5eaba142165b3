"""Floors: a TOML file of least scores and a Score in, what falls short out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pipeline.core.errors import LexiconError
from pipeline.core.messages import Message
from pipeline.evaluate.score import FIELDS, Score
from pipeline.lexicons.tables import toml_file

_SHARES = ("period_recall", "soft_recall")
_MOST = "negatives_claimed"  # the one figure that must not rise


def read_floors(path: Path) -> dict[str, float]:
    """F1 by field, `period_recall`, `soft_recall`, and `negatives_claimed`, which is a ceiling."""
    floors = toml_file(path)
    for name, value in floors.items():
        known = name in (*FIELDS, *_SHARES, _MOST) or name.startswith("entities")
        if not known or not isinstance(value, int | float):
            raise LexiconError(
                Message("no floor {name}", name=repr(name)),
                path=path,
                where=name,
                remedy=Message("use {text}", text=", ".join((*FIELDS, *_SHARES, _MOST))),
            )
    return floors


def shortfalls(score: Score, floors: Mapping[str, float]) -> list[str]:
    """A line a floor that is not kept."""
    lines = []
    for name, floor in floors.items():
        value = getattr(score, name) if name in (*_SHARES, _MOST) else score.rate(name).f1
        if (value > floor) if name == _MOST else (value < floor):
            lines.append(f"{name} {value:.4f} is {'above' if name == _MOST else 'below'} {floor}")
    return lines
