"""Features: pairs (claim, span) in.

A matrix of numbers that the ranker weighs out, a row a feature, a column a pair.

Reading guide. What speaks for a span as the item of a claim is of six kinds:
1. the span's own words: how often gold has them first, last, inside of an item (`positions.py`),
   its length, names and times in it;
2. what stands next to it, where it might begin earlier or end later;
3. what lies between it and the quantity: how far, over how many clauses, nouns, other
   quantities, words that gold has between;
4. the claim: kind of unit, measure, what follows it, and whether such a unit goes with such a
   last word (元 with 收入);
5. what the rules of `item.py` say;
6. in the second pass, what the first thought of the same span for the claims around, which
   carries items along.
All pairs of a text are weighed at once; sums over stretches are differences of running sums.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.claims.item_model import UnnamedClaims
from pipeline.claims.span_ranker.candidate_spans import Spans
from pipeline.claims.span_ranker.scores import Floats, Ints, Rows, matrix
from pipeline.claims.span_ranker.token_table import TokenTable, summed
from pipeline.claims.span_ranker.word_statistics import (
    LEVELS,
    PAIRS,
    POSITIONS,
    Affinity,
    PositionTable,
    WordOdds,
)
from pipeline.core.records import Form, Measure, Mention

_MEASURES = tuple(Measure)
_FIRST, _LAST, _INNER, _LEFT, _RIGHT, _BETWEEN, _OUT = range(len(POSITIONS))
_COMMAS, _LINKS = frozenset("，,"), frozenset(("、", "和", "与", "及", "以及"))
_UNLIKELY = -0.7  # odds from which a word is seldom found between item and quantity


@dataclass(frozen=True, slots=True)
class Statistics:
    """What gold has taught about words: `carry` of those between claims of one item, `alone` of
    items that need no subject.

    `texts` is how often each text was chosen whole, `indicators` are the names and aliases of the
    catalogue.
    """

    positions: dict[str, PositionTable]
    affinity: Affinity
    carry: WordOdds
    alone: WordOdds
    texts: Mapping[str, int]
    indicators: Set[str]
    kinds: tuple[str, ...]


class Features:
    """The features of one text's pairs.

    `anchor` is the tokens [first, behind) of each claim that distances count to: its quantity.
    """

    def __init__(
        self, tokens: TokenTable, spans: Spans, unnamed: UnnamedClaims, statistics: Statistics
    ) -> None:
        self.tokens, self.spans, self.unnamed, self.statistics = tokens, spans, unnamed, statistics
        self.anchor = (tokens.first, tokens.behind)
        self._odds: dict[str, Floats] = {}
        self._sums: dict[str, dict[int, Any]] = {}
        for level in LEVELS:
            odds = (
                statistics.positions[level].odds(tokens.rows(level, statistics.positions[level])).T
            )
            # last: no token
            self._odds[level] = np.ascontiguousarray(
                np.hstack([odds, np.zeros((len(POSITIONS), 1), np.float32)])
            )
            self._sums[level] = {
                position: summed(odds[position]) for position in (_INNER, _BETWEEN, _OUT)
            }
        self._link = tokens.are(_LINKS.__contains__)
        self._between = self._running_sums()
        units = [quantity.unit for quantity in unnamed.quantities]
        self._fits = statistics.affinity.tables(tokens.vocabulary, units, unnamed.kinds)
        claim_rows, span_rows = self._claim_rows(), self._span_rows()
        self._claim, self._span = matrix(claim_rows), matrix(span_rows)
        self._claim_names, self._span_names = tuple(claim_rows), tuple(span_rows)
        self.names: tuple[str, ...] = ()

    def of_pairs(self, claims: Ints, spans: Ints) -> Floats:
        """The matrix of the first pass; `names` are those of its rows."""
        rows = self._pair_rows(claims, spans)
        self.names = (*rows, *self._claim_names, *self._span_names)
        return np.vstack([matrix(rows), self._claim[:, claims], self._span[:, spans]])

    def _running_sums(self) -> dict[str, Any]:
        """By name the running sums whose differences say what lies between a span and its quantity."""
        p = self.tokens
        masks = {
            "marks": p.hard,
            "nouns": p.noun,
            "signs": p.sign,
            "quantities": p.begins_quantity,
            "times": p.in_time,
            "places": p.in_place,
            "commas": p.are(_COMMAS.__contains__),
            "links": self._link,
        }
        sums: dict[str, Any] = {name: summed(mask) for name, mask in masks.items()}
        for level in ("word", "tag", "end"):
            for name in ("between", "inner", "out") if level != "end" else ("between",):
                sums[f"{level} {name}"] = self._sums[level][POSITIONS.index(name)]
            sums[f"{level} unlikely"] = summed(self._odds[level][_BETWEEN, :-1] < _UNLIKELY)
        return sums

    def _span_rows(self) -> Rows:
        """What the words of a span, and those beside it, speak for."""
        p, a, b = self.tokens, self.spans.a, self.spans.b
        last = b - 1
        before, behind = np.where(a > 0, a - 1, p.count), np.where(b < p.count, b, p.count)
        length = b - a
        rows: Rows = {"length": length, "characters": p.ends[last] - p.starts[a]}
        for level in LEVELS:
            odds = self._odds[level]
            rows[f"{level} first"], rows[f"{level} last"] = odds[_FIRST, a], odds[_LAST, last]
            rows[f"{level} before is left"], rows[f"{level} behind is right"] = (
                odds[_LEFT, before],
                odds[_RIGHT, behind],
            )
            if level in ("word", "tag"):
                sums = self._sums[level]
                rows[f"{level} mean inner"] = (sums[_INNER][b] - sums[_INNER][a]) / length
                rows[f"{level} mean out"] = (sums[_OUT][b] - sums[_OUT][a]) / length
                rows[f"{level} first is left"], rows[f"{level} last is right"] = (
                    odds[_LEFT, a],
                    odds[_RIGHT, last],
                )
                rows[f"{level} before is inner"], rows[f"{level} behind is inner"] = (
                    odds[_INNER, before],
                    odds[_INNER, behind],
                )
                rows[f"{level} before is last"], rows[f"{level} behind is first"] = (
                    odds[_LAST, before],
                    odds[_FIRST, behind],
                )
        de = p.are("的".__eq__)
        masks = {
            "time": p.in_time,
            "place": p.in_place,
            "name": p.in_name,
            "noun": p.noun,
            "sign": p.sign,
            "的": de,
            "link": self._link,
            "hard": p.hard,
            "quantity": p.in_quantity,
        }
        for name in ("time", "place", "name", "noun", "sign", "的", "link"):
            total = summed(masks[name])
            rows[f"{name} inside"] = total[b] - total[a]
        for name in ("noun", "sign", "hard", "quantity", "place", "name", "time", "的", "link"):
            padded = np.append(masks[name], False)
            rows[f"{name} before"], rows[f"{name} behind"] = padded[before], padded[behind]
        named = np.append(p.in_name | p.in_place | p.in_time, False)
        rows |= {"last is noun": p.noun[last], "first is noun": p.noun[a]}
        rows |= {"first begins a name": p.begins_name[a], "last ends a name": p.ends_name[last]}
        texts = ["".join(p.words[i:j]) for i, j in zip(a.tolist(), b.tolist(), strict=True)]
        rows["times chosen"] = np.log1p([self.statistics.texts.get(text, 0) for text in texts])
        rows["is an indicator"] = [text in self.statistics.indicators for text in texts]
        rows["begins inside a name"] = named[before] & named[a] & ~p.begins_name[a]
        rows["ends inside a name"] = named[behind] & named[last] & ~p.ends_name[last]
        return rows

    def _claim_rows(self) -> Rows:
        """What the claim itself is: its unit, measure and rule, and what lies between it and the
        claim before.
        """
        p, q = self.tokens, self.unnamed
        first, behind, low = p.first, p.behind, np.minimum(p.low, p.first)
        odds, tags = self._odds["word"], self._odds["tag"]
        end, before = np.minimum(behind, p.count), np.where(first > 0, first - 1, p.count)
        noun, sign = np.append(p.noun, False), np.append(p.sign | p.hard, False)
        left = np.concatenate([[0], behind[:-1]])[: q.count]
        same_sentence = left > low
        gap = np.minimum(np.maximum(left, low), first)
        hard, nouns, between = summed(p.hard), summed(p.noun), self._sums["word"][_BETWEEN]
        carry = summed(self.statistics.carry.of(p.vocabulary)[p.ids])
        kinds = np.array(
            [self.statistics.kinds.index(k) if k in self.statistics.kinds else -1 for k in q.kinds],
            dtype=np.int64,
        )
        measures = np.array([_MEASURES.index(m) for m in q.measures], dtype=np.int64)
        kind_before = np.concatenate([[-1], kinds[:-1]])[: q.count]
        measure_before = np.concatenate([[-1], measures[:-1]])[: q.count]
        return {
            "kind of unit": kinds,
            "measure": measures,
            "rule": [rule for _, rule in q.answers],
            "is a ratio": [x.form is Form.RATIO for x in q.quantities],
            "is an ordinal": [x.ordinal for x in q.quantities],
            "from sentence": first - low,
            "marks from sentence": hard[first] - hard[low],
            "from claim before": first - gap,
            "marks from claim before": hard[first] - hard[gap],
            "nouns from claim before": nouns[first] - nouns[gap],
            "between from claim before": between[first] - between[gap],
            "claim before in sentence": same_sentence,
            "kind as before": kind_before == kinds,
            "kind before": kind_before,
            "measure before": measure_before,
            "carry": np.where(same_sentence, carry[first] - carry[gap], -9.0),
            "noun behind claim": noun[end],
            "sign behind claim": sign[end],
            "word behind claim is first": odds[_FIRST, end],
            "tag behind claim is first": tags[_FIRST, end],
            "word behind claim is right": odds[_RIGHT, end],
            "word before claim is between": odds[_BETWEEN, before],
            "word before claim is last": odds[_LAST, before],
            "tag before claim is last": tags[_LAST, before],
            "noun before claim": noun[before],
            "sign before claim": sign[before],
        }

    def _distance_rows(self, claims: Ints, spans: Ints) -> Rows:
        """What lies between the span and the claim's anchor."""
        p, a, b = self.tokens, self.spans.a[spans], self.spans.b[spans]
        first, behind = self.anchor[0][claims], self.anchor[1][claims]
        after = a >= behind
        low = np.where(after, behind, np.minimum(b, first))
        high = np.where(after, a, first)
        starts, ends = self.spans.starts[spans], self.spans.ends[spans]
        rows: Rows = {"after": after, "tokens between": high - low}
        rows["characters between"] = np.where(
            after, starts - p.ends[behind - 1], p.starts[first] - ends
        )
        rows |= {f"{name} between": sums[high] - sums[low] for name, sums in self._between.items()}
        return rows | {
            "begins the sentence": a == p.low[claims],
            "from the sentence": a - p.low[claims],
        }

    def _pair_rows(self, claims: Ints, spans: Ints) -> Rows:
        """How a span lies to a claim, to what the rules answer, and to the claim's unit."""
        q, starts, ends = self.unnamed, self.spans.starts[spans], self.spans.ends[spans]
        begin = np.array([m.start if m else -1 for m, _ in q.answers], dtype=np.int64)[claims]
        end = np.array([m.end if m else -1 for m, _ in q.answers], dtype=np.int64)[claims]
        common = np.maximum(np.minimum(end, ends) - np.maximum(begin, starts), 0)
        rows: Rows = {
            "is the rules' item": (begin == starts) & (end == ends),
            "ends with the rules' item": end == ends,
            "begins with the rules' item": begin == starts,
            "shared with the rules' item": common / np.maximum(ends - starts, end - begin),
            "the rules have no item": begin < 0,
        }
        last = self.tokens.ids[self.spans.b[spans] - 1]
        fits = {
            f"fits: {name}": table[row[claims], last]
            for name, (row, table) in zip(PAIRS, self._fits, strict=True)
        }
        return self._distance_rows(claims, spans) | rows | fits


