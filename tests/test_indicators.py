"""Observations and the panel: what is one group and what is not, and what a panel may hold. Texts are made for this file."""

from __future__ import annotations

import pytest
from spacy.language import Language

from pipeline.core.records import Heading, claim_row
from pipeline.core.schema import TABLES
from pipeline.indicators.observe import frequency, observations_of
from pipeline.indicators.resolve import Resolver
from pipeline.lexicons.bundle import Lexicons
from tests.conftest import read

HEADING = Heading(year=2020, place="苏州市", area_code="320500", kind="communique")


def resolved(text: str, nlp: Language) -> tuple[list[dict[str, str]], Resolver]:
    """The rows of observations.csv of a text, and the resolver that made them."""
    lexicons = Lexicons()
    doc = read(text, nlp, HEADING)
    claims = [claim_row("a", claim) for claim in doc._.claims]
    found = observations_of(claims, "2020", lexicons.catalogue, lexicons.units)
    resolver = Resolver(lexicons.catalogue)
    header = TABLES["observations"].header
    rows = [
        dict(zip(header, cells, strict=True)) for cells in resolver.observe(o.row() for o in found)
    ]
    return rows, resolver


def test_equal_numbers_are_one_group_and_others_differ(nlp: Language) -> None:
    rows, _ = resolved("2020年粮食产量10万吨。2020年粮食产量10万吨。2020年粮食产量11万吨。", nlp)
    first = rows[0]["CLAIM_ID"]
    assert [row["QUALITY"].split(";")[0] for row in rows] == [
        "preferred",
        f"same as {first}",
        f"differs from {first} (100000000)",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "2020年粮食产量12万吨。力争2020年粮食产量12万吨。",  # an actual and a target
        "2020年粮食产量12万吨,增长3%。",  # a level and a growth
        "2020年粮食产量12万吨,比上年增加12万吨。",  # a level and a change
        "2019年粮食产量12万吨。2020年粮食产量12万吨。",  # two years
    ],
)
def test_what_is_not_the_same_is_preferred_on_its_own(text: str, nlp: Language) -> None:
    rows, _ = resolved(text, nlp)
    assert [row["QUALITY"].split(";")[0] for row in rows] == ["preferred", "preferred"], rows


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("2020年粮食产量12万吨,增长3%。", {("320500", "2020"): {"grain-output": 120_000_000}}),
        ("2020年粮食产量增长3%。", {}),
        ("2020年粮食产量比上年增加2万吨。", {}),
        ("力争2021年粮食产量13万吨。", {}),
        ("2020年上半年粮食产量5万吨。", {}),
        ("2020年末常住人口1070万人。", {("320500", "2020"): {"population": 10_700_000}}),
    ],
)
def test_the_panel_holds_actual_levels_of_years(
    text: str, levels: dict[tuple[str, str], dict[str, int]], nlp: Language
) -> None:
    _, resolver = resolved(text, nlp)
    assert resolver.panel == levels


def test_levels_in_another_unit_are_not_compared(nlp: Language) -> None:
    """出口 in dollars says nothing of 出口 in yuan."""
    rows, _ = resolved("2019年出口总额500亿元。2020年出口总额80亿美元,增长5%。", nlp)
    assert not any("growth" in row["QUALITY"] for row in rows), rows


@pytest.mark.parametrize(
    ("period", "code"),
    [
        ("2013", "A"),
        ("2013-H1", "S"),
        ("2013-Q1", "Q"),
        ("2013-05", "M"),
        ("2013-12-31", "D"),
        ("2011/2015", "A5"),
    ],
)
def test_each_kind_of_period_has_its_frequency(period: str, code: str) -> None:
    assert frequency(period) == code
