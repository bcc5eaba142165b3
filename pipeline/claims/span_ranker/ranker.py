"""The ranker: a text and its claims in; the item and the subject of each claim and how sure the item is out.

Reading guide. `spans.py` lists the runs of words each claim chooses among, `features.py` describes each pair of claim and run,
`trees.py` gives each pair a score; the best pair of a claim is its item. Subjects are chosen likewise once items are known, with the
way to the item in place of the way to the quantity, and with one more choice: that the item says it all. They are chosen twice: the
second pass adds the subjects of the three claims before to each claim's choices and sees what the first thought of the claims around
(for items that gains nothing: what a claim is about is told by its own words). A claim that has the item of the claim before has its
subject too. `make train` grows the trees.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from pipeline.claims.item_model import ClaimNames, UnnamedClaims
from pipeline.claims.span_ranker import model_file as modelfile
from pipeline.claims.span_ranker.candidate_spans import Spans
from pipeline.claims.span_ranker.feature_names import feature_names
from pipeline.claims.span_ranker.features import (
    AROUND,
    Features,
    Floats,
    Ints,
    Statistics,
    SubjectFeatures,
    best_rows,
    chances,
    second_pass_features,
)
from pipeline.claims.span_ranker.token_table import TokenTable, summed
from pipeline.claims.span_ranker.trees import Trees
from pipeline.claims.span_ranker.word_statistics import Affinity, PositionTable, WordOdds
from pipeline.core.errors import LexiconError
from pipeline.core.messages import Message
from pipeline.core.records import Mention
from pipeline.core.text_view import TextView

MODEL = Path(__file__).parents[2] / "models" / "items.npz"
_STOPS = frozenset("；;。")
_MARKS = _STOPS | frozenset("，,：:")
NONE_BIAS = -1.5
"""On the score of no subject: a subject that is half right tells more than none, and its chance is shared by spans that are nearly one."""

UNUSUAL_ITEM, UNUSUAL_SUBJECT = 1.0, 2.0
"""On the score of a span for each end with a word that gold has often seen and never there. The trees learned from spans without
such words, so they do not know how much it tells; as many items and subjects of the real gold are right as when such spans were shut out."""
_NOTHING = 1.0
"""The score of no span's being right, in a claim's chances: where there is one span alone, that makes it no more likely."""
_POOR_SCORE, _POOR_CHANCE = 2.5, 0.35
"""A claim whose best choice is below one of these looks at all spans; they are few, which keeps the others as fast."""
_SHOWN = 4  # spans that a trace shows of a choice
_CARRIED = 3  # claims before whose choices a claim may share
_BLOCK = 500  # claims whose pairs are described at a time: each takes some 150 kB
_BESIDE = _CARRIED + max(map(abs, AROUND))  # claims beside a block that its second pass looks at
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
        spans, scores = np.concatenate([self.spans, other.spans]), np.concatenate([self.scores, other.scores])
        return Described(claims[order], spans[order], np.hstack([self.features, other.features])[:, order], scores[order])


@dataclass(frozen=True, slots=True)
class Choice:
    """What the claims of one text choose among.

    Attributes:
        spans: The candidate spans of the text; the number behind the last stands for none.
        pairs: The pairs of claims and spans that are looked at.
        rest: Those that are looked at where a claim finds nothing good among `pairs`: spans with unusual words at their ends.
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
        """The choice of the claims [low, high) alone; the others keep their numbers and have nothing to choose."""
        return replace(self, pairs=_between(self.pairs, low, high), rest=_between(self.rest, low, high))

    def first_pass(self, trees: Trees) -> Described:
        """The pairs with the score that each has for itself."""
        found = self._described(self.pairs, trees)
        poor = np.ones(self.count, dtype=bool)
        best = best_rows(found.claims, found.scores, self.count)
        sure = chances(found.claims, found.scores, self.count)
        poor[best >= 0] = (found.scores[best[best >= 0]] < _POOR_SCORE) | (sure[best[best >= 0]] < _POOR_CHANCE)
        more = poor[self.rest[0]]
        if not more.any():
            return found
        return found.joined(self._described((self.rest[0][more], self.rest[1][more]), trees))

    def second_pass(self, first: Described, trees: Trees) -> Described:
        """The pairs with what the first pass thought of the claims around, and without scores: `trees` are those of the first."""
        size = self.spans.count + 1  # one more for none
        more = self._carried(first, size)
        if self.may is not None:
            kept = self.may(*more)
            more = more[0][kept], more[1][kept]
        all_pairs = first.joined(self._described(more, trees)) if len(more[0]) else first
        added = second_pass_features(all_pairs.claims, all_pairs.spans, all_pairs.scores, size, self.count)
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
        for i in range(first.claims[0], first.claims[-1] + 1):  # a block of claims knows nothing of the others
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


