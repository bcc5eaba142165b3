"""Other forms of the tables: what is read back from them is what the CSV files hold."""

from __future__ import annotations

import csv
import sqlite3
from pathlib import Path

import duckdb
import openpyxl
import pyarrow.parquet as pq
import pytest

from pipeline.core.schema import TABLES
from tests.conftest import run

TEXT = "2013年某县公报\n全县共有学校10所，地区生产总值4000.5亿元，比上年增长10%。计划到2014年达到12所。\n"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "=cmd.txt").write_text(TEXT, encoding="utf-8")
    run("extract", folder, "--out", tmp_path / "o")
    return tmp_path / "o"


def rows(out: Path, table: str) -> list[dict[str, str]]:
    with (out / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_workbook_has_numbers_filters_links_and_no_formula(out: Path) -> None:
    run("review", out)
    assert run("export", out, "--xlsx", out / "t.xlsx").exit_code == 0
    book = openpyxl.load_workbook(out / "t.xlsx")
    assert book.sheetnames == ["documents", "observations", "panel", "issues", "dictionary"]
    for sheet in book.worksheets:
        assert not [
            cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
        ]
        assert sheet.freeze_panes == "B2"
    for name in ("documents", "observations", "issues"):
        sheet = book[name]
        head = [cell.value for cell in sheet[1]]
        assert sheet.auto_filter.ref and head == TABLES[name].header
        for row, expected in zip(
            sheet.iter_rows(min_row=2, values_only=True), rows(out, name), strict=True
        ):
            for column, value in zip(head, row, strict=True):
                assert ("" if value is None else value) == (
                    float(expected[column]) if isinstance(value, float | int) else expected[column]
                )
    values = [cell.value for cell in book["observations"]["I"][1:]]
    assert 400050000000 in values and book["documents"]["A2"].value == "=cmd"
    link = book["observations"]["Q2"].hyperlink
    assert link and link.target and link.location.startswith("c")
    target = link.target.replace("\\", "/")  # as Excel writes the path of a file
    assert target.startswith("review/") and (out / target).is_file()


def test_the_databases_have_the_rows_of_the_tables(out: Path) -> None:
    assert (
        run(
            "export",
            out,
            "--duckdb",
            out / "t.duckdb",
            "--sqlite",
            out / "t.sqlite",
            "--parquet",
            out / "t",
        ).exit_code
        == 0
    )
    duck, lite = (
        duckdb.connect(str(out / "t.duckdb"), read_only=True),
        sqlite3.connect(out / "t.sqlite"),
    )
    for name in TABLES:
        count = len(rows(out, name))
        assert (
            duck.execute(f"select count(*) from {name}").fetchone()
            == (count,)
            == lite.execute(f"select count(*) from {name}").fetchone()
        )
        assert pq.read_table(out / f"t/{name}.parquet").num_rows == count
    query = "select value, unit, item, page from claims where text = '4000.5亿元'"
    assert (
        duck.execute(query).fetchone()
        == (4000.5e8, "元", "地区生产总值", None)
        == lite.execute(query).fetchone()
    )
    table = pq.read_table(out / "t/claims.parquet").to_pylist()
    assert [row["value"] for row in table if row["item"] == "地区生产总值"] == [4000.5e8, 10.0]
    panel = "select INDICATOR, TIME_PERIOD, OBS_VALUE from {} where INDICATOR = 'gdp'"
    for view in ("panel", "latest"):
        assert (
            duck.execute(panel.format(view)).fetchall()
            == [("gdp", "2013", 4000.5e8)]
            == lite.execute(panel.format(view)).fetchall()
        )
    assert lite.execute(
        "select count(*) from sentences where sentence match '生产总值'"
    ).fetchone() == (3,)
    with pytest.raises(sqlite3.IntegrityError):
        lite.execute("insert into documents select * from documents")
    lite.close()


def test_export_says_what_it_needs(out: Path, tmp_path: Path) -> None:
    assert "give --xlsx, --parquet, --duckdb or --sqlite" in run("export", out).output.replace(
        "\n", " "
    )
    result = run("export", tmp_path / "none", "--sqlite", tmp_path / "t.sqlite")
    assert result.exit_code == 2 and "run `nianjian extract` first" in result.output


def test_diff_tells_rows_and_columns(out: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    assert run("diff", out, out).exit_code == 0
    (folder / "=cmd.txt").write_text(
        TEXT.replace("学校10所", "学校11所").replace("12所", "12所、医院3家"), encoding="utf-8"
    )
    run("extract", folder, "--out", tmp_path / "new")
    result = run("diff", out, tmp_path / "new")
    assert result.exit_code == 1
    said = " ".join(result.output.split())
    assert (
        "value: 10 → 11" in said
        and "changed =cmd:16-19 11所" in said
        and "added =cmd:" in said
        and "医院 = 3 家" in said
    )


def test_a_number_longer_than_a_spreadsheet_keeps_stays_text(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    text = "全县共有资产12345678901234567元,学校10所。"
    (tmp_path / "in/a.txt").write_text(text, encoding="utf-8")
    run("extract", tmp_path / "in", "--out", tmp_path / "o")
    run("export", tmp_path / "o", "--xlsx", tmp_path / "o/t.xlsx")
    values = [
        cell.value
        for cell in openpyxl.load_workbook(tmp_path / "o/t.xlsx")["observations"]["I"][1:]
    ]
    assert "12345678901234567" in values and 10 in values
