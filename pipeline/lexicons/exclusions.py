"""exclusions.toml and fixed.csv to the patterns by which a number is no claim."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.core.errors import IssueCode, LexiconError
from pipeline.core.messages import Message
from pipeline.lexicons.cues import alternatives
from pipeline.lexicons.tables import DATA, layered_rows, layered_toml

SHIPPED, SHIPPED_FIXED = DATA / "exclusions.toml", DATA / "fixed.csv"


@dataclass(frozen=True, slots=True)
class ExclusionWords:
    """Words at a number by reason, and fixed expressions with a number inside."""

    before: dict[IssueCode, re.Pattern[str]]
    after: dict[IssueCode, re.Pattern[str]]
    rank_before: re.Pattern[str]
    rank_after: re.Pattern[str]
    fixed: re.Pattern[str]


@cache
def load_exclusions(paths: tuple[Path, ...] = (), fixed: tuple[Path, ...] = ()) -> ExclusionWords:
    """Load the words and the fixed expressions, later files over earlier ones.

    The shipped ones where none are given.

    Raises:
        LexiconError: A reason is none of `IssueCode`.
    """
    paths, fixed = paths or (SHIPPED,), fixed or (SHIPPED_FIXED,)
    before: dict[IssueCode, re.Pattern[str]] = {}
    after: dict[IssueCode, re.Pattern[str]] = {}
    data = layered_toml(paths)
    rank = data.pop("rank", {"before": [], "after": []})
    for reason, lists in data.items():
        if reason not in set(IssueCode):
            raise LexiconError(
                Message("unknown reason {reason}", reason=repr(reason)),
                path=paths[-1],
                where=reason,
                remedy=Message("use one of {reasons}", reasons=", ".join(IssueCode)),
            )
        if lists.get("before"):
            before[IssueCode(reason)] = re.compile(rf"(?:{alternatives(lists['before'])})[:\s]?$")
        if lists.get("after"):
            after[IssueCode(reason)] = re.compile(alternatives(lists["after"]))
    expressions = []
    for row in layered_rows(fixed, ("expression", "reason"), ("expression",)):
        expression, reason = row.cells
        row.require(
            reason in set(IssueCode),
            Message("unknown reason {reason}", reason=repr(reason)),
            "reason",
        )
        expressions.append(expression)
    return ExclusionWords(
        before,
        after,
        re.compile(rf"(?:{alternatives(rank['before'])})[^,。;:、\n]{{0,6}}$"),
        re.compile(alternatives(rank["after"])),
        re.compile(alternatives(expressions)),
    )
