"""State changes: 由A提高到B. Says of a quantity whether it is the A or the B of a change of state."""

from __future__ import annotations

import re

from pipeline.core.records import Quantity
from pipeline.core.text_view import TextView

_PARTS = r"(?:\d+(?:\.\d+)?:)*"  # the parts of a structure before this one


class StateChange:
    """The patterns of 由A提高到B."""

    def __init__(self, between: str, towards: str) -> None:
        """Take regular expressions of the words that may stand between 由 and A, and of the verbs
        before 到.
        """
        self._from = re.compile(
            rf"(?:由|从)(?:[^,;。到至]{{0,8}}的)?(?:{between}|\d{{4}}年)*{_PARTS}$"
        )
        self._open = re.compile(
            rf"(?:由|从)[^,;。]{{1,40}}(?:到|至|为)(?:了|的|{between}|\d{{4}}年|目前|现在)*{_PARTS}$"
        )
        self._towards = re.compile(rf"(?::[\d.:]+)?[^,;。]{{0,12}}?(?:{towards})(?:到|至|为)")

    def is_first(self, view: TextView, q: Quantity) -> bool:
        """The A of 由A提高到B."""
        return (
            self._from.search(view.before(q.start, 40)) is not None
            and self._towards.match(view.after(q.end, 40)) is not None
        )

    def is_second(self, view: TextView, q: Quantity) -> bool:
        """The B of 由A提高到B."""
        return self._open.search(view.before(q.start, 60)) is not None
