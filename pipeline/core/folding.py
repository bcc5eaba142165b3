"""1:1 folding of width, dashes, commas and traditional characters: text in, text of the same length
out.

Patterns are written once, for half-width text in simplified characters; offsets found on folded
text hold on the original. `lexicons/data/traditional.txt` has the traditional characters that
lexicons need, each before its simplified one (the pairs are those of OpenCC's TSCharacters);
characters that simplified text uses too (著, 乾, 於) are not among them.
"""

from __future__ import annotations

from pathlib import Path

_TRADITIONAL = Path(__file__).parents[1] / "lexicons" / "data" / "traditional.txt"

_DASHES = "‐‑‒–—―−－─"
_TILDES = "～〜∼∽﹏"
_BLANKS = "\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_SAME = {
    "｡": "。",
    "､": "、",
    "○": "〇",
    "◯": "〇",
    "Ｏ": "O",
    "∶": ":",
    "︰": ":",
    "〔": "(",
    "〕": ")",
    "【": "[",
    "】": "]",
    "〖": "[",
    "〗": "]",
    "﹪": "%",
    "•": "·",
    "・": "·",
}


def _table() -> dict[int, str]:
    table = {0xFF01 + i: chr(0x21 + i) for i in range(94)}
    table |= {ord(c): "-" for c in _DASHES}
    table |= {ord(c): "~" for c in _TILDES}
    table |= {ord(c): " " for c in _BLANKS}
    table |= {ord(c): to for c, to in _SAME.items()}
    table |= {ord(pair[0]): pair[1] for pair in _TRADITIONAL.read_text(encoding="utf-8").split()}
    return table


_TABLE = _table()


def fold(text: str) -> str:
    """Fold `text` character by character; the length never changes.

    >>> fold("增長３．５％，共１，２００萬元")
    '增长3.5%,共1,200万元'
    """
    return text.translate(_TABLE)


def squeeze(text: str) -> str:
    """`text` without any white space, as words are compared across hard line breaks."""
    return "".join(text.split())
