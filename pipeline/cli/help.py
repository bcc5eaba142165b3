"""Help and wrong usage: the Typer app and a language in.

The command run with both in that language.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from enum import EnumType
from functools import partial
from typing import Any

import typer

from pipeline.cli.console import console_of
from pipeline.core.messages import Message
from pipeline.core.translations import speak_with_libraries, translated


def run_in(app: typer.Typer, language: str) -> None:
    """Run the app with help, and errors of usage, in a language.

    Ends the process with the command's exit code.
    """
    # before Typer's texts are loaded: headings of help, defaults, missing commands
    speak_with_libraries(language)
    command: Any = typer.main.get_command(app)
    _translate(command, partial(translated, language))
    try:
        code = command(standalone_mode=False)
    except typer.Abort:
        code = 1
    except typer.TyperException as error:
        code = error.exit_code
        if type(error).__name__ != "NoArgsIsHelpError":  # that one has printed the help
            _print_usage_error(error, partial(translated, language))
    sys.exit(code)


def _translate(command: Any, words_of: Callable[[str], str]) -> None:
    """Put the help of commands, arguments and options, and the word before the usage, into a
    language.
    """
    if command.help:
        command.help = words_of(Message(" ".join(command.help.split())))
    command.get_help_option = partial(_help_option, command.get_help_option, words_of)
    command.format_usage = partial(_format_usage, command, words_of(Message("Usage: ")))
    for parameter in command.params:
        if getattr(parameter, "help", None):
            parameter.help = words_of(Message(parameter.help))
    for inner in getattr(command, "commands", {}).values():  # of a group
        _translate(inner, words_of)


def _help_option(made: Callable[[Any], Any], words_of: Callable[[str], str], context: Any) -> Any:
    option = made(context)
    if option is not None:
        option.help = words_of(Message("Show this message and exit."))
    return option


def _format_usage(command: Any, prefix: str, context: Any, formatter: Any) -> None:
    formatter.write_usage(
        context.command_path, " ".join(command.collect_usage_pieces(context)), prefix=prefix
    )


def _print_usage_error(error: typer.TyperException, words_of: Callable[[str], str]) -> None:
    """Print the usage, what is wrong and where help is."""
    console, context = console_of(stderr=True), getattr(error, "ctx", None)
    if context is not None:
        console.print(context.get_usage())
    console.print(f"nianjian: {words_of(usage_message(error))}", style="red")
    if context is not None:
        console.print(
            words_of(Message("`{command} --help` tells more", command=context.command_path))
        )


def usage_message(error: typer.TyperException) -> Message:
    """What was wrong with a command line, from the kind of error and the parameter, not from
    Typer's English.

    Args:
        error: What Typer raised; one of a kind not known here keeps its own words.
    """
    kind, parameter = type(error).__name__, getattr(error, "param", None)
    name = parameter.get_error_hint() if parameter is not None else ""
    if kind == "NoSuchOption":
        options: list[str] = sorted(error.possibilities or ())  # type: ignore[attr-defined]
        missing = Message("there is no option {option}", option=error.option_name)  # type: ignore[attr-defined]
        return (
            Message("{fault}; {remedy}", fault=missing, remedy=_one_of(options))
            if options
            else missing
        )
    if kind == "MissingParameter":
        return Message("{parameter} is missing", parameter=name)
    if kind == "BadParameter" and parameter is not None:
        return Message(
            "{fault}; {remedy}",
            fault=Message("{parameter} is not as it must be", parameter=name),
            remedy=_wanted(parameter),
        )
    return Message(error.format_message())


def _wanted(parameter: Any) -> Message:
    """What a parameter takes."""
    annotation = getattr(getattr(parameter, "type_descriptor", None), "annotation", None)
    least = getattr(parameter, "min", None)
    if isinstance(annotation, EnumType):
        choices: list[Any] = list(annotation)
        return _one_of([str(choice.value) for choice in choices])
    if least is not None:
        return Message("give a number of at least {least}", least=least)
    return Message("see its help")


def _one_of(words: list[str]) -> Message:
    return Message("use one of {words}", words=", ".join(words))