class SubjectFeatures(Features):
    """The features of subjects: distances count to the item, and the item says whether it needs
    one. A last span stands for none.
    """

    def __init__(
        self,
        tokens: TokenTable,
        spans: Spans,
        unnamed: UnnamedClaims,
        statistics: Statistics,
        items: Sequence[Mention | None],
    ) -> None:
        super().__init__(tokens, spans, unnamed, statistics)
        first = np.searchsorted(
            tokens.ends,
            [m.start if m else q.start for m, q in zip(items, unnamed.quantities, strict=True)],
            side="right",
        )
        behind = np.searchsorted(
            tokens.starts,
            [m.end if m else q.end for m, q in zip(items, unnamed.quantities, strict=True)],
            side="left",
        )
        self.anchor = (np.minimum(first, tokens.count - 1), behind)
        item_rows = self._item_rows(items)
        self._claim = np.vstack([self._claim, matrix(item_rows)])
        self._claim_names += tuple(item_rows)

    def apart(self, claims: Ints, spans: Ints) -> NDArray[np.bool_]:
        """Which spans share no token with the item of their claim."""
        first, behind = self.anchor
        clear: NDArray[np.bool_] = (self.spans.b[spans] <= first[claims]) | (
            self.spans.a[spans] >= behind[claims]
        )
        return clear

    def of_pairs(self, claims: Ints, spans: Ints) -> Floats:
        """The matrix of the first pass; a pair with none has the claim's features alone."""
        real = spans < self.spans.count
        rows = self._distance_rows(claims[real], spans[real])
        known = np.vstack([matrix(rows), self._span[:, spans[real]]])
        of_span = np.zeros((len(known), len(claims)), dtype=np.float32)  # none has no words
        of_span[:, real] = known
        self.names = ("is none", *self._claim_names, *rows, *self._span_names)
        return np.vstack([(~real).astype(np.float32)[None], self._claim[:, claims], of_span])

    def _item_rows(self, items: Sequence[Mention | None]) -> Rows:
        """What the item says: its place beside the quantity, its length, how often such items stand
        alone, whether it was carried.
        """
        p = self.tokens
        first, behind = self.anchor
        last = np.maximum(behind - 1, 0)
        alone = self.statistics.alone
        spots = [(m.start, m.end) if m else (-1, -1) for m in items]
        same = np.array([i > 0 and spots[i] == spots[i - 1] for i in range(len(spots))], dtype=bool)
        earlier = np.array(
            [spots[i - 1][0] if i else -1 for i in range(len(spots))], dtype=np.int64
        )
        starts = np.array([s for s, _ in spots], dtype=np.int64)
        before = np.where(first > 0, first - 1, p.count)
        hard, named = np.append(p.hard, False), np.append(p.in_name | p.in_place, False)
        return {
            "item alone": alone.of([m.text if m else "" for m in items]),
            "item's last word alone": alone.of([p.words[i] for i in last]),
            "item's last character alone": alone.of([p.words[i][-1] for i in last]),
            "item's first word alone": alone.of([p.words[i] for i in first]),
            "item's length": behind - first,
            "item from claim": first - p.first,
            "item as before": same,
            "item before that of the claim before": starts < earlier,
            "no item": starts < 0,
            "mark before item": hard[before],
            "name before item": named[before],
            "item from sentence": first - p.low,
        }
