"""Trees: a matrix of features in, a score a row out, by oblivious decision trees (CatBoost's) in plain numpy.

In an oblivious tree all nodes of one depth ask the same question, so the answers to the questions of all trees are found once,
and a leaf's number is its answers read as a binary number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Trees:
    """`questions[i]` is (feature, border): is the feature above the border? `trees` are the questions and leaf values of each tree."""

    questions: tuple[tuple[int, float], ...]
    trees: tuple[tuple[tuple[int, ...], NDArray[np.float32]], ...]

    @classmethod
    def of(cls, data: Sequence[dict[str, Any]]) -> Trees:
        """From the model file: each tree has `splits`, a list of [feature, border], and `leaves`."""
        questions = sorted({(int(f), float(b)) for tree in data for f, b in tree["splits"]})
        number = {question: i for i, question in enumerate(questions)}
        trees = tuple(
            (tuple(number[int(f), float(b)] for f, b in tree["splits"]), np.array(tree["leaves"], dtype=np.float32)) for tree in data
        )
        return cls(tuple(questions), trees)

    def scores(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Shape (pairs,) for features of shape (features, pairs)."""
        answers = [(features[feature] > np.float32(border)).view(np.uint8) for feature, border in self.questions]
        total = np.zeros(features.shape[1], dtype=np.float32)
        for questions, leaves in self.trees:
            leaf = np.zeros(len(total), dtype=np.uint8)
            for depth, question in enumerate(questions):
                leaf |= answers[question] << np.uint8(depth)
            total += leaves[leaf]
        return total
