"""Tokens, sentences, sections and joined lines."""

from __future__ import annotations

import functools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.lang.zh import Chinese

from pipeline.core.errors import LexiconError
from pipeline.ingest.lines import join_lines
from pipeline.segment.sections import find_sections
from pipeline.segment.sentences import find_sentences
from pipeline.segment.tokenizer import HanTokenizer
from tests.conftest import ROOT

TEXTS = [
    p.read_bytes().decode("gb18030" if p.name.endswith("-gb.txt") else "utf-8")
    for p in sorted((ROOT / "corpus").glob("*.txt"))
]


@functools.cache
def tokenizer(segmenter: str) -> HanTokenizer:
    return HanTokenizer(Chinese().vocab, segmenter)


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_both_segmenters_cut_alike_and_keep_the_text(text: str) -> None:
    ours, theirs = tokenizer("rjieba")(text), tokenizer("jieba")(text)
    assert ours.text == text
    assert [t.text for t in ours] == [t.text for t in theirs]


@given(
    st.text(
        alphabet="全市建设基站约个的和在增长发展经济社会保障人口委员会3.5G%,，。\n 𠮷😀",
        max_size=50,
    )
)
@settings(max_examples=200)
def test_both_segmenters_cut_random_text_alike(text: str) -> None:
    ours, theirs = tokenizer("rjieba")(text), tokenizer("jieba")(text)
    assert ours.text == text
    assert [t.text for t in ours] == [t.text for t in theirs]


def test_numbers_are_never_cut() -> None:
    words = [t.text for t in tokenizer("rjieba")("基站1.6万个,用户23,876户")]
    assert "1.6" in words and "23,876" in words


def test_an_unknown_segmenter_is_named() -> None:
    with pytest.raises(LexiconError, match=r"unknown segmenter 'thulac'.*rjieba or jieba"):
        HanTokenizer(Chinese().vocab, "thulac")


def test_a_hard_break_does_not_end_a_sentence() -> None:
    joined, origins = join_lines(
        "公路总里程增加,全县共有近\n4.2万辆机动车,行政村通客车率达百分之九十八\n以上。\n"
    )
    assert len(find_sentences(joined)) == 1
    assert origins is not None and "公路总里程增加,全县共有近\n4.2万辆"[origins[13]] == "4"


@pytest.mark.parametrize(
    "text",
    ["一、综合\n全县有10个镇。\n", "甲县概况\n\n全县有10个镇。\n", "产值10亿元。\n人口3万人。\n"],
)
def test_real_line_ends_stay(text: str) -> None:
    assert join_lines(text) == (text, None)


WRAPPED = "".join(
    f"    {name}  1949年有耕地三十六万二千亩，平均亩产四十一公斤。一九五六年推广良种以后\n"
    "产量逐年提高，一九六五年达到亩产九十八公斤，良种面积占播种面积的八成五以上。\n"
    "全县推广面积三十一万亩，居全地区首位，群众普遍欢迎。\n"
    for name in ("小麦", "玉米", "谷子", "高粱")
)


def test_a_paragraph_of_a_wrapped_text_goes_on_behind_a_full_line_that_ends_a_sentence() -> None:
    joined, origins = join_lines(WRAPPED)
    assert [line.split()[0] for line in joined.splitlines()] == ["小麦", "玉米", "谷子", "高粱"]
    assert origins is not None
    assert all(WRAPPED[at] == c for at, c in zip(origins, joined, strict=True))


def test_a_table_in_a_wrapped_text_keeps_its_rows() -> None:
    rows = "项目    1990年    1995年\n小麦      36.2      47.1\n玉米      20.4      31.0\n"
    assert join_lines(WRAPPED + rows)[0].endswith(rows)


def test_formal_numerals_number_the_outermost_sections() -> None:
    sections = find_sections("貳、農業\n一、水稻\n甲。\n參、水利\n乙。\n")
    assert [s.path for s in sections] == [("貳、農業",), ("貳、農業", "一、水稻"), ("參、水利",)]


def test_section_paths() -> None:
    text = "第一章 总论\n一、综合\n甲。\n（一）人口\n乙。\n1．出生\n丙。\n二、农业\n【粮食】粮食丰收。\n"
    assert [s.path[-1] for s in find_sections(text)] == [
        "第一章 总论",
        "一、综合",
        "（一）人口",
        "1．出生",
        "二、农业",
        "【粮食】",
    ]
    assert find_sections(text)[3].path == ("第一章 总论", "一、综合", "（一）人口", "1．出生")
    assert find_sections(text)[5].path == ("第一章 总论", "二、农业", "【粮食】")
