"""Trees in blocks give what going down each tree alone gives."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.claims.span_ranker.trees import Trees

Tree = dict[str, Any]
BORDERS = (-1.5, 0.0, 0.25, 2.0)


@st.composite
def forests(draw: st.DrawFn) -> list[Tree]:
    trees = []
    for _ in range(draw(st.integers(0, 4))):
        splits = draw(st.lists(st.tuples(st.integers(0, 2), st.sampled_from(BORDERS)), max_size=4))
        # sums of quarters are exact
        leaves = [draw(st.integers(-9, 9)) / 4 for _ in range(1 << len(splits))]
        trees.append({"splits": splits, "leaves": leaves})
    return trees


def leaf(tree: Tree, row: list[float]) -> float:
    return float(
        tree["leaves"][
            sum(
                1 << depth
                for depth, (feature, border) in enumerate(tree["splits"])
                if row[feature] > border
            )
        ]
    )


@settings(max_examples=60, deadline=None)
@given(forests(), st.sampled_from((0, 1, 7, 1023, 1024, 1500)), st.integers(0, 99))
def test_blocks_of_rows_and_trees_of_unequal_depth(
    forest: list[Tree], rows: int, seed: int
) -> None:
    features = (
        np.random.default_rng(seed)
        .choice([-2.0, 0.0, 0.1, 1.0, 3.0], size=(3, rows))
        .astype(np.float32)
    )
    expected = [sum(leaf(tree, row) for tree in forest) for row in features.T.tolist()]
    assert Trees.of(forest).scores(features).tolist() == expected
