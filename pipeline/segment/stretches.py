"""Stretches: a long text in.

Spans that are read one after the other, so that memory does not grow with the text, out.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.core.records import Section

LONGEST = (
    200_000  # characters; a report has 5,000 to 60,000 and is never cut, a yearbook some millions
)


def find_stretches(
    text: str, sections: Sequence[Section], longest: int = LONGEST
) -> list[tuple[int, int]]:
    """Spans that cover `text`, none longer than `longest`: cut before the outermost heading, else
    after a blank line, a line that is no
    row of a table, a line, a sentence, wherever one is in the second half of a span.

    >>> find_stretches("全县。" * 4, (), 8)
    [(0, 6), (6, 12)]
    """
    found = []
    start = 0
    while len(text) - start > longest:
        end = _cut(text, sections, start + longest // 2, start + longest)
        found.append((start, end))
        start = end
    return [*found, (start, len(text))]


def _cut(text: str, sections: Sequence[Section], low: int, high: int) -> int:
    starts = [(s.level, -s.start) for s in sections if low <= s.start < high]
    if starts:
        return -min(starts)[1]
    for mark in ("\n\n", "。\n", "\n", "。", "；", "，"):
        at = text.rfind(mark, low, high - len(mark))
        if at >= 0:
            return at + len(mark)
    return high
