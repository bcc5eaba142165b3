"""Errors raised at the doors (files, lexicons, outputs), and the codes of the issues that odd text
yields inside.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from pipeline.core.messages import Message, as_message, changed_text, sentence
from pipeline.core.printable import encodable, name_text


class PipelineError(Exception):
    """Something outside the program is wrong; `message` says it in any language.

    Args:
        what: What is wrong: a constant sentence, or a Message where something is filled in.
        path: The file or folder it is in.
        where: The place in it: a line, a row, a column, a byte.
        remedy: What to do.
        code: The code of the issue that a document gets for it.
    """

    def __init__(
        self,
        what: str,
        *,
        path: Path | str | None = None,
        where: str = "",
        remedy: str = "",
        code: IssueCode | None = None,
    ) -> None:
        self.what, self.path, self.where, self.remedy = (
            as_message(what),
            path,
            where,
            as_message(remedy),
        )
        self.code = code or IssueCode.UNREADABLE
        name, place = name_text(str(path)) if path else "", changed_text(where, name_text)
        both = (
            Message("{path}, {place}", path=name, place=place) if name and place else name or place
        )
        self.message = sentence(both, self.what, self.remedy).with_arguments(encodable)
        super().__init__(self.message)

    def __str__(self) -> str:
        """The message in English."""
        return self.message


def message_from(error: BaseException) -> Message:
    """What an error of Python or of a library says: its message as a Message, where a reason of the
    system's (no path) is enough.
    """
    first = error.args[0] if error.args else ""
    return (
        first
        if isinstance(first, Message)
        else Message(getattr(error, "strerror", None) or str(error))
    )


class InputError(PipelineError):
    """A report cannot be read; it becomes a `failed` row and the other reports go on."""


class LexiconError(PipelineError):
    """A row of a lexicon or a key of a sidecar is wrong; `where` names row and column."""


class OutputError(PipelineError):
    """The outputs cannot be written or read back."""

    @classmethod
    def unwritable(cls, path: Path, error: Exception) -> OutputError:
        """Of an operating system's error, as on a full disk or in a folder of somebody else's."""
        return cls(
            message_from(error), path=path, remedy="give a folder that can be written and has room"
        )


class UsageError(PipelineError):
    """The command was given something that is not there."""


class IssueCode(StrEnum):
    """Why a number that was seen is no claim, or what else a reader of the outputs should know."""

    DATE = "date"
    DURATION = "duration"
    ORDINAL = "ordinal"
    SECTION_NUMBER = "section-number"
    NAME = "name"
    QUOTED_NAME = "quoted-name"
    CODE = "code"
    PHONE = "phone"
    COORDINATE = "coordinate"
    SCALE = "scale"
    CLOCK = "clock"
    CLASS_NAME = "class-name"
    THRESHOLD = "threshold"
    DENOMINATOR = "denominator"
    FIXED_EXPRESSION = "fixed-expression"
    VAGUE = "vague"
    ARTICLE = "article"
    BARE_NUMBER = "bare-number"
    UNKNOWN_UNIT = "unknown-unit"
    NO_YEAR = "no-year"
    UNREADABLE = "unreadable"
    NOT_SUPPORTED = "not-supported"
    NO_READER = "no-reader"
    REJECTED = "rejected"
    CORRECTION_LOST = "correction-lost"
