"""Properties over random numbers and random text."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.doc_extensions import claims_of
from pipeline.core.folding import fold
from pipeline.core.numerals import Number, plain, read_han
from pipeline.core.records import Quantity
from pipeline.ingest.lines import join_lines
from pipeline.lexicons.cues import load_cues
from pipeline.lexicons.units import load_units
from pipeline.quantities.finder import find_quantities
from pipeline.stages import load_pipeline

UNITS, CUES = load_units(), load_cues()
DIGITS = "零一二三四五六七八九"
REPORT_LIKE = st.text(
    alphabet="零一二两三四五六七八九十百千万亿点第约近超多余几个家元%％‰成倍至到-—～~,，.。、:：;()（）“”《》年月日上下以左右增长比0123456789１２３aGT/ \n\u3000𠮷😀",
    max_size=60,
)


def write_han(n: int) -> str:
    """A whole number below 10^12 in Han numerals, by the book; independent of the reader."""
    if n == 0:
        return "零"
    out, zero = "", False
    for power, name in ((8, "亿"), (4, "万"), (0, "")):
        section = n // 10**power % 10**4
        if section == 0:
            zero = bool(out)
            continue
        if zero or (out and section < 1000):
            out += "零"
        out += _section(section) + name
        zero = False
    return out


def _section(n: int) -> str:
    out, zero = "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = n // place % 10
        if digit:
            out += ("零" if zero and out else "") + DIGITS[digit] + name
            zero = False
        else:
            zero = True
    return out


def read_one(words: str) -> Quantity:
    found = find_quantities(words, UNITS, CUES)
    assert len(found) == 1, (words, found)
    return found[0]


@given(st.integers(1, 10**12 - 1))
def test_han_numerals_read_back(n: int) -> None:
    assert read_han(write_han(n)) == Number(Decimal(n))


@given(
    st.decimals(min_value=0, max_value=10**9, places=2),
    st.sampled_from(["万", "亿", "万亿", "千", ""]),
    st.sampled_from(["元", "户", "吨", "个"]),
)
def test_arabic_with_multiplier_reads_back(n: Decimal, multiplier: str, unit: str) -> None:
    scale = {"万": 10**4, "亿": 10**8, "万亿": 10**12, "千": 10**3, "": 1}[multiplier]
    quantity = read_one(f"共{n}{multiplier}{unit}。")
    assert (quantity.value, quantity.unit) == (n * scale, unit)


@given(st.integers(1000, 10**9))
def test_thousands_separators_and_full_width_read_back(n: int) -> None:
    grouped = f"{n:,}"
    for words in (
        grouped,
        grouped.replace(",", "，"),
        grouped.replace(",", " "),
        grouped.translate({48 + i: 0xFF10 + i for i in range(10)}),
    ):
        assert read_one(f"共{words}户").value == n


@given(st.integers(1, 99), st.integers(1, 99), st.sampled_from("-—–～~至到"))
def test_ranges_read_back(low: int, more: int, mark: str) -> None:
    quantity = read_one(f"设{low}{mark}{low + more}万个点")
    assert quantity.value == low * 10**4
    assert quantity.value_max == (low + more) * 10**4


@given(st.integers(0, 999), st.integers(1, 99))
def test_percent_in_words_reads_back(whole: int, hundredths: int) -> None:
    words = write_han(whole) + "点" + "".join(DIGITS[int(c)] for c in f"{hundredths:02}")
    assert read_one(f"占百分之{words}").value == Decimal(whole) + Decimal(hundredths) / 100


@given(st.one_of(REPORT_LIKE, st.text(max_size=80)))
@settings(max_examples=300)
def test_any_text_is_read_without_fault(text: str) -> None:
    assert len(fold(text)) == len(text)
    found = find_quantities(text, UNITS, CUES)
    last = 0
    for q in found:
        assert last <= q.start < q.end <= len(text)
        assert text[q.start : q.end] == q.text
        last = q.end


@given(st.one_of(REPORT_LIKE, st.text(max_size=80)))
def test_joined_lines_lead_back_to_the_text(text: str) -> None:
    joined, origins = join_lines(text)
    if origins is not None:
        assert "".join(text[i] for i in origins) == joined
        assert list(origins) == sorted(set(origins))


@given(
    st.sampled_from(["全县有10个镇。", "增长百分之五。\n", "今年共三十户,\n", "第2名。"]),
    st.sampled_from(["共3万元。", "一是好。", "", "12%。"]),
)
def test_sentences_around_do_not_change_a_reading(before: str, after: str) -> None:
    sentence = "累计建设基站约1.6万个,比上年增加二十三座。"
    alone = [(q.text, q.value, q.bound) for q in find_quantities(sentence, UNITS, CUES)]
    within = [
        (q.text, q.value, q.bound)
        for q in find_quantities(before + sentence + after, UNITS, CUES)
        if len(before) <= q.start < len(before + sentence)
    ]
    assert within == alone


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15))
def test_plain_numbers_have_no_exponent(value: Decimal) -> None:
    assert "E" not in plain(value) and Decimal(plain(value)) == value


WORDS = [
    "登记",
    "建设",
    "发放",
    "完成",
    "注册",
    "会员",
    "机构",
    "收入",
    "增长",
    "下降",
    "分别",
    "其中",
    "占",
    "比重",
    "达",
    "约",
    "由",
    "提高",
    "到",
    "实现",
    "第一",
    "三次",
    "产业",
    "结构",
    "率",
    "的",
    "、",
    ",",
    "。",
    ";",
    "(",
    ")",
    "“",
    "”",
    "10",
    "5.2%",
    "3万人",
    "两个",
    "2013年",
    "去年",
    "5G",
    "一批",
    "全省",
    "北京市",
]


@given(st.lists(st.sampled_from(WORDS), max_size=24))
@settings(max_examples=200, deadline=2000)
def test_the_whole_pipeline_ends_on_any_words(words: list[str]) -> None:
    """A rule that loops would fail the deadline; every claim stands where it says."""
    text = "".join(words)
    doc = load_pipeline()(text)
    for claim in claims_of(doc):
        assert text[claim.start : claim.end] == claim.text
        for mention in (claim.item, claim.subject):
            assert mention is None or text[mention.start : mention.end] == mention.text


@pytest.mark.parametrize(
    ("text", "value"),
    [("F-16架", 16), ("G7-3所", 3), ("为-3.5℃", -3.5), ("负3所", -3), ("零下5℃", -5)],
)
def test_a_dash_is_a_sign_where_no_code_goes_on(text: str, value: float) -> None:
    assert float(find_quantities(text, UNITS, CUES)[-1].value) == value
