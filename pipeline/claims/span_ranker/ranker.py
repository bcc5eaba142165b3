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
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from pipeline.claims.item_model import ClaimNames, UnnamedClaims
from pipeline.claims.span_ranker import model_file as modelfile
from pipeline.claims.span_ranker.candidate_spans import Spans
from pipeline.claims.span_ranker.features import (
    AROUND,
    Features,
    Floats,
    Ints,
    Lore,
    SubjectFeatures,
    best_rows,
    chained,
    chances,
)
from pipeline.claims.span_ranker.token_table import Pieces, summed
from pipeline.claims.span_ranker.trees import Trees
from pipeline.claims.span_ranker.word_statistics import Affinity, RoleTable, WordOdds
from pipeline.core.errors import LexiconError
from pipeline.core.messages import Message
from pipeline.core.records import Mention
from pipeline.core.text_view import TextView

MODEL = Path(__file__).parents[2] / "models" / "items.npz"
_STOPS = frozenset("；;。")
_MARKS = _STOPS | frozenset("，,：:")
NONE_BIAS = -1.5
"""On the score of no subject: a subject that is half right tells more than none, and its chance is shared by spans that are nearly one."""
_CARRIED = 3  # claims before whose choices a claim may share
_BLOCK = 500  # claims whose pairs are described at a time: each takes some 150 kB
_BESIDE = _CARRIED + max(map(abs, AROUND))  # claims beside a block that its second pass looks at
Pairs = tuple[Ints, Ints]
"""Claims and spans by number, claims ascending."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What the claims of one text choose among: pairs of claims and spans, and a function that describes them."""

    spans: Spans
    pairs: Pairs
    describe: Callable[[Ints, Ints], Floats]
    count: int
    may: Callable[[Ints, Ints], NDArray[np.bool_]] | None = None
    """Whether claims may choose spans that others have chosen."""

    def between(self, low: int, high: int) -> Choice:
        """The choice of the claims [low, high) alone; the others keep their numbers and have nothing to choose."""
        a, b = np.searchsorted(self.pairs[0], [low, high])
        return replace(self, pairs=(self.pairs[0][a:b], self.pairs[1][a:b]))

    def first(self) -> Floats:
        """Features of the first pass, shape (features, pairs)."""
        return self.describe(*self.pairs)

    def second(self, first: Floats, trees: Trees) -> tuple[Pairs, Floats]:
        """The pairs of the second pass and their features, from those of the first and its trees."""
        (claims, spans), size = self.pairs, self.spans.count + 1  # one more for none
        scores = trees.scores(first)
        more = self._carried(best_rows(claims, scores, self.count), claims * size + spans, size)
        if self.may is not None:
            kept = self.may(*more)
            more = more[0][kept], more[1][kept]
        if len(more[0]):
            described = self.describe(*more)
            claims, spans = np.concatenate([claims, more[0]]), np.concatenate([spans, more[1]])
            scores, first = np.concatenate([scores, trees.scores(described)]), np.hstack([first, described])
            order = np.argsort(claims, kind="stable")
            claims, spans, scores, first = claims[order], spans[order], scores[order], first[:, order]
        return (claims, spans), np.vstack([first, chained(claims, spans, scores, size, self.count)])

    def _carried(self, chosen: Ints, keys: Ints, size: int) -> Pairs:
        """What the claims before have chosen, as choices of a claim that has not got them yet."""
        known = set(keys.tolist())
        claims, carried = [], []
        for i in range(self.pairs[0][0], self.pairs[0][-1] + 1):  # a block of claims knows nothing of the others
            for row in chosen[max(0, i - _CARRIED) : i][::-1].tolist():
                span = int(self.pairs[1][row])
                if row >= 0 and i * size + span not in known:
                    known.add(i * size + span)
                    claims.append(i)
                    carried.append(span)
        return np.array(claims, dtype=np.int64), np.array(carried, dtype=np.int64)


def item_choice(pieces: Pieces, question: UnnamedClaims, lore: Lore) -> Choice:
    """The choice of items."""
    spans = Spans.of(pieces, lore.roles)
    claims, chosen = spans.choices(pieces)
    reached = _before_mark(pieces, spans.a[chosen], claims, _MARKS)  # behind its clause a claim has no item: of 10,748 in gold eight
    return Choice(spans, (claims[reached], chosen[reached]), Features(pieces, spans, question, lore).of_pairs, question.count)


def _before_mark(pieces: Pieces, starts: Ints, claims: Ints, marks: frozenset[str]) -> NDArray[np.bool_]:
    """Which spans begin before the first of `marks` that stands behind their claim's number."""
    passed = summed(pieces.are(marks.__contains__))
    found: NDArray[np.bool_] = passed[starts] <= passed[pieces.behind[claims]]
    return found


