"""Scans: run by `make test-ocr`, which installs the extra and a font.

Without them there is nothing to test.
"""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from pipeline.core.folding import fold
from pipeline.ingest.ocr import has_ocr
from pipeline.ingest.plain import read_plain
from pipeline.ingest.readers import read_report
from pipeline.lexicons.bundle import Lexicons
from tests.conftest import ROOT, run
from tests.formats import to_scan
from tests.test_readers import claims_of

FONT = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")
needs_ocr = pytest.mark.skipif(not (has_ocr() and FONT.is_file()), reason="make test-ocr")
SOURCES = sorted((ROOT / "corpus").glob("*.txt"))


@needs_ocr
def test_scans_give_the_same_claims() -> None:
    """At least 97 % of claims equal by value, unit and item, from pages rendered at 200 dpi."""
    same = total = 0
    for source in SOURCES:
        data = source.read_bytes()
        expected = claims_of(data, source.name, source)
        found = claims_of(to_scan(read_plain(source, data).text, str(FONT)), "scan.pdf", source)
        same += sum((expected & found).values())
        total += max(sum(expected.values()), sum(found.values()))
    assert total >= 818 and same >= 0.97 * total, same / total


@needs_ocr
@pytest.mark.parametrize("kind", ["png", "jpeg", "tiff"])
def test_pictures_are_read(kind: str, tmp_path: Path) -> None:
    import pypdfium2 as pdfium

    page = pdfium.PdfDocument(to_scan("全县共有学校35所，比上年增加3所。", str(FONT)))[0]
    file = io.BytesIO()
    page.render(scale=200 / 72).to_pil().convert("L").save(file, kind)
    report = read_report(tmp_path / f"a.{kind}", file.getvalue(), "a", f"a.{kind}", Lexicons())
    assert "全县共有学校35所,比上年增加3所。" in fold(report.text)
    assert report.media_type == f"image/{kind}" and len(report.pages) == 1


@pytest.mark.skipif(has_ocr(), reason="only where the extra is not installed")
def test_without_the_extra_a_scan_is_a_failed_row_that_says_what_to_install(tmp_path: Path) -> None:
    from PIL import Image

    (tmp_path / "in").mkdir()
    Image.new("L", (200, 200), 255).save(tmp_path / "in/a.png")
    Image.new("L", (200, 200), 255).save(tmp_path / "in/b.pdf")
    assert run("extract", tmp_path / "in", "--out", tmp_path / "o").exit_code == 1
    rows = (tmp_path / "o/documents.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert len(rows) == 2 and all(
        ",failed," in row and "pip install 'nianjian[ocr]'" in row for row in rows
    )
