"""Plain text: bytes in, text and the name of its encoding out."""

from __future__ import annotations

import codecs
import contextlib
from pathlib import Path

from pipeline.errors import InputError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAME = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "utf8": "utf-8"}
"""Declared names and the encoding that reads them: GB18030 is the superset of both older ones."""
_REMEDY = "save it as UTF-8"


def read_plain(path: Path, data: bytes) -> tuple[str, str]:
    """The text of a text file, line ends as `\\n`, and its encoding.

    Tried in order: a byte-order mark, UTF-8, UTF-16 without mark, GB18030 (the superset of GBK and GB2312).
    Raises InputError with the byte where decoding fails, and for binary data.
    """
    text, encoding = decode(path, data)
    if _looks_binary(text):
        raise InputError("this is no text file", path=path, remedy="give a text file or rename it to what it is")
    return text, encoding


def decode(path: Path, data: bytes, declared: str = "") -> tuple[str, str]:
    """Text with line ends as `\\n`, and its encoding; `declared` is tried after the byte-order marks."""
    if declared and not any(data.startswith(mark) for mark, _ in _MARKS):
        name = _SAME.get(declared.lower(), declared.lower())
        with contextlib.suppress(UnicodeDecodeError, LookupError):
            return _lines(data.decode(name)), name
    text, encoding = _decode(path, data)
    return _lines(text), encoding


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decode(path: Path, data: bytes) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(path, data, encoding), encoding
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        utf8 = error
    wide = _wide(data)
    if wide:
        try:
            return data.decode(wide), wide
        except UnicodeDecodeError:
            pass  # not UTF-16 after all
    try:
        return data.decode("gb18030"), "gb18030"
    except UnicodeDecodeError as error:
        where = f"byte {max(error.start, utf8.start)}"
        raise InputError("neither UTF-8 nor GB18030", path=path, where=where, remedy=_REMEDY) from error


def _strict(path: Path, data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(f"not {encoding} as its first bytes say", path=path, where=f"byte {error.start}", remedy=_REMEDY) from error


def _wide(data: bytes) -> str:
    """UTF-16 without a mark: line ends and ASCII signs have a zero byte on one side."""
    even, odd = data[0:4000:2].count(0), data[1:4000:2].count(0)
    if len(data) % 2 or max(even, odd) < 4 or min(even, odd) > max(even, odd) // 4:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _looks_binary(text: str) -> bool:
    """Control characters that no report has."""
    sample = text[:100_000]
    odd = sum(c < " " and c not in "\n\t\x0c\x0b" for c in sample)
    return odd > max(2, len(sample) // 100)
