"""organs.csv to the canonical names of state and Party organs, by the forms they are written in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.core.messages import Message
from pipeline.lexicons.regions import FIRST, LAST
from pipeline.lexicons.tables import DATA, layered_rows

SHIPPED = DATA / "organs.csv"
COLUMNS = ("name", "level", "aliases", "valid_from", "valid_to", "successor")
LEVELS = ("central", "local")
_NO_ORGAN_OF_STATE = (
    "国家监察委员会"  # a successor that has no row: it is none of the State Council's
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Organ:
    """A central organ under one name; years are both inclusive."""

    name: str
    valid_from: int
    valid_to: int

    def gap(self, year: int | None) -> int:
        """How many years a year lies outside of the organ's time."""
        return 0 if year is None else max(self.valid_from - year, year - self.valid_to, 0)


@dataclass(frozen=True, slots=True)
class Organs:
    """Central organs by written form, and bodies of local organs (without their region) by written
    form.
    """

    central: dict[str, tuple[Organ, ...]]
    local: dict[str, str]

    def central_name(self, form: str, year: int | None) -> str:
        """The name that a form means in `year`.

        The nearest in time where none was in force, '' for an unknown form.

        >>> load_organs().central_name("交通部", 2005)
        '交通部'
        """
        known = self.central.get(form, ())
        return min(known, key=lambda o: (o.gap(year), -o.valid_to)).name if known else ""


@cache
def load_organs(*paths: Path) -> Organs:
    """Load tables of organs, the later over the earlier (`layered_rows`).

    The shipped one where none is given.

    Raises:
        LexiconError: A cell is wrong; its file, row and column are named.
    """
    central: dict[str, list[Organ]] = {}
    local: dict[str, tuple[str, Path]] = {}
    rows = layered_rows(paths or (SHIPPED,), COLUMNS, ("name", "level"))
    names = {row.cells[0] for row in rows}
    for row in rows:
        name, level, aliases, valid_from, valid_to, successor = row.cells
        if level not in LEVELS:
            use = Message("use {levels}", levels=" or ".join(LEVELS))
            row.require(False, Message("{word} is no level", word=repr(level)), "level", use)
        for column, year in (("valid_from", valid_from), ("valid_to", valid_to)):
            row.require(not year or year.isdigit(), "a year has four digits", column)
        if successor and successor not in names and successor != _NO_ORGAN_OF_STATE:
            row.require(
                False,
                Message("unknown successor {successor}", successor=repr(successor)),
                "successor",
            )
        organ = Organ(
            name=name, valid_from=int(valid_from or FIRST), valid_to=int(valid_to or LAST)
        )
        for form in sorted({name, *filter(None, aliases.split("|"))}):
            if level == "central":
                central.setdefault(form, []).append(organ)
                continue
            if form in local and local[form][1] == row.path:
                row.require(
                    False, Message("{form} is another organ's form already", form=form), "aliases"
                )
            local[form] = (name, row.path)
    return Organs(
        {form: tuple(organs) for form, organs in central.items()},
        {form: name for form, (name, _) in local.items()},
    )
