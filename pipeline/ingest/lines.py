"""Hard line breaks: text in, joined text and the offsets it came from out.

A line break inside a sentence is an accident of the page (`全县共有近⏎4.2 万辆机动车`). Rooms read
the joined text, so that numbers, words and cues that run over a break are whole; `origins` leads
every character back.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Container

_SENTENCE_END = "。！？；：!?;:…"
_OPENS_BLOCK = re.compile(
    r"[ \t\u3000]*(?:[【〖\[·•●■◆★※①-⑳]|—{1,2}|--|[(（]?[一二三四五六七八九十]{1,3}[)）、.．]|[一二三四五六七八九十]是"
    r"|[(（]\d{1,2}[)）]|\d{1,2}[、.．](?!\d)|第[一二三四五六七八九十\d]{1,3}[章节篇编部条]|注[:：]|附[:：件表]|新华社)|[ \t\u3000]{2,}"
)
_NUMBERED = re.compile(
    r"[ \t\u3000]*(?:[一二三四五六七八九十]{1,3}[、 \u3000]|[(（][一二三四五六七八九十]{1,3}[)）]|第.{1,3}[章节篇部])"
)
_WHOLE_BRACKET = re.compile(r"[ \t\u3000]*[(（\[［].*[)）\]］][ \t\u3000]*")
_TABLE_ROW = re.compile(r"\t|\S[ \u3000]{2,}\S|[│┃┆|]")
_WIDEST = 90  # a hard-wrapped line is not longer; a paragraph on one line is


def join_lines(text: str, headings: Container[int] = ()) -> tuple[str, tuple[int, ...] | None]:
    r"""`text` without the breaks that stand inside a sentence, and the offset in `text` of every
    character kept.

    The offsets are None where nothing was joined. Lines that begin at one of `headings` stand
    alone.

    >>> join_lines("全县共有近\n4.2万辆机动车。\n一、概况\n")[0]
    '全县共有近4.2万辆机动车。\n一、概况\n'
    """
    lines = text.split("\n")
    kept: list[tuple[int, int]] = []  # stretches of `text` that stay
    start = at = 0
    joined = False
    for line, following in itertools.pairwise(lines):
        begin, at = at, at + len(line)
        if begin not in headings and at + 1 not in headings and _is_soft(line, following):
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


def _is_soft(line: str, following: str) -> bool:
    """Whether the break between two lines is inside a sentence."""
    if not line.strip() or not following.strip() or len(line) > _WIDEST or len(following) > _WIDEST:
        return False
    if (
        line.rstrip()[-1] in _SENTENCE_END
        or _OPENS_BLOCK.match(following)
        or _TABLE_ROW.search(line)
        or _TABLE_ROW.search(following)
    ):
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


def _is_heading(line: str, following: str) -> bool:
    """A numbered line is a heading where it has no comma or is much shorter than the next.

    Else a paragraph begins with it.
    """
    return _NUMBERED.match(line) is not None and (
        not re.search("[，,]", line) or len(line) < 0.75 * len(following)
    )
