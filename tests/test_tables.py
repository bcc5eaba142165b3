"""Tables in the text: each cell is a claim with its heads. Tables are made for this file."""

from __future__ import annotations

import pytest
from spacy.language import Language

from pipeline.numerals import plain
from pipeline.records import Heading

Reading = tuple[str, str, str, str, str, str]

TABS = "交通\n\t\t单位：万元\n指标\t3月末\t增长（%）\n客运收入\t21.5\t-3.2\n#水运收入\t4\t7.5\n"
BY_YEAR = "年份\t包裹（万件）\t信函（万封）\n2012年\t0.8\t12.5\n2013年\t1.2\t--\n"
BOXES = "区县│户籍人口（人）│面积（平方公里）\n甲区│1200│35\n乙县│800│22\n"
BLANKS = "单位：亿元\n项目      2012年    2013年\n存款余额    30.5    33.1\n"


def readings(text: str, nlp: Language) -> list[Reading]:
    doc = nlp.make_doc(text)
    doc._.heading = Heading(year=2017, place="南通市", area_code="320600", kind="analysis")
    for _, component in nlp.pipeline:
        doc = component(doc)
    return [
        (c.text, plain(c.value), c.unit, c.item.text if c.item else "", c.subject.text if c.subject else "", f"{c.measure} {c.period}")
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
    ],
    ids=["tabs", "by-year", "boxes", "blanks"],
)
def test_cells(text: str, expected: list[Reading], nlp: Language) -> None:
    assert readings(text, nlp) == expected


def test_prose_with_wide_blanks_is_no_table(nlp: Language) -> None:
    found = readings("　　全市共有学校10所。  毕业生120人。\n　　全县建成泵站3座。\n", nlp)
    assert [(r[0], r[3]) for r in found] == [("10所", "学校"), ("120人", "毕业生"), ("3座", "泵站")]


def test_heads_are_given_as_printed(nlp: Language) -> None:
    """Offsets and words are those of the text, whatever its width of letters."""
    text = "项目\t２０１２年\nＩＴ产业收入（万元）\t21.5\n软件收入（万元）\t3\n"
    doc = nlp.make_doc(text)
    doc._.heading = Heading(year=2017, place="南通市", area_code="320600", kind="analysis")
    for _, component in nlp.pipeline:
        doc = component(doc)
    assert [(c.item.text, text[c.item.start : c.item.end]) for c in doc._.claims] == [("ＩＴ产业收入",) * 2, ("软件收入",) * 2]