def item_choice(tokens: TokenTable, spans: Spans, unnamed: UnnamedClaims, statistics: Statistics) -> Choice:
    """The choice of items."""
    claims, chosen = spans.pairs
    reached = _before_mark(tokens, spans.a[chosen], claims, _MARKS)  # behind its clause a claim has no item: of 10,748 in gold eight
    unusual = spans.unusual(tokens, statistics.positions)
    pairs, rest = _parted((claims[reached], chosen[reached]), unusual)
    against = np.append(UNUSUAL_ITEM * unusual, 0).astype(np.float32)
    return Choice(spans, pairs, rest, Features(tokens, spans, unnamed, statistics).of_pairs, unnamed.count, against)


def _parted(pairs: Pairs, unusual: Ints) -> tuple[Pairs, Pairs]:
    """The pairs with usual spans, and the others."""
    claims, spans = pairs
    odd = unusual[spans] > 0
    return (claims[~odd], spans[~odd]), (claims[odd], spans[odd])


def _before_mark(tokens: TokenTable, starts: Ints, claims: Ints, marks: frozenset[str]) -> NDArray[np.bool_]:
    """Which spans begin before the first of `marks` that stands behind their claim's number."""
    passed = summed(tokens.are(marks.__contains__))
    found: NDArray[np.bool_] = passed[starts] <= passed[tokens.behind[claims]]
    return found


def subject_choice(
    tokens: TokenTable, spans: Spans, unnamed: UnnamedClaims, items: Sequence[Mention | None], statistics: Statistics
) -> Choice:
    """The choice of subjects: the spans beside the item, and none (the number behind the last span)."""
    features = SubjectFeatures(tokens, spans, unnamed, statistics, items)
    claims, chosen = spans.pairs
    reached = _before_mark(tokens, spans.a[chosen], claims, _STOPS)  # what the next clause is about is none: of 2,018 in gold not one
    kept = reached & features.apart(claims, chosen)
    unusual = spans.unusual(tokens, statistics.positions)
    (claims, chosen), rest = _parted((claims[kept], chosen[kept]), unusual)
    claims = np.concatenate([claims, np.arange(unnamed.count)])
    chosen = np.concatenate([chosen, np.full(unnamed.count, spans.count)])
    order = np.argsort(claims, kind="stable")
    against = np.append(UNUSUAL_SUBJECT * unusual, 0).astype(np.float32)
    pairs = claims[order], chosen[order]
    return Choice(spans, pairs, rest, features.of_pairs, unnamed.count, against, features.apart)


class Chosen(NamedTuple):
    """What a claim chooses.

    Attributes:
        span: The number of the span, -1 where there was none to choose.
        chance: The chance that it is right.
        others: The spans that are most likely, the best first, each with its chance; only where they are asked for.
    """

    span: int = -1
    chance: float = 0.0
    others: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Passes:
    """What was learned for one of the choices."""

    statistics: Statistics
    first: Trees
    second: Trees | None

    def choose(self, choice: Choice, *, others: bool = False) -> list[Chosen]:
        """What each claim chooses, in order; with `others` also what it might have chosen.

        Done a block of claims at a time, so that memory does not grow with the text.
        """
        found: list[Chosen] = []
        for low in range(0, choice.count, _BLOCK):
            high = min(low + _BLOCK, choice.count)
            found += self._chosen(choice.between(low - _BESIDE, high + _BESIDE), others)[low:high]
        return found

    def _chosen(self, choice: Choice, others: bool) -> list[Chosen]:
        if not len(choice.pairs[0]) and not len(choice.rest[0]):
            return [Chosen()] * choice.count
        found = choice.first_pass(self.first)
        claims, spans, scores = found.claims, found.spans, found.scores
        if self.second is not None:
            found = choice.second_pass(found, self.first)
            claims, spans = found.claims, found.spans
            scores = choice.scored(self.second, found.features, spans)
            scores[spans == choice.spans.count] += NONE_BIAS
        chance = chances(claims, scores, choice.count, nothing=_NOTHING)
        best = best_rows(claims, scores, choice.count).tolist()
        return [
            Chosen(int(spans[row]), float(chance[row]), _ranked(claims, spans, chance, claim) if others else ()) if row >= 0 else Chosen()
            for claim, row in enumerate(best)
        ]


