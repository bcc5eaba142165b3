"""The peers: what a user would run instead, each as a function from a text to the numbers it finds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

Found = tuple[int, int, float]
"""Start, end and value of a number with what the peer takes for its unit."""
Peer = Callable[[str], list[Found]]

_REGEX = re.compile(r"(\d[\d,]*(?:\.\d+)?)([万亿]*)(%|[一-龥]{0,2})")
_TIMES = {"万": 1e4, "亿": 1e8}


def regex(text: str) -> list[Found]:
    """A plain pattern: digits, multipliers, a sign or two characters."""
    found = []
    for m in _REGEX.finditer(text):
        value = float(m[1].replace(",", ""))
        for sign in m[2]:
            value *= _TIMES[sign]
        found.append((m.start(), m.end(), value))
    return found


def jieba_tags() -> Peer:
    """jieba's tagger: a numeral (m) and the measure word (q) behind it."""
    import jieba
    import jieba.posseg

    jieba.setLogLevel(60)

    def find(text: str) -> list[Found]:
        found: list[Found] = []
        at, open_ = 0, False
        for word, tag in jieba.posseg.cut(text):
            end = at + len(word)
            if tag == "m":
                number = regex(word)
                if number:
                    found.append((at, end, number[0][2]))
                open_ = bool(number)
            elif open_ and tag in ("q", "n"):
                start, _, value = found[-1]
                found[-1], open_ = (start, end, value), False
            else:
                open_ = False
            at = end
        return found

    return find


def recognizers() -> Peer | None:
    """Microsoft's Recognizers-Text: its Chinese models of numbers, percentages and units.

    None where it is not installed.
    """
    try:
        from recognizers_number import Culture, NumberRecognizer
        from recognizers_number_with_unit import NumberWithUnitRecognizer
    except ModuleNotFoundError:
        return None
    numbers, units = NumberRecognizer(Culture.Chinese), NumberWithUnitRecognizer(Culture.Chinese)
    models = [
        units.get_currency_model(),
        units.get_dimension_model(),
        units.get_age_model(),
        units.get_temperature_model(),
        numbers.get_percentage_model(),
        numbers.get_number_model(),
    ]

    def find(text: str) -> list[Found]:
        found: list[Found] = []
        for start, line in _lines(text):
            taken: set[int] = set()
            for model in models:  # those with a unit first
                for r in model.parse(line):
                    if taken.isdisjoint(range(r.start, r.end + 1)):
                        value = _value(r.resolution)
                        if value is not None:
                            taken.update(range(r.start, r.end + 1))
                            found.append((start + r.start, start + r.end + 1, value))
        return sorted(found)

    return find


def _lines(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for line in text.split("\n"):
        yield at, line
        at += len(line) + 1


def _value(resolution: Any) -> float | None:
    said = str((resolution or {}).get("value") or "").rstrip("%")
    try:
        return float(said)
    except ValueError:
        return None
