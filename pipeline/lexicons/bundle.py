"""Lexicons: all word lists and tables of a run as one bundle, the shipped ones with the user's laid
over them.

The section `[lexicons]` of a config names files of the user's, by lexicon. Each is laid over the
shipped one: a row with the key of a shipped row takes its place, other rows and words are added.
`shipped = false` takes the user's alone where they are given.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from confection import Config

from pipeline.core.errors import LexiconError
from pipeline.core.messages import Message
from pipeline.lexicons.catalogue import SHIPPED as INDICATORS
from pipeline.lexicons.catalogue import Indicator, load_catalogue
from pipeline.lexicons.cues import SHIPPED as CUES
from pipeline.lexicons.cues import Cues, load_cues
from pipeline.lexicons.exclusions import SHIPPED as EXCLUSIONS
from pipeline.lexicons.exclusions import SHIPPED_FIXED as FIXED
from pipeline.lexicons.exclusions import ExclusionWords, load_exclusions
from pipeline.lexicons.items import SHIPPED as ITEMS
from pipeline.lexicons.items import ItemWords, load_item_words
from pipeline.lexicons.names import SHIPPED as NAMES
from pipeline.lexicons.names import HeadingWords, Names, load_heading_words, load_names
from pipeline.lexicons.organs import SHIPPED as ORGANS
from pipeline.lexicons.organs import Organs, load_organs
from pipeline.lexicons.regions import SHIPPED as REGIONS
from pipeline.lexicons.regions import Gazetteer, load_regions
from pipeline.lexicons.units import SHIPPED as UNITS
from pipeline.lexicons.units import UnitTable, load_units
from pipeline.lexicons.userdict import UserWord, load_userdict

SHIPPED = {
    "units": UNITS,
    "regions": REGIONS,
    "organs": ORGANS,
    "names": NAMES,
    "cues": CUES,
    "exclusions": EXCLUSIONS,
    "fixed": FIXED,
    "items": ITEMS,
    "indicators": INDICATORS,
}
USERDICT = "userdict"  # none is shipped


@dataclass(frozen=True, slots=True)
class Lexicons:
    """All lexicons; each is loaded when it is first asked for, once per process.

    Attributes:
        files: By lexicon the user's files, sorted by name.
        with_shipped: Whether the user's lie over the shipped ones.
    """

    files: tuple[tuple[str, Path], ...] = ()
    with_shipped: bool = True

    @classmethod
    def load(cls, config: Path | None = None) -> Lexicons:
        """The lexicons that a config names; the shipped ones without a config.

        Raises:
            LexiconError: The config cannot be read, names a lexicon that there is not, or a file
            that is not there.
        """
        return cls.of(read_config(config).get("lexicons", {}), config) if config else cls()

    @classmethod
    def of(cls, section: Mapping[str, Any], config: Path | None = None) -> Lexicons:
        """The lexicons of a section; its paths count from the folder of the config.

        Raises as `load`.
        """
        folder = config.parent if config else Path()
        files = []
        for name, value in section.items():
            if name == "shipped" or not value:
                continue
            if name not in SHIPPED and name != USERDICT:
                names = ", ".join((*SHIPPED, USERDICT))
                raise LexiconError(
                    Message("unknown key {key}", key=repr(name)),
                    path=config,
                    where=f"lexicons.{name}",
                    remedy=Message("use one of {words}", words=names),
                )
            path = folder / str(value)
            if not path.is_file():
                raise LexiconError(
                    "no such file or folder",
                    path=path,
                    where=f"lexicons.{name}",
                    remedy="check the path",
                )
            files.append((name, path))
        return cls(tuple(sorted(files)), bool(section.get("shipped", True)))

    def _paths(self, name: str) -> tuple[Path, ...]:
        """The files of a lexicon, the shipped one first."""
        own = tuple(path for lexicon, path in self.files if lexicon == name)
        return (SHIPPED[name], *own) if own and self.with_shipped and name in SHIPPED else own

    @property
    def units(self) -> UnitTable:
        """Units by written form."""
        return load_units(*self._paths("units"))

    @property
    def regions(self) -> Gazetteer:
        """Regions by name."""
        return load_regions(*self._paths("regions"))

    @property
    def organs(self) -> Organs:
        """Organs of state and Party by written form."""
        return load_organs(*self._paths("organs"))

    @property
    def names(self) -> Names:
        """What names of entities are made of."""
        return load_names(*self._paths("names"))

    @property
    def heading_words(self) -> HeadingWords:
        """What titles, publishers and kinds of reports are known by."""
        return load_heading_words(*self._paths("names"))

    @property
    def cues(self) -> Cues:
        """Cue patterns."""
        return load_cues(*self._paths("cues"))

    @property
    def exclusions(self) -> ExclusionWords:
        """Words by which a number is not a claim."""
        return load_exclusions(self._paths("exclusions"), self._paths("fixed"))

    @property
    def item_words(self) -> ItemWords:
        """What words do at the border of a noun phrase."""
        return load_item_words(*self._paths("items"))

    @property
    def catalogue(self) -> dict[str, Indicator]:
        """Indicators by normal form of name and alias."""
        return load_catalogue(self._paths("indicators"), self._paths("units"))

    @property
    def userdict(self) -> tuple[UserWord, ...]:
        """The user's words for the segmenter."""
        return load_userdict(*self._paths(USERDICT))

    def check(self) -> list[LexiconError]:
        """Load all, and return what is wrong with those that cannot be."""
        faults: dict[str, LexiconError] = {}
        for name in type(self).__dict__:
            if isinstance(getattr(type(self), name), property):
                try:
                    getattr(self, name)
                except LexiconError as error:
                    # a wrong unit table spoils the catalogue too
                    faults.setdefault(str(error), error)
        return list(faults.values())


def _missing_sections(text: str) -> str:
    """The sections over those of a config that it does not open itself.

    Confection wants each, in order.
    """
    there = re.findall(r"^\[([\w.]+)\]\s*$", text, re.MULTILINE)
    over = {
        ".".join(steps[:n])
        for steps in (name.split(".") for name in there)
        for n in range(1, len(steps))
    }
    return "".join(f"[{name}]\n" for name in sorted(over - set(there)))


@cache
def read_config(path: Path) -> Config:
    """A config of the user's as it stands, nothing filled in.

    Raises:
        LexiconError: It cannot be read, or is no config.
    """
    try:
        text = path.read_text(encoding="utf-8")
        return Config().from_str(_missing_sections(text) + text, interpolate=False)
    except (OSError, ValueError) as error:  # ConfigValidationError is a ValueError
        raise LexiconError(
            str(error).strip(), path=path, remedy="see docs/lexicons.md for an example"
        ) from error
