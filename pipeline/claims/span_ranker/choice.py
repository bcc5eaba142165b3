"""Choices: what each claim of a text chooses among, in a first pass alone and in a second beside the others.

A choice knows the pairs of claims and spans, and describes them; `ranker.py` decides. Items are chosen
among the spans of a claim's clause, subjects among those beside the item, or none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipeline.claims.item_model import UnnamedClaims
from pipeline.claims.span_ranker.candidate_spans import Spans
from pipeline.claims.span_ranker.features import Features, Statistics, SubjectFeatures
from pipeline.claims.span_ranker.scores import (
    AROUND,
    Floats,
    Ints,
    best_rows,
    chances,
    second_pass_features,
)
from pipeline.claims.span_ranker.token_table import TokenTable, summed
from pipeline.claims.span_ranker.trees import Trees
from pipeline.core.records import Mention

_STOPS = frozenset("；;。")
_MARKS = _STOPS | frozenset("，,：:")
UNUSUAL_ITEM, UNUSUAL_SUBJECT = 1.0, 2.0
"""On the score of a span for each end with a word that gold has often seen and never there.

The trees learned from spans without such words, so they do not know how much it tells; as many items
and subjects of the real gold are right as when such spans were shut out.
"""
_POOR_SCORE, _POOR_CHANCE = 2.5, 0.35
"""A claim whose best choice is below one of these looks at all spans.

