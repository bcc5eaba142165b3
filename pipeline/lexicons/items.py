"""items.toml to the word sets of noun phrases."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.core.errors import LexiconError
from pipeline.lexicons.tables import DATA, layered_toml

SHIPPED = DATA / "items.toml"


@dataclass(frozen=True, slots=True)
class ItemWords:
    """Tokens by what they do at the border of a noun phrase."""

    skip: frozenset[str]
    not_first: frozenset[str]
    noun_tags: frozenset[str]
    verbs: frozenset[str]
    ends: frozenset[str]
    leading: frozenset[str]
    numerals: frozenset[str]
    compound_heads: frozenset[str]


@cache
def load_item_words(*paths: Path) -> ItemWords:
    """Load word lists of items, the later over the earlier (`layered_toml`).

    The shipped one where none is given.

    Raises:
        LexiconError: A list is missing.
    """
    paths = paths or (SHIPPED,)
    data = layered_toml(paths)
    for name in ItemWords.__slots__:
        if not isinstance(data.get(name), list):
            raise LexiconError("list is missing", path=paths[-1], where=name, remedy="add it")
    return ItemWords(*(frozenset(data[name]) for name in ItemWords.__slots__))
