"""Messages: a language in; the words that people read on the screen, in the review page and in the workbook out (`messages.toml`)."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "zh")
CATALOGUE = Path(__file__).with_name("messages.toml")


def language_of(environment: Mapping[str, str]) -> str:
    """The language that a locale says.

    >>> language_of({"LANG": "zh_CN.UTF-8"}), language_of({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}), language_of({})
    ('zh', 'en', 'en')
    """
    said = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    return "zh" if said.lower().startswith("zh") else "en"


@cache
def words_in(language: str) -> dict[str, str]:
    """The words of a language by key; that of the locale where none is given."""
    catalogue: dict[str, dict[str, str]] = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))
    return catalogue[language or language_of(os.environ)]
