"""Which time a number is of, in a communiqué on 2021."""

from __future__ import annotations

import pytest
from spacy.language import Language

from pipeline.core.records import Heading
from tests.conftest import read

PERIODS = [
    # a base dates nothing but the number that is of it
    ("户均人口2.62人，比2010年的3.10人减少0.48人。", ["2021", "2010", "2021"]),
    ("人口与2010年第六次人口普查的134万人相比，增加7万人。", ["2010", "2021"]),
    (
        "贫困发生率从2012年的10.2%降到0.6%，比2015年的5.7%低5.1个百分点。",
        ["2012", "2021", "2015", "2021"],
    ),
    ("旅客增长30.4%，恢复到2019年同期的70%。", ["2021", "2021"]),
    ("出口1200亿美元，是2005年的2.3倍。", ["2021", "2021"]),
    ("居民消费价格指数(上年=100)为102.3。", ["2021"]),
    ("以2015年为100，该指数为130.5。", ["2021"]),
    ("支出年初预算840亿元，调整预算912亿元；年初结余12亿元。", ["2021", "2021", "2021-01-01"]),
    # a time since which something is so
    ("气温39.6℃，为1951年有气象记录以来最高；降水日数为91天。", ["2021", "2021"]),
    # the whole year behind one of its months
    ("12月价格同比上涨1.5%；全年上涨0.9%。", ["2021-12", "2021"]),
    ("6月价格上涨1.5%，比全年目标低0.5个百分点。", ["2021-06", "2021-06"]),
    ("6月完成投资450亿元，确保全年完成投资1000亿元。", ["2021-06", "2021"]),
    # 计划 as a verb and as a noun
    ("上半年完成投资450亿元，下半年计划完成投资550亿元。", ["2021-H1", "2021-H2"]),
    ("按照2019年计划，建成学校35所。", ["2021"]),
    # what a time does govern
    ("2020年末有学校35所，比2019年增加2所。", ["2020-12-31", "2020-12-31"]),
    ("产量从2012年的300万吨提高到2015年的500万吨，增长66%。", ["2012", "2015", "2015"]),
    ("就业结构由2015年的8:42:50变为2020年的6:40:54。", ["2015"] * 3 + ["2020"] * 3),
]


@pytest.mark.parametrize(("text", "periods"), PERIODS, ids=[text for text, _ in PERIODS])
def test_the_period_of_each_number(text: str, periods: list[str], nlp: Language) -> None:
    doc = read(text, nlp, Heading(year=2021, place="全国", kind="communique"))
    assert [c.period for c in doc._.claims] == periods