def subject_choice(pieces: Pieces, question: UnnamedClaims, items: Sequence[Mention | None], lore: Lore) -> Choice:
    """The choice of subjects: the spans beside the item, and none (the number behind the last span)."""
    spans = Spans.of(pieces, lore.roles)
    features = SubjectFeatures(pieces, spans, question, lore, items)
    claims, chosen = spans.choices(pieces)
    reached = _before_mark(pieces, spans.a[chosen], claims, _STOPS)  # what the next clause is about is none: of 2,018 in gold not one
    kept = reached & features.apart(claims, chosen)
    claims, chosen = claims[kept], chosen[kept]
    claims = np.concatenate([claims, np.arange(question.count)])
    chosen = np.concatenate([chosen, np.full(question.count, spans.count)])
    order = np.argsort(claims, kind="stable")
    return Choice(spans, (claims[order], chosen[order]), features.of_pairs, question.count, features.apart)


@dataclass(frozen=True, slots=True)
class Passes:
    """What was learned for one of the choices."""

    lore: Lore
    first: Trees
    second: Trees | None

    def choose(self, choice: Choice) -> list[tuple[int, float]]:
        """For each claim the span it chooses (-1 for no choice at all) and the chance that it is right.

        Done a block of claims at a time, so that memory does not grow with the text.
        """
        found: list[tuple[int, float]] = []
        for low in range(0, choice.count, _BLOCK):
            high = min(low + _BLOCK, choice.count)
            found += self._chosen(choice.between(low - _BESIDE, high + _BESIDE))[low:high]
        return found

    def _chosen(self, choice: Choice) -> list[tuple[int, float]]:
        if not len(choice.pairs[0]):
            return [(-1, 0.0)] * choice.count
        (claims, spans), features = choice.pairs, choice.first()
        if self.second is None:
            scores = self.first.scores(features)
        else:
            (claims, spans), features = choice.second(features, self.first)
            scores = self.second.scores(features)
            scores[spans == choice.spans.count] += NONE_BIAS
        chance = chances(claims, scores, choice.count)
        return [
            (int(spans[row]), float(chance[row])) if row >= 0 else (-1, 0.0) for row in best_rows(claims, scores, choice.count).tolist()
        ]


@dataclass(frozen=True, slots=True)
class Ranker:
    """The trained model."""

    items: Passes
    subjects: Passes

    def choose(self, view: TextView, question: UnnamedClaims) -> list[ClaimNames]:
        """The item of each claim with the chance that it is right (the rules' where there is no choice), and its subject."""
        pieces = Pieces(view, question.quantities)
        choice = item_choice(pieces, question, self.items.lore)
        items = [
            (choice.spans.mention(span, view.text), chance) if span >= 0 else (answer.item, 0.0)
            for (span, chance), answer in zip(self.items.choose(choice), question.answers, strict=True)
        ]
        subjects = self._subjects(pieces, view.text, question, [item for item, _ in items])
        return [ClaimNames(item, subject, chance) for (item, chance), subject in zip(items, subjects, strict=True)]

    def _subjects(self, pieces: Pieces, text: str, question: UnnamedClaims, items: Sequence[Mention | None]) -> list[Mention | None]:
        choice = subject_choice(pieces, question, items, self.subjects.lore)
        found: list[Mention | None] = []
        for i, (span, _) in enumerate(self.subjects.choose(choice)):
            if i and items[i] is not None and items[i] == items[i - 1]:
                found.append(found[-1])
            else:
                found.append(choice.spans.mention(span, text) if 0 <= span < choice.spans.count else None)
        return found


def passes_of(data: dict[str, Any], kinds: Sequence[str], indicators: Set[str]) -> Passes:
    """One part of a model file."""
    return Passes(lore_of(data, kinds, indicators), data["first"], data.get("second"))


def lore_of(data: dict[str, Any], kinds: Sequence[str], indicators: Set[str]) -> Lore:
    """Lore from counts as they stand in a model file, and the names of the catalogue's indicators."""
    roles = {level: RoleTable(counts) for level, counts in data["roles"].items()}
    return Lore(
        roles,
        Affinity(data["affinity"]),
        WordOdds(data["carry"]),
        WordOdds(data["alone"]),
        dict(zip(data["texts"].keys, data["texts"].counts[:, 0].tolist(), strict=True)),
        indicators,
        tuple(kinds),
    )


def ranker_of(data: dict[str, Any], indicators: Set[str]) -> Ranker:
    """The content of a model file as a ranker, with the names of the catalogue's indicators."""
    return Ranker(*(passes_of(data[part], data["kinds"], indicators) for part in ("items", "subjects")))


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
