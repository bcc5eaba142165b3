"""The console: where commands print, and how they end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from pipeline.errors import PipelineError

if TYPE_CHECKING:
    from rich.console import Console

SOME_FAILED, USAGE = 1, 2
"""Exit codes beside 0."""
_FILE_WIDTH = 180


def console_of(*, stderr: bool = False) -> Console:
    from rich.console import Console

    console = Console(stderr=stderr, highlight=False, soft_wrap=True)
    if not console.is_terminal:
        console.width = _FILE_WIDTH  # tables in a file or a pipe are not cut
    return console


def fail(error: PipelineError) -> typer.Exit:
    console_of(stderr=True).print(f"nianjian: {error}", style="red", markup=False)
    return typer.Exit(USAGE)
