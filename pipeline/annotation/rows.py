"""Gold written by hand: rows of words in, gold with offsets out, and every row that does not fit
its text.

Three parts, each opened by a line `[claims]`, `[entities]` or `[negatives]`; rows stand in the
order of the text, `#` begins a comment. A row `~ words` records nothing and moves on past the next
such words, for a quote whose first match is not the one meant.

    claims:    quote | value | unit | bound | measure | item | key=value;key=value
    entities:  words | LABEL | normal form
    negatives: words | why this number is no claim

`item` begins with `<` (the nearest such words before the quote) or `>` (the nearest after). Keys:
max, status, place, period, subject (written like item). `bound` is eq and `measure` level where
they are left out.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Any

from pipeline.core.messages import Message
from pipeline.core.schema import BOUNDS, LABELS, MEASURES

Span = tuple[int, int]
Gold = dict[str, Any]
_PARTS = ("claims", "entities", "negatives")
_KEYS = frozenset(("max", "status", "place", "period", "subject"))
_REACH = 900  # characters from a quote to its item or subject
_BREAK = r"(?:[ \u3000]*\n[ \u3000]*)?"
_DIGITS = re.compile(r"\d+(?:\.\d+)?")


def gold_of_rows(rows: str, text: str, file: str) -> tuple[Gold, list[str]]:
    """The gold of `text`, and what is wrong with the rows, each fault with its line."""
    builder = _Builder(text)
    for number, line in enumerate(rows.splitlines(), 1):
        line = line.strip()
        if line and not line.startswith("#"):
            builder.faults += [f"line {number}: {fault}: {line}" for fault in builder.read(line)]
    builder.faults += _loose(builder.gold, text)
    return {
        "file": file,
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        **builder.gold,
    }, builder.faults


class _Builder:
    def __init__(self, text: str) -> None:
        self.text = text
        self.gold: dict[str, list[dict[str, Any]]] = {part: [] for part in _PARTS}
        self.faults: list[str] = []
        self._part, self._at = "", 0

    def read(self, line: str) -> Iterator[str]:
        """Take one row; yields what is wrong with it."""
        if line in [f"[{part}]" for part in _PARTS]:
            self._part, self._at = line[1:-1], 0
            return
        cells = [cell.strip() for cell in line.removeprefix("~ ").split("|")]
        span = self._next(
            cells[0], whole_number=self._part != "entities" and not line.startswith("~ ")
        )
        if span is None:
            yield Message("not in the text after offset {offset} (order?)", offset=self._at)
            return
        self._at = span[1]
        if line.startswith("~ "):
            return
        place = {"start": span[0], "end": span[1], "text": cells[0]}
        cells += [""] * 6
        if self._part == "claims":
            yield from self._claim(place, cells)
        elif self._part == "entities" and cells[1] not in LABELS:
            yield Message("{word} is no {kind}", word=repr(cells[1]), kind="label")
        elif self._part:
            fields = (
                {"label": cells[1], "norm": cells[2]}
                if self._part == "entities"
                else {"reason": cells[1]}
            )
            self.gold[self._part].append(place | fields)
        else:
            yield Message("a row before any part")

    def _claim(self, place: dict[str, Any], cells: list[str]) -> Iterator[str]:
        value, unit, bound, measure, item = cells[1:6]
        extras = dict(pair.split("=", 1) for pair in ";".join(cells[6:]).split(";") if "=" in pair)
        bound, measure = bound or "eq", measure or "level"
        if bound not in BOUNDS or measure not in MEASURES or set(extras) - _KEYS:
            yield Message("no such bound, measure or key")
            return
        try:
            number, top = float(value), float(extras["max"]) if "max" in extras else None
        except ValueError:
            yield "no number"
            return
        claim = place | {
            "value": number,
            "value_max": top,
            "unit": unit,
            "bound": bound,
            "measure": measure,
        }
        claim |= {
            "status": extras.get("status", "actual"),
            "place": extras.get("place", ""),
            "period": extras.get("period", ""),
        }
        for name, marked in (("item", item), ("subject", extras.get("subject", ""))):
            claim[name] = self._beside(place["start"], place["end"], marked) if marked else None
            if marked and claim[name] is None:
                yield Message(
                    "{field} {words} is not beside the quote", field=name, words=repr(marked)
                )
        self.gold["claims"].append(claim)

    def _next(self, words: str, *, whole_number: bool) -> Span | None:
        """The next span of words, not cut out of a longer number."""
        for m in _pattern(words).finditer(self.text, self._at):
            before, after = (
                self.text[max(0, m.start() - 2) : m.start()],
                self.text[m.end() : m.end() + 2],
            )
            cut = (words[0].isdigit() and re.search(r"[\d０-９][.．]?$", before)) or (
                words[-1].isdigit() and re.match(r"[.．]?[\d０-９]", after)
            )
            if not (whole_number and cut):
                return m.span()
        return None

    def _beside(self, start: int, end: int, marked: str) -> dict[str, Any] | None:
        side, words = marked[0], marked[1:].strip()
        if side == "<":
            spans = [
                m.span() for m in _pattern(words).finditer(self.text, max(0, start - _REACH), start)
            ]
        else:
            spans = [m.span() for m in _pattern(words).finditer(self.text, end, end + _REACH)][:1]
        if side not in "<>" or not words or not spans:
            return None
        return {"start": spans[-1][0], "end": spans[-1][1], "text": words}


def _pattern(words: str) -> re.Pattern[str]:
    """Matches words, also with a hard line break between any two characters."""
    return re.compile(_BREAK.join(map(re.escape, words)))


def _loose(gold: dict[str, list[dict[str, Any]]], text: str) -> Iterator[str]:
    """Digits that no row speaks of."""
    spans = [(row["start"], row["end"]) for part in _PARTS for row in gold[part]]
    for m in _DIGITS.finditer(text):
        if not any(a <= m.start() and m.end() <= b for a, b in spans):
            around = repr(text[max(0, m.start() - 12) : m.end() + 12])
            yield Message(
                "offset {offset}: digits without a row: {words}", offset=m.start(), words=around
            )
