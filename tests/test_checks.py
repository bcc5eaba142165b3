"""Checks: each planted error is found by its check, and the same text without it raises no flag.

Texts are made for this file.
"""

from __future__ import annotations

import pytest
from spacy.language import Language

from pipeline.core.records import Heading, claim_row
from pipeline.core.schema import TABLES
from pipeline.indicators.observe import observations_of
from pipeline.indicators.resolve import Resolver
from pipeline.lexicons.catalogue import load_catalogue
from pipeline.lexicons.units import load_units
from tests.conftest import read

# name of the check, text before, the right figure, the wrong one, text behind
PLANTED = [
    ("structure", "三次产业结构为10:40:", "50", "55", "。"),
    ("structure", "三次产业结构由12.5:45.5:42调整为11:", "44", "34", ":45。"),
    ("structure", "全县三次产业比例为", "20", "30", ":35:45。"),
    (
        "parts",
        "全市地区生产总值",
        "1000亿元",
        "1100亿元",
        "。第一产业增加值100亿元,第二产业增加值400亿元,第三产业增加值500亿元。",
    ),
    ("parts", "进出口总额", "900亿元", "990亿元", ",其中出口总额600亿元,进口总额300亿元。"),
    ("parts", "全市常住人口500万人,其中城镇人口", "300万人", "330万人", ",乡村人口200万人。"),
    (
        "whole",
        "地区生产总值800亿元。金融业增加值80亿元,工业增加值",
        "300亿元",
        "3000亿元",
        "。第二产业增加值350亿元。",
    ),
    ("whole", "一般公共预算收入120亿元,其中税收收入", "90亿元", "190亿元", "。"),
    ("whole", "粮食产量90万吨,其中小麦产量", "40万吨", "140万吨", "。"),
    (
        "share",
        "地区生产总值1000亿元。第三产业增加值500亿元,第三产业增加值占地区生产总值的比重为",
        "50%",
        "57%",
        "。",
    ),
    (
        "share",
        "一般公共预算收入200亿元。税收收入150亿元,税收收入占一般公共预算收入的比重为",
        "75%",
        "85%",
        "。",
    ),
    ("share", "常住人口400万人。城镇人口280万人,城镇人口占常住人口的比重为", "70%", "60%", "。"),
    ("growth", "2012年粮食产量100万吨。2013年粮食产量103万吨,增长", "3%", "13%", "。"),
    ("growth", "2012年末固定电话用户50万户。2013年末固定电话用户45万户,下降", "10%", "1%", "。"),
    ("growth", "2012年发电量200亿千瓦时。2013年发电量220亿千瓦时,增长", "10%", "20%", "。"),
    ("change", "2012年粮食产量100万吨。2013年粮食产量103万吨,比上年增加", "3万吨", "13万吨", "。"),
    (
        "change",
        "2012年末常住人口500万人。2013年末常住人口505万人,比上年末增加",
        "5万人",
        "50万人",
        "。",
    ),
    (
        "change",
        "2012年末移动电话用户300万户。2013年末移动电话用户330万户,比上年末增加",
        "30万户",
        "3万户",
        "。",
    ),
    ("pair", "养老保险参保率由88.5%提高到96.8%,提高", "8.3个百分点", "9.3个百分点", "。"),
    ("pair", "森林覆盖率由40%提高到42.5%,提高", "2.5个百分点", "3.5个百分点", "。"),
    ("pair", "城镇化率从55%提高到57.2%,提高", "2.2个百分点", "12.2个百分点", "。"),
    ("unit", "全年粮食产量", "90万吨", "90万人", "。"),
    ("unit", "全年发电量", "200亿千瓦时", "200亿元", "。"),
    ("unit", "全市地区生产总值", "900亿元", "900万吨", "。"),
    ("jump", "2012年末常住人口500万人。2013年末常住人口", "505万人", "50500万人", "。"),
    (
        "jump",
        "2012年社会消费品零售总额300亿元。2013年社会消费品零售总额",
        "330亿元",
        "33000亿元",
        "。",
    ),
    ("jump", "2012年旅游收入40亿元。2013年旅游收入", "46亿元", "4600亿元", "。"),
    ("range", "新型农村合作医疗覆盖率达到", "98.5%", "198.5%", "。"),
    ("range", "全市互联网普及率达到", "65%", "165%", "。"),
    ("range", "优良天数比例达到", "85%", "185%", "。"),
]


def observed(resolver: Resolver, text: str, year: int, nlp: Language) -> list[dict[str, str]]:
    """The observations of a report of a year."""
    doc = read(text, nlp, Heading(year=year, place="宁波市", area_code="330200", kind="communique"))
    rows = [claim_row(f"d{year}", c) for c in doc._.claims]
    rows_ = [o.row() for o in observations_of(rows, str(year), load_catalogue(), load_units())]
    return [
        dict(zip(TABLES["observations"].header, cells, strict=True))
        for cells in resolver.observe(rows_)
    ]


def quality(text: str, nlp: Language) -> list[str]:
    """What the checks say of a report of 2013."""
    found = observed(Resolver(load_catalogue()), text, 2013, nlp)
    return [words for row in found for words in row["QUALITY"].split("; ")[1:]]


@pytest.mark.parametrize(
    ("check", "before", "right", "wrong", "behind"),
    PLANTED,
    ids=[f"{c[0]}-{i}" for i, c in enumerate(PLANTED)],
)
def test_planted_errors(
    check: str, before: str, right: str, wrong: str, behind: str, nlp: Language
) -> None:
    assert quality(before + right + behind, nlp) == []
    found = quality(before + wrong + behind, nlp)
    assert any(words.startswith(check) for words in found), found


def test_there_are_thirty_over_ten_kinds() -> None:
    assert len(PLANTED) >= 30 and len({c[0] for c in PLANTED}) >= 10


def test_levels_of_another_report_are_checked_against(nlp: Language) -> None:
    """Growth in the report of 2013 against the level that the report of 2012 gave."""
    resolver = Resolver(load_catalogue())
    for year, text in ((2012, "全年粮食产量100万吨。"), (2013, "全年粮食产量110万吨,增长5%。")):
        found = observed(resolver, text, year, nlp)
    assert "growth: the levels give 10.0 % (d2013:6-11 d2012:6-11)" in str(found[-1])
