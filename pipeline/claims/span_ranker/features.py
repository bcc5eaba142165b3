"""Features: pairs (claim, span) in; a matrix of numbers that the ranker weighs out, a row a feature, a column a pair.

Reading guide. What speaks for a span as the item of a claim is of six kinds:
1. the span's own words: how often gold has them first, last, inside of an item (`roles.py`), its length, names and times in it;
2. what stands next to it, where it might have begun earlier or ended later;
3. the way from it to the quantity: how far, over how many clauses, nouns, other quantities, words that gold has between;
4. the claim: kind of unit, measure, what follows it, and whether such a unit goes with such a last word (元 with 收入);
5. what the rules of `item.py` say;
6. in the second pass, what the first thought of the same span for the claims around, which carries items along.
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
from pipeline.claims.span_ranker.token_table import Pieces, summed
from pipeline.claims.span_ranker.word_statistics import LEVELS, ROLES, Affinity, RoleTable, WordOdds
from pipeline.core.records import Form, Measure, Mention

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
_MEASURES = tuple(Measure)
_FIRST, _LAST, _INNER, _LEFT, _RIGHT, _BETWEEN, _OUT = range(len(ROLES))
_COMMAS, _LINKS = frozenset("，,"), frozenset(("、", "和", "与", "及", "以及"))
_UNLIKELY = -0.7  # odds from which a word is seldom found between item and quantity
AROUND = (-3, -2, -1, 1)  # claims whose choices the second pass looks at


@dataclass(frozen=True, slots=True)
class Lore:
    """What gold has taught about words: `carry` of those between claims of one item, `alone` of items that need no subject.

    `texts` is how often each text was chosen whole, `indicators` are the names and aliases of the catalogue.
    """

    roles: dict[str, RoleTable]
    affinity: Affinity
    carry: WordOdds
    alone: WordOdds
    texts: Mapping[str, int]
    indicators: Set[str]
    kinds: tuple[str, ...]


class Features:
    """The features of one text's pairs. `anchor` is the pieces [first, behind) of each claim that ways lead to: its quantity."""

    def __init__(self, pieces: Pieces, spans: Spans, question: UnnamedClaims, lore: Lore) -> None:
        self.pieces, self.spans, self.question, self.lore = pieces, spans, question, lore
        self.anchor = (pieces.first, pieces.behind)
        self._odds: dict[str, Floats] = {}
        self._sums: dict[str, dict[int, Any]] = {}
        for level in LEVELS:
            odds = lore.roles[level].odds(pieces.rows(level, lore.roles[level])).T
            self._odds[level] = np.ascontiguousarray(np.hstack([odds, np.zeros((len(ROLES), 1), np.float32)]))  # last: no piece
            self._sums[level] = {role: summed(odds[role]) for role in (_INNER, _BETWEEN, _OUT)}
        self._link = pieces.are(_LINKS.__contains__)
        self._ways = self._ways_over()
        self._claim = _matrix(self._claim_rows())
        self._span = _matrix(self._span_rows())

    def of_pairs(self, claims: Ints, spans: Ints) -> Floats:
        """The matrix of the first pass."""
        return np.vstack([_matrix(self._pair_rows(claims, spans)), self._claim[:, claims], self._span[:, spans]])

    def _ways_over(self) -> list[Any]:
        """Running sums whose differences say what lies on the way from a span to its quantity."""
        p = self.pieces
        masks = (p.hard, p.noun, p.sign, p.begins_quantity, p.in_time, p.in_place, p.are(_COMMAS.__contains__), self._link)
        ways: list[Any] = [summed(mask) for mask in masks]
        for level in ("word", "tag", "end"):
            ways += [self._sums[level][role] for role in ((_BETWEEN, _INNER, _OUT) if level != "end" else (_BETWEEN,))]
            ways.append(summed(self._odds[level][_BETWEEN, :-1] < _UNLIKELY))
        return ways

    def _span_rows(self) -> list[Any]:
        p, a, b = self.pieces, self.spans.a, self.spans.b
        last = b - 1
        before, behind = np.where(a > 0, a - 1, p.count), np.where(b < p.count, b, p.count)
        length = b - a
        rows: list[Any] = [length, p.ends[last] - p.starts[a]]
        for level in LEVELS:
            odds = self._odds[level]
            rows += [odds[_FIRST, a], odds[_LAST, last], odds[_LEFT, before], odds[_RIGHT, behind]]
            if level in ("word", "tag"):
                sums = self._sums[level]
                rows += [(sums[role][b] - sums[role][a]) / length for role in (_INNER, _OUT)]
                rows += [odds[_LEFT, a], odds[_RIGHT, last], odds[_INNER, before], odds[_INNER, behind]]
                rows += [odds[_LAST, before], odds[_FIRST, behind]]
        de = p.are("的".__eq__)
        for mask in (p.in_time, p.in_place, p.in_name, p.noun, p.sign, de, self._link):
            total = summed(mask)
            rows.append(total[b] - total[a])
        for mask in (p.noun, p.sign, p.hard, p.in_quantity, p.in_place, p.in_name, p.in_time, de, self._link):
            padded = np.append(mask, False)
            rows += [padded[before], padded[behind]]
        named = np.append(p.in_name | p.in_place | p.in_time, False)
        rows += [p.noun[last], p.noun[a], p.begins_name[a], p.ends_name[last]]
        chosen = self.lore.texts
        texts = ["".join(p.words[i:j]) for i, j in zip(a.tolist(), b.tolist(), strict=True)]
        rows += [np.log1p([chosen.get(text, 0) for text in texts]), [text in self.lore.indicators for text in texts]]
        rows += [named[before] & named[a] & ~p.begins_name[a], named[behind] & named[last] & ~p.ends_name[last]]
        return rows

    def _claim_rows(self) -> list[Any]:
        p, q = self.pieces, self.question
        if not q.count:
            return [np.zeros(0)] * 26
        first, behind, low = p.first, p.behind, np.minimum(p.low, p.first)
        odds, tags = self._odds["word"], self._odds["tag"]
        end, before = np.minimum(behind, p.count), np.where(first > 0, first - 1, p.count)
        noun, sign = np.append(p.noun, False), np.append(p.sign | p.hard, False)
        left = np.concatenate([[0], behind[:-1]])
        same_sentence = left > low
        gap = np.minimum(np.maximum(left, low), first)
        hard, nouns, between = summed(p.hard), summed(p.noun), self._sums["word"][_BETWEEN]
        carry = summed(self.lore.carry.of(p.vocabulary)[p.ids])
        rules = [rule for _, rule in q.answers]
        kinds = np.array([self.lore.kinds.index(k) if k in self.lore.kinds else -1 for k in q.kinds])
        measures = np.array([_MEASURES.index(m) for m in q.measures])
        kind_before, measure_before = np.concatenate([[-1], kinds[:-1]]), np.concatenate([[-1], measures[:-1]])
        return [
            kinds, measures, rules, [x.form is Form.RATIO for x in q.quantities], [x.ordinal for x in q.quantities],
            first - low, hard[first] - hard[low],
            first - gap, hard[first] - hard[gap], nouns[first] - nouns[gap], between[first] - between[gap],
            same_sentence, kind_before == kinds, kind_before, measure_before, np.where(same_sentence, carry[first] - carry[gap], -9.0),
            noun[end], sign[end], odds[_FIRST, end], tags[_FIRST, end], odds[_RIGHT, end],
            odds[_BETWEEN, before], odds[_LAST, before], tags[_LAST, before], noun[before], sign[before],
        ]  # fmt: skip

    def _way_rows(self, claims: Ints, spans: Ints) -> list[Any]:
        """The way from the span to the claim's anchor."""
        p, a, b = self.pieces, self.spans.a[spans], self.spans.b[spans]
        first, behind = self.anchor[0][claims], self.anchor[1][claims]
        after = a >= behind
        low = np.where(after, behind, np.minimum(b, first))
        high = np.where(after, a, first)
        starts, ends = self.spans.starts[spans], self.spans.ends[spans]
        rows: list[Any] = [after, high - low, np.where(after, starts - p.ends[behind - 1], p.starts[first] - ends)]
        rows += [sums[high] - sums[low] for sums in self._ways]
        return [*rows, a == p.low[claims], a - p.low[claims]]

    def _pair_rows(self, claims: Ints, spans: Ints) -> list[Any]:
        q, starts, ends = self.question, self.spans.starts[spans], self.spans.ends[spans]
        begin = np.array([m.start if m else -1 for m, _ in q.answers], dtype=np.int64)[claims]
        end = np.array([m.end if m else -1 for m, _ in q.answers], dtype=np.int64)[claims]
        common = np.maximum(np.minimum(end, ends) - np.maximum(begin, starts), 0)
        rows = [(begin == starts) & (end == ends), end == ends, begin == starts, common / np.maximum(ends - starts, end - begin), begin < 0]
        units = [x.unit for x in q.quantities]
        last = self.pieces.ids[self.spans.b[spans] - 1]
        fits = self.lore.affinity.columns(self.pieces.vocabulary, units, q.kinds, claims, last)
        return [*self._way_rows(claims, spans), *rows, *fits]


