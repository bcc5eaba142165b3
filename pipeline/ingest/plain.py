"""Plain text: bytes in, text and the name of its encoding out."""

from __future__ import annotations

import codecs
import contextlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from pipeline.core.errors import InputError
from pipeline.core.messages import Message, sentence
from pipeline.ingest.reader_result import ReaderResult, clean

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAME = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "utf8": "utf-8",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "big5hkscs": "big5hkscs",
    "x-x-big5": "big5hkscs",
}
"""Declared names and the encoding that reads them: GB18030 is the superset of both older ones,
HKSCS that of Big5.
"""
_GUESSED = 16_384  # bytes that are enough to tell one encoding from another
_REMEDY = Message("save it as UTF-8")
_MOST_LOST = (
    100  # characters read for each that was lost; below that it is another encoding or no text
)
_ESCAPE = re.compile(r"<U\+([0-9A-Fa-f]{4,5})>")
_TAG = re.compile(
    r"</?(?:p|br|div|span|font|td|tr|table|strong|b|a|center|o:p)\b[^<>]{0,300}>", re.IGNORECASE
)
_ENTITY = re.compile(
    r"&(?:nbsp|ensp|emsp|amp|lt|gt|quot|ldquo|rdquo|mdash|middot|hellip|permil|times|#\d{1,6}|#x[0-9A-Fa-f]{1,5});"
)
_BREAKS = re.compile(r"</?(?:p|br|div|tr|table|center)\b", re.IGNORECASE)


def read_plain(path: Path, data: bytes) -> ReaderResult:
    """The text of a text file, a form feed ends a page.

    Tried in order: a byte-order mark, UTF-8, UTF-16 without mark, then GB18030 (the superset of GBK
    and GB2312) or Big5, whichever gives the likelier Chinese. What a bad conversion left in it
    (`<U+00A0>`, tags, character references) is taken out. Raises InputError for binary data and
    where too many bytes are in no encoding.
    """
    text, encoding, note = decode(path, data)
    text = clean(_scrubbed(text))
    if _looks_binary(text):
        raise InputError(
            "this is no text file", path=path, remedy="give a text file or rename it to what it is"
        )
    pages = text.split("\f")
    starts, at = [], 0
    for page in pages:
        starts.append(at)
        at += len(page) + 1
    return ReaderResult(
        text=text.replace("\f", "\n"),
        encoding=encoding,
        pages=tuple(starts) if len(pages) > 1 else (),
        note=note,
    )


class Decoded(NamedTuple):
    """A cleaned text and its encoding.

    `note` says which bytes are in no encoding and stand as U+FFFD.
    """

    text: str
    encoding: str
    note: str = ""


def decode(path: Path, data: bytes, declared: str = "") -> Decoded:
    """`data` as text; `declared` is tried after the byte-order marks.

    Raises InputError with the byte where decoding fails.
    """
    decoded = _declared(data, declared) or _decode(path, data)
    return decoded._replace(text=clean(decoded.text))


def _declared(data: bytes, declared: str) -> Decoded | None:
    if declared and not any(data.startswith(mark) for mark, _ in _MARKS):
        name = _SAME.get(declared.lower(), declared.lower())
        # `undefined` and `idna` have errors of their own
        with contextlib.suppress(UnicodeError, LookupError):
            return Decoded(data.decode(name), name)
    return None


def _decode(path: Path, data: bytes) -> Decoded:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decoded(path, data, (encoding,))
    wide = _wide(data)
    chinese = (
        ("big5hkscs", "gb18030")
        if not _is_utf8(data) and _is_big5(data)
        else ("gb18030", "big5hkscs")
    )
    return _decoded(path, data, ("utf-8", *((wide,) if wide else ()), *chinese))


def _decoded(path: Path, data: bytes, encodings: Sequence[str]) -> Decoded:
    """`data` in the first encoding that reads all of it, else in the one that leaves out least, if
    that is next to nothing.
    """
    best: Decoded | None = None
    least = 0
    for encoding in encodings:
        try:
            return Decoded(data.decode(encoding), encoding)
        except UnicodeDecodeError as error:
            where = f"byte {error.start}"
        text = data.decode(encoding, "replace")
        lost = text.count("\ufffd")
        if best is None or lost < least:
            left_out = Message(
                "{count} characters are not {encoding} and were left out",
                count=lost,
                encoding=encoding,
            )
            best, least = Decoded(text, encoding, sentence(where, left_out)), lost
    assert best is not None
    if least * _MOST_LOST > len(best.text):
        first = Message("not {encoding} as its first bytes say", encoding=encodings[0])
        what: str = first if len(encodings) == 1 else "neither UTF-8 nor GB18030 nor Big5"
        raise InputError(what, path=path, where=best.note.split(":")[0], remedy=_REMEDY)
    return best


def _is_utf8(data: bytes) -> bool:
    """Whether bytes are UTF-8, but for a few: every Han character has a first byte of its own kind
    and two that follow.
    """
    sample = data[:_GUESSED].decode("utf-8", "replace")
    return sample.count("\ufffd") * _MOST_LOST <= len(sample)


def _is_big5(data: bytes) -> bool:
    """Whether bytes that are no UTF-8 are Big5 rather than GB18030, as far as charset-normalizer
    can tell.
    """
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_GUESSED], cp_isolation=["gb18030", "big5", "big5hkscs"]).best()
    return best is not None and best.encoding.startswith("big5")


def _wide(data: bytes) -> str:
    """UTF-16 without a mark: line ends and ASCII signs have a zero byte on one side."""
    even, odd = data[0:4000:2].count(0), data[1:4000:2].count(0)
    if len(data) % 2 or max(even, odd) < 4 or min(even, odd) > max(even, odd) // 4:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _looks_binary(text: str) -> bool:
    """Signs that no report has."""
    sample = text[:100_000]
    return sample.count("\ufffd") > max(2, len(sample) // 100)


def _scrubbed(text: str) -> str:
    r"""`text` without what a bad conversion from HTML left in it.

    >>> _scrubbed("粮食<U+00A0>产量<br>5.1万吨&nbsp;")
    '粮食\xa0产量\n5.1万吨\xa0'
    """
    if "<U+" in text:
        text = _ESCAPE.sub(lambda m: chr(int(m[1], 16)), text)
    if "&" in text:
        from html import unescape

        text = _ENTITY.sub(lambda m: unescape(m[0]), text)
    if "<" in text:
        text = _without_comments(text)
        text = _TAG.sub(lambda m: "\n" if _BREAKS.match(m[0]) else "", text)
    return text


def _without_comments(text: str) -> str:
    """`text` without the comments of HTML; one that does not end is none.

    Looked at once, from left to right.

    >>> _without_comments("a<!-- <b> -->b<!--c<!---->d<!--e")
    'abd<!--e'
    """
    kept = []
    at = 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        kept.append(text[at:start])
        at = end + 3
    return "".join(kept) + text[at:]
