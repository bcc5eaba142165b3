"""Names: what a file system calls a file in.

Text that a table, a message and a screen can hold out.
"""

from __future__ import annotations

import contextlib
import os
import re

_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""Signs that break a line or steer a terminal, and bytes that are no UTF-8 (Python has U+DC80 to
U+DCFF for them).
"""
_LONE = re.compile("[\ud800-\udfff]")


def name_text(name: str) -> str:
    r"""A name or path as text: a part that is no UTF-8 is read as GB18030 where that fits.

    The rest as `escaped`.

    >>> name_text(os.fsdecode("年/".encode() + "年鉴.txt".encode("gbk"))), name_text("a\nb")
    ('年/年鉴.txt', 'a\\x0ab')
    """
    if not _UNSAFE.search(name):
        return name
    return "/".join(_decoded(part) for part in name.split("/"))


def escaped(text: str) -> str:
    r"""`text` with bytes that are no UTF-8 as \xNN and signs that steer a screen as \xNN or
    \uNNNN.
    """
    return _UNSAFE.sub(_escape, text)


def encodable(text: str) -> str:
    """`text` with lone surrogates, which no file can hold, as `escaped` writes them; lines stay."""
    return _LONE.sub(_escape, text)


def _decoded(part: str) -> str:
    if _LONE.search(part):
        with contextlib.suppress(UnicodeError):  # no byte of the file system, or not GB18030
            return escaped(os.fsencode(part).decode("gb18030"))
    return escaped(part)


def _escape(m: re.Match[str]) -> str:
    code = ord(m[0])
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x80 else f"\\u{code:04x}"
