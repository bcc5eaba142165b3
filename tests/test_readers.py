"""Readers: the same report in several formats gives the same text and claims.

Broken files are failed rows.
"""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml

from pipeline import extract
from pipeline.core.errors import InputError
from pipeline.core.folding import squeeze
from pipeline.core.numerals import plain
from pipeline.core.records import Heading
from pipeline.extraction import extract_report
from pipeline.ingest.docx import read_docx
from pipeline.ingest.html import read_html
from pipeline.ingest.lines import join_lines
from pipeline.ingest.odt import read_odt
from pipeline.ingest.plain import read_plain
from pipeline.ingest.readers import read_report
from pipeline.lexicons.bundle import Lexicons
from tests.conftest import ROOT, run
from tests.formats import to_docx, to_epub, to_html, to_odt, to_pdf

SOURCE = ROOT / "corpus/suzhou-2016-communique.txt"
TEXT = SOURCE.read_text(encoding="utf-8")
FORMATS = {
    "gb.txt": lambda text: text.encode("gb18030"),
    "utf16.txt": lambda text: text.encode("utf-16"),
    "page.html": to_html,
    "gbk.html": lambda text: to_html(text, "gb18030"),
    "word.docx": to_docx,
    "word.odt": to_odt,
    "book.epub": to_epub,
    "print.pdf": to_pdf,
    "wrong-suffix.txt": to_docx,
    "no-suffix": to_pdf,
}


def claims_of(data: bytes, name: str, sidecar: Path) -> Counter[tuple[str, str, str]]:
    """Values, units and items; the sidecar of the source, so that no format guesses its year."""
    report = read_report(sidecar.with_name(name), data, name, name, Lexicons())
    report = replace(report, heading=HEADINGS.setdefault(sidecar, report.heading))
    return Counter(
        (plain(c.value), c.unit, squeeze(c.item.text) if c.item else "")
        for c in extract_report(report).claims
    )


HEADINGS: dict[Path, Heading] = {}


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_reports_give_the_same_claims_in_every_format(name: str) -> None:
    """At least 99 % of claims equal by value, unit and item, over the sample corpus."""
    same = total = 0
    for source in sorted((ROOT / "corpus").glob("*.txt")):
        expected = claims_of(source.read_bytes(), source.name, source)
        found = claims_of(FORMATS[name](read_plain(source, source.read_bytes()).text), name, source)
        same += sum((expected & found).values())
        total += max(sum(expected.values()), sum(found.values()))
    assert total >= 818 and same >= 0.99 * total


