"""Sections: text in, headed stretches with the path of their headings out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.core.records import Section, StyledHeading

_LONGEST = 40  # a longer line is a paragraph, unless its first sentence is shorter
_HAN = "一二三四五六七八九十百"
_FORMAL = "壹贰貳叁參肆伍陆陸柒捌玖拾"
_HEADINGS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"第[{_HAN}\d]{{1,4}}[篇编卷部][分 　]?",
        rf"第[{_HAN}\d]{{1,4}}章",
        rf"第[{_HAN}\d]{{1,4}}节",
        rf"[{_FORMAL}]{{1,3}}[、 　．.]",
        rf"[{_HAN}]{{1,3}}[、 　．.]",
        rf"[(（][{_HAN}]{{1,3}}[)）]",
        r"\d{1,2}(?:[．、]|\.(?!\d))[ 　]*(?=\D)",
        r"[(（]\d{1,2}[)）]",
        r"【[^】]{1,20}】",
    )
)
"""Shapes of headings from the outermost to the innermost level."""


def find_sections(text: str, styled: Sequence[StyledHeading] = ()) -> list[Section]:
    r"""Sections in order; each reaches to the next heading, its path holds the headings above it.

    A line that the file says is a heading (`styled`) is one whatever its shape; lines that only
    look like headings stand below those.

    >>> [s.path for s in find_sections("一、综合\n全县。\n（一）人口\n人口10万人。\n二、农业\n")]
    [('一、综合',), ('一、综合', '（一）人口'), ('二、农业',)]
    """
    found: list[tuple[int, int, str]] = []
    at = 0
    levels = {h.start: h.level for h in styled}
    for line in text.split("\n"):
        if at in levels:
            found.append((at, levels[at], line.strip()))
        elif head := _heading_of(line):
            found.append((at, head[0] + max(levels.values(), default=0) + 1, head[1]))
        at += len(line) + 1
    sections: list[Section] = []
    stack: list[tuple[int, str]] = []
    for (start, level, title), end in zip(
        found, [*(h[0] for h in found[1:]), len(text)], strict=False
    ):
        while stack and stack[-1][0] >= level:
            stack.pop()
        stack.append((level, title))
        sections.append(Section(start=start, end=end, level=level, path=tuple(t for _, t in stack)))
    return sections


def _heading_of(line: str) -> tuple[int, str] | None:
    """Level and title of the heading a line is or begins with."""
    stripped = line.strip(" \t　")
    for level, shape in enumerate(_HEADINGS):
        m = shape.match(stripped)
        if m is None:
            continue
        if stripped.startswith("【"):
            return level, m[0]
        title = re.split(r"[。：:；;]", stripped, maxsplit=1)[0]
        return (level, title) if len(title) <= _LONGEST and title != m[0] else None
    return None
