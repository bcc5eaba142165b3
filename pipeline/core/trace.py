"""The trace of a text: for each field of each claim the rule, cue or model that gave it.

Kept only where it is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Reason(NamedTuple):
    """Why a field is what it is.

    Attributes:
        rule: The name of the rule or model.
        span: Start and end of the words that it rests on, None where it rests on none of this text.
        choices: What a model chose among, the best first, each with its chance.
    """

    rule: str
    span: tuple[int, int] | None = None
    choices: tuple[tuple[str, float], ...] = ()


@dataclass(slots=True)
class Trace:
    """Reasons by the start of the number and the name of the field.

    A later stage's takes the place of an earlier one's.
    """

    reasons: dict[tuple[int, str], Reason] = field(default_factory=dict)

    def of(self, start: int) -> dict[str, Reason]:
        """The reasons of the claim whose number starts at an offset, by field."""
        return {name: reason for (at, name), reason in self.reasons.items() if at == start}
