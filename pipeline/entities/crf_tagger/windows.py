"""Windows: tokens and rule candidates in.

The sentences that may hold a name, with their neighbours, out.

A sentence with no candidate, no head of a name (…局, …平台) and no word that the segmenter takes
for a place or an organ is left alone: that is two thirds of a statistical report. Of the names that
the tagger finds in ../shared/real/many, one in a hundred stands in such a sentence.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from pipeline.core.records import Entity, Token
from pipeline.entities.head_nouns import head_of
from pipeline.lexicons.names import Names

_AROUND = 2  # tokens beyond a sentence that features look at
_NAMED = frozenset(("ns", "nt"))
SENTENCE_ENDS = frozenset("。；\n")
Bounds = list[tuple[int, int]]


def windows(
    tokens: Sequence[Token], candidates: Sequence[Entity], names: Names
) -> tuple[list[Token], Bounds]:
    """The tokens to look at, and the runs of them (first, behind the last) that are sentences with
    a hint of a name.
    """
    nouns = {word for word in {t.text for t in tokens} if head_of(word, names)}
    hints = (t.start for t in tokens if t.tag in _NAMED or t.text in nouns)
    places = sorted({c.start for c in candidates} | {c.end - 1 for c in candidates} | set(hints))
    kept: list[Token] = []
    bounds: Bounds = []
    behind = 0  # tokens before it are kept already
    for a, b in sentence_bounds(tokens):
        if bisect_left(places, tokens[b - 1].end) > bisect_left(places, tokens[a].start):
            # behind a where the neighbours of the sentence before reach into this one
            first = max(a - _AROUND, behind)
            at = len(kept) + a - first
            bounds.append((at, at + b - a))
            behind = min(b + _AROUND, len(tokens))
            kept.extend(tokens[first:behind])
    return kept, bounds


def sentence_bounds(tokens: Sequence[Token]) -> Bounds:
    """Runs of tokens (first, behind the last) that end with a full stop, a semicolon or a line end."""
    last = {word for word in {t.text for t in tokens} if not SENTENCE_ENDS.isdisjoint(word)}
    ends = [i + 1 for i, t in enumerate(tokens) if t.text in last]
    if tokens and (not ends or ends[-1] < len(tokens)):
        ends.append(len(tokens))
    return list(zip([0, *ends], ends, strict=False))
