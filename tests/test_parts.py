"""What documents and their parts say of themselves: own years, and the parts of collections."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.extraction import extract
from pipeline.ingest.own_year import own_year
from pipeline.ingest.parts import find_parts

FILLER = "全市经济运行总体平稳，各项工作有序推进，群众生活继续改善。\n" * 20


def year_of(text: str, source: str = "") -> int | None:
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return own_year(lines[0], lines, text, source)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("平川市2021年统计公报\n2022年3月1日\n全市有学校10所。", 2021),
        (
            "平川市统计公报\n平川市统计局\n2022年3月1日\n2021年，全市有学校10所，比2020年增加1所，增长5.2%。",
            2021,
        ),
        (
            "平川市第四次经济普查公报\n2020年4月2日\n现将结果公布如下。普查标准时点为2018年12月31日，时期指标取全年数据。",
            2018,
        ),
        (
            "平川年鉴（2014）\n卫生\n概况　2013年末，全市有医院98个。\n妇幼保健　2013年，全市筛查1万人。\n至2014年春，新院开工。",
            2013,
        ),
        (
            "平川年鉴（2014）\n2014年，全市有医院98个。\n2014年，全市筛查1万人。\n比2013年增加2个。",
            2014,
        ),
        ("平川年鉴（2014）\n全市有医院98个，筛查1万人。", None),
        ("平川县志\n1990年，全县有耕地5万亩。", None),
        ("平川县教育志（1986—2005）\n1990年，全县有学校50所。", None),
        ("平川县1986—2005年人口变动\n1990年，全县有10万人。", None),
        (
            "农业\n1952年，产粮5万吨。\n1965年，产粮7万吨。\n1978年，产粮9万吨。\n1990年，产粮12万吨。",
            None,
        ),
        ("關於本縣101年度施政成果報告\n中華民國102年4月\n本縣有學校10所。", 2012),
        ("关于一九八三年计划执行情况和一九八四年计划草案的报告\n各位代表：", 1983),
        (
            "全市经济开局良好\n一季度，全市生产总值626.9亿元，同比增长2%，与2017年计划目标持平，比2016年全年高0.3个百分点。",
            2017,
        ),
        ("全市概况\n全市有学校10所。到2030年建成教育强市。", None),
    ],
)
def test_a_document_has_the_year_that_its_title_or_its_opening_says_or_none(
    text: str, year: int | None
) -> None:
    assert year_of(text) == year


def test_the_name_of_a_file_is_asked_last() -> None:
    assert year_of("全市概况\n全市有学校10所。", "公报/平川市2013年公报.txt") == 2013
    assert year_of("平川县志\n全县有学校10所。", "平川县志2013.txt") is None


def test_a_collection_has_a_part_for_each_title_with_a_year_of_its_own() -> None:
    titles = [
        f"平川市{year}年国民经济和社会发展统计公报\n平川市统计局\n" for year in (2019, 2020, 2021)
    ]
    text = "".join(title + FILLER for title in titles)
    assert [text[start : start + 8] for start, _ in find_parts(text)] == [
        "平川市2019年",
        "平川市2020年",
        "平川市2021年",
    ]
    assert find_parts(text)[-1][1] == len(text)


def test_where_a_title_is_lost_the_date_of_issue_and_the_opening_sentence_tell() -> None:
    text = f"平川市2022年统计公报\n2023年3月\n{FILLER}平川市统计局\n2022年3月\n2021年是“十四五”开局之年。{FILLER}"
    assert [text[start : start + 6] for start, _ in find_parts(text)] == [
        "平川市202",
        "平川市统计局",
    ]


@pytest.mark.parametrize(
    "text",
    [
        # a year in the prose
        f"平川市2020年统计公报\n{FILLER}二、农业\n2019年，产粮5万吨。\n{FILLER}",
        # what a report plans
        f"平川市2020年政府工作报告\n{FILLER}二、2021年工作安排\n2021年是规划的第一年。{FILLER}",
        # a running title
        f"平川市2020年统计公报\n平川市2020年统计公报\n{FILLER}平川市2020年统计公报\n{FILLER}",
        f"目录\n平川市2019年统计公报\n平川市2020年统计公报\n{FILLER}",  # a table of contents
        f"平川市2020年统计公报\n{FILLER}表2 2019年农业情况概况\n{FILLER}",  # a caption
    ],
)
def test_one_report_has_one_part(text: str) -> None:
    assert find_parts(text) == [(0, len(text))]


def test_each_part_is_read_under_its_own_year_and_offsets_are_those_of_the_document(
    tmp_path: Path,
) -> None:
    text = "".join(
        f"平川市{year}年统计公报\n{FILLER}全市有学校{year - 2000}所，比上年增长5%。年末有医院3家。\n"
        for year in (2019, 2020)
    )
    (tmp_path / "c.txt").write_text(text, encoding="utf-8")
    read = extract(tmp_path / "c.txt")
    assert read.report.heading.year is None
    assert [(c.text, c.period) for c in read.claims] == [
        ("19所", "2019"),
        ("5%", "2019"),
        ("3家", "2019-12-31"),
        ("20所", "2020"),
        ("5%", "2020"),
        ("3家", "2020-12-31"),
    ]
    assert all(text[c.start : c.end] == c.text for c in read.claims)
    assert all(text[e.start : e.end] == e.text for e in read.entities)
    assert {e.text for e in read.entities} >= {"2019年", "2020年"}


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("某县志\n1952年产粮5万吨，同年有学校3所；翌年建医院2家。", ["1952", "1952", "1953"]),
        ("某县志\n1965年，全县有耕地60万亩。水浇地15万亩。", ["1965", "1965"]),
        ("某县志\n1978年，产粮9万吨，比1970年增加2万吨。亩产300公斤。", ["1978", "1978", "1978"]),
        ("某县志\n1986年，产粮9万吨。\n全县有学校3所。", ["1986", ""]),
        ("某县志\n1990年5月，有学校3所，11月增至4所。", ["1990-05", "1990-11"]),
    ],
)
def test_a_text_over_many_years_carries_the_year_that_its_paragraph_named(
    text: str, periods: list[str], tmp_path: Path
) -> None:
    (tmp_path / "g.txt").write_text(text, encoding="utf-8")
    claims = extract(tmp_path / "g.txt").claims
    assert [c.period for c in claims] == periods and {str(c.status) for c in claims} == {"actual"}


@pytest.mark.parametrize(
    ("sentence", "periods"),
    [
        ("年末全市有医院98个。其中，县级医院20个。", ["2013-12-31", "2013-12-31"]),
        (
            "2013年末，全市有床位98张。民营医院有床位20张，比上年增加2张。",
            ["2013-12-31", "2013-12-31", "2013-12-31"],
        ),
        ("2013年末，全市有床位98张。全年诊疗20万人次。", ["2013-12-31", "2013"]),
        ("2013年末，全市有床位98张。接待旅客20人。", ["2013-12-31", "2013"]),
        (
            "存款余额742亿元，较上年末增加23亿元，增长3.2%。",
            ["2013-12-31", "2013-12-31", "2013-12-31"],
        ),
        ("建成机房20个，数据总量480条，较上年末增加11条。", ["2013", "2013-12-31", "2013-12-31"]),
        ("贷款由上年末的746亿元增至864亿元。", ["2012-12-31", "2013-12-31"]),
    ],
)
def test_the_end_of_a_year_reaches_to_stocks_of_the_same_kind(
    sentence: str, periods: list[str], tmp_path: Path
) -> None:
    (tmp_path / "s.txt").write_text(f"平川市2013年统计公报\n\n{sentence}\n", encoding="utf-8")
    assert [c.period for c in extract(tmp_path / "s.txt").claims] == periods


def test_the_heading_over_a_stretch_holds_in_it(tmp_path: Path) -> None:
    """A text too long to be read at once; sections are found in the whole."""
    long = "各项工作平稳推进。\n" * 21_000
    text = (
        f"平川市2020年统计公报\n一、农业\n产粮5万吨。\n{long}有学校7所。\n二、工业\n有企业3家。\n"
    )
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    read = extract(tmp_path / "a.txt")
    assert [(c.text, c.section) for c in read.claims] == [
        ("5万吨", "一、农业"),
        ("7所", "一、农业"),
        ("3家", "二、工业"),
    ]
    assert read.sections == 2