def test_offsets_hold_on_the_text_of_a_word_file(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(to_docx(TEXT))
    extraction = extract(tmp_path / "a.docx")
    assert extraction.claims
    for claim in extraction.claims:
        assert extraction.report.text[claim.start : claim.end] == claim.text


def test_a_word_table_is_rows_of_cells(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("单位：万元")
    table = document.add_table(rows=2, cols=2)
    for row, words in zip(table.rows, (("指标", "2013年"), ("客运收入", "21.5")), strict=True):
        for cell, text in zip(row.cells, words, strict=True):
            cell.text = text
    merged = document.add_table(rows=1, cols=3)
    merged.cell(0, 0).merge(merged.cell(0, 1)).text = "合计"
    document.save(str(tmp_path / "t.docx"))
    text = read_docx(tmp_path / "t.docx", (tmp_path / "t.docx").read_bytes()).text
    assert text == "单位：万元\n指标\t2013年\n客运收入\t21.5\n合计\t\t"


def test_a_page_keeps_its_tables_and_drops_navigation() -> None:
    page = "<body><div><a href=a>首页</a> <a href=b>新闻</a></div><table><tr><th>指标</th><th>金额</th></tr><tr><td>收入</td><td>5</td></tr></table><p>全文。</p></body>"
    assert read_html(Path("p.html"), page.encode()).text == "指标\t金额\n收入\t5\n全文。\n"


def test_broken_files_say_so(tmp_path: Path) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("word/document.xml", b"0" * (300 * 1024 * 1024))
    folder = tmp_path / "in"
    folder.mkdir()
    good = folder / "good.docx"
    good.write_bytes(to_docx(TEXT))
    for name, data in {
        "cut.docx": good.read_bytes()[:2000],
        "bomb.docx": bomb.getvalue(),
        "empty.docx": b"",
    }.items():
        with pytest.raises(InputError):
            read_docx(folder / name, data)
        (folder / name).write_bytes(data)
    result = run("extract", folder, "--out", tmp_path / "o")
    assert result.exit_code == 1
    rows = (tmp_path / "o/documents.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert len(rows) == 4 and sum(",failed," in row for row in rows) == 3


def test_headings_of_the_file_are_sections(tmp_path: Path) -> None:
    document = docx.Document()
    for words, style in (
        ("某县年鉴2013", "Heading 1"),
        ("教育", "Heading 2"),
        ("全县共有学校10所。", None),
        ("小学", "Heading 3"),
        ("共有小学6所。", None),
    ):
        document.add_paragraph(words, style)
    document.save(str(tmp_path / "h.docx"))
    assert [c.section for c in extract(tmp_path / "h.docx").claims] == ["教育", "教育 > 小学"]
    page = "<h1>某县年鉴2013</h1><h2>教育</h2><p>全县共有学校10所。</p><h3>小学</h3><p>共有小学6所。</p>"
    (tmp_path / "h.html").write_text(page, encoding="utf-8")
    assert [c.section for c in extract(tmp_path / "h.html").claims] == ["教育", "教育 > 小学"]


def test_text_boxes_notes_and_insertions_of_a_word_file_are_read(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("全县共有学校")
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    for xml in (
        f'<w:ins xmlns:w="{w}"><w:r><w:t>10所。</w:t></w:r></w:ins>',
        f'<w:del xmlns:w="{w}"><w:r><w:delText>9所。</w:delText></w:r></w:del>',
        f'<w:r xmlns:w="{w}"><w:pict><w:txbxContent><w:p><w:r><w:t>医院3家。</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>',
    ):
        paragraph._p.append(parse_xml(xml))
    document.save(str(tmp_path / "b.docx"))
    assert (
        read_docx(tmp_path / "b.docx", (tmp_path / "b.docx").read_bytes()).text
        == "全县共有学校10所。\n医院3家。"
    )


def test_cells_over_rows_and_columns_keep_their_place() -> None:
    page = (
        "<table><tr><th rowspan=2>指标</th><th colspan=2>2015年</th></tr><tr><th>数量</th><th>增长（%）</th></tr>"
        "<tr><td>产值（万元）</td><td>35</td><td>4.5</td></tr></table>"
    )
    assert (
        read_html(Path("p.html"), page.encode()).text
        == "指标\t2015年\t\n\t数量\t增长（%）\n产值（万元）\t35\t4.5\n"
    )


def test_a_page_of_a_pdf_is_in_the_row_and_its_running_head_is_not(tmp_path: Path) -> None:
    text = "某县2013年年鉴\n" + "".join(
        f"　　第{i}乡共有学校{i + 30}所，" + "学生人数比上年有所增加，" * 6 + "情况良好。\n"
        for i in range(30)
    )
    (tmp_path / "a.pdf").write_bytes(to_pdf(text))
    extraction = extract(tmp_path / "a.pdf")
    schools = [c for c in extraction.claims if c.unit == "所"]
    assert [int(c.value) for c in schools] == [i + 30 for i in range(30)]
    pages = [c.page or 0 for c in schools]
    assert (
        pages[0] == 1 and pages[-1] == len(extraction.report.pages) > 2 and pages == sorted(pages)
    )
    assert "统计年鉴2016" not in extraction.report.text


def test_a_workbook_gives_its_cells(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "农业"
    for row in (
        ("单位：万吨",),
        ("指标", "2015年", "2016年", "占比"),
        ("粮食产量", 35, 36.5, 0.125),
        ("其中：小麦", 12, None, None),
    ):
        sheet.append(row)
    sheet["D3"].number_format = "0.0%"
    sheet.merge_cells("A1:D1")
    book.create_sheet("空")
    other = book.create_sheet("工业")
    other.append(("指标", "产值（亿元）"))
    other.append(("纺织业", 3.2))
    book.save(tmp_path / "t.xlsx")
    found = [
        (c.text, plain(c.value), c.unit, c.item and c.item.text, c.period, c.page, c.section)
        for c in extract(tmp_path / "t.xlsx").claims
    ]
    assert found == [
        ("35", "350000", "吨", "粮食产量", "2015", 1, "农业 > B3"),
        ("36.5", "365000", "吨", "粮食产量", "2016", 1, "农业 > C3"),
        ("12.5%", "12.5", "%", "粮食产量", "", 1, "农业 > D3"),
        ("12", "120000", "吨", "小麦", "2015", 1, "农业 > B4"),
        ("3.2", "320000000", "元", "产值", "", 3, "工业 > B2"),
    ]


def test_a_table_in_csv_is_read(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(
        '指标,"2015年"\n"粮食产量（万吨）","1,350"\n小麦产量（万吨）,12\n'.encode("gb18030")
    )
    assert [
        (plain(c.value), c.unit, c.item and c.item.text) for c in extract(tmp_path / "t.csv").claims
    ] == [
        ("13500000", "吨", "粮食产量"),
        ("120000", "吨", "小麦产量"),
    ]


@pytest.mark.parametrize("encoding", ["big5", "utf-8", "utf-16"])
def test_traditional_characters_are_read_as_they_stand(encoding: str, tmp_path: Path) -> None:
    text = "2015年工作報告\n全縣共有學校十二所，比上年增加兩個；農業產值達3.5億元，增長4.2%。舉辦活動一百二十場次，參加人數超過兩萬人。\n"
    (tmp_path / "t.txt").write_bytes(text.encode(encoding))
    found = [
        (c.text, plain(c.value), c.unit, str(c.measure)) for c in extract(tmp_path / "t.txt").claims
    ]
    assert ("十二所", "12", "所", "level") in found and (
        "3.5億元",
        "350000000",
        "元",
        "level",
    ) in found
    assert ("4.2%", "4.2", "%", "growth") in found and ("兩萬人", "20000", "人", "level") in found


def test_what_a_bad_conversion_left_is_taken_out(tmp_path: Path) -> None:
    path = tmp_path / "d.txt"
    path.write_bytes(
        "<U+00A0><p>全县共有学校<b>10</b>所。</p>&nbsp;粮食产量\x003.5万吨<br>\n".encode("gb18030")
    )
    assert extract(path).report.text == "\xa0\n全县共有学校10所。\n\xa0粮食产量\ufffd3.5万吨\n\n"


def test_a_form_feed_ends_a_page(tmp_path: Path) -> None:
    (tmp_path / "p.txt").write_text("全县共有学校10所。\n\f共有医院3家。\n", encoding="utf-8")
    assert [c.page for c in extract(tmp_path / "p.txt").claims] == [1, 2]


def test_footnotes_of_a_word_file_are_read_at_the_end(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("全县共有学校10所。")
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    notes = f'<w:footnotes xmlns:w="{w}"><w:footnote w:id="0"/><w:footnote w:id="1"><w:p><w:r><w:t>不含民办学校3所。</w:t></w:r></w:p></w:footnote></w:footnotes>'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, notes.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    document.save(str(tmp_path / "f.docx"))
    assert extract(tmp_path / "f.docx").report.text == "全县共有学校10所。\n不含民办学校3所。"


def test_each_character_of_joined_lines_leads_back() -> None:
    text = "全县共有近\n4.2万辆机动车，\n比上年增加3百辆。\n"
    joined, origins = join_lines(text)
    assert joined == "全县共有近4.2万辆机动车，比上年增加3百辆。\n" and origins is not None
    assert "".join(text[at] for at in origins) == joined


def test_headings_tables_and_blanks_of_an_open_document() -> None:
    body = (
        '<text:h text:outline-level="2">一、教育</text:h>'
        '<text:p>学校<text:s text:c="2"/>10<text:span>所</text:span>。<office:annotation><text:p>删</text:p></office:annotation></text:p>'
        "<text:list><text:list-item><text:p>医院3家。</text:p></text:list-item></text:list>"
        '<table:table><table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>指标</text:p></table:table-cell>'
        "</table:table-row><table:table-row><table:table-cell><text:p>粮食</text:p></table:table-cell><table:table-cell>"
        "<text:p>5</text:p></table:table-cell></table:table-row></table:table>"
    )
    read = read_odt(Path("a.odt"), to_odt("", body))
    assert read.text.split("\n") == ["一、教育", "学校  10所。", "医院3家。", "指标\t", "粮食\t5"]
    assert [(h.level, read.text[h.start : h.end]) for h in read.headings] == [(2, "一、教育")]


def test_an_open_document_of_another_kind_says_what_to_do() -> None:
    data = to_odt("", "<table:table/>", "spreadsheet")
    with pytest.raises(InputError, match=r"no text document; save it as \.xlsx"):
        read_odt(Path("a.ods"), data)
