"""Tables in the text: each cell is a claim with its heads. Tables are made for this file."""

from __future__ import annotations

import pytest
from spacy.language import Language

from pipeline.core.numerals import plain
from pipeline.core.records import Heading
from tests.conftest import read

Reading = tuple[str, str, str, str, str, str]

TABS = "交通\n\t\t单位：万元\n指标\t3月末\t增长（%）\n客运收入\t21.5\t-3.2\n#水运收入\t4\t7.5\n"
BY_YEAR = "年份\t包裹（万件）\t信函（万封）\n2012年\t0.8\t12.5\n2013年\t1.2\t--\n"
BOXES = "区县│户籍人口（人）│面积（平方公里）\n甲区│1200│35\n乙县│800│22\n"
BLANKS = "单位：亿元\n项目      2012年    2013年\n存款余额    30.5    33.1\n"
LEVELS = "主要指标①\t\t\t\t\n指标\t2015年\t\t2016年\t\n\t数量\t增长（%）\t数量\t比上年增减额\n产值（亿元）②\t35.5\t3.2\t36①\t0.5\n#纺织业\t2.4\t-1.5\t…\t--\n"
UNITS = "序号\t指标\t计量单位\t2016年\t比上年±%\n1\t年末户籍人口\t万人\t76.5\t-0.1\n2\t城镇化率\t%\t64.4\t--\n"
GROUPS = "地区\t生产总值\t\t人均产值（元）\n\t总量（亿元）\t增长（%）\t\n甲区\t70.5\t9.5\t78000\n"
MONTHS = "客运量（万人）\n年份\t1月\t2月\n2015\t10.5\t11\n"
PARTS = "单位：万元\n项目\t合计\t城镇\n零售额\t240\t160\n其中：批发\t30\t20\n"


def readings(text: str, nlp: Language) -> list[Reading]:
    doc = read(text, nlp, Heading(year=2017, place="南通市", area_code="320600", kind="analysis"))
    return [
        (
            c.text,
            plain(c.value),
            c.unit,
            c.item.text if c.item else "",
            c.subject.text if c.subject else "",
            f"{c.measure} {c.period}",
        )
        for c in doc._.claims
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            TABS,
            [
                ("21.5", "215000", "元", "客运收入", "", "level 2017-03"),
                ("-3.2", "-3.2", "%", "客运收入", "", "growth 2017"),
                ("4", "40000", "元", "水运收入", "", "level 2017-03"),
                ("7.5", "7.5", "%", "水运收入", "", "growth 2017"),
            ],
        ),
        (
            BY_YEAR,
            [
                ("0.8", "8000", "件", "包裹", "", "level 2012"),
                ("12.5", "125000", "封", "信函", "", "level 2012"),
                ("1.2", "12000", "件", "包裹", "", "level 2013"),
            ],
        ),
        (
            BOXES,
            [
                ("1200", "1200", "人", "户籍人口", "甲区", "level 2017"),
                ("35", "35", "平方公里", "面积", "甲区", "level 2017"),
                ("800", "800", "人", "户籍人口", "乙县", "level 2017"),
                ("22", "22", "平方公里", "面积", "乙县", "level 2017"),
            ],
        ),
        (
            BLANKS,
            [
                ("30.5", "3050000000", "元", "存款余额", "", "level 2012"),
                ("33.1", "3310000000", "元", "存款余额", "", "level 2013"),
            ],
        ),
        (
            LEVELS,
            [
                ("35.5", "3550000000", "元", "产值", "", "level 2015"),
                ("3.2", "3.2", "%", "产值", "", "growth 2015"),
                ("36", "3600000000", "元", "产值", "", "level 2016"),
                ("0.5", "50000000", "元", "产值", "", "change 2016"),
                ("2.4", "240000000", "元", "纺织业", "", "level 2015"),
                ("-1.5", "-1.5", "%", "纺织业", "", "growth 2015"),
            ],
        ),
        (
            UNITS,
            [
                ("76.5", "765000", "人", "年末户籍人口", "", "level 2016"),
                ("-0.1", "-0.1", "%", "年末户籍人口", "", "growth 2017-12-31"),
                ("64.4", "64.4", "%", "城镇化率", "", "ratio 2016"),
            ],
        ),
        (
            GROUPS,
            [
                ("70.5", "7050000000", "元", "生产总值", "甲区", "level 2017"),
                ("9.5", "9.5", "%", "生产总值", "甲区", "growth 2017"),
                ("78000", "78000", "元", "人均产值", "甲区", "level 2017"),
            ],
        ),
        (
            MONTHS,
            [
                ("10.5", "105000", "人", "客运量", "", "level 2015-01"),
                ("11", "110000", "人", "客运量", "", "level 2015-02"),
            ],
        ),
        (
            PARTS,
            [
                ("240", "2400000", "元", "零售额", "", "level 2017"),
                ("160", "1600000", "元", "零售额", "城镇", "level 2017"),
                ("30", "300000", "元", "批发", "", "level 2017"),
                ("20", "200000", "元", "批发", "城镇", "level 2017"),
            ],
        ),
    ],
    ids=[
        "tabs",
        "by-year",
        "boxes",
        "blanks",
        "levels",
        "unit-column",
        "groups",
        "months",
        "parts",
    ],
)
def test_cells(text: str, expected: list[Reading], nlp: Language) -> None:
    assert readings(text, nlp) == expected


def test_prose_with_wide_blanks_is_no_table(nlp: Language) -> None:
    found = readings("　　全市共有学校10所。  毕业生120人。\n　　全县建成泵站3座。\n", nlp)
    assert [(r[0], r[3]) for r in found] == [("10所", "学校"), ("120人", "毕业生"), ("3座", "泵站")]


def test_heads_are_given_as_printed(nlp: Language) -> None:
    """Offsets and words are those of the text, whatever its width of letters."""
    text = "项目\t２０１２年\nＩＴ产业收入（万元）\t21.5\n软件收入（万元）\t3\n"
    doc = read(text, nlp, Heading(year=2017, place="南通市", area_code="320600", kind="analysis"))
    assert [(c.item.text, text[c.item.start : c.item.end]) for c in doc._.claims] == [
        ("ＩＴ产业收入",) * 2,
        ("软件收入",) * 2,
    ]
