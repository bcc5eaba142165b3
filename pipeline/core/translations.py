"""Translations: a message and a language in, the words that people read out.

A language is a gettext catalogue, `catalogues/LANGUAGE/LC_MESSAGES/nianjian.po`, compiled beside it
(`make catalogues`). Sentences have the English as their id; words of pages and workbooks
(`words.toml`) have their key as the context.
"""

from __future__ import annotations

import gettext
import os
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from pipeline.core.messages import Message

DOMAIN = "nianjian"
CATALOGUES = Path(__file__).with_name("catalogues")
WORDS = Path(__file__).with_name("words.toml")
LANGUAGES = ("en", *sorted(path.name for path in CATALOGUES.iterdir() if path.is_dir()))


def language_of(environment: Mapping[str, str]) -> str:
    """The language that a locale names, English where there is no catalogue of it.

    >>> language_of({"LANG": "zh_CN.UTF-8"}), language_of({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}), language_of({})
    ('zh', 'en', 'en')
    """
    locale = next(
        (environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)),
        "",
    )
    code = locale.replace("-", "_").partition(".")[0].partition("_")[0].lower()
    return code if code in LANGUAGES else "en"


def language_of_command(arguments: Sequence[str]) -> str:
    """The language that a command line names, else that of the locale.

    >>> language_of_command(["--lang", "zh", "--help"]), language_of_command(["--lang=en", "check"])
    ('zh', 'en')
    """
    words = " ".join(arguments).replace("--lang=", "--lang ").split(" ")
    named = words[words.index("--lang") + 1 :][:1] if "--lang" in words else []
    return named[0] if named and named[0] in LANGUAGES else language_of(os.environ)


def translated(language: str, text: str) -> str:
    """A message in a language; a plain text is data (a name, a number) and stays.

    >>> translated("zh", Message("{place}: {what}", place="the file is empty", what=Message("the file is empty")))
    'the file is empty：文件是空的'
    """
    if language == "en" or not isinstance(text, Message):
        return str(text)
    # the empty id is the catalogue's own header
    words = _catalogue(language).gettext(text.id) if text.id else ""
    if not text.arguments:
        return words
    return words.format(
        **{name: translated(language, value) for name, value in text.arguments.items()}
    )


def page_words(language: str) -> dict[str, str]:
    """The words of pages and workbooks by key; in the language of the locale where none is given."""
    known = _catalogue(language or language_of(os.environ))
    return {
        key: known.pgettext(key, words)
        for key, words in tomllib.loads(WORDS.read_text(encoding="utf-8")).items()
    }


def speak_with_libraries(language: str) -> None:
    """Let libraries that use gettext's own domain (Typer) speak a language, from now on and in this
    process.
    """
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain(DOMAIN, str(CATALOGUES))
    gettext.textdomain(DOMAIN)


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, CATALOGUES, languages=[language], fallback=True)
