"""Item models: what one is given, and the protocol that each follows.

`stages.cfg` names the one that is used.

The trained model is `span_ranker`. Another one is a function that is registered in spaCy's registry
`item_models` and makes an object with the method `choose`; see docs/models.md for an example.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from pipeline.claims.item_rules import Answer
from pipeline.core.records import Measure, Mention, Quantity, TableCell
from pipeline.core.text_view import TextView
from pipeline.lexicons.bundle import Lexicons


@dataclass(frozen=True, slots=True)
class UnnamedClaims:
    """The claims of one text before it is known what they are of.

    All sequences have one entry a claim, in order of the text.

    Attributes:
        quantities: The number and unit of each.
        measures: What each says: a level, a growth, a share …
        signs: 1, or -1 where a decrease is written without a sign.
        kinds: The kind of unit of each (`units.csv`), "" for an unknown unit.
        answers: The item that the rules name, and which rule it was.
        cells: By number of the claim the cell, for claims that stand in a table.
    """

    quantities: Sequence[Quantity]
    measures: Sequence[Measure]
    signs: Sequence[int]
    kinds: Sequence[str]
    answers: Sequence[Answer]
    cells: Mapping[int, TableCell]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.quantities)


class ClaimNames(NamedTuple):
    """What a claim is of.

    Attributes:
        item: Words of the text, None for none.
        subject: Words of the text, None where the item says it all.
        confidence: The chance that the item is right, None where the model cannot tell.
    """

    item: Mention | None
    subject: Mention | None = None
    confidence: float | None = None


class ItemModel(Protocol):
    """Chooses what claims are of."""

    def choose(self, view: TextView, claims: UnnamedClaims) -> list[ClaimNames]:
        """Return the item and the subject of each claim, in order.

        Args:
            view: The text with its tokens, sentences, quantities and entities.
            claims: The claims of the text.
        """
        ...


ItemModelMaker = Callable[[Lexicons], ItemModel | None]
"""What a function of the registry `item_models` returns.

A maker that returns None leaves the choice to the rules.
"""
