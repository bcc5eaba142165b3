"""Broken files: reports in every format, cut, flipped, misnamed, bombs and oddities, hostile names
and places, some hundreds, into a folder.

python -m tests.broken FOLDER
"""

from __future__ import annotations

import io
import random
import shutil
import sys
import zipfile
from pathlib import Path

import openpyxl
import xlwt

from tests.broken_contents import contents, to_zip
from tests.broken_places import write_places
from tests.formats import to_docx, to_epub, to_html, to_pdf

CORPUS = Path(__file__).parent.parent / "corpus"
HOSTILE = Path(__file__).parent / "hostile"
SUFFIXES = (
    "txt",
    "html",
    "docx",
    "epub",
    "pdf",
    "xlsx",
    "xls",
    "csv",
    "zip",
    "png",
    "doc",
    "xyz",
    "json",
)
MB = 1024 * 1024


def to_xlsx(rows: list[list[str]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def to_xls(rows: list[list[str]]) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表1")
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            sheet.write(r, c, cell)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def whole(most: int | None = None) -> dict[str, bytes]:
    """A good report, or its first `most` characters, in every format, by suffix."""
    text = (CORPUS / "qingdao-2013-egov.txt").read_text(encoding="utf-8")[:most]
    rows = [
        ["指标", "2012年", "2013年"],
        ["粮食产量（万吨）", "35.5", "36"],
        ["学校（所）", "120", "118"],
    ]
    return {
        "txt": text.encode(),
        "gb.txt": text.encode("gb18030"),
        "utf16.txt": text.encode("utf-16"),
        "html": to_html(text),
        "docx": to_docx(text),
        "epub": to_epub(text),
        "pdf": to_pdf(text),
        "xlsx": to_xlsx(rows),
        "xls": to_xls(rows),
        "csv": "\n".join(",".join(row) for row in rows).encode("gb18030"),
        "zip": to_zip({"年鉴/一.txt": text.encode(), "二.docx": to_docx(text[:400])}),
    }


def _laughs(name: str) -> bytes:
    """A Word file whose XML doubles an entity 2^30 times, or asks for /etc/passwd."""
    entities = "".join(f'<!ENTITY e{i} "&e{i - 1};&e{i - 1};">' for i in range(1, 31))
    head = f'<!DOCTYPE w [<!ENTITY e0 "9亿元">{entities}<!ENTITY out SYSTEM "file:///etc/passwd">]>'
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = f'<?xml version="1.0"?>{head}<w:document xmlns:w="{w}"><w:body><w:p><w:r><w:t>&{name};</w:t></w:r></w:p></w:body></w:document>'
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(to_docx("全县共有学校10所。"))) as good,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bad,
    ):
        for part in good.namelist():
            bad.writestr(part, body if part == "word/document.xml" else good.read(part))
    return file.getvalue()


