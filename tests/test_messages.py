"""Messages: every sentence has its Chinese, keeps its arguments, and people read both where they
look.
"""

from __future__ import annotations

import os
import pickle
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from pipeline.core.errors import InputError
from pipeline.core.messages import Message, from_json, sentence, to_json
from pipeline.core.translations import LANGUAGES, page_words, translated
from pipeline.dataset.manifest import Manifest
from tests import catalogues
from tests.conftest import ROOT, run

TRANSLATED = [language for language in LANGUAGES if language != "en"]


@pytest.mark.parametrize("language", TRANSLATED)
def test_all_that_people_read_is_in_the_catalogue_with_the_same_arguments(language: str) -> None:
    """Where this fails, run `make catalogues` and fill in what it names."""
    catalogue = catalogues.catalogue(language)
    wanted = {(m.id, m.context) for m in catalogues.template() if m.id}
    assert len(wanted) > 300
    assert wanted == {(m.id, m.context) for m in catalogue if m.id}
    for message in catalogue:
        if message.id:
            assert message.string, message.id
            names = [
                sorted(set(re.findall(r"{(\w*)", str(words))))
                for words in (message.id, message.string)
            ]
            assert names[0] == names[1], message.id


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_compiled_catalogue_is_that_of_the_text(language: str) -> None:
    assert catalogues.po_file(language).with_suffix(".mo").read_bytes() == catalogues.compiled(
        language
    )


def test_every_word_of_pages_is_used() -> None:
    sources = "".join(
        p.read_text(encoding="utf-8")
        for p in (ROOT / "pipeline").rglob("*")
        if p.suffix in (".py", ".html", ".js")
    )
    unused = [
        key for key in page_words("en") if key not in sources and not key.startswith("sheet_")
    ]
    assert not unused


def test_a_message_keeps_id_and_arguments_on_the_way() -> None:
    message = sentence(
        "a.txt", Message("not read within {seconds} s", seconds=60), "give it longer with --limit"
    )
    assert message == "a.txt: not read within 60 s; give it longer with --limit"
    for copy in (pickle.loads(pickle.dumps(message)), from_json(to_json(message))):
        assert isinstance(copy, Message)
        assert (
            copy == message
            and translated("zh", copy) == "a.txt：60 秒内未读完；请用 --limit 给更长的时间"
        )


def test_what_is_filled_in_is_never_translated_nor_taken_apart() -> None:
    """A file may be named like a sentence of ours, or like one with places to fill in."""
    for name in (
        "the file is empty",
        "a: the file is empty; check the path",
        "{seconds} {0} {",
        "%s",
    ):
        error = InputError("the file is empty", path=name, remedy="give a file with text")
        assert str(error) == f"{name}: the file is empty; give a file with text"
        assert translated("zh", error.message) == f"{name}：文件是空的；请给出有正文的文件"


def test_command_page_and_workbook_in_chinese(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text("全县共有学校10所。", encoding="utf-8")
    (tmp_path / "in/b.txt").write_bytes(b"")
    out = tmp_path / "o"
    result = run("--lang", "zh", "extract", tmp_path / "in", "--out", out)
    assert "2 / 2 份报告重新读取" in result.output and "b.txt：文件是空的" in result.output
    again = run("--lang", "zh", "extract", tmp_path / "in", "--out", out)
    # from the manifest
    assert "0 / 2 份报告重新读取" in again.output and "b.txt：文件是空的" in again.output
    run("--lang", "zh", "review", out)
    page = (out / "review/a.html").read_text(encoding="utf-8")
    assert (
        '<html lang="zh">' in page
        and "1 条数据" in page
        and "Sections" not in page
        and "已接受" in page
    )
    run("--lang", "zh", "export", out, "--xlsx", out / "t.xlsx")
    assert openpyxl.load_workbook(out / "t.xlsx").sheetnames == [
        "文献",
        "观测值",
        "面板",
        "问题",
        "数据字典",
    ]
    assert "reports read anew" in run("extract", tmp_path / "in", "--out", out).output


def test_messages_in_tables_are_english_whatever_the_language(tmp_path: Path) -> None:
    """A table must not depend on who ran the command."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in/b.txt").write_bytes(b"")
    run("--lang", "zh", "extract", tmp_path / "in", "--out", tmp_path / "o")
    assert "b.txt: the file is empty; give a file with text" in (
        tmp_path / "o/documents.csv"
    ).read_text(encoding="utf-8")
    manifest = Manifest(tmp_path / "o/results/manifest.sqlite")
    (outcome,) = manifest.outcomes().values()
    manifest.close()
    assert outcome.message.arguments["remedy"] == "give a file with text"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--lang", "zh", "--help"], ["用法：", "选项", "命令", "读取报告"]),
        (["--help"], ["Usage: ", "Options", "Commands", "Read reports"]),
        (["--lang", "zh", "extract", "--job", "2"], ["没有选项 --job", "--jobs", "用法："]),
        (["--lang", "zh", "extract", "--jobs", "x"], ["--jobs", "不小于 1"]),
        (["--lang", "zh", "extract", "--engine", "x"], ["--engine", "local, dask"]),
        (["--lang", "zh", "show"], ["out", "缺少"]),
        (["--lang", "zh", "nothing"], ["没有命令 'nothing'"]),
        (
            ["extract", "--engine", "x"],
            ["nianjian: '--engine' is not as it must be; use one of local, dask"],
        ),
    ],
)
def test_the_command_line_speaks_the_language_asked_for(
    arguments: list[str], words: list[str]
) -> None:
    code = "from pipeline.cli.app import main; main()"
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "COLUMNS": "160"}
    shown = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        encoding="utf-8",
        env=environment,
        check=False,
    )
    assert shown.returncode == (0 if "--help" in arguments else 2)
    for word in words:
        assert word in shown.stdout + shown.stderr
