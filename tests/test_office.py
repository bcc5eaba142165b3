"""The workbook in LibreOffice; run by `make test-office`, which installs it."""

from __future__ import annotations

import csv
import shutil
import subprocess
from pathlib import Path

import pytest

from pipeline.export.workbook import SHEETS
from tests.conftest import ROOT, run

SOFFICE = shutil.which("soffice")
# values as they are, a file a sheet
_ALL_SHEETS = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"


@pytest.mark.skipif(SOFFICE is None, reason="make test-office")
def test_libreoffice_reads_back_what_the_tables_hold(tmp_path: Path) -> None:
    """Every sheet, cell by cell: texts equal, numbers to fifteen digits."""
    out = tmp_path / "o"
    run("extract", ROOT / "corpus", "--out", out)
    run("review", out)
    run("export", out, "--xlsx", out / "t.xlsx")
    command = [
        str(SOFFICE),
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        _ALL_SHEETS,
        "--outdir",
        str(tmp_path),
    ]
    subprocess.run([*command, str(out / "t.xlsx")], check=True, capture_output=True, timeout=120)
    cells = 0
    for name in SHEETS:
        with (
            (tmp_path / f"t-{name}.csv").open(encoding="utf-8", newline="") as read,
            (out / f"{name}.csv").open(encoding="utf-8", newline="") as made,
        ):
            for got, expected in zip(csv.reader(read), csv.reader(made), strict=True):
                for a, b in zip(got, expected, strict=True):
                    assert a == b or float(a) == pytest.approx(float(b), rel=1e-14), (name, a, b)
                    cells += 1
    assert cells > 10_000
