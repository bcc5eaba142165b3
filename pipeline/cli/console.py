"""The console: where commands print, in which language, and how they end."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from pipeline.core.errors import PipelineError
from pipeline.core.messages import Message
from pipeline.core.printable import name_text
from pipeline.core.translations import language_of, translated

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


def say(message_id: str, **arguments: object) -> str:
    """A message in the language of the console; paths as text that can be printed."""
    shown = {
        name: name_text(str(value)) if isinstance(value, Path) else value
        for name, value in arguments.items()
    }
    return translated(_spoken, Message(message_id, **shown))


def column_titles(*words: str) -> list[str]:
    """Titles of the columns of a table that is printed."""
    return [say(word) for word in words]


def console_of(*, stderr: bool = False) -> Console:
    """A console that prints what it is given: no markup in the name of a file, no sign that the
    terminal's encoding lacks ends a run.
    """
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")
    console = Console(stderr=stderr, highlight=False, soft_wrap=True, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = _FILE_WIDTH  # tables in a file or a pipe are not cut
    return console


def text_of(message: str | PipelineError) -> str:
    """A message, or that of an error, in the language of the console."""
    return translated(_spoken, message.message if isinstance(message, PipelineError) else message)


def fail(error: PipelineError) -> typer.Exit:
    """Print an error, and return what ends the command."""
    console_of(stderr=True).print(f"nianjian: {text_of(error)}", style="red")
    return typer.Exit(USAGE)
