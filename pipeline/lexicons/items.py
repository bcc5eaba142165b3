"""items.toml to the word sets of noun phrases."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.core.errors import LexiconError
from pipeline.lexicons.tables import DATA, toml_file


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
def load_item_words(path: Path = DATA / "items.toml") -> ItemWords:
    """Load and check items.toml; raises LexiconError for a missing list."""
    data = toml_file(path)
    for name in ItemWords.__slots__:
        if not isinstance(data.get(name), list):
            raise LexiconError("list is missing", path=path, where=name, remedy="add it")
    return ItemWords(*(frozenset(data[name]) for name in ItemWords.__slots__))