def _ranked(claims: Ints, spans: Ints, chance: Floats, claim: int) -> tuple[tuple[int, float], ...]:
    """The spans that a claim is most likely to be of, the best first, each with its chance."""
    low, high = np.searchsorted(claims, [claim, claim + 1])
    order = np.argsort(-chance[low:high], kind="stable")[:_SHOWN]
    return tuple((int(spans[low + row]), float(chance[low + row])) for row in order.tolist())


@dataclass(frozen=True, slots=True)
class Ranker:
    """The trained model."""

    items: Passes
    subjects: Passes

    def choose(self, view: TextView, unnamed: UnnamedClaims) -> list[ClaimNames]:
        """The item of each claim with the chance that it is right (the rules' where there is no choice), and its subject."""
        tokens = TokenTable(view, unnamed.quantities)
        spans = Spans.of(tokens)
        choice = item_choice(tokens, spans, unnamed, self.items.statistics)
        chosen = self.items.choose(choice, others=view.trace is not None)
        items = [
            spans.mention(one.span, view.text) if one.span >= 0 else answer.item
            for one, answer in zip(chosen, unnamed.answers, strict=True)
        ]
        _note(view, "item", unnamed, spans, chosen)
        subjects = self._subjects(view, tokens, spans, unnamed, items)
        return [ClaimNames(item, subject, one.chance) for item, subject, one in zip(items, subjects, chosen, strict=True)]

    def _subjects(
        self, view: TextView, tokens: TokenTable, spans: Spans, unnamed: UnnamedClaims, items: Sequence[Mention | None]
    ) -> list[Mention | None]:
        choice = subject_choice(tokens, spans, unnamed, items, self.subjects.statistics)
        chosen = self.subjects.choose(choice, others=view.trace is not None)
        _note(view, "subject", unnamed, spans, chosen)
        found: list[Mention | None] = []
        for i, one in enumerate(chosen):
            if i and items[i] is not None and items[i] == items[i - 1]:
                found.append(found[-1])
                view.because(unnamed.quantities[i].start, "subject", "that of the claim before, which has this item")
            else:
                found.append(spans.mention(one.span, view.text) if 0 <= one.span < spans.count else None)
        return found


def _note(view: TextView, name: str, unnamed: UnnamedClaims, spans: Spans, chosen: Sequence[Chosen]) -> None:
    """Note what each claim chose among."""
    if view.trace is None:
        return
    for q, one in zip(unnamed.quantities, chosen, strict=True):
        words = [(spans.mention(span, view.text).text if span < spans.count else "(none)", chance) for span, chance in one.others]
        rule = f"span ranker, {name}s" if one.span >= 0 else "rule, for want of a choice"
        at = (int(spans.starts[one.span]), int(spans.ends[one.span])) if 0 <= one.span < spans.count else None
        view.because(q.start, name, rule, at, words)


def passes_of(data: dict[str, Any], kinds: Sequence[str], indicators: Set[str]) -> Passes:
    """One part of a model file."""
    return Passes(statistics_of(data, kinds, indicators), data["first"], data.get("second"))


def statistics_of(data: dict[str, Any], kinds: Sequence[str], indicators: Set[str]) -> Statistics:
    """Statistics from counts as they stand in a model file, and the names of the catalogue's indicators."""
    positions = {level: PositionTable(counts) for level, counts in data["positions"].items()}
    return Statistics(
        positions,
        Affinity(data["affinity"]),
        WordOdds(data["carry"]),
        WordOdds(data["alone"]),
        dict(zip(data["texts"].keys, data["texts"].counts[:, 0].tolist(), strict=True)),
        indicators,
        tuple(kinds),
    )


def ranker_of(data: dict[str, Any], indicators: Set[str]) -> Ranker:
    """The content of a model file as a ranker, with the names of the catalogue's indicators."""
    ranker = Ranker(*(passes_of(data[part], data["kinds"], indicators) for part in ("items", "subjects")))
    for part, names in feature_names(ranker.items.statistics).items():
        if data[part]["names"] != names:
            raise ValueError(f"it was trained with other features of {part} than this version computes")
    return ranker


@cache
def _content(path: Path) -> dict[str, Any]:
    return modelfile.read(path)


def load_ranker(path: Path, indicators: Set[str]) -> Ranker:
    """Load a model that `make train` wrote.

    Args:
        path: The model file.
        indicators: Names and aliases of the catalogue's indicators, in normal form; they are among the features.

    Raises:
        LexiconError: The file is none, or was trained with other features than this code computes.
    """
    try:
        return ranker_of(_content(path), indicators)
    except (OSError, EOFError, ValueError, KeyError, TypeError, BadZipFile) as error:
        raise LexiconError(Message("no ranker: {error}", error=error), path=path, remedy="run `make train`") from error
