"""The text view: one Doc's text and records, with the look-ups that all rules over them need."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.core.records import (
    Entity,
    Heading,
    Label,
    Quantity,
    Section,
    Sentence,
    TableCell,
    Token,
)
from pipeline.core.trace import Reason, Trace

_PARTS = 12  # a structure of more parts is none
CLAUSE_MARKS = ",。;!?\n"
"""Marks that end a clause, on folded text."""
_REACH = 2000  # characters; the longest paragraph of a report has 1,500


@dataclass(slots=True)
class TextView:
    """One text and what was found in it.

    Offsets are those of `text` and `folded`, which are of one length.
    """

    text: str
    folded: str
    heading: Heading
    sentences: Sequence[Sentence]
    sections: Sequence[Section]
    quantities: Sequence[Quantity]
    entities: Sequence[Entity]
    tokens: Sequence[Token]
    cells: Mapping[int, TableCell] = field(default_factory=dict)
    """Numbers of tables, by where they start."""
    trace: Trace | None = None
    """Where rules note why, if that is asked for."""
    _sentence_starts: list[int] = field(init=False)
    _section_starts: list[int] = field(init=False)
    _token_starts: list[int] = field(init=False)
    _entity_starts: list[int] = field(init=False)
    _quantity_starts: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self._sentence_starts = [s.start for s in self.sentences]
        self._section_starts = [s.start for s in self.sections]
        self._token_starts = [t.start for t in self.tokens]
        self._entity_starts = [e.start for e in self.entities]
        self._quantity_starts = [q.start for q in self.quantities]

    def because(
        self,
        start: int,
        name: str,
        rule: str,
        span: tuple[int, int] | None = None,
        choices: Sequence[tuple[str, float]] = (),
    ) -> None:
        """Note which rule gave a field of the claim that starts at an offset; see `Reason`."""
        if self.trace is not None:
            self.trace.reasons[start, name] = Reason(rule, span, tuple(choices))

    def sentence_at(self, offset: int) -> Sentence:
        """The sentence that holds `offset` (or the last before it)."""
        i = bisect_right(self._sentence_starts, offset) - 1
        return self.sentences[max(i, 0)]

    def paragraph_at(self, offset: int) -> int:
        """Where the paragraph of `offset` begins, as far as anything in it can reach."""
        low = max(0, offset - _REACH)
        at = self.text.rfind("\n", low, offset)
        return at + 1 if at >= 0 else low

    def section_at(self, offset: int) -> Section | None:
        """The section that holds an offset, None before the first."""
        i = bisect_right(self._section_starts, offset) - 1
        return self.sections[i] if i >= 0 else None

    def entity_at(self, start: int, end: int, *labels: Label) -> Entity | None:
        """The entity (of `labels`, or any) that overlaps text[start:end]."""
        i = bisect_right(self._entity_starts, end - 1) - 1
        while i >= 0 and self.entities[i].end > start - 60:
            entity = self.entities[i]
            if entity.end > start and entity.start < end and (not labels or entity.label in labels):
                return entity
            i -= 1
        return None

    def entities_in(self, start: int, end: int, label: Label) -> list[Entity]:
        """Entities of `label` that begin inside text[start:end], in order."""
        i = bisect_right(self._entity_starts, start - 1)
        found = []
        while i < len(self.entities) and self.entities[i].start < end:
            if self.entities[i].label is label:
                found.append(self.entities[i])
            i += 1
        return found

    def quantities_in(self, start: int, end: int) -> Sequence[Quantity]:
        """Quantities that begin inside text[start:end], in order."""
        return self.quantities[
            bisect_right(self._quantity_starts, start - 1) : bisect_right(
                self._quantity_starts, end - 1
            )
        ]

    def group_of(self, q: Quantity) -> list[Quantity]:
        """The parts of the a:b:c structure that `q` is in (the first dozen of a longer one)."""
        first = bisect_right(self._quantity_starts, q.group - 1)
        last = first
        while (
            last + 1 < len(self.quantities)
            and self.quantities[last + 1].group == q.group
            and last - first < _PARTS
        ):
            last += 1
        return list(self.quantities[first : last + 1])

    def tokens_in(self, start: int, end: int) -> Sequence[Token]:
        """Tokens that lie inside text[start:end]."""
        low = bisect_right(self._token_starts, start - 1)
        high = bisect_right(self._token_starts, end - 1)
        return self.tokens[low:high]

    def token_before(self, offset: int) -> Token | None:
        """The last token that begins before `offset`."""
        i = bisect_right(self._token_starts, offset - 1) - 1
        return self.tokens[i] if i >= 0 else None

    def clause_start(self, offset: int, low: int) -> int:
        """Where the comma clause that holds `offset` begins, not before `low`, as far as anything
        in it can reach.
        """
        at = offset
        low = max(low, offset - _REACH)
        while at > low and self.folded[at - 1] not in CLAUSE_MARKS:
            at -= 1
        return at

    def before(self, offset: int, length: int) -> str:
        """Up to `length` folded characters before `offset`."""
        return self.folded[max(0, offset - length) : offset]

    def after(self, offset: int, length: int) -> str:
        """The folded text behind an offset."""
        return self.folded[offset : offset + length]
