"""units.csv to a longest-match table of units."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

from pipeline.core.folding import fold
from pipeline.core.messages import Message
from pipeline.lexicons.tables import DATA, Row, fraction, layered_rows

SHIPPED = DATA / "units.csv"
COLUMNS = (
    "unit",
    "kind",
    "dimension",
    "canonical",
    "factor",
    "code",
    "aliases",
    "not_before",
    "source",
)
KINDS = frozenset(
    [
        "classifier",
        "noun",
        "money",
        "measure",
        "letter",
        "transport",
        "time",
        "age",
        "percent",
        "points",
        "compound",
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit: one of it is `factor` times one of `canonical`.

    `code` is UCUM, ISO 4217 or `{annotation}`.
    """

    name: str
    kind: str
    dimension: str
    canonical: str
    factor: Fraction
    code: str


@dataclass(frozen=True, slots=True)
class UnitTable:
    """Units by written form.

    `starts` lists the forms by first character, longest first, each with a pattern of what may not
    follow.
    """

    by_form: dict[str, Unit]
    starts: dict[str, tuple[tuple[str, str], ...]]

    def match(self, text: str, at: int) -> tuple[str, Unit] | None:
        """The longest unit written at `at` of folded text, or None.

        >>> load_units().match("161.8亿美元", 6)[1].code
        'USD'
        """
        for form, stop in self.starts.get(text[at : at + 1], ()):
            if text.startswith(form, at) and not (
                stop and _compiled(stop).match(text, at + len(form))
            ):
                return form, self.by_form[form]
        return None


@cache
def _compiled(stop: str) -> re.Pattern[str]:
    """Compiled when its unit is first met: a report has few of all units."""
    return re.compile(stop)


@cache
def load_units(*paths: Path) -> UnitTable:
    """Load unit tables, the later over the earlier (`layered_rows`).

    The shipped one where none is given.

    Raises:
        LexiconError: A cell is wrong; its file, row and column are named.
    """
    by_form: dict[str, Unit] = {}
    stops: dict[str, str] = {}
    origin: dict[str, Row] = {}
    rows = layered_rows(paths or (SHIPPED,), COLUMNS, ("unit",))
    for row in rows:
        name, kind, dimension, canonical, factor, code, aliases, not_before, _ = row.cells
        if kind not in KINDS:
            one_of = Message("use one of {kinds}", kinds=", ".join(sorted(KINDS)))
            row.require(False, Message("{word} is no kind", word=repr(kind)), "kind", one_of)
        row.require(bool(dimension and canonical), "a unit needs a dimension", "dimension")
        if row.path != SHIPPED and not _is_pattern(not_before):  # of ours a test compiles them all
            row.require(
                False,
                Message("{word} is no regular expression", word=repr(not_before)),
                "not_before",
            )
        unit = Unit(
            name=name,
            kind=kind,
            dimension=dimension,
            canonical=canonical,
            factor=fraction(factor, row, "factor"),
            code=code,
        )
        for form in {fold(form) for form in (name, *filter(None, aliases.split("|")))}:
            earlier = origin.get(form)
            if earlier is not None and earlier.path == row.path:
                taken = Message(
                    "{form} is a unit of row {row} already", form=form, row=earlier.number
                )
                row.require(False, taken, "aliases")
            origin[form] = row
            by_form[form], stops[form] = unit, not_before
    for row in rows:
        _, kind, _, canonical, *_ = row.cells
        if kind != "compound" and fold(canonical) not in by_form:
            row.require(
                False, Message("canonical unit {unit} has no row", unit=canonical), "canonical"
            )
    starts: dict[str, list[str]] = {}
    for form in sorted(by_form, key=lambda form: (-len(form), form)):
        starts.setdefault(form[0], []).append(form)
    return UnitTable(
        by_form, {c: tuple((f, stops[f]) for f in forms) for c, forms in starts.items()}
    )


def _is_pattern(cell: str) -> bool:
    try:
        re.compile(cell)
    except re.error:
        return False
    return True
