"""Messages: both languages have all words, and each is used where people look."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl

from pipeline.messages import LANGUAGES, words_in
from tests.conftest import ROOT, run


def test_both_languages_have_the_same_words_and_places_in_them() -> None:
    english, chinese = (words_in(name) for name in LANGUAGES)
    assert set(english) == set(chinese) and all(english.values()) and all(chinese.values())
    for key, words in english.items():
        assert sorted(re.findall(r"{(\w+)", words)) == sorted(re.findall(r"{(\w+)", chinese[key])), key


def test_every_word_is_used() -> None:
    sources = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "pipeline").rglob("*") if p.suffix in (".py", ".html", ".js"))
    unused = [key for key in words_in("en") if key not in sources and not key.startswith("sheet_")]
    assert not unused


def test_command_page_and_workbook_in_chinese(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text("全县共有学校10所。", encoding="utf-8")
    (tmp_path / "in/b.txt").write_bytes(b"")
    out = tmp_path / "o"
    result = run("--lang", "zh", "extract", tmp_path / "in", "--out", out)
    assert "2 份报告中重新读取 2 份" in result.output and "失败:" in result.output
    run("--lang", "zh", "review", out)
    page = (out / "review/a.html").read_text(encoding="utf-8")
    assert '<html lang="zh">' in page and "1 条数据" in page and "Sections" not in page and "已接受" in page
    run("--lang", "zh", "export", out, "--xlsx", out / "t.xlsx")
    assert openpyxl.load_workbook(out / "t.xlsx").sheetnames == ["文献", "观测值", "面板", "问题", "数据字典"]
    assert "reports read anew" in run("extract", tmp_path / "in", "--out", out).output