class SubjectFeatures(Features):
    """The features of subjects: ways lead to the item, and the item says whether it needs one. A last span stands for none."""

    def __init__(self, pieces: Pieces, spans: Spans, question: UnnamedClaims, lore: Lore, items: Sequence[Mention | None]) -> None:
        super().__init__(pieces, spans, question, lore)
        first = np.searchsorted(
            pieces.ends, [m.start if m else q.start for m, q in zip(items, question.quantities, strict=True)], side="right"
        )
        behind = np.searchsorted(
            pieces.starts, [m.end if m else q.end for m, q in zip(items, question.quantities, strict=True)], side="left"
        )
        self.anchor = (np.minimum(first, pieces.count - 1), behind)
        self._claim = np.vstack([self._claim, _matrix(self._item_rows(items))])

    def apart(self, claims: Ints, spans: Ints) -> NDArray[np.bool_]:
        """Which spans share no piece with the item of their claim."""
        first, behind = self.anchor
        clear: NDArray[np.bool_] = (self.spans.b[spans] <= first[claims]) | (self.spans.a[spans] >= behind[claims])
        return clear

    def of_pairs(self, claims: Ints, spans: Ints) -> Floats:
        real = spans < self.spans.count
        told = np.vstack([_matrix(self._way_rows(claims[real], spans[real])), self._span[:, spans[real]]])
        of_span = np.zeros((len(told), len(claims)), dtype=np.float32)  # of none there is nothing to tell
        of_span[:, real] = told
        return np.vstack([(~real).astype(np.float32)[None], self._claim[:, claims], of_span])

    def _item_rows(self, items: Sequence[Mention | None]) -> list[Any]:
        """What the item says: its place beside the quantity, its length, how often such items stand alone, whether it was carried."""
        p = self.pieces
        if not items:
            return [np.zeros(0)] * 12
        first, behind = self.anchor
        last = np.maximum(behind - 1, 0)
        alone = self.lore.alone
        texts = alone.of([m.text if m else "" for m in items])
        lasts, ends = alone.of([p.words[i] for i in last]), alone.of([p.words[i][-1] for i in last])
        firsts = alone.of([p.words[i] for i in first])
        spots = [(m.start, m.end) if m else (-1, -1) for m in items]
        same = np.array([i > 0 and spots[i] == spots[i - 1] for i in range(len(spots))])
        earlier = np.array([spots[i - 1][0] if i else -1 for i in range(len(spots))])
        starts = np.array([s for s, _ in spots])
        before = np.where(first > 0, first - 1, p.count)
        hard, named = np.append(p.hard, False), np.append(p.in_name | p.in_place, False)
        return [
            texts, lasts, ends, firsts, behind - first, first - p.first, same, starts < earlier, starts < 0,
            hard[before], named[before], first - p.low,
        ]  # fmt: skip


