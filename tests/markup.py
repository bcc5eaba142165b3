"""Case files: a line of marked-up Chinese in, the plain text and the reading expected out.

    [[1.6万个|16000 个 approx level|基站]]   a claim: value unit bound measure status, item; all but
    the value may be left out [[3%|3 %|产量|period=2013 subject=-]]     further fields of the claim,
    each by its column in claims.csv ((3G|name))                               a number that is no
    claim, with its reason {{2013年末|2013-12-31}}                   a TIME with its norm; all times
    of the line are marked, or none {{苏州市|PLACE 320500}}                   another entity with
    its label and norm

A unit or field of `-` is empty, a range is `3..5`. `# year=2013 kind=work-report place=苏州市
area_code=320500` sets the heading of the lines below it; `xfail: reason |` at the head of a line
keeps a known gap visible.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.core.records import Heading, Label
from pipeline.core.schema import BOUNDS, MEASURES, STATUSES

FIELDS = (
    "subject",
    "place",
    "area_code",
    "period",
    "accumulation",
    "comparison",
    "section",
    "item",
)
_MARK = re.compile(
    r"\[\[(?P<claim>[^\]]*)\]\]|\(\((?P<refused>[^)|]*\|[^)]*)\)\)|\{\{(?P<entity>[^}]*)\}\}"
)


@dataclass
class Case:
    """One line of a case file."""

    where: str
    text: str
    heading: Heading
    xfail: str = ""
    claims: list[dict[str, str]] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    times: list[tuple[str, str]] = field(default_factory=list)
    entities: list[tuple[str, str, str]] = field(default_factory=list)


def read_cases(path: Path) -> Iterator[Case]:
    heading = Heading()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("#"):
            settings = dict(re.findall(r"(\w+)=(\S+)", line))
            if settings:
                heading = Heading(
                    year=int(settings["year"]) if "year" in settings else None,
                    kind=settings.get("kind", ""),
                    title=settings.get("title", ""),
                    place=settings.get("place", ""),
                    area_code=settings.get("area_code", ""),
                )
            continue
        if line.strip():
            yield _case(f"{path.name}:{number}", line, heading)


def _case(where: str, line: str, heading: Heading) -> Case:
    xfail = ""
    if line.startswith("xfail:"):
        xfail, _, line = line.removeprefix("xfail:").partition("|")
        line = line.lstrip()
    case = Case(where, "", heading, xfail.strip())
    at = 0
    for m in _MARK.finditer(line):
        case.text += line[at : m.start()]
        at = m.end()
        if m["claim"]:
            words, reading, item, more = (*m["claim"].split("|"), "", "", "")[:4]
            case.claims.append(
                {"text": words} | _reading(reading) | ({"item": item} if item else {}) | _more(more)
            )
        elif m["refused"]:
            words, _, value = m["refused"].partition("|")
            case.refused.append((words, value))
        else:
            words, _, value = m["entity"].partition("|")
            label, _, norm = value.partition(" ")
            if label in set(Label):
                case.entities.append((words, label, norm))
            else:
                case.times.append((words, value))
        case.text += words
    case.text = (case.text + line[at:]).replace("⏎", "\n")
    return case


def _more(words: str) -> dict[str, str]:
    """Further fields, each with its column."""
    fields = dict(pair.split("=", 1) for pair in words.split())
    assert fields.keys() <= set(FIELDS), f"{words!r}: no such field"
    return {name: "" if value == "-" else value for name, value in fields.items()}


def _reading(words: str) -> dict[str, str]:
    value, *rest = words.split()
    low, _, high = value.partition("..")
    reading = {"value": low, "value_max": high}
    for i, word in enumerate(rest):
        key = (
            "bound"
            if word in BOUNDS
            else "measure"
            if word in MEASURES
            else "status"
            if word in STATUSES
            else "unit"
            if i == 0
            else ""
        )
        assert key, f"{word!r} is no unit, bound, measure or status"
        reading[key] = "" if word == "-" else word
    return reading
