"""Contents that no accident makes, of archives and of what sniffers, readers and writers of texts
trip over: name to bytes.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import zipfile
import zlib

LINE = "全市共有学校12所，比上年增长3.5%，"
GOOD = f"2023年示范县统计公报\n\n{LINE}\n".encode()
PAGE = "<html><head><meta charset={}></head><body><p>" + LINE + "</p></body></html>"


def to_zip(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def contents() -> dict[str, bytes]:
    """All of them."""
    return _sniffed() | _texts() | _pages() | _archives() | _pdfs()


def _sniffed() -> dict[str, bytes]:
    """What a sniffer that backtracks, or believes the first bytes, trips over."""
    return {
        "comments-60.html": b"<!---->" * 60 + b"<p>" + GOOD,
        "comments-60.txt": b"<!---->" * 60 + b"<p>" + GOOD,
        "comments-blank.txt": b"<!-- -->  " * 400 + b"<p",
        "comment-open.html": b"<!--" * 1000 + GOOD,
        "declared.html": b"<?xml ?>" * 500 + b"<p>" + GOOD,
        "comment-dashes.html": b"<!--" + b"-" * 3000 + b">" + GOOD,
        "doctype.html": b"<!doctype" + b" " * 4000 + b"x>" + GOOD,
        "blanks.html": b" \n" * 3000 + b"<p>" + GOOD,
        "late-pdf.txt": b"x" * 1000 + b"%PDF-1.7" + GOOD,
        "pdf-zip.pdf": b"%PDF-1.4\n" + to_zip({"a.txt": GOOD}),
        "gz.txt": gzip.compress(GOOD, mtime=0),
        "bz2.txt": bz2.compress(GOOD),
        "xz.txt": lzma.compress(GOOD),
        "7z.7z": b"7z\xbc\xaf'\x1c" + bytes(100),
        "rar.rar": b"Rar!\x1a\x07\x01\x00" + bytes(100),
        "mz.exe": b"MZ" + bytes(300),
        "elf.txt": b"\x7fELF" + bytes(300),
        "ole.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le") * 9,
        "gif.gif": b"GIF89a" + bytes(100),
        "jpeg.jpg": b"\xff\xd8\xff" + bytes(100),
        "tiff.tif": b"II*\0" + b"\xff" * 100,
        "svg.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        "mail.eml": b"From: a\nSubject: b\nContent-Type: multipart/mixed; boundary=x\n\n" + GOOD,
        "script.sh": b"#!/bin/sh\nrm -rf /\n",
        "huge.png": b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0))
        + _chunk(b"IDAT", zlib.compress(b"0"))
        + _chunk(b"IEND", b""),
    }


def _texts() -> dict[str, bytes]:
    odd = {
        "cr": "\r",
        "vt": "\v",
        "ff": "\f",
        "nel": "\x85",
        "ls": "\u2028",
        "ps": "\u2029",
        "bom": "\ufeff",
        "rlo": "\u202e",
        "zwj": "\u200d",
        "nbsp": "\xa0",
        "private": "\ue000",
        "last": "\U0010ffff",
        "nonchar": "\uffff",
        "del": "\x7f",
        "ansi": "\x1b[2J",
        "nul": "\0",
        "crcrlf": "\r\r\n",
        "backspace": "\b",
    }
    found = {f"sign-{name}.txt": (LINE + sign).encode() * 20 for name, sign in odd.items()}
    return found | {
        "marks.txt": ("a" + "\u0301" * 20_000 + LINE).encode(),
        "digits.txt": b"1," * 20_000,
        "zeros.txt": b"0." * 20_000,
        "fraction.txt": "百分之".encode() * 5_000,
        "bom-twice.txt": b"\xef\xbb\xbf" * 2 + GOOD,
        "bom-only.txt": b"\xef\xbb\xbf",
        "utf16-odd.txt": GOOD.decode().encode("utf-16") + b"\0",
        "utf16-bom.txt": b"\xff\xfe",
        "utf32.txt": GOOD.decode().encode("utf-32"),
        "half-gbk.txt": GOOD.decode().encode("gbk")[:-4],
        "mixed.txt": GOOD + GOOD.decode().encode("gbk"),
        "all-bytes.txt": bytes(range(256)) * 100,
        "long-field.csv": f'指标,2023年,说明\n地区生产总值(亿元),120.5,"{"说明" * 70_000}"\n'.encode(),
        "nul.csv": b"a,b\0,c\n1,2,3\n",
        "tabs.tsv": b"\t" * 50_000,
        "commas.csv": b"," * 50_000 + b"\n1",
        "surrogates.txt": b"\xed\xa0\xbd\xed\xb8\x80" + GOOD,
        "overlong.txt": b"\xc0\xaf\xe0\x80\xaf" + GOOD,
        "formula.txt": f"=HYPERLINK(1)\n@x\n+{LINE}".encode(),
        "name.md": b"[x](javascript:1)" + GOOD,
    }


def _pages() -> dict[str, bytes]:
    names = (
        "zlib",
        "undefined",
        "idna",
        "unicode_escape",
        "utf-16",
        "hz",
        "x" * 10_000,
        "'",
        "../x",
        "utf-8\0",
        "rot13",
        "oem",
        "cp65001",
        "",
    )
    found = {f"charset-{n}.html": PAGE.format(name).encode() for n, name in enumerate(names)}
    table = "<table><tr><td>{}</td></tr></table>"
    nested = LINE
    for _ in range(150):
        nested = table.format(nested)
    return found | {
        "tables.html": nested.encode(),
        "spans.html": b"<table>" + b"<tr><td rowspan=65534 colspan=1000>5" * 50,
        "open.html": b"<p><a><b>" * 5_000 + GOOD,
        "attributes.html": b"<p " + b"a=1 " * 20_000 + b">" + GOOD,
        "script.html": b"<script>" + GOOD * 50,
        "base.html": b"<base href='file:///etc/passwd'><iframe src='/etc/passwd'>" + GOOD,
        "cdata.html": b"<![CDATA[" * 1000 + GOOD,
        "utf16.html": PAGE.format("utf-16").encode("utf-16-le"),
        "close.html": b"</p>" * 20_000 + GOOD,
        "entity.xhtml": b"<!DOCTYPE html [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><html>&a;</html>",
    }


def _archives() -> dict[str, bytes]:
    """Zip archives whose members lead out, are too long, are the same, or are not what the
    directory says.
    """
    plain = to_zip({"a.txt": GOOD})
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = 0o120777 << 16
    linked = io.BytesIO()
    with zipfile.ZipFile(linked, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    nested = plain
    for n in range(6):
        nested = to_zip({f"{n}.zip": nested})
    members = {
        "absolute": ["/abs/x.txt", "//x.txt", "C:\\x.txt", "\\\\host\\x.txt"],
        "climbing": ["../" * 30 + "tmp/x.txt", "a/../../b.txt"],
        "long": ["d/" * 2000 + "x.txt"],
        "long-name": ["n" * 4000 + ".txt"],
        "conflict": ["a.html", "a.txt/ok.txt", "a.txt"],
        "hidden": [".x.txt", "__MACOSX/x.txt"],
        "controls": ["a\nb.txt", "\x1b[31m.txt", "a\tb.txt"],
        "dots": ["...", "..", ".", "/", "a/./b.txt"],
        "case": ["A.txt", "a.txt"],
        "own": ["corrections.jsonl", "x.toml", "x.txt", "index.html"],
        "digits": ["2013.txt", "2013.html"],
        "folders": ["a/", "b/"],
    }
    found = {
        f"members-{kind}.zip": to_zip(dict.fromkeys(names, GOOD)) for kind, names in members.items()
    }
    return found | {
        "f.txt": to_zip({"m.txt": GOOD}),
        "f.html": PAGE.format("utf-8").encode(),
        "link.zip": linked.getvalue(),
        "nested-6.zip": nested,
        "empty.zip": b"PK\x05\x06" + bytes(18),
        "method.zip": plain.replace(b"\x08\x00", b"\x63\x00"),
        "secret.zip": plain.replace(b"\x14\x00\x00\x00", b"\x14\x00\x01\x00"),
        "gbk.zip": to_zip({"name.txt": GOOD}).replace(b"name.txt", "年鉴".encode("gbk") + b".txt"),
        "bad-name.zip": to_zip({"name.txt": GOOD}).replace(b"name", b"\xff\xfe\xfd\xfc"),
        "comment.zip": plain[:-2] + b"\xff\xff" + b"x" * 65535,
        "before.zip": b"x" * 5000 + plain,
        "directory.zip": plain[-60:],
        "lies.zip": plain.replace(struct.pack("<I", len(GOOD)), struct.pack("<I", 5)),
        "crc.zip": plain.replace(struct.pack("<I", zlib.crc32(GOOD)), b"\1\2\3\4"),
    }


def _pdfs() -> dict[str, bytes]:
    bomb = zlib.compress(bytes(50 * 1024**2), 9)
    head = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    return {
        "loop.pdf": head
        + b"2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\ntrailer<</Root 1 0 R>>\n",
        "count.pdf": head
        + b"2 0 obj<</Type/Pages/Kids[]/Count 2147483647>>endobj\ntrailer<</Root 1 0 R>>\n",
        "self.pdf": b"%PDF-1.4\n1 0 obj 1 0 R endobj\ntrailer<</Root 1 0 R/Prev 0>>\nstartxref\n0\n%%EOF",
        "page-bomb.pdf": head
        + b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n"
        + b"4 0 obj<</Filter/FlateDecode/Length %d>>stream\n" % len(bomb)
        + bomb
        + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n",
        "brackets.pdf": b"%PDF-1.4\n1 0 obj" + b"[" * 50_000 + b"endobj\ntrailer<</Root 1 0 R>>\n",
    }


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
