"""indicators.csv to the catalogue of canonical indicators."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.core.folding import fold, squeeze
from pipeline.core.messages import Message
from pipeline.core.schema import MEASURES
from pipeline.lexicons.tables import DATA, csv_rows, require
from pipeline.lexicons.units import load_units

COLUMNS = ("indicator_id", "name", "unit", "measure", "aliases", "definition", "parent_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """A canonical indicator; `unit` is the canonical unit of its dimension, `measure` what its name itself says."""

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
def load_catalogue(path: Path = DATA / "indicators.csv") -> dict[str, Indicator]:
    """Indicators by normal form of name and alias; raises LexiconError with row and column."""
    units = load_units()
    found: dict[str, Indicator] = {}
    ids: set[str] = set()
    parents: list[tuple[int, str]] = []
    for number, row in csv_rows(path, COLUMNS, ("indicator_id",)):
        require(
            not row["unit"] or fold(row["unit"]) in units.by_form,
            Message("unknown unit {unit}", unit=repr(row["unit"])),
            path,
            number,
            "unit",
        )
        require(
            not row["measure"] or row["measure"] in MEASURES,
            Message("unknown measure {measure}", measure=repr(row["measure"])),
            path,
            number,
            "measure",
        )
        aliases = tuple(filter(None, row["aliases"].split("|")))
        indicator = Indicator(
            indicator_id=row["indicator_id"], name=row["name"], unit=row["unit"], measure=row["measure"], aliases=aliases,
            definition=row["definition"], parent_id=row["parent_id"],
            dimension=units.by_form[fold(row["unit"])].dimension if row["unit"] else "",
        )  # fmt: skip
        for name in {normal_form(n) for n in (row["name"], *aliases)}:
            require(name not in found, Message("{name} is another indicator's name already", name=name), path, number, "aliases")
            found[name] = indicator
        ids.add(row["indicator_id"])
        parents.append((number, row["parent_id"]))
    for number, parent in parents:
        require(not parent or parent in ids, Message("unknown parent {parent}", parent=repr(parent)), path, number, "parent_id")
    return found
