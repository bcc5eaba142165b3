"""Help: the Typer app and a language in; the command with its help in that language out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import typer

from pipeline.core.messages import phrase_in


def command_in(app: typer.Typer, language: str) -> Callable[[], None]:
    """The command of an app, the help of its commands, arguments and options taken from the catalogue."""
    if language == "en":  # as it stands in the code
        return app
    from typer import rich_utils

    command: Any = typer.main.get_command(app)
    rich_utils.ARGUMENTS_PANEL_TITLE = phrase_in(language, "Arguments")
    rich_utils.OPTIONS_PANEL_TITLE = phrase_in(language, "Options")
    rich_utils.COMMANDS_PANEL_TITLE = phrase_in(language, "Commands")
    _translate(command, language)
    run: Callable[[], None] = command
    return run


def _translate(command: Any, language: str) -> None:
    if command.help:
        command.help = phrase_in(language, command.help)
    for parameter in command.params:
        said = getattr(parameter, "help", None)
        if said:
            parameter.help = phrase_in(language, said)
    for inner in getattr(command, "commands", {}).values():  # of a group
        _translate(inner, language)
