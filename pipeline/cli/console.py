"""The console: where commands print, in which language, and how they end."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from pipeline.core.errors import PipelineError
from pipeline.core.messages import language_of, phrase_in, text_in
from pipeline.core.printable import name_text

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
    """A phrase of the catalogue in the language of the console, its {} filled; paths as text that can be printed."""
    return phrase_in(_spoken, phrase, *(name_text(str(one)) if isinstance(one, Path) else one for one in said))


def heads(*words: str) -> list[str]:
    """Heads of a table."""
    return [say(word) if word else "" for word in words]


def console_of(*, stderr: bool = False) -> Console:
    """A console that prints what it is given: no markup in the name of a file, no sign that the terminal's encoding lacks ends a run."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")
    console = Console(stderr=stderr, highlight=False, soft_wrap=True, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = _FILE_WIDTH  # tables in a file or a pipe are not cut
    return console


def told(error: object) -> str:
    """What went wrong (an error, or its words) in the language of the console."""
    return text_in(_spoken, str(error))


def fail(error: PipelineError) -> typer.Exit:
    console_of(stderr=True).print(f"nianjian: {told(error)}", style="red", markup=False)
    return typer.Exit(USAGE)
