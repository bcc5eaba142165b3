"""Scores: the scores of pairs in; the best of each claim, chances, and what a second pass learns from them out."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Rows = dict[str, Any]
"""By name of the feature its values, one a claim, span or pair."""
AROUND = (-3, -2, -1, 1)  # claims whose choices the second pass looks at


def second_pass_features(
    claims: Ints, spans: Ints, scores: Floats, spans_count: int, count: int
) -> Floats:
    """The matrix that the second pass has beyond the first's."""
    return matrix(second_pass_rows(claims, spans, scores, spans_count, count))


def second_pass_rows(
    claims: Ints, spans: Ints, scores: Floats, spans_count: int, count: int
) -> Rows:
    """The first pass's score of each pair, its chance for the claims around, and their best."""
    chance = chances(claims, scores, count)
    key = claims * spans_count + spans
    order = np.argsort(key, kind="stable")
    keys, by_key = key[order], chance[order]
    chosen = best_rows(claims, scores, count)
    top = np.where(chosen >= 0, spans[chosen], -1)
    sure = np.where(chosen >= 0, chance[chosen], np.float32(0))
    rows: Rows = {
        "score": scores,
        "chance": chance,
        "chance to the best": chance / np.maximum(sure[claims], 1e-9),
    }
    for away in AROUND:
        other = claims + away
        inside = (other >= 0) & (other < count)
        wanted = other * spans_count + spans
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        there = np.clip(other, 0, count - 1)
        rows[f"chance for claim {away:+d}"] = np.where(
            inside & (keys[at] == wanted), by_key[at], 0.0
        )
        rows[f"chosen by claim {away:+d}"] = inside & (top[there] == spans)
        rows[f"best chance of claim {away:+d}"] = np.where(inside, sure[there], 0)
    return rows


def best_rows(claims: Ints, values: Floats, count: int) -> Ints:
    """For each claim the row of its best value, the first of equals; -1 for a claim without rows."""
    chosen = np.full(count, -1)
    order = np.lexsort((-np.arange(len(values)), values))
    chosen[claims[order]] = order
    return chosen


def chances(claims: Ints, scores: Floats, count: int, *, nothing: float = -np.inf) -> Floats:
    """The scores of each claim's rows as chances that sum to 1 with that of none of them, whose
    score is `nothing` (softmax).
    """
    best = np.full(count, -np.inf, dtype=np.float32)
    np.maximum.at(best, claims, scores)
    weights = np.exp(scores - best[claims])
    totals = np.bincount(claims, weights, count)[claims] + np.exp(nothing - best[claims])
    shares: Floats = (weights / totals).astype(np.float32)
    return shares


def matrix(rows: Rows) -> Floats:
    """The values of features as a matrix, shape (features, values)."""
    return np.stack([np.asarray(row, dtype=np.float32) for row in rows.values()])
