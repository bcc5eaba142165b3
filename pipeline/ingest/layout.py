"""Layout: the printed lines of pages with where they stand in.

Paragraphs, without running titles and page numbers, out.

A paragraph goes on where a line reaches the right edge of its column and the next one is not set
in; so words that a line or a page end cuts are whole again. Coordinates are those of PDF: points, y
upwards.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from pipeline.ingest.reader_result import ReaderResult, clean

_PAGE_NUMBER = re.compile(
    r"(?P<mark>[-—–－·.•~ ]*|第 ?)(?P<n>\d{1,4})(?P<end>[-—–－·.•~ ]*| ?页(?:[,，/ ]*共 ?\d+ ?页)?| ?/ ?\d{1,4})"
)
_EDGE = 1.6  # ems short of the right edge at which a line ends its paragraph
_BESIDE = 3  # ems between the beginnings of lines of one column
_INDENT = 1.2  # ems from the left edge at which a line begins one
_SIZES = (0.85, 1.18)  # of the next line to this one in one paragraph
_PITCH = 1.45  # times the usual distance between lines at which a paragraph ends
_ENDS = "。！？；：!?;:…"
_LEAST_LINE = 8  # characters; a shorter line that is as wide as its column is a column of a table
_WORD = re.compile(r"[A-Za-z]")
_WHOLE = re.compile(r"[A-Za-z0-9.,:/+%-]+")
_NARROW = 0.6  # ems that a Latin letter or digit takes
_NUMBERED = re.compile(
    r"[ \u3000]*(?:[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十]{1,3}[)）]|第.{1,3}[章节篇部]|\d{1,2}[.．、])"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line. `size` is the height of its characters; a row of a table has `is_row`."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    is_row: bool = False


def read_layout(pages: Sequence[Sequence[Line]]) -> ReaderResult:
    """The text of pages, a line a paragraph or table row, and where each page begins in it."""
    gone = _running(pages)
    parts: list[str] = []
    starts: list[int] = []
    at = 0
    last: tuple[Line, _Column] | None = None
    for number, page in enumerate(pages):
        kept = [line for line in page if (number, line) not in gone and line.text.strip()]
        pitch = _usual_pitch(kept)
        for n, line in enumerate(kept):
            column = _column(n, kept)
            goes_on = last is not None and _goes_on(*last, line, column, pitch if n else None)
            words = clean(line.text.strip(" ")).replace("\n", " ")
            gap = (
                " "
                if goes_on and last and _WORD.match(words) and _WORD.match(last[0].text.strip()[-1])
                else ""
            )
            lead = ("" if not parts else gap if goes_on else "\n") + (
                "" if goes_on or line.is_row else _lead(line, column)
            )
            if n == 0:
                starts.append(at + len(lead))
            parts.append(lead + words)
            at += len(lead) + len(words)
            last = line, column
        if not kept:
            starts.append(at)
    return ReaderResult(text="".join(parts) + "\n", pages=tuple(starts))


@dataclass(frozen=True, slots=True)
class _Column:
    left: float
    right: float


def _column(n: int, page: Sequence[Line]) -> _Column:
    """How far the lines reach that begin about where the n-th does.

    Its left edge is that of the lines next to it.
    """
    line = page[n]
    beside = [o for o in page if _is_beside(o, line)] or [line]
    near = [o for o in page[max(n - 1, 0) : n + 3] if _is_beside(o, line)] or [line]
    return _Column(min(o.left for o in near), max(o.right for o in beside))


def _is_beside(one: Line, other: Line) -> bool:
    return abs(one.left - other.left) <= _BESIDE * other.size and not one.is_row


def _lead(line: Line, column: _Column) -> str:
    """The blanks before a line that is set in, as it would be typed."""
    return "\u3000\u3000" if _INDENT * line.size < line.left - column.left < 3.5 * line.size else ""


def _goes_on(
    line: Line, column: _Column, following: Line, its: _Column, pitch: float | None
) -> bool:
    """Whether `following` belongs to the paragraph of `line`; `pitch` is None at the top of a page."""
    if line.is_row or following.is_row or len(line.text.strip()) < _LEAST_LINE:
        return False
    if (
        not _SIZES[0] <= following.size / max(line.size, 0.1) <= _SIZES[1]
        or following.left - its.left > _INDENT * following.size
    ):
        return False
    # cannot be cut: the line above had no room for it
    whole = _WHOLE.match(following.text.lstrip())
    if column.right - line.right > line.size * (_EDGE + (_NARROW * len(whole[0]) if whole else 0)):
        return False
    if line.text.rstrip()[-1] in _ENDS and _NUMBERED.match(following.text):
        return False
    drop = line.bottom - following.bottom
    if pitch is not None and drop > 0:
        return drop <= _PITCH * pitch
    return line.text.rstrip()[-1] not in _ENDS  # over a column or a page


def _usual_pitch(page: Sequence[Line]) -> float:
    drops = [
        a.bottom - b.bottom
        for a, b in itertools.pairwise(page)
        if a.bottom - b.bottom > 0.5 * a.size
    ]
    return median(drops) if drops else 20.0


def _running(pages: Sequence[Sequence[Line]]) -> set[tuple[int, Line]]:
    """Page numbers and running titles: lines at the top or foot that come again, or number the
    pages.
    """
    edges = [(n, line) for n, page in enumerate(pages) for line in _edges(page)]
    shapes = Counter(shape for shape in (_shape(line) for _, line in edges) if shape)
    shifts = Counter(
        int(m["n"]) - n for n, line in edges if (m := _PAGE_NUMBER.fullmatch(line.text.strip()))
    )
    often = max(2, min(3, len(pages) // 2))
    gone = set()
    for n, line in edges:
        m = _PAGE_NUMBER.fullmatch(line.text.strip())
        marked = m is not None and bool((m["mark"] + m["end"]).strip())
        numbers = m is not None and (marked or (shifts[int(m["n"]) - n] > 1 and len(pages) > 1))
        if numbers or (
            len(pages) > 1 and shapes.get(_shape(line), 0) >= often and len(_shape(line)) > 1
        ):
            gone.add((n, line))
    return gone


def _edges(page: Sequence[Line]) -> Iterator[Line]:
    """The two highest and two lowest lines."""
    by_height = sorted(
        (line for line in page if line.text.strip() and not line.is_row),
        key=lambda line: -line.bottom,
    )
    yield from dict.fromkeys([*by_height[:2], *by_height[-2:]])


def _shape(line: Line) -> str:
    """A line without the page number at one of its ends."""
    return re.sub(r"\s", "", re.sub(r"^\s*\d{1,4}(?!\d)|(?<!\d)\d{1,3}\s*$", "", line.text))
