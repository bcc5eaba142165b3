"""Matches near triggers: a slow pattern is tried only around the characters that each of its matches must hold."""

from __future__ import annotations

import re
from collections.abc import Iterator


def near(pattern: re.Pattern[str], trigger: re.Pattern[str], text: str, width: int) -> Iterator[re.Match[str]]:
    """All matches of `pattern`, left to right, where each holds a match of `trigger` and no more than `width` characters on either side.

    >>> [m[0] for m in near(re.compile("[0-9]+号线"), re.compile("线"), "1号线和12号线", 4)]
    ['1号线', '12号线']
    """
    at = 0
    while (sign := trigger.search(text, at)) is not None:
        m = pattern.search(text, max(at, sign.start() - width), sign.end() + width)
        if m is None or m.start() >= sign.end():
            at = sign.end()
            continue
        yield m
        at = max(m.end(), at + 1)
