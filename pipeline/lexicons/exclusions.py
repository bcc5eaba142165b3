"""exclusions.toml and fixed.csv to the patterns by which a number is no claim."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.core.errors import IssueCode, LexiconError
from pipeline.core.messages import Message
from pipeline.lexicons.cues import alternatives
from pipeline.lexicons.tables import DATA, csv_rows, require, toml_file


@dataclass(frozen=True, slots=True)
class ExclusionWords:
    """Words at a number by reason, and fixed expressions with a number inside."""

    before: dict[IssueCode, re.Pattern[str]]
    after: dict[IssueCode, re.Pattern[str]]
    rank_before: re.Pattern[str]
    rank_after: re.Pattern[str]
    fixed: re.Pattern[str]


@cache
def load_exclusions(path: Path = DATA / "exclusions.toml", fixed_path: Path = DATA / "fixed.csv") -> ExclusionWords:
    """Load and check both files; raises LexiconError for an unknown reason."""
    before: dict[IssueCode, re.Pattern[str]] = {}
    after: dict[IssueCode, re.Pattern[str]] = {}
    data = toml_file(path)
    rank = data.pop("rank", {"before": [], "after": []})
    for reason, lists in data.items():
        if reason not in set(IssueCode):
            raise LexiconError(
                Message("unknown reason {reason}", reason=repr(reason)),
                path=path,
                where=reason,
                remedy=Message("use one of {reasons}", reasons=", ".join(IssueCode)),
            )
        if lists.get("before"):
            before[IssueCode(reason)] = re.compile(rf"(?:{alternatives(lists['before'])})[:\s]?$")
        if lists.get("after"):
            after[IssueCode(reason)] = re.compile(alternatives(lists["after"]))
    expressions = []
    for number, row in csv_rows(fixed_path, ("expression", "reason"), ("expression",)):
        require(
            row["reason"] in set(IssueCode), Message("unknown reason {reason}", reason=repr(row["reason"])), fixed_path, number, "reason"
        )
        expressions.append(row["expression"])
    return ExclusionWords(
        before, after, re.compile(rf"(?:{alternatives(rank['before'])})[^,。;:、\n]{{0,6}}$"), re.compile(alternatives(rank["after"])),
        re.compile(alternatives(expressions)),
    )  # fmt: skip
