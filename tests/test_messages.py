"""Messages: both languages have all words, and each is used where people look."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from pipeline.core.messages import LANGUAGES, _catalogue, text_in, words_in
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
    assert "2 / 2 份报告重新读取" in result.output and "b.txt：文件是空的" in result.output
    run("--lang", "zh", "review", out)
    page = (out / "review/a.html").read_text(encoding="utf-8")
    assert '<html lang="zh">' in page and "1 条数据" in page and "Sections" not in page and "已接受" in page
    run("--lang", "zh", "export", out, "--xlsx", out / "t.xlsx")
    assert openpyxl.load_workbook(out / "t.xlsx").sheetnames == ["文献", "观测值", "面板", "问题", "数据字典"]
    assert "reports read anew" in run("extract", tmp_path / "in", "--out", out).output


def _template(node: ast.expr) -> str | None:
    """A string of the code, {} for what it fills in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return None


def _said() -> Iterator[str]:
    """What the code says on the screen: phrases, help, errors and their remedies."""
    for path in sorted((ROOT / "pipeline").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.FunctionDef)
                and path.parent.name == "cli"
                and any("command" in ast.unparse(d) for d in node.decorator_list)
            ):
                yield (ast.get_docstring(node) or "").strip()
            if not isinstance(node, ast.Call):
                continue
            name = ast.unparse(node.func).split(".")[-1]
            words: list[ast.expr] = [k.value for k in node.keywords if k.arg in ("help", "remedy")]
            if name == "say" or name.endswith("Error") or name == "cls":
                words += node.args[:1]
            if name == "heads":
                words += node.args
            yield from (text for text in map(_template, words) if text)


def test_all_that_the_screen_says_has_its_chinese() -> None:
    catalogue = _catalogue()["screen"]
    said = {phrase for phrase in _said() if re.search("[a-z]{2}", phrase) and " " in phrase}
    assert len(said) > 120 and not sorted(phrase for phrase in said - set(catalogue) if text_in("zh", phrase) == phrase)
    for english, chinese in catalogue.items():
        assert english.count("{}") == chinese.count("{}"), english


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("a.txt: the file is empty; give a file with text", "a.txt：文件是空的；请给出有正文的文件"),
        ("units.csv, row 3, kind: 'x' is no kind; use one of a, b", "units.csv, row 3, kind：'x' 不是类别；请用 a, b 之一"),
        ("something that nobody translated", "something that nobody translated"),
    ],
)
def test_an_error_is_told_part_by_part(english: str, chinese: str) -> None:
    assert text_in("zh", english) == chinese and text_in("en", english) == english


@pytest.mark.parametrize(("arguments", "words"), [(["--lang", "zh", "--help"], "读取报告"), (["--help"], "Read reports")])
def test_help_is_in_the_language_asked_for(arguments: list[str], words: str) -> None:
    code = "from pipeline.cli.app import main; main()"
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    shown = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, encoding="utf-8", env=environment, check=True)
    assert words in shown.stdout
