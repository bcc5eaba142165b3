"""Names of the features that this code computes, in order.

A model file holds those that it was trained with.
"""

from __future__ import annotations

from decimal import Decimal

from pipeline.claims.item_model import UnnamedClaims
from pipeline.claims.item_rules import Answer, Rule
from pipeline.claims.span_ranker.candidate_spans import Spans
from pipeline.claims.span_ranker.features import Features, Statistics, SubjectFeatures
from pipeline.claims.span_ranker.scores import second_pass_rows
from pipeline.claims.span_ranker.token_table import TokenTable
from pipeline.core.records import Bound, Form, Heading, Measure, Mention, Quantity, Sentence, Token
from pipeline.core.text_view import TextView

_TEXT = "人口3人"
_ITEM = Mention(start=0, end=2, text="人口")
_QUANTITY = Quantity(
    start=2,
    end=4,
    number_start=2,
    number_end=3,
    text="3人",
    value=Decimal(3),
    value_max=None,
    unit="人",
    bound=Bound.EQ,
    form=Form.ARABIC,
)
_TOKENS = (Token(0, 2, "人口", "n"), Token(2, 3, "3", "m"), Token(3, 4, "人", "n"))


def feature_names(statistics: Statistics) -> dict[str, list[str]]:
    """By part of the model (items, subjects) the names of its features: those of one claim,
    described as any other is.
    """
    view = TextView(
        text=_TEXT,
        folded=_TEXT,
        heading=Heading(),
        sentences=[Sentence(start=0, end=4)],
        sections=[],
        quantities=[_QUANTITY],
        entities=[],
        tokens=_TOKENS,
    )
    unnamed = UnnamedClaims(
        [_QUANTITY], [Measure.LEVEL], [1], ["classifier"], [Answer(_ITEM, Rule.BEFORE)], {}
    )
    tokens = TokenTable(view, [_QUANTITY])
    spans = Spans.of(tokens)
    claims, chosen = spans.pairs
    items = Features(tokens, spans, unnamed, statistics)
    scores = items.of_pairs(claims, chosen)[0]
    subjects = SubjectFeatures(tokens, spans, unnamed, statistics, [_ITEM])
    subjects.of_pairs(claims, chosen)
    second = second_pass_rows(claims, chosen, scores, spans.count + 1, 1)
    return {"items": list(items.names), "subjects": [*subjects.names, *second]}
