"""Messages: a language in; what people read on the screen, in the review page and in the workbook out (`messages.toml`)."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "zh")
CATALOGUE = Path(__file__).with_name("messages.toml")
_MARKS = {"; ": "；", ": ": "："}


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
    pieces: list[str] = []
    while True:
        whole = _translated(text)
        mark = next((mark for mark in ("; ", ": ") if whole is None and mark in text), None)
        if mark is None:
            return "".join([*pieces, text if whole is None else whole])
        before, _, text = text.partition(mark)
        pieces += [text_in(language, before), _MARKS[mark]]


def _translated(text: str) -> str | None:
    exact = _catalogue()["screen"].get(text)
    if exact is not None:
        return exact
    for pieces, chinese in _templates():
        said = _filled(pieces, text)
        if said and (pieces[0] or ": " not in said[0]):  # what comes before a colon is where, not what
            return chinese.format(*said)
    return None


def _filled(pieces: Sequence[str], text: str) -> list[str]:
    """What stands between the `pieces` of a phrase in `text`, nothing where they are not all there.

    From the right, so that what is filled in first is the longest. A file's name may say anything: no pattern is tried on it that goes back.

    >>> _filled(("", " must be ", ""), "a must be b must be c"), _filled(("line ", ""), "row 3")
    (['a must be b', 'c'], [])
    """
    said: list[str] = []
    end = len(text) - len(pieces[-1])
    if not (text.startswith(pieces[0]) and text.endswith(pieces[-1]) and end > len(pieces[0])):
        return []
    for piece in reversed(pieces[1:-1]):
        at = text.rfind(piece, len(pieces[0]), end - 1)
        if at < 0:
            return []
        said.append(text[at + len(piece) : end])
        end = at
    said.append(text[len(pieces[0]) : end])
    return said[::-1] if all(said) else []


@cache
def _templates() -> list[tuple[tuple[str, ...], str]]:
    """Phrases with something to fill in, the longest first, so that the least is left to what is filled in."""
    open_ended = sorted((p for p in _catalogue()["screen"].items() if "{}" in p[0]), key=lambda p: -len(p[0]))
    return [(tuple(english.split("{}")), chinese) for english, chinese in open_ended]
