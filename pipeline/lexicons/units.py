"""units.csv to a longest-match table of units."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

from pipeline.folding import fold
from pipeline.lexicons.tables import DATA, csv_rows, fraction, require

COLUMNS = ("unit", "kind", "dimension", "canonical", "factor", "code", "aliases", "not_before", "source")
KINDS = frozenset(["classifier", "noun", "money", "measure", "letter", "transport", "time", "age", "percent", "points", "compound"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit: one of it is `factor` times one of `canonical`; `code` is UCUM, ISO 4217 or `{annotation}`."""

    name: str
    kind: str
    dimension: str
    canonical: str
    factor: Fraction
    code: str


@dataclass(frozen=True, slots=True)
class UnitTable:
    """Units by written form. `starts` lists the forms by first character, longest first, with what may not follow."""

    by_form: dict[str, Unit]
    starts: dict[str, tuple[tuple[str, re.Pattern[str] | None], ...]]

    def match(self, text: str, at: int) -> tuple[str, Unit] | None:
        """The longest unit written at `at` of folded text, or None.

        >>> load_units().match("161.8亿美元", 6)[1].code
        'USD'
        """
        for form, stop in self.starts.get(text[at : at + 1], ()):
            if text.startswith(form, at) and not (stop and stop.match(text, at + len(form))):
                return form, self.by_form[form]
        return None


@cache
def load_units(path: Path = DATA / "units.csv") -> UnitTable:
    """Load and check a unit table; raises LexiconError with row and column."""
    by_form: dict[str, Unit] = {}
    stops: dict[str, re.Pattern[str] | None] = {}
    origin: dict[str, int] = {}
    for number, row in csv_rows(path, COLUMNS, ("unit",)):
        require(row["kind"] in KINDS, f"{row['kind']!r} is no kind", path, number, "kind", f"use one of {sorted(KINDS)}")
        require(bool(row["dimension"] and row["canonical"]), "a unit needs a dimension", path, number, "dimension")
        factor = fraction(row["factor"], path, number, "factor")
        unit = Unit(
            name=row["unit"], kind=row["kind"], dimension=row["dimension"], canonical=row["canonical"], factor=factor, code=row["code"]
        )
        stop = re.compile(row["not_before"]) if row["not_before"] else None
        for form in {fold(f) for f in (row["unit"], *filter(None, row["aliases"].split("|")))}:
            require(form not in origin, f"{form} is a unit of row {origin.get(form)} already", path, number, "aliases")
            origin[form] = number
            by_form[form], stops[form] = unit, stop
    starts: dict[str, list[str]] = {}
    for form in sorted(by_form, key=lambda f: (-len(f), f)):
        starts.setdefault(form[0], []).append(form)
    for number, row in csv_rows(path, COLUMNS, ("unit",)):
        require(fold(row["canonical"]) in by_form or row["kind"] == "compound",
                f"canonical unit {row['canonical']} has no row", path, number, "canonical")  # fmt: skip
    return UnitTable(by_form, {c: tuple((f, stops[f]) for f in forms) for c, forms in starts.items()})
