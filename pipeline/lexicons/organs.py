"""organs.csv to the canonical names of state and Party organs, by the forms they are written in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.core.messages import Message
from pipeline.lexicons.regions import FIRST, LAST
from pipeline.lexicons.tables import DATA, csv_rows, require

COLUMNS = ("name", "level", "aliases", "valid_from", "valid_to", "successor")
LEVELS = ("central", "local")


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
    """Central organs by written form, and bodies of local organs (without their region) by written form."""

    central: dict[str, tuple[Organ, ...]]
    local: dict[str, str]

    def central_name(self, form: str, year: int | None) -> str:
        """The name that a form means in `year`; the nearest in time where none was in force, '' for an unknown form.

        >>> load_organs().central_name("交通部", 2005)
        '交通部'
        """
        known = self.central.get(form, ())
        return min(known, key=lambda o: (o.gap(year), -o.valid_to)).name if known else ""


@cache
def load_organs(path: Path = DATA / "organs.csv") -> Organs:
    """Load and check a table of organs; raises LexiconError with row and column."""
    central: dict[str, list[Organ]] = {}
    local: dict[str, str] = {}
    names: set[str] = set()
    successors: list[tuple[int, str]] = []
    for number, row in csv_rows(path, COLUMNS, ("name", "level")):
        require(
            row["level"] in LEVELS,
            Message("{word} is no level", word=repr(row["level"])),
            path,
            number,
            "level",
            Message("use {levels}", levels=" or ".join(LEVELS)),
        )
        for column in ("valid_from", "valid_to"):
            require(not row[column] or row[column].isdigit(), "a year has four digits", path, number, column)
        forms = {row["name"], *filter(None, row["aliases"].split("|"))}
        names.add(row["name"])
        successors.append((number, row["successor"]))
        organ = Organ(name=row["name"], valid_from=int(row["valid_from"] or FIRST), valid_to=int(row["valid_to"] or LAST))
        for form in sorted(forms):
            if row["level"] == "central":
                central.setdefault(form, []).append(organ)
            else:
                require(form not in local, Message("{form} is another organ's form already", form=form), path, number, "aliases")
                local[form] = row["name"]
    for number, successor in successors:
        require(
            not successor or successor in names or successor == "国家监察委员会",
            Message("unknown successor {successor}", successor=repr(successor)),
            path,
            number,
            "successor",
        )
    return Organs({form: tuple(organs) for form, organs in central.items()}, local)
