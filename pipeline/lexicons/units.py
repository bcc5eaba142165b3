"""units.csv to a longest-match table of units."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

from pipeline.core.folding import fold
from pipeline.core.messages import Message
from pipeline.lexicons.tables import DATA, csv_rows, fraction, require

SHIPPED = DATA / "units.csv"
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
    """Units by written form. `starts` lists the forms by first character, longest first, each with a pattern of what may not follow."""

    by_form: dict[str, Unit]
    starts: dict[str, tuple[tuple[str, str], ...]]

    def match(self, text: str, at: int) -> tuple[str, Unit] | None:
        """The longest unit written at `at` of folded text, or None.

        >>> load_units().match("161.8亿美元", 6)[1].code
        'USD'
        """
        for form, stop in self.starts.get(text[at : at + 1], ()):
            if text.startswith(form, at) and not (stop and _compiled(stop).match(text, at + len(form))):
                return form, self.by_form[form]
        return None


@cache
def _compiled(stop: str) -> re.Pattern[str]:
    """Compiled when its unit is first met: a report has few of all units."""
    return re.compile(stop)


@cache
def load_units(path: Path = SHIPPED) -> UnitTable:
    """Load and check a unit table; raises LexiconError with row and column."""
    by_form: dict[str, Unit] = {}
    stops: dict[str, str] = {}
    origin: dict[str, int] = {}
    rows = list(csv_rows(path, COLUMNS, ("unit",)))
    for number, row in rows:
        require(
            row["kind"] in KINDS,
            Message("{word} is no kind", word=repr(row["kind"])),
            path,
            number,
            "kind",
            Message("use one of {kinds}", kinds=sorted(KINDS)),
        )
        require(bool(row["dimension"] and row["canonical"]), "a unit needs a dimension", path, number, "dimension")
        factor = fraction(row["factor"], path, number, "factor")
        unit = Unit(
            name=row["unit"], kind=row["kind"], dimension=row["dimension"], canonical=row["canonical"], factor=factor, code=row["code"]
        )
        if path != SHIPPED:  # of ours a test compiles them all
            require(
                _is_pattern(row["not_before"]),
                Message("{word} is no regular expression", word=repr(row["not_before"])),
                path,
                number,
                "not_before",
            )
        for form in {fold(f) for f in (row["unit"], *filter(None, row["aliases"].split("|")))}:
            require(
                form not in origin,
                Message("{form} is a unit of row {row} already", form=form, row=origin.get(form)),
                path,
                number,
                "aliases",
            )
            origin[form] = number
            by_form[form], stops[form] = unit, row["not_before"]
    starts: dict[str, list[str]] = {}
    for form in sorted(by_form, key=lambda f: (-len(f), f)):
        starts.setdefault(form[0], []).append(form)
    for number, row in rows:
        require(fold(row["canonical"]) in by_form or row["kind"] == "compound",
                Message("canonical unit {unit} has no row", unit=row['canonical']), path, number, "canonical")  # fmt: skip
    return UnitTable(by_form, {c: tuple((f, stops[f]) for f in forms) for c, forms in starts.items()})


def _is_pattern(cell: str) -> bool:
    try:
        re.compile(cell)
    except re.error:
        return False
    return True
