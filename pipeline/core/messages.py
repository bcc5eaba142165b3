"""Messages: a language in; what people read on the screen, in the review page and in the workbook out (`messages.toml`)."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping, Sequence
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


def language_asked(arguments: Sequence[str]) -> str:
    """The language that a command line asks for, else that of the locale.

    >>> language_asked(["--lang", "zh", "--help"]), language_asked(["--lang=en", "check"])
    ('zh', 'en')
    """
    words = " ".join(arguments).replace("--lang=", "--lang ").split(" ")
    said = words[words.index("--lang") + 1 :][:1] if "--lang" in words else []
    return said[0] if said and said[0] in LANGUAGES else language_of(os.environ)


@cache
def _catalogue() -> dict[str, dict[str, str]]:
    catalogue: dict[str, dict[str, str]] = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))
    return catalogue


def words_in(language: str) -> dict[str, str]:
    """The words of a language by key, for pages and workbooks; that of the locale where none is given."""
    return _catalogue()[language or language_of(os.environ)]


def phrase_in(language: str, phrase: str, *said: object) -> str:
    """A phrase of the screen in a language, its {} filled.

    >>> phrase_in("zh", "{} documents", 3), phrase_in("en", "{} documents", 3)
    ('3 份文献', '3 documents')
    """
    chinese = _catalogue()["screen"].get(phrase, phrase) if language == "zh" else phrase
    return chinese.format(*said) if said else chinese


def text_in(language: str, text: str) -> str:
    """A whole text (an error, say) in a language: its parts between ": ", ", " and "; " where the catalogue has their phrase.

    >>> text_in("zh", "a.txt: the file is empty; give a file with text"), text_in("en", "the file is empty")
    ('a.txt：文件是空的；请给出有正文的文件', 'the file is empty')
    """
    if language != "zh":
        return text
    whole = _translated(text)
    if whole is not None:
        return whole
    for mark, chinese in (("; ", "；"), (": ", "：")):
        before, found, after = text.partition(mark)
        if found:
            return f"{text_in(language, before)}{chinese}{text_in(language, after)}"
    return text


def _translated(text: str) -> str | None:
    exact = _catalogue()["screen"].get(text)
    if exact is not None:
        return exact
    for pattern, chinese in _patterns():
        said = pattern.fullmatch(text)
        if said and (said.start(1) or ": " not in said[1]):  # what comes before a colon is where, not what
            return chinese.format(*said.groups())
    return None


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """Phrases with something to fill in, the longest first, so that the least is left to what is filled in."""
    open_ended = sorted((p for p in _catalogue()["screen"].items() if "{}" in p[0]), key=lambda p: -len(p[0]))
    return [(re.compile("(.+)".join(map(re.escape, english.split("{}"))), re.DOTALL), chinese) for english, chinese in open_ended]