def chained(claims: Ints, spans: Ints, scores: Floats, spans_count: int, count: int) -> Floats:
    """Rows of the second pass: the first's score of each pair, its chance for the claims around, and their best."""
    chance = chances(claims, scores, count)
    key = claims * spans_count + spans
    order = np.argsort(key, kind="stable")
    keys, by_key = key[order], chance[order]
    chosen = best_rows(claims, scores, count)
    top = np.where(chosen >= 0, spans[chosen], -1)
    sure = np.where(chosen >= 0, chance[chosen], np.float32(0))
    rows: list[Any] = [scores, chance, chance / np.maximum(sure[claims], 1e-9)]
    for away in AROUND:
        other = claims + away
        inside = (other >= 0) & (other < count)
        wanted = other * spans_count + spans
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        there = np.clip(other, 0, count - 1)
        rows += [np.where(inside & (keys[at] == wanted), by_key[at], 0.0), inside & (top[there] == spans), np.where(inside, sure[there], 0)]
    return _matrix(rows)


def best_rows(claims: Ints, values: Floats, count: int) -> Ints:
    """For each claim the row of its best value, the first of equals; -1 for a claim without rows."""
    chosen = np.full(count, -1)
    order = np.lexsort((-np.arange(len(values)), values))
    chosen[claims[order]] = order
    return chosen


def chances(claims: Ints, scores: Floats, count: int) -> Floats:
    """The scores of each claim's rows as chances that sum to 1 (softmax)."""
    best = np.full(count, -np.inf, dtype=np.float32)
    np.maximum.at(best, claims, scores)
    weights = np.exp(scores - best[claims])
    shares: Floats = (weights / np.bincount(claims, weights, count)[claims]).astype(np.float32)
    return shares


def _matrix(rows: Sequence[Any]) -> Floats:
    return np.stack([np.asarray(row, dtype=np.float32) for row in rows])
