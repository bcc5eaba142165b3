"""Messages: a sentence in English that still knows its id and arguments, so that it can be written
in another language.

English is what the code says: the sentence is the id, with a `{name}` for each argument. Whatever
shows a message to people writes it in their language (`pipeline.core.translations`); a sentence is
never taken apart to find out what it says.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Self


class Message(str):
    """A sentence with its arguments filled in; in tables and files it is a string like any other.

    >>> message = Message("not read within {seconds} s", seconds=60)
    >>> message, message.id, message.arguments
    ('not read within 60 s', 'not read within {seconds} s', {'seconds': '60'})

    Attributes:
        id: The English sentence with a `{name}` for each argument; one without arguments is
            taken as it stands.
        arguments: What is filled in, by name. Only what is a Message itself is translated: a
            file's name never is.
    """

    __slots__ = ("arguments", "id")
    id: str
    arguments: dict[str, str]

    def __new__(cls, message_id: str, /, **arguments: object) -> Self:
        """Fill in the arguments; what is no text becomes its text."""
        filled = {
            name: value if isinstance(value, str) else str(value)
            for name, value in arguments.items()
        }
        message = super().__new__(cls, message_id.format(**filled) if filled else message_id)
        message.id, message.arguments = str(message_id), filled
        return message

    def __reduce__(self) -> tuple[Callable[[str], str], tuple[str]]:
        """Keep id and arguments on the way between processes."""
        return from_json, (to_json(self),)

    def with_arguments(self, change: Callable[[str], str]) -> Message:
        """Change each text that was filled in (the sentence itself, where nothing was), as paths by
        sources.

        >>> Message("{path} is empty", path="/tmp/a.txt").with_arguments(lambda text: text.removeprefix("/tmp/"))
        'a.txt is empty'
        """
        if not self.arguments:
            changed = change(self.id)
            return self if changed == self.id else Message(changed)
        return Message(
            self.id, **{name: changed_text(value, change) for name, value in self.arguments.items()}
        )


def as_message(text: str) -> Message:
    """A text as a message: a constant sentence is its own id."""
    return text if isinstance(text, Message) else Message(text)


def changed_text(text: str, change: Callable[[str], str]) -> str:
    """Change a plain text, or what was filled into a message."""
    return text.with_arguments(change) if isinstance(text, Message) else change(text)


def sentence(place: str, what: str, remedy: str = "") -> Message:
    """Say where something is wrong, what it is, and what to do about it.

    >>> sentence("a.txt", "the file is empty", "give a file with text")
    'a.txt: the file is empty; give a file with text'

    Args:
        place: Where; may be empty.
        what: What is wrong: a constant sentence, or a Message.
        remedy: What to do; may be empty.
    """
    what = as_message(what)
    fault = (
        Message("{place}: {what}", place=place, what=what)
        if place and what
        else as_message(place or what)
    )
    return Message("{fault}; {remedy}", fault=fault, remedy=as_message(remedy)) if remedy else fault


def to_json(text: str) -> str:
    """A text as JSON: a plain one as a string, a message as its id and arguments.

    >>> to_json(Message("line {line}", line=3)), to_json("a.txt")
    ('["line {line}", {"line": "3"}]', '"a.txt"')
    """
    return json.dumps(_parts(text), ensure_ascii=False)


def from_json(data: str) -> str:
    """The text or message that `to_json` wrote."""
    return _whole(json.loads(data))


def _parts(text: str) -> Any:
    if not isinstance(text, Message):
        return text
    return [text.id, {name: _parts(value) for name, value in text.arguments.items()}]


def _whole(parts: Any) -> str:
    if isinstance(parts, str):
        return parts
    message_id, arguments = parts
    return Message(message_id, **{name: _whole(value) for name, value in arguments.items()})
