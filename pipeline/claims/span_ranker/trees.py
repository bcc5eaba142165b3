"""Trees: a matrix of features in, a score a row out, by oblivious decision trees (CatBoost's) in
plain numpy.

In an oblivious tree all nodes of one depth ask the same question, so the answers to the questions
of all trees are found once, and a leaf's number is its answers read as a binary number. All trees
are gone down together, a block of rows at a time, so that what is written stays in the processor's
cache.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_BLOCK = 1024  # rows


@dataclass(frozen=True, slots=True)
class Trees:
    """Question i is whether feature `features[i]` is above `borders[i]`.

    Row d of `splits` is what each tree asks at depth d, deepest first.
    """

    features: NDArray[np.int64]
    borders: NDArray[np.float32]
    splits: NDArray[np.int64]
    leaves: NDArray[np.float32]
    """The values of all trees, one tree after the other, each as many."""

    @classmethod
    def of(cls, data: Sequence[dict[str, Any]]) -> Trees:
        """From the model file: each tree has `splits`, at most eight of [feature, border], and
        `leaves`.

        A tree less deep than the deepest asks what does not matter, and has its leaves more than
        once.
        """
        trees = [[(int(f), float(b)) for f, b in tree["splits"]] for tree in data]
        depth = max(map(len, trees), default=0)
        questions = sorted({question for tree in trees for question in tree}) or [(0, 0.0)]
        number = {question: i for i, question in enumerate(questions)}
        splits = [[number[q] for q in reversed(tree)] for tree in trees]
        return cls(
            np.array([f for f, _ in questions], dtype=np.int64),
            np.array([[b] for _, b in questions], dtype=np.float32),
            np.array([[0] * (depth - len(tree)) + tree for tree in splits], dtype=np.int64)
            .reshape(len(data), depth)
            .T,
            np.array(
                [
                    value
                    for tree in data
                    for value in tree["leaves"] * ((1 << depth) // len(tree["leaves"]))
                ],
                dtype=np.float32,
            ),
        )

    def scores(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Shape (pairs,) for features of shape (features, pairs)."""
        total = np.zeros(features.shape[1], dtype=np.float32)
        depth, count = self.splits.shape
        first = (np.arange(count) << depth)[:, None]  # leaf of each tree
        for at in range(0, len(total), _BLOCK):
            block = features[:, at : at + _BLOCK]
            answers = (block[self.features] > self.borders).view(np.uint8)
            leaf = np.zeros((count, block.shape[1]), dtype=np.uint8)
            for splits in self.splits:
                leaf += leaf
                leaf |= answers.take(splits, axis=0)
            total[at : at + _BLOCK] = self.leaves.take(leaf + first).sum(axis=0)
        return total
