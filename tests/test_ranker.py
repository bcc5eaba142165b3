"""The item model: no span is shut out, one choice alone is not certain, and a model of other
features is refused.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from spacy.language import Language

from pipeline.claims.span_ranker import model_file
from pipeline.claims.span_ranker.ranker import MODEL, load_ranker
from pipeline.core.doc_extensions import claims_of
from pipeline.core.errors import LexiconError


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("失业率比上年下降0.2个百分点。", "失业率"),
        ("失业率较2012年下降0.2个百分点。", "失业率"),
        ("性别比108.5。", "性别比"),
    ],
)
def test_a_word_that_gold_never_had_at_an_end_can_begin_or_end_an_item(
    text: str, item: str, nlp: Language
) -> None:
    """失业率 is seen often in gold, and never first in an item."""
    (claim,) = claims_of(nlp(text))
    assert claim.item is not None and claim.item.text == item


def test_a_poor_choice_without_rivals_is_not_certain(nlp: Language) -> None:
    (claim,) = claims_of(nlp("比3个百分点。"))
    assert claim.confidence is not None and claim.confidence < 0.8


@pytest.mark.parametrize("part", ["items", "subjects"])
def test_a_model_of_other_features_is_refused(part: str, tmp_path: Path) -> None:
    content = model_file.read(MODEL)
    content[part]["names"] = content[part]["names"][1:] + content[part]["names"][:1]
    model_file.write(content, tmp_path / "items.npz")
    with pytest.raises(LexiconError, match=rf"other features of {part}"):
        load_ranker(tmp_path / "items.npz", frozenset())
