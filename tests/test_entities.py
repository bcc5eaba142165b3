"""Named things: each sentence with the names it holds, made for this file."""

from __future__ import annotations

import pytest
from spacy.language import Language

from pipeline.core.records import Heading
from pipeline.stages import load_pipeline
from tests.conftest import read

ANHUI = Heading(year=2013, place="安徽省", area_code="340000", kind="yearbook")
CASES = [
    (
        "全市已接入市应急办、市国土局、市安监局。",
        [("市应急办", "GOV"), ("市国土局", "GOV"), ("市安监局", "GOV")],
    ),
    (
        "安徽省人民政府印发《安徽省数据条例》。",
        [("安徽省人民政府", "GOV"), ("《安徽省数据条例》", "POLICY")],
    ),
    ("依据皖政办发〔2013〕12号执行。", [("皖政办发〔2013〕12号", "POLICY")]),
    ("四川省成都市武侯区的企业来访。", [("四川省成都市武侯区", "PLACE")]),
    ("“12345”政务服务热线全年受理来电。", [("“12345”政务服务热线", "SYSTEM")]),
    ("建成了公共交通出行导航服务系统。", [("公共交通出行导航服务系统", "SYSTEM")]),
    ("深入实施“雨露”工程。", [("“雨露”工程", "PROGRAM")]),
    ("扎实推动“智慧江淮”建设。", [("“智慧江淮”", "PROGRAM")]),
    ("开工建设合肥至安庆铁路。", [("合肥至安庆铁路", "PLACE")]),
    ("建成阜阳至淮南等铁路。", [("阜阳", "PLACE"), ("淮南", "PLACE")]),
    ("在中国科学院等单位开展试验。", [("中国科学院", "ORG")]),
    ("具有中国特色的制度。", []),
    ("“十四五”规划纲要把节能列为约束性指标。", [("“十四五”规划纲要", "POLICY")]),
    ("第六个五年计划的任务提前完成。", [("第六个五年计划", "POLICY")]),
    ("落实人才振兴60条,引进专家。", [("人才振兴60条", "POLICY")]),
    ("中央纪律检查委员会发布通报。", [("中央纪律检查委员会", "GOV")]),
    ("东北与长丰县相邻,西部属于丘陵。", [("长丰县", "PLACE")]),
    ("统一规划,和平发展。", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[c[0][:12] for c in CASES])
def test_names(text: str, expected: list[tuple[str, str]], nlp: Language) -> None:
    doc = read(text, nlp, ANHUI)
    assert [(e.text, str(e.label)) for e in doc._.entities if e.label != "TIME"] == expected


def test_places_have_the_code_of_the_reports_year_and_province(nlp: Language) -> None:
    doc = read(
        "鼓楼区、朝阳区和芜湖县。", nlp, Heading(year=2013, place="北京市", area_code="110000")
    )
    assert {e.text: e.norm for e in doc._.entities} == {
        "鼓楼区": "",
        "朝阳区": "110105",
        "芜湖县": "340221",
    }


def test_an_organ_under_two_names_has_one_norm(nlp: Language) -> None:
    doc = read(
        "市经信委与北京市经济和信息化委员会网站互通,市财政局接入。",
        nlp,
        Heading(year=2013, place="北京市", area_code="110000"),
    )
    norms = [e.norm for e in doc._.entities if e.label == "GOV"]
    assert norms == ["北京市经济和信息化委员会", "北京市经济和信息化委员会", "北京市财政局"]


def test_rules_alone_need_no_model() -> None:
    doc = load_pipeline(rules_alone=True)("深入实施“雨露”工程。")
    assert [(e.text, str(e.label)) for e in doc._.entities] == [("“雨露”工程", "PROGRAM")]


def test_a_plan_gives_its_years_to_a_yearly_average(nlp: Language) -> None:
    """“十一五”年均 is over the years of the plan; 按“十一五”规划 dates nothing."""
    doc = read(
        "上年增长9%，“十一五”年均增长7.5%。按照“十一五”规划，建成学校35所。",
        nlp,
        Heading(year=2006, place="全国", kind="communique"),
    )
    assert [(c.text, c.period) for c in doc._.claims][1:] == [
        ("7.5%", "2006/2010"),
        ("35所", "2006"),
    ]
