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
    ("R&D经费支出17亿元，为2013年的2.1倍，申请专利3905件。", ["2021", "2021", "2021"]),
    ("亩产268公斤，总产为1949年的1.8倍、6.5倍。", ["2021", "2021", "2021"]),
    ("瓷器1.3亿件，比产量最高的1928年多2000万件。", ["2021", "2021"]),
    ("总产值34600万元（1980年不变价），其中种植业25100万元。", ["2021", "2021"]),
    ("法人单位47362个，比2013年末（2013年为普查年份）增加19874个。", ["2021-12-31"] * 2),
    # Han digits are no name of a plan
    ("公路由一九五二年的4120公里增加到7350公里。", ["1952", "2021"]),
    # the year's end by its word, and flows beside it
    ("报告期末，贷款余额598亿元，占总额的69%；全年净利润16亿元。", ["2021-12-31"] * 2 + ["2021"]),
    ("2021年末，牛存栏91万头；生猪出栏241万头，增长18%。", ["2021-12-31", "2021", "2021"]),
    ("一季度末，生猪出栏80万头，增长1.4%。", ["2021-Q1", "2021-Q1"]),
    ("截至 2021 年 9 月 30 日，贷款余额598亿元。", ["2021-09-30"]),
    # what a time does govern
    ("2020年末有学校35所，比2019年增加2所。", ["2020-12-31", "2020-12-31"]),
    ("产量从2012年的300万吨提高到2015年的500万吨，增长66%。", ["2012", "2015", "2015"]),
    ("就业结构由2015年的8:42:50变为2020年的6:40:54。", ["2015"] * 3 + ["2020"] * 3),
]


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        # a section goes on with what it counts at the year's end, in further paragraphs too
        (
            "一、单位\n2021年末，全市有法人单位47362个。\n按行业分，制造业10040个，占21.2%。\n"
            "工业企业资产2416亿元。\n全年新增企业120个。\n二、投资\n新建项目12个。",
            ["2021-12-31"] * 4 + ["2021", "2021"],
        ),
        # an entry with a heading of its own tells of another thing
        (
            "一、医院\n2021年末，全市有床位4000张。\n渭河医院　占地118亩，编制床位1000张。",
            ["2021-12-31", "2021", "2021"],
        ),
        # a heading dates what stands under it, and what it plans is planned
        (
            "一、2021年计划执行情况\n粮食产量400亿斤。\n二、2022年计划草案\n粮食产量410亿斤，增长2.5%。",
            ["2021", "2022", "2022"],
        ),
    ],
)
def test_periods_over_the_paragraphs_of_a_section(
    text: str, periods: list[str], nlp: Language
) -> None:
    doc = read(text, nlp, Heading(year=2021, place="平川市", kind="communique"))
    assert [c.period for c in doc._.claims] == periods


@pytest.mark.parametrize(
    ("heading", "statuses"),
    [
        ("二、2022年计划草案", ["target", "target"]),
        ("二、2022年主要目标和任务安排", ["target", "target"]),
        ("二、2021年计划执行情况", ["actual", "actual"]),
        ("二、标准规范、安全与展望", ["actual", "actual"]),
    ],
)
def test_what_a_heading_plans_is_a_target(heading: str, statuses: list[str], nlp: Language) -> None:
    text = f"一、概况\n全市有学校10所。\n{heading}\n粮食产量410亿斤，增长2.5%。"
    doc = read(text, nlp, Heading(year=2021, place="平川市", kind="communique"))
    assert [str(c.status) for c in doc._.claims] == ["actual", *statuses]


@pytest.mark.parametrize(
    ("text", "statuses"),
    [
        ("预计全年产值291亿元，比上年增长8.4%。", ["estimate"] * 2),
        ("预计全年产值291亿元，1—10月已完成250亿元。", ["estimate", "actual"]),
    ],
)
def test_an_estimate_reaches_over_its_clauses_but_for_what_is_done(
    text: str, statuses: list[str], nlp: Language
) -> None:
    doc = read(text, nlp, Heading(year=2021, place="平川市", kind="communique"))
    assert [str(c.status) for c in doc._.claims] == statuses


def test_the_year_in_which_a_report_was_given_is_its_this_year(nlp: Language) -> None:
    heading = Heading(year=1957, spoken=1956, place="江西省", kind="work-report")
    doc = read("双季稻去年种了180万亩，今年扩大到405万亩。", nlp, heading)
    assert [c.period for c in doc._.claims] == ["1955", "1956"]


@pytest.mark.parametrize(("text", "periods"), PERIODS, ids=[text for text, _ in PERIODS])
def test_the_period_of_each_number(text: str, periods: list[str], nlp: Language) -> None:
    doc = read(text, nlp, Heading(year=2021, place="全国", kind="communique"))
    assert [c.period for c in doc._.claims] == periods
