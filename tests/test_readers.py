"""Readers: the same report in several formats gives the same text and claims; broken files are failed rows."""

from __future__ import annotations

import io
import zipfile
from html import escape
from pathlib import Path

import docx
import pytest

from pipeline import extract
from pipeline.errors import InputError
from pipeline.ingest.docx import read_docx
from pipeline.ingest.html import read_html
from tests.conftest import ROOT, run

SOURCE = ROOT / "corpus/suzhou-2016-communique.txt"
LINES = SOURCE.read_text(encoding="utf-8").split("\n")


def as_docx(path: Path) -> None:
    document = docx.Document()
    for line in LINES:
        document.add_paragraph(line)
    document.save(str(path))


def as_html(path: Path) -> None:
    body = "".join(f"<p>{escape(line)}</p>" for line in LINES)
    links = "".join(f"<li><a href='{i}.html'>栏目{i}</a></li>" for i in range(9))
    path.write_text(
        f"<html><head><meta charset='gb18030'><title>x</title><script>var a = '5亿元';</script></head><body><ul>{links}</ul>{body}</body></html>",
        encoding="gb18030",
    )


def key(path: Path) -> list[tuple[object, ...]]:
    return [(c.text, c.value, c.unit, c.measure, c.item and c.item.text, c.period) for c in extract(path).claims]


@pytest.mark.parametrize(("name", "write"), [("a.docx", as_docx), ("a.html", as_html)])
def test_the_same_report_gives_the_same_claims(name: str, write: object, tmp_path: Path) -> None:
    path = tmp_path / name
    write(path)  # type: ignore[operator]
    assert key(path) == key(SOURCE)


def test_offsets_hold_on_the_text_of_a_word_file(tmp_path: Path) -> None:
    as_docx(tmp_path / "a.docx")
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
    text, _ = read_docx(tmp_path / "t.docx", (tmp_path / "t.docx").read_bytes())
    assert text == "单位：万元\n指标\t2013年\n客运收入\t21.5\n合计\t"


def test_a_page_keeps_its_tables_and_drops_navigation() -> None:
    page = "<body><div><a href=a>首页</a> <a href=b>新闻</a></div><table><tr><th>指标</th><th>金额</th></tr><tr><td>收入</td><td>5</td></tr></table><p>全文。</p></body>"
    assert read_html(Path("p.html"), page.encode())[0] == "指标\t金额\n收入\t5\n全文。\n"


def test_broken_files_say_so(tmp_path: Path) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("word/document.xml", b"0" * (300 * 1024 * 1024))
    good = tmp_path / "good.docx"
    as_docx(good)
    for name, data in {
        "cut.docx": good.read_bytes()[:2000],
        "text.docx": "全市学校10所。".encode(),
        "bomb.docx": bomb.getvalue(),
        "empty.docx": b"",
    }.items():
        with pytest.raises(InputError):
            read_docx(tmp_path / name, data)
        (tmp_path / name).write_bytes(data)
    result = run("extract", tmp_path, "--out", tmp_path / "o")
    assert result.exit_code == 1
    rows = (tmp_path / "o/documents.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert len(rows) == 5 and sum(",failed," in row for row in rows) == 4
