"""indicators.csv to the catalogue of canonical indicators."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.core.folding import fold, squeeze
from pipeline.core.messages import Message
from pipeline.core.schema import MEASURES
from pipeline.lexicons.tables import DATA, layered_rows
from pipeline.lexicons.units import load_units

SHIPPED = DATA / "indicators.csv"
COLUMNS = ("indicator_id", "name", "unit", "measure", "aliases", "definition", "parent_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """A canonical indicator.

    `unit` is the canonical unit of its dimension, `measure` what its name itself says.
    """

    indicator_id: str
    name: str
    unit: str = ""
    measure: str = ""
    aliases: tuple[str, ...] = ()
    definition: str = ""
    parent_id: str = ""
    dimension: str = ""  # of its unit


def normal_form(name: str) -> str:
    """The form in which names are compared: half-width, no white space."""
    return squeeze(fold(name))


@cache
def load_catalogue(
    paths: tuple[Path, ...] = (), units: tuple[Path, ...] = ()
) -> dict[str, Indicator]:
    """Load catalogues of indicators, the later over the earlier (`layered_rows`).

    The shipped one where none is given.

    Args:
        paths: The catalogues.
        units: The unit tables that their units are of.

    Returns:
        Indicators by normal form of name and alias.

    Raises:
        LexiconError: A cell is wrong; its file, row and column are named.
    """
    known = load_units(*units)
    found: dict[str, Indicator] = {}
    origin: dict[str, Path] = {}
    rows = layered_rows(paths or (SHIPPED,), COLUMNS, ("indicator_id",))
    ids = {row.cells[0] for row in rows}
    for row in rows:
        indicator_id, name, unit, measure, aliases, definition, parent_id = row.cells
        if unit and fold(unit) not in known.by_form:
            row.require(False, Message("unknown unit {unit}", unit=repr(unit)), "unit")
        if measure and measure not in MEASURES:
            row.require(
                False, Message("unknown measure {measure}", measure=repr(measure)), "measure"
            )
        if parent_id and parent_id not in ids:
            row.require(
                False, Message("unknown parent {parent}", parent=repr(parent_id)), "parent_id"
            )
        indicator = Indicator(
            indicator_id=indicator_id,
            name=name,
            unit=unit,
            measure=measure,
            aliases=tuple(filter(None, aliases.split("|"))),
            definition=definition,
            parent_id=parent_id,
            dimension=known.by_form[fold(unit)].dimension if unit else "",
        )
        for form in {normal_form(form) for form in (name, *indicator.aliases)}:
            if origin.get(form) == row.path:
                row.require(
                    False,
                    Message("{name} is another indicator's name already", name=form),
                    "aliases",
                )
            found[form], origin[form] = indicator, row.path
    return found
