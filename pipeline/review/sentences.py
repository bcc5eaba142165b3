"""Claims in their sentences: claim rows of one document in, rich text out, numbers and items
coloured.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from rich.text import Text

_NUMBER, _ITEM, _SUBJECT = "bold cyan", "green underline", "yellow"
Row = dict[str, Any]


def sentence_texts(claims: Iterable[Row]) -> Iterator[Text]:
    """One block a sentence: the sentence with its numbers, items and subjects marked, then a line a
    claim.
    """
    for sentence, rows in groupby(claims, key=lambda r: r["sentence"]):
        group = list(rows)
        yield _marked(sentence, group)
        for row in group:
            yield _reading(row)


def _marked(sentence: str, rows: Sequence[Row]) -> Text:
    text = Text(sentence)
    at = 0
    for row in rows:
        for column, style in (("item", _ITEM), ("subject", _SUBJECT)):
            if row[column]:
                begin = sentence.find(row[column])
                if begin >= 0:
                    text.stylize(style, begin, begin + len(row[column]))
        begin = sentence.find(row["text"], at)
        if begin >= 0:
            text.stylize(_NUMBER, begin, begin + len(row["text"]))
            at = begin + len(row["text"])
    return text


def _reading(row: Row) -> Text:
    high = f" to {row['value_max']}" if row["value_max"] else ""
    name = " ".join(filter(None, (row["subject"], row["item"]))) or "(no item)"
    extras = " ".join(
        filter(
            None,
            (
                row["place"],
                row["period"],
                row["measure"],
                row["status"],
                "" if row["bound"] == "eq" else row["bound"],
            ),
        )
    )
    line = Text("    ")
    line.append(name, style=_ITEM).append(" = ").append(
        f"{row['value']}{high} {row['unit']}", style=_NUMBER
    ).append(f"  {extras}", style="dim")
    return line