They are few, which keeps the others as fast.
"""
_CARRIED = 3  # claims before whose choices a claim may share
BESIDE = _CARRIED + max(map(abs, AROUND))
"""Claims beside a block of claims that its second pass looks at."""
Pairs = tuple[Ints, Ints]
"""Claims and spans by number, claims ascending."""


@dataclass(frozen=True, slots=True)
class Described:
    """Pairs of claims and spans, claims ascending, with what is known of them.

    Attributes:
        claims: The claim of each, shape (pairs,).
        spans: The span of each, shape (pairs,).
        features: Shape (features, pairs).
        scores: Shape (pairs,).
    """

    claims: Ints
    spans: Ints
    features: Floats
    scores: Floats

    def joined(self, other: Described) -> Described:
        """Both, claims ascending."""
        claims = np.concatenate([self.claims, other.claims])
        order = np.argsort(claims, kind="stable")
        spans, scores = (
            np.concatenate([self.spans, other.spans]),
            np.concatenate([self.scores, other.scores]),
        )
        return Described(
            claims[order],
            spans[order],
            np.hstack([self.features, other.features])[:, order],
            scores[order],
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """What the claims of one text choose among.

    Attributes:
        spans: The candidate spans of the text; the number behind the last stands for none.
        pairs: The pairs of claims and spans that are looked at.
        rest: Those that are looked at where a claim finds nothing good among `pairs`: spans
            with unusual words at their ends.
        describe: Gives the features of pairs.
        count: How many claims there are.
        against: What is taken from the score of each span, and of none, shape (spans + 1,).
        may: Whether claims may choose spans that others have chosen.
    """

    spans: Spans
    pairs: Pairs
    rest: Pairs
    describe: Callable[[Ints, Ints], Floats]
    count: int
    against: Floats
    may: Callable[[Ints, Ints], NDArray[np.bool_]] | None = None

    def between(self, low: int, high: int) -> Choice:
        """The choice of the claims [low, high) alone.

        The others keep their numbers and have nothing to choose.
        """
        return replace(
            self, pairs=_between(self.pairs, low, high), rest=_between(self.rest, low, high)
        )

    def first_pass(self, trees: Trees) -> Described:
        """The pairs with the score that each has for itself."""
        found = self._described(self.pairs, trees)
        poor = np.ones(self.count, dtype=bool)
        best = best_rows(found.claims, found.scores, self.count)
        sure = chances(found.claims, found.scores, self.count)
        poor[best >= 0] = (found.scores[best[best >= 0]] < _POOR_SCORE) | (
            sure[best[best >= 0]] < _POOR_CHANCE
        )
        more = poor[self.rest[0]]
        if not more.any():
            return found
        return found.joined(self._described((self.rest[0][more], self.rest[1][more]), trees))

    def second_pass(self, first: Described, trees: Trees) -> Described:
        """The pairs with what the first pass thought of the claims around, and without scores:
        `trees` are those of the first.
        """
        size = self.spans.count + 1  # one more for none
        more = self._carried(first, size)
        if self.may is not None:
            kept = self.may(*more)
            more = more[0][kept], more[1][kept]
        all_pairs = first.joined(self._described(more, trees)) if len(more[0]) else first
        added = second_pass_features(
            all_pairs.claims, all_pairs.spans, all_pairs.scores, size, self.count
        )
        return replace(all_pairs, features=np.vstack([all_pairs.features, added]))

    def scored(self, trees: Trees, features: Floats, spans: Ints) -> Floats:
        """The score of each pair, less what weighs against its span."""
        scores: Floats = trees.scores(features) - self.against[spans]
        return scores

    def _described(self, pairs: Pairs, trees: Trees) -> Described:
        features = self.describe(*pairs)
        return Described(*pairs, features, self.scored(trees, features, pairs[1]))

    def _carried(self, first: Described, size: int) -> Pairs:
        """What the claims before have chosen, as choices of a claim that has not got them yet."""
        chosen = best_rows(first.claims, first.scores, self.count)
        known = set((first.claims * size + first.spans).tolist())
        claims, carried = [], []
        # a block of claims knows nothing of the others
        for i in range(first.claims[0], first.claims[-1] + 1):
            for row in chosen[max(0, i - _CARRIED) : i][::-1].tolist():
                span = int(first.spans[row])
                if row >= 0 and i * size + span not in known:
                    known.add(i * size + span)
                    claims.append(i)
                    carried.append(span)
        return np.array(claims, dtype=np.int64), np.array(carried, dtype=np.int64)


def _between(pairs: Pairs, low: int, high: int) -> Pairs:
    a, b = np.searchsorted(pairs[0], [low, high])
    return pairs[0][a:b], pairs[1][a:b]


def item_choice(
    tokens: TokenTable, spans: Spans, unnamed: UnnamedClaims, statistics: Statistics
) -> Choice:
    """The choice of items."""
    claims, chosen = spans.pairs
    # behind its clause a claim has no item: of 10,748 in gold eight
    reached = _before_mark(tokens, spans.a[chosen], claims, _MARKS)
    unusual = spans.unusual(tokens, statistics.positions)
    pairs, rest = _parted((claims[reached], chosen[reached]), unusual)
    against = np.append(UNUSUAL_ITEM * unusual, 0).astype(np.float32)
    return Choice(
        spans,
        pairs,
        rest,
        Features(tokens, spans, unnamed, statistics).of_pairs,
        unnamed.count,
        against,
    )


def _parted(pairs: Pairs, unusual: Ints) -> tuple[Pairs, Pairs]:
    """The pairs with usual spans, and the others."""
    claims, spans = pairs
    odd = unusual[spans] > 0
    return (claims[~odd], spans[~odd]), (claims[odd], spans[odd])


def _before_mark(
    tokens: TokenTable, starts: Ints, claims: Ints, marks: frozenset[str]
) -> NDArray[np.bool_]:
    """Which spans begin before the first of `marks` that stands behind their claim's number."""
    passed = summed(tokens.are(marks.__contains__))
    found: NDArray[np.bool_] = passed[starts] <= passed[tokens.behind[claims]]
    return found


def subject_choice(
    tokens: TokenTable,
    spans: Spans,
    unnamed: UnnamedClaims,
    items: Sequence[Mention | None],
    statistics: Statistics,
) -> Choice:
    """The choice of subjects: the spans beside the item, and none (the number behind the last
    span).
    """
    features = SubjectFeatures(tokens, spans, unnamed, statistics, items)
    claims, chosen = spans.pairs
    # what the next clause is about is none: of 2,018 in gold not one
    reached = _before_mark(tokens, spans.a[chosen], claims, _STOPS)
    kept = reached & features.apart(claims, chosen)
    unusual = spans.unusual(tokens, statistics.positions)
    (claims, chosen), rest = _parted((claims[kept], chosen[kept]), unusual)
    claims = np.concatenate([claims, np.arange(unnamed.count)])
    chosen = np.concatenate([chosen, np.full(unnamed.count, spans.count)])
    order = np.argsort(claims, kind="stable")
    against = np.append(UNUSUAL_SUBJECT * unusual, 0).astype(np.float32)
    pairs = claims[order], chosen[order]
    return Choice(spans, pairs, rest, features.of_pairs, unnamed.count, against, features.apart)
