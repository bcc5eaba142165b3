"""Scripts: whether a character is one of Chinese writing."""

from __future__ import annotations

import regex

_HAN = regex.compile(r"\p{Han}")


def is_han(character: str) -> bool:
    """Whether a character is Han, rare ones of place names (㙍, 𠅤) too, by the Unicode property
    Script.

    >>> is_han("年"), is_han("𠅤"), is_han("1"), is_han("，"), is_han("")
    (True, True, False, False, False)
    """
    return _HAN.match(character) is not None
