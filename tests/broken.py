"""Broken files: reports in every format, cut, flipped, misnamed, bombs and oddities, some hundreds, into a folder.

python -m tests.broken FOLDER
"""

from __future__ import annotations

import io
import os
import random
import sys
import zipfile
from pathlib import Path

import openpyxl
import xlwt

from tests.formats import to_docx, to_epub, to_html, to_pdf

CORPUS = Path(__file__).parent.parent / "corpus"
SUFFIXES = ("txt", "html", "docx", "epub", "pdf", "xlsx", "xls", "csv", "zip", "png", "doc", "xyz", "json")
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


def to_zip(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def whole() -> dict[str, bytes]:
    """A good report in every format, by suffix."""
    text = (CORPUS / "qingdao-2013-egov.txt").read_text(encoding="utf-8")
    rows = [["指标", "2012年", "2013年"], ["粮食产量（万吨）", "35.5", "36"], ["学校（所）", "120", "118"]]
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
    with zipfile.ZipFile(io.BytesIO(to_docx("全县共有学校10所。"))) as good, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bad:
        for part in good.namelist():
            bad.writestr(part, body if part == "word/document.xml" else good.read(part))
    return file.getvalue()


def odd(line_bytes: int) -> dict[str, bytes]:
    """Files that no accident makes."""
    line = "全市共有学校12所，比上年增长3.5%，"
    long = line + "各级各类学校的教学条件继续改善，教师队伍建设得到加强，" * 4
    bomb = to_zip({"word/document.xml": b"0" * (300 * MB), "[Content_Types].xml": b"<Types/>"})
    return {
        "bomb.docx": bomb,
        "bomb.xlsx": to_zip({"xl/workbook.xml": b" " * (300 * MB)}),
        "bomb.epub": to_zip({"META-INF/container.xml": b" " * (100 * MB)}),
        "bomb.zip": to_zip({"a.txt": b"1" * (290 * MB)}),
        "nested.zip": to_zip({"b.zip": to_zip({"c.zip": bomb})}),
        "climbing.zip": to_zip({"../../../tmp/x.txt": b"1", "/etc/passwd": b"2", "C:\\x.txt": b"3", "a/../b.txt": b"4"}),
        "twice.zip": to_zip({"a/x.txt": line.encode(), "./a/x.txt": line.encode()}),
        "laughs.docx": _laughs("e30"),
        "external.docx": _laughs("out"),
        "one-line.txt": (long * (line_bytes // len(long.encode()))).encode(),
        "long-number.txt": b"1" * MB,
        "brackets.txt": ("（" * 100_000 + "）" * 100_000).encode(),
        "blanks.txt": ("\u3000" * 300_000 + "5亿元").encode(),
        "newlines.txt": ("\n" * 500_000 + "5亿元\n").encode(),
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


def write_broken(folder: Path, line_bytes: int = 10 * MB) -> int:
    """Write the files, the same each time; gives their number. `line_bytes` is the size of the longest line."""
    chance = random.Random(35)
    count = 0

    def write(name: str, data: bytes) -> None:
        nonlocal count
        (folder / name).write_bytes(data)
        count += 1

    folder.mkdir(parents=True, exist_ok=True)
    for kind, data in whole().items():
        suffix = kind.rsplit(".", 1)[-1]
        write(f"whole-{kind}", data) if "." in kind else write(f"whole.{kind}", data)
        for n in range(8):
            write(f"cut-{kind}-{n}.{suffix}", data[: chance.randrange(1, len(data))])
        for n in range(10):
            flipped = bytearray(data)
            for _ in range(1 + n * n):
                flipped[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            write(f"flip-{kind}-{n}.{suffix}", bytes(flipped))
        at = chance.randrange(len(data))
        write(f"hole-{kind}.{suffix}", data[:at] + bytes(200) + data[at + 200 :])
        write(f"tail-{kind}.{suffix}", data + chance.randbytes(500))
        for other in SUFFIXES:
            if other != suffix:
                write(f"named-{kind}.{other}", data)
    for name, data in odd(line_bytes).items():
        write(name, data)
    for name, target in (("outside.txt", "/etc/hostname"), ("nowhere.txt", "/nowhere"), ("round.txt", "round.txt")):
        (folder / name).symlink_to(target)
        count += 1
    os.mkfifo(folder / "pipe.txt")
    (folder / os.fsdecode(b"bytes-\xff\xfe.txt")).write_bytes("全县共有学校10所。".encode())
    return count + 2


if __name__ == "__main__":
    print(write_broken(Path(sys.argv[1])), "files")
