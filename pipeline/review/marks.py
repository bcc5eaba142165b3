"""Marks: a text and spans over it in; lines of segments, each with the spans that cover it, out.

Spans may overlap.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of code points.

    `kind` is a class of the page (q, i, s, e, r), `ref` what it belongs to, `title` what hovering
    tells.
    """

    start: int
    end: int
    kind: str
    ref: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text under the same marks."""

    text: str
    marks: tuple[Mark, ...]

    @property
    def kinds(self) -> str:
        """The kinds of its marks, as classes of the page."""
        return " ".join(sorted({m.kind for m in self.marks}))

    def refs(self, kind: str) -> str:
        """What the marks of a kind belong to, parted by blanks."""
        return " ".join(m.ref for m in self.marks if m.kind == kind)

    @property
    def title(self) -> str:
        """What the page shows of it under the pointer."""
        return "; ".join(dict.fromkeys(m.title for m in self.marks if m.title))


def marked_lines(text: str, marks: Sequence[Mark]) -> Iterator[list[Segment]]:
    """The lines of `text`, each cut where a mark begins or ends.

    >>> [[(s.text, s.kinds) for s in line] for line in marked_lines("学校10所", [Mark(0, 2, "i"), Mark(2, 5, "q")])]
    [[('学校', 'i'), ('10所', 'q')]]
    """
    waiting = sorted(
        (m for m in marks if m.start < m.end), key=lambda m: (m.start, m.end), reverse=True
    )
    over: list[Mark] = []
    at = 0
    for line in text.split("\n"):
        end = at + len(line)
        segments = []
        while at < end:
            while waiting and waiting[-1].start <= at:
                over.append(waiting.pop())
            over = [m for m in over if m.end > at]
            cut = min([end, *(m.end for m in over), *([waiting[-1].start] if waiting else [])])
            segments.append(Segment(text[at:cut], tuple(over)))
            at = cut
        yield segments
        at = end + 1
