"""Matches around triggers: a slow pattern is tried only around the characters that each of its
matches must hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol, TypeVar


class _Match(Protocol):
    def start(self) -> int: ...

    def end(self) -> int: ...


M_co = TypeVar("M_co", bound=_Match, covariant=True)


class Pattern(Protocol[M_co]):
    """A compiled pattern of `re` or of `regex`."""

    def search(self, string: str, pos: int = ..., endpos: int = ..., /) -> M_co | None:
        """The first match in a stretch."""
        ...


def matches_around(
    pattern: Pattern[M_co], trigger: Pattern[_Match], text: str, width: int
) -> Iterator[M_co]:
    """Find the matches of `pattern`, left to right, where each holds a match of `trigger` and at
    most `width` characters beside it.

    >>> import re
    >>> [m[0] for m in matches_around(re.compile("[0-9]+号线"), re.compile("线"), "1号线和12号线", 4)]
    ['1号线', '12号线']
    """
    at = 0
    while (sign := trigger.search(text, at)) is not None:
        match = pattern.search(text, max(at, sign.start() - width), sign.end() + width)
        if match is None or match.start() >= sign.end():
            at = sign.end()
            continue
        yield match
        at = max(match.end(), at + 1)
