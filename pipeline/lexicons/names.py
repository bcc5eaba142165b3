"""names.toml to the words and patterns that names are made of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.errors import LexiconError
from pipeline.lexicons.cues import alternatives
from pipeline.lexicons.tables import DATA, toml_file
from pipeline.records import Label

_LISTS = {
    "gov": ("stems", "suffixes", "levels", "fixed"), "policy": ("heads",), "system": ("heads", "verbs", "kinds"),
    "program": ("heads", "fixed"), "person": ("titles", "fixed"), "org": ("fixed", "suffixes"), "place": ("fixed", "suffixes", "common"),
}  # fmt: skip
_LABELS = {"gov": Label.GOV, "program": Label.PROGRAM, "person": Label.PERSON, "org": Label.ORG, "place": Label.PLACE}


@dataclass(frozen=True, slots=True)
class Names:
    """Patterns of names, names that stand as they are (by label), and short place names that are words too."""

    organ: re.Pattern[str]
    quoted: re.Pattern[str]
    document: re.Pattern[str]
    book: re.Pattern[str]
    system: re.Pattern[str]
    person: re.Pattern[str]
    fixed: dict[str, Label]
    common_places: frozenset[str]


@cache
def load_names(path: Path = DATA / "names.toml") -> Names:
    """Load and check names.toml; raises LexiconError for a missing list."""
    data = toml_file(path)
    for section, lists in _LISTS.items():
        for name in lists:
            if not isinstance(data.get(section, {}).get(name), list):
                raise LexiconError("list is missing", path=path, where=f"{section}.{name}", remedy="add it")
    gov, system = data["gov"], data["system"]
    stem = f"(?:{alternatives(gov['stems'])})"
    organ = (
        rf"(?:{alternatives(gov['levels'])})(?:{stem}(?:[和与、]?{stem}){{0,2}})(?:{alternatives(gov['suffixes'])})"
        rf"(?![一-龥]{{0,1}}(?:长|门|属|署于))"
    )
    heads = {"SYSTEM": system["heads"], "PROGRAM": data["program"]["heads"]}
    quoted = rf"“[^“”\n,，。;；、]{{1,24}}”[\w]{{0,8}}?(?:(?P<SYSTEM>{alternatives(heads['SYSTEM'])})|(?P<PROGRAM>{alternatives(heads['PROGRAM'])}))"
    fixed = {word: label for section, label in _LABELS.items() for word in data[section].get("fixed", ())}
    return Names(
        organ=re.compile(organ),
        quoted=re.compile(quoted),
        document=re.compile(r"[一-龥]{1,8}\((?:19|20)\d{2}\)\d{1,4}号|(?:GB|YD|DB\d*|ISO|IEC|GA|HJ|JT|YY)(?:/T|/Z)? ?\d+(?:\.\d+)?(?:-\d{4})?"),
        book=re.compile(rf"《[^《》\n]{{2,80}}?(?:{alternatives(data['policy']['heads'])})[^《》\n]{{0,12}}》"),
        system=re.compile(rf"(?<=(?:建成|建立|完善|开通|开发|搭建|依托|利用))了?(?P<name>[一-龥A-Za-z0-9]{{2,16}}?(?:{alternatives(system['kinds'])}))(?![一-龥]?(?:建设|的建设|体系))"),
        person=re.compile(rf"(?P<name>{alternatives(data['person']['fixed'])})(?!新时代|外交|法治|经济|生态|强军|文化思想)"),
        fixed=fixed,
        common_places=frozenset(data["place"]["common"]),
    )  # fmt: skip
