"""The console: where commands print, in which language, and how they end."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import typer

from pipeline.core.errors import PipelineError
from pipeline.core.messages import language_of, phrase_in, text_in

if TYPE_CHECKING:
    from rich.console import Console

SOME_FAILED, USAGE = 1, 2
"""Exit codes beside 0."""
_FILE_WIDTH = 180
_spoken = language_of(os.environ)


def speak(language: str) -> None:
    """Print in a language from now on."""
    global _spoken
    _spoken = language


def spoken() -> str:
    """The language of the console."""
    return _spoken


def say(phrase: str, *said: object) -> str:
    """A phrase of the catalogue in the language of the console, its {} filled."""
    return phrase_in(_spoken, phrase, *said)


def heads(*words: str) -> list[str]:
    """Heads of a table."""
    return [say(word) if word else "" for word in words]


def console_of(*, stderr: bool = False) -> Console:
    from rich.console import Console

    console = Console(stderr=stderr, highlight=False, soft_wrap=True)
    if not console.is_terminal:
        console.width = _FILE_WIDTH  # tables in a file or a pipe are not cut
    return console


def told(error: object) -> str:
    """What went wrong (an error, or its words) in the language of the console."""
    return text_in(_spoken, str(error))


def fail(error: PipelineError) -> typer.Exit:
    console_of(stderr=True).print(f"nianjian: {told(error)}", style="red", markup=False)
    return typer.Exit(USAGE)
