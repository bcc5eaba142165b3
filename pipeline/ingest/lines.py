"""Hard line breaks: text in, joined text and the offsets it came from out.

A line break inside a sentence is an accident of the page (`全县共有近⏎4.2 万辆机动车`). The stages read
the joined text, so that numbers, words and cues that run over a break are whole; `origins` leads
every character back.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Container, Sequence

_SENTENCE_END = "。！？；：!?;:…"
_OPENS_BLOCK = re.compile(
    r"[ \t\u3000]*(?:[【〖\[·•●■◆★※①-⑳]|—{1,2}|--|[(（]?[一二三四五六七八九十]{1,3}[)）、.．]|[一二三四五六七八九十]是"
    r"|[(（]\d{1,2}[)）]|\d{1,2}[、.．](?!\d)|第[一二三四五六七八九十\d]{1,3}[章节篇编部条]|注[:：]|附[:：件表]|新华社)|[ \t\u3000]{2,}"
)
_NUMBERED = re.compile(
    r"[ \t\u3000]*(?:[一二三四五六七八九十]{1,3}[、 \u3000]|[(（][一二三四五六七八九十]{1,3}[)）]|第.{1,3}[章节篇部])"
)
_WHOLE_BRACKET = re.compile(r"[ \t\u3000]*[(（\[［].*[)）\]］][ \t\u3000]*")
_TABLE_ROW = re.compile(r"\t|[│┃┆|]")
_GAP = re.compile(r"(?<=\S)[ \u3000]{2,}(?=\S)")
_PROSE = re.compile("[，。；]")
_WIDEST = 90  # a hard-wrapped line is not longer; a paragraph on one line is
_LEAST_LINES = 8  # lines of prose that show whether a text is wrapped
_FULL = 5  # columns short of the right edge that a full line may be: a mark may not begin the next


def join_lines(text: str, headings: Container[int] = ()) -> tuple[str, tuple[int, ...] | None]:
    r"""`text` without the breaks that stand inside a sentence, and the offset in `text` of every
    character kept.

    The offsets are None where nothing was joined. Lines that begin at one of `headings` stand
    alone.

    >>> join_lines("全县共有近\n4.2万辆机动车。\n一、概况\n")[0]
    '全县共有近4.2万辆机动车。\n一、概况\n'
    """
    lines = text.split("\n")
    full = _full_width(lines)
    kept: list[tuple[int, int]] = []  # stretches of `text` that stay
    start = at = 0
    joined = False
    for line, following in itertools.pairwise(lines):
        begin, at = at, at + len(line)
        alone = begin in headings or at + 1 in headings
        if not alone and _joins(line, following, full):
            kept.append((start, at - (len(line) - len(line.rstrip(" \t\u3000")))))
            start = at + 1 + (len(following) - len(following.lstrip(" \t\u3000")))
            joined = True
        at += 1
    if not joined:
        return text, None
    kept.append((start, len(text)))
    origins: list[int] = []
    for begin, end in kept:
        origins.extend(range(begin, end))
    return "".join(text[begin:end] for begin, end in kept), tuple(origins)


def _joins(line: str, following: str, full: int | None) -> bool:
    """Whether the break between two lines is one of the page alone."""
    if not line.strip() or not following.strip():
        return False
    return (_is_soft(line, following) or _goes_on(line, following, full)) and not (
        _OPENS_BLOCK.match(following) or _is_row(line) or _is_row(following)
    )


def _is_soft(line: str, following: str) -> bool:
    """Whether the break between two lines of prose is inside a sentence."""
    if len(line) > _WIDEST or len(following) > _WIDEST or line.rstrip()[-1] in _SENTENCE_END:
        return False
    if (
        _WHOLE_BRACKET.fullmatch(following)
        or _WHOLE_BRACKET.fullmatch(line)
        or line.rstrip().endswith(("】", "·", "」"))
    ):
        return False
    if line.rstrip()[-1] in "，、,":
        return True
    return (
        not _is_heading(line, following)
        and len(line.strip()) >= 5
        and len(following.strip()) <= 3 * len(line.strip())
    )


def _goes_on(line: str, following: str, full: int | None) -> bool:
    """Whether a paragraph of a hard-wrapped text goes on: its line is full, with a sentence's end
    too, and the next one is not set in.
    """
    return (
        full is not None
        and full <= _columns(line.rstrip()) <= full + 2 * _FULL
        and following[0] not in " \t\u3000"
    )


def _full_width(lines: Sequence[str]) -> int | None:
    """The columns that a full line of a hard-wrapped text takes at least, None where the text is
    not wrapped: most lines of its prose are about as wide as the widest.
    """
    widths = sorted(
        _columns(line.rstrip())
        for line in lines
        if len(line) <= _WIDEST and _PROSE.search(line) and not _is_row(line)
    )
    if len(widths) < _LEAST_LINES:
        return None
    full = widths[len(widths) * 9 // 10] - _FULL
    return full if 2 * sum(width >= full for width in widths) > len(widths) else None


def _columns(line: str) -> int:
    """How many columns a line takes in a fixed pitch, a Han character two."""
    return sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in line)


def _is_row(line: str) -> bool:
    """Whether a line is a row of a table. A heading that stands in its paragraph (大牲畜  1949年…,)
    is followed by one gap too, and then by prose.
    """
    if _TABLE_ROW.search(line):
        return True
    gaps = len(_GAP.findall(line))
    return gaps > 1 or (gaps == 1 and not _PROSE.search(line))


def _is_heading(line: str, following: str) -> bool:
    """A numbered line is a heading where it has no comma or is much shorter than the next.

    Else a paragraph begins with it.
    """
    return _NUMBERED.match(line) is not None and (
        not re.search("[，,]", line) or len(line) < 0.75 * len(following)
    )
