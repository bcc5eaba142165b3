"""The ranker: a text and its claims in.

The item and the subject of each claim and how sure the item is out.

Reading guide. `candidate_spans.py` lists the runs of words each claim chooses among, `features.py` describes
each pair of claim and run, `trees.py` gives each pair a score; the best pair of a claim is its
item. Subjects are chosen likewise once items are known, with the way to the item in place of the
way to the quantity, and with one more choice: that the item says it all. They are chosen twice: the
second pass adds the subjects of the three claims before to each claim's choices and sees what the
first thought of the claims around (for items that gains nothing: what a claim is about stands in
its own words). A claim that has the item of the claim before has its subject too. `make train`
grows the trees.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import BadZipFile

import numpy as np

from pipeline.claims.item_model import ClaimNames, UnnamedClaims
from pipeline.claims.span_ranker import model_file as modelfile
from pipeline.claims.span_ranker.candidate_spans import Spans
from pipeline.claims.span_ranker.choice import BESIDE, Choice, item_choice, subject_choice
from pipeline.claims.span_ranker.feature_names import feature_names
from pipeline.claims.span_ranker.features import Statistics
from pipeline.claims.span_ranker.scores import Floats, Ints, best_rows, chances
from pipeline.claims.span_ranker.token_table import TokenTable
from pipeline.claims.span_ranker.trees import Trees
from pipeline.claims.span_ranker.word_statistics import Affinity, PositionTable, WordOdds
from pipeline.core.errors import LexiconError
from pipeline.core.messages import Message
from pipeline.core.records import Mention
from pipeline.core.text_view import TextView

MODEL = Path(__file__).parents[2] / "models" / "items.npz"
NONE_BIAS = -1.5
"""On the score of no subject: a subject that is half right tells more than none, and its chance is
shared by spans that are nearly one.
"""

_NOTHING = 1.0
"""The score of no span's being right, in a claim's chances: where there is one span alone, that
makes it no more likely.
"""
_SHOWN = 4  # spans that a trace shows of a choice
_BLOCK = 500  # claims whose pairs are described at a time: each takes some 150 kB


class Chosen(NamedTuple):
    """What a claim chooses.

    Attributes:
        span: The number of the span, -1 where there was none to choose.
        chance: The chance that it is right.
        others: The spans that are most likely, the best first, each with its chance; only where
            they are asked for.
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
            found += self._chosen(choice.between(low - BESIDE, high + BESIDE), others)[low:high]
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
            Chosen(
                int(spans[row]),
                float(chance[row]),
                _ranked(claims, spans, chance, claim) if others else (),
            )
            if row >= 0
            else Chosen()
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
        """The item of each claim with the chance that it is right (the rules' where there is no
        choice), and its subject.
        """
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
        return [
            ClaimNames(item, subject, one.chance)
            for item, subject, one in zip(items, subjects, chosen, strict=True)
        ]

    def _subjects(
        self,
        view: TextView,
        tokens: TokenTable,
        spans: Spans,
        unnamed: UnnamedClaims,
        items: Sequence[Mention | None],
    ) -> list[Mention | None]:
        choice = subject_choice(tokens, spans, unnamed, items, self.subjects.statistics)
        chosen = self.subjects.choose(choice, others=view.trace is not None)
        _note(view, "subject", unnamed, spans, chosen)
        found: list[Mention | None] = []
        for i, one in enumerate(chosen):
            if i and items[i] is not None and items[i] == items[i - 1]:
                found.append(found[-1])
                view.because(
                    unnamed.quantities[i].start,
                    "subject",
                    "that of the claim before, which has this item",
                )
            else:
                found.append(
                    spans.mention(one.span, view.text) if 0 <= one.span < spans.count else None
                )
        return found


def _note(
    view: TextView, name: str, unnamed: UnnamedClaims, spans: Spans, chosen: Sequence[Chosen]
) -> None:
    """Note what each claim chose among."""
    if view.trace is None:
        return
    for q, one in zip(unnamed.quantities, chosen, strict=True):
        words = [
            (spans.mention(span, view.text).text if span < spans.count else "(none)", chance)
            for span, chance in one.others
        ]
        rule = f"span ranker, {name}s" if one.span >= 0 else "rule, for want of a choice"
        at = (
            (int(spans.starts[one.span]), int(spans.ends[one.span]))
            if 0 <= one.span < spans.count
            else None
        )
        view.because(q.start, name, rule, at, words)


def passes_of(data: dict[str, Any], kinds: Sequence[str], indicators: Set[str]) -> Passes:
    """One part of a model file."""
    return Passes(statistics_of(data, kinds, indicators), data["first"], data.get("second"))


def statistics_of(data: dict[str, Any], kinds: Sequence[str], indicators: Set[str]) -> Statistics:
    """Statistics from counts as they stand in a model file, and the names of the catalogue's
    indicators.
    """
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
    ranker = Ranker(
        *(passes_of(data[part], data["kinds"], indicators) for part in ("items", "subjects"))
    )
    for part, names in feature_names(ranker.items.statistics).items():
        if data[part]["names"] != names:
            raise ValueError(
                f"it was trained with other features of {part} than this version computes"
            )
    return ranker


@cache
def _content(path: Path) -> dict[str, Any]:
    return modelfile.read(path)


def load_ranker(path: Path, indicators: Set[str]) -> Ranker:
    """Load a model that `make train` wrote.

    Args:
        path: The model file.
        indicators: Names and aliases of the catalogue's indicators, in normal form; they are
            among the features.

    Raises:
        LexiconError: The file is none, or was trained with other features than this code computes.
    """
    try:
        return ranker_of(_content(path), indicators)
    except (OSError, EOFError, ValueError, KeyError, TypeError, BadZipFile) as error:
        raise LexiconError(
            Message("no ranker: {error}", error=error), path=path, remedy="run `make train`"
        ) from error