def odd(line_bytes: int, bomb_mb: int) -> dict[str, bytes]:
    """Large files that no accident makes: a line of `line_bytes`, archives that unpack to `bomb_mb`
    MB or so.
    """
    line = "全市共有学校12所，比上年增长3.5%，"
    long = line + "各级各类学校的教学条件继续改善，教师队伍建设得到加强，" * 4
    bomb = to_zip({"word/document.xml": b"0" * (bomb_mb * MB), "[Content_Types].xml": b"<Types/>"})
    return {
        "bomb.docx": bomb,
        "bomb.xlsx": to_zip({"xl/workbook.xml": b" " * (bomb_mb * MB)}),
        "bomb.epub": to_zip({"META-INF/container.xml": b" " * (bomb_mb * MB // 3)}),
        "bomb.zip": to_zip({"a.txt": b"1" * (bomb_mb * MB * 29 // 30)}),
        "nested.zip": to_zip({"b.zip": to_zip({"c.zip": bomb})}),
        "climbing.zip": to_zip(
            {"../../../tmp/x.txt": b"1", "/etc/passwd": b"2", "C:\\x.txt": b"3", "a/../b.txt": b"4"}
        ),
        "twice.zip": to_zip({"a/x.txt": line.encode(), "./a/x.txt": line.encode()}),
        "laughs.docx": _laughs("e30"),
        "external.docx": _laughs("out"),
        "one-line.txt": (long * (line_bytes // len(long.encode()))).encode(),
        "dense.txt": (
            "增长百分之三点五,共1,186亿元(３Ｇ)、约十几万，" * (line_bytes // 600)
        ).encode(),
        "long-number.txt": b"1" * (line_bytes // 10),
        "brackets.txt": ("（" * (line_bytes // 100) + "）" * (line_bytes // 100)).encode(),
        "blanks.txt": ("\u3000" * (line_bytes // 30) + "5亿元").encode(),
        "newlines.txt": ("\n" * (line_bytes // 20) + "5亿元\n").encode(),
        "nul.txt": (line + "\0" * 50 + line).encode(),
        "controls.txt": bytes(range(32)) * 20 + line.encode(),
        "surrogate.txt": (line + "\ud800").encode("utf-8", "surrogatepass"),
        "emoji.txt": (line + "𠮷😀" * 50).encode(),
        "deep.html": b"<div>" * 50_000 + line.encode(),
        "wide.html": b"<table><tr>" + b"<td colspan=1000000000 rowspan=99999999>5" * 200,
        "entities.html": b"&#xD800;&#0;&#99999999;&bogus;" * 100 + line.encode(),
        "tags.html": b"<" * 100_000,
        "sniffed.html": b"<html>",
        "quotes.csv": b'"' * 100_001,
        "empty.txt": b"",
        "blank.txt": b" \r\n\t ",
        "zeros.pdf": bytes(100_000),
        "header.pdf": b"%PDF-1.7\n",
        "header.zip": b"PK\x03\x04",
        "header.png": b"\x89PNG\r\n\x1a\n",
        "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000),
        "rich.rtf": b"{\\rtf1 5\\par}",
        "formula.csv": "指标,2013年\n=cmd|' /C calc'!A0,35\n@SUM(1),3\n".encode(),
    }


def write_broken(folder: Path, *, quick: bool = False) -> int:
    """Write the files, the same each time; gives how many should be rows.

    `quick` makes the same kinds, but smaller.
    """
    folder.mkdir(parents=True, exist_ok=True)
    count = _write_damaged(folder, whole(300 if quick else None))
    for name, data in (odd(MB // 8, 4) if quick else odd(10 * MB, 300)).items():
        count += _write(folder / name, data)
    (folder / "contents").mkdir()
    for name, data in contents().items():
        count += _write(folder / "contents" / name, data)
    shutil.copytree(HOSTILE, folder / "hostile")
    count += sum(1 for path in HOSTILE.rglob("*") if path.is_file())
    return count + write_places(folder / "places")


def _write(path: Path, data: bytes) -> int:
    path.write_bytes(data)
    return 1


def _write_damaged(folder: Path, good: dict[str, bytes]) -> int:
    """Files of every format, each whole, cut, flipped, with a hole, with a tail and by wrong names."""
    chance = random.Random(35)
    count = 0
    for kind, data in good.items():
        suffix = kind.rsplit(".", 1)[-1]
        count += _write(folder / (f"whole-{kind}" if "." in kind else f"whole.{kind}"), data)
        for n in range(8):
            count += _write(
                folder / f"cut-{kind}-{n}.{suffix}", data[: chance.randrange(1, len(data))]
            )
        for n in range(10):
            flipped = bytearray(data)
            for _ in range(1 + n * n):
                flipped[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            count += _write(folder / f"flip-{kind}-{n}.{suffix}", bytes(flipped))
        at = chance.randrange(len(data))
        count += _write(folder / f"hole-{kind}.{suffix}", data[:at] + bytes(200) + data[at + 200 :])
        count += _write(folder / f"tail-{kind}.{suffix}", data + chance.randbytes(500))
        count += sum(
            _write(folder / f"named-{kind}.{other}", data) for other in SUFFIXES if other != suffix
        )
    return count


if __name__ == "__main__":
    print(write_broken(Path(sys.argv[1])), "files")
