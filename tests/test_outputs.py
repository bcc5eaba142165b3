"""The tables: the contract holds, frictionless agrees, and pandas reads them back exactly."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from pipeline import extract, load
from pipeline.core.errors import OutputError
from pipeline.core.schema import TABLES
from pipeline.outputs.csv_files import TableWriter
from pipeline.outputs.data_dictionary import data_dictionary
from pipeline.outputs.panel import write_panel
from tests.conftest import ROOT, run

EXPECTED = ROOT / "tests/expected"


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_expected_outputs_byte_for_byte(outputs: Path) -> None:
    """Written anew by `make expected`, never by a test."""
    for name in [f"{t}.csv" for t in TABLES] + ["datapackage.json"]:
        assert (outputs / name).read_bytes() == (EXPECTED / name).read_bytes(), (
            f"{name}: look at the diff, then `make expected`"
        )


def test_columns_and_keys(outputs: Path) -> None:
    for name, table in TABLES.items():
        found = rows(outputs, name)
        assert found and list(found[0]) == table.header
        if table.key:
            keys = [tuple(r[k] for k in table.key) for r in found]
            assert len(set(keys)) == len(keys), name


def test_every_claim_stands_where_it_says(outputs: Path) -> None:
    for document in rows(outputs, "documents"):
        text = (ROOT / "corpus" / document["source"]).read_bytes().decode(document["encoding"])
        for claim in (c for c in rows(outputs, "claims") if c["doc_id"] == document["doc_id"]):
            for words, start, end in (("text", "start", "end"), ("item", "item_start", "item_end")):
                if claim[words]:
                    assert (
                        text[int(claim[start]) : int(claim[end])].replace("\n", "") == claim[words]
                    )
            assert "e" not in claim["value"].lower()


def test_every_observation_has_its_claim_and_indicator(outputs: Path) -> None:
    claims = {c["claim_id"]: c for c in rows(outputs, "claims")}
    indicators = {i["indicator_id"] for i in rows(outputs, "indicators")}
    for o in rows(outputs, "observations"):
        assert claims[o["CLAIM_ID"]]["indicator_id"] == o["INDICATOR"]
        assert o["INDICATOR"] in indicators


def test_frictionless_validates(outputs: Path) -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("frictionless"), "validate", "datapackage.json"],
        cwd=outputs,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


def test_load_reads_back_exactly(outputs: Path) -> None:
    tables = load(outputs)
    claims = tables["claims"]
    raw = rows(outputs, "claims")
    assert [str(v) for v in claims["value"]] == [r["value"] for r in raw]
    assert isinstance(claims["value"].iloc[0], Decimal)
    assert str(claims["start"].dtype) == "Int64" and pd.api.types.is_string_dtype(claims["period"])
    assert str(tables["documents"]["area_code"].iloc[1]).isdigit()


def test_load_says_what_is_missing(outputs: Path, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="no such table"):
        load(tmp_path)
    shutil.copytree(outputs, tmp_path / "o")
    (tmp_path / "o/claims.csv").write_text("doc_id\n")
    with pytest.raises(OutputError, match="column claim_id is missing"):
        load(tmp_path / "o")


def test_frames_of_one_report() -> None:
    extraction = extract(ROOT / "corpus/suzhou-2016-communique.txt")
    claims = extraction.claims_frame()
    assert list(claims.columns) == TABLES["claims"].header
    assert claims["value"].iloc[0] == Decimal(1548060000000)
    assert len(extraction.entities_frame()) == len(extraction.entities)
    assert set(extraction.issues_frame()["doc_id"]) == {"suzhou-2016-communique"}


def test_excel_tables_are_escaped_and_canonical_ones_are_not(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("=CMD|全县共有学校10所。\n", encoding="utf-8")
    run("extract", folder, "--out", tmp_path / "o", "--excel")
    data = (tmp_path / "o/excel/claims.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") and b"'=CMD" in data
    assert "'=CMD" not in (tmp_path / "o/claims.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "＝", "＋", "－", "＠"])
def test_text_that_a_spreadsheet_would_run_is_escaped_for_excel(first: str, tmp_path: Path) -> None:
    words = f"{first}SUM(A1)"
    with TableWriter(TABLES["entities"], tmp_path / "t.csv", excel=True) as table:
        table.write([{"doc_id": "a", "start": 0, "end": 5, "text": words, "label": "ORG"}])
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["text"] == f"'{words}" and row["start"] == "0"


def test_the_data_package_has_the_hash_of_each_file(outputs: Path) -> None:
    package = json.loads((outputs / "datapackage.json").read_text(encoding="utf-8"))
    assert len(package["resources"]) == len(TABLES) + 1
    for resource in package["resources"]:
        digest = hashlib.sha256((outputs / resource["path"]).read_bytes()).hexdigest()
        assert resource["hash"] == f"sha256:{digest}"


def test_the_panel_is_sorted_by_area_and_year(tmp_path: Path) -> None:
    one = {"gdp": Decimal(1)}
    write_panel(
        tmp_path, {("320500", "2020"): one, ("110000", "2021"): one, ("320500", "2019"): one}
    )
    assert [(row["area_code"], row["year"]) for row in rows(tmp_path, "panel")] == [
        ("110000", "2021"),
        ("320500", "2019"),
        ("320500", "2020"),
    ]


def test_a_run_that_fails_leaves_the_old_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("全县共有学校10所。\n", encoding="utf-8")
    run("extract", folder, "--out", tmp_path / "o")
    before = (tmp_path / "o/claims.csv").read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pipeline.outputs.csv_files.TableWriter.write", full)
    (folder / "b.txt").write_text("全县共有医院3家。\n", encoding="utf-8")
    result = run("extract", folder, "--out", tmp_path / "o")
    assert result.exit_code == 2 and "No space left on device" in result.output
    assert (tmp_path / "o/claims.csv").read_bytes() == before


def test_the_data_dictionary_is_the_schema() -> None:
    assert (ROOT / "docs/data-dictionary.md").read_text(encoding="utf-8") == data_dictionary(), (
        "run `make expected`"
    )
