"""The repository: start-up stays light, commands and rows of the documentation are real."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = README + "".join(
    p.read_text(encoding="utf-8") for p in sorted((ROOT / "docs").glob("*.md"))
)


def test_help_starts_fast_and_imports_nothing_heavy() -> None:
    code = "import sys, pipeline.cli.app; print([m for m in ('spacy', 'pandas', 'numpy', 'rjieba') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_one_report_loads_only_what_it_needs(tmp_path: object) -> None:
    """What start-up costs is what is loaded; seconds are for `make bench`."""
    heavy = (
        "pandas",
        "openpyxl",
        "xlsxwriter",
        "xlrd",
        "docx",
        "pdfplumber",
        "pypdfium2",
        "duckdb",
        "distributed",
        "rapidocr",
    )
    code = (
        "import sys; from pipeline.cli.app import app; "
        f"app(['extract', 'corpus/guangxi-2012-informatization.txt', '--out', {str(tmp_path)!r}], standalone_mode=False); "
        f"print([m for m in {heavy} if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("block", re.findall(r"```python\n(.*?)```", PAGES, re.DOTALL))
def test_python_of_the_documentation_runs(block: str, outputs: object) -> None:
    code = block.replace('"outputs"', repr(str(outputs)))
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "line", sorted(set(re.findall(r"^\$ (nianjian .*)$", PAGES, re.MULTILINE)))
)
def test_commands_of_the_documentation_run(line: str, tmp_path: object, outputs: object) -> None:
    words = (
        line.replace("--out outputs", f"--out {tmp_path}")
        .replace(" outputs", f" {outputs}")
        .split()
    )
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", *words[1:]],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_readme_rows_are_real(outputs: object) -> None:
    """Every CSV row shown in README stands in the outputs."""
    shown = re.findall(r"```csv (\w+)\n(.*?)```", README, re.DOTALL)
    assert {name for name, _ in shown} == {
        "documents",
        "claims",
        "entities",
        "observations",
        "indicators",
        "issues",
    }
    for name, block in shown:
        lines = (ROOT / f"tests/expected/{name}.csv").read_text(encoding="utf-8").splitlines()
        for line in block.strip().splitlines():
            assert line in lines, (name, line)


def test_every_page_is_in_the_table_of_contents() -> None:
    listed = re.findall(
        r"(\S+\.md)$", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert sorted(listed) == sorted(p.name for p in (ROOT / "docs").glob("*.md"))
