"""Tables in the text: a text and its quantities in.

The cells that are numbers, each with its headers, unit and period, out.

Reading guide. Rows are lines whose cells are parted by tabs, by box characters or by two and more
blanks; a table is two such rows and more, one of them with a number. The first rows without plain
numbers are its headers, one under the other; a head over several columns stands in the first, the
others are empty. The cells before a row's first number name the row. A cell's unit is in the
brackets of its column's headers or its row's name, else in the row's cell under 计量单位, else in a
line 单位：万元 at the table's head; its item is the head that says what is measured (the column's,
unless that is a period or a change), its subject the other one; its period the year, month or
quarter that its headers name together. `--` and … are nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.core.records import Measure, Mention, TableCell
from pipeline.lexicons.cues import Cues
from pipeline.lexicons.units import UnitTable

_PARTS = re.compile(r"\t|[│┃┆|]| {2,}")
_NUMBER = re.compile(r"[+-]?\d+(?:,\d{3})*(?:\.\d+)?%?(?:[①-⑳*†]|\[\d\]|\(\d\))?")
"""With the mark of a footnote behind it."""
_NOTE = re.compile(r"(?:[①-⑳*†]|\[\d{1,2}\])+\s*$")
_UNIT_LINE = re.compile(r"(?:计量)?单位:(?P<unit>[^\s,;)]{1,12})")
_IN_BRACKETS = re.compile(r"[(\[](?:单位:)?(?P<unit>[^()\[\]]{1,10})[)\]]\s*$")
_MULTIPLIER = re.compile("^(?P<times>[十百千]?[万亿]|[百千])(?P<unit>.+)$")
_TIMES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_PERIOD = re.compile(
    r"(?P<year>(?:19|20)\d{2})年?(?:(?P<month>\d{1,2})月|(?P<quarter>[1-4一二三四])季度|(?P<end>末|底))?$|(?P<only>\d{1,2})月末?$"
    r"|1-(?P<to>\d{1,2})月(?:累计)?$|(?P<quarter_only>[一二三四])季度$"
)
_GROWTH = re.compile("增长|增速|增幅|±|升降|同比")
_CHANGE = re.compile("增减[额量数]|增加[额量数]|减少[额量数]|比.{1,4}(?:增减|增加)$")
_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]\s*$")
_UNIT_HEAD = re.compile("(?:计量|数量)?单 *位")
_COUNTS_ROWS = re.compile("序 *号|编 *号|位次|代码")
_PART_OF = re.compile("[#*]|其中[:：]? *|  +")
_MARK = re.compile(r"^[#*\s]+|^其中:|\s+$")
_LEAST_COLUMNS = 2


@dataclass(frozen=True, slots=True)
class _Words:
    start: int
    end: int
    text: str


class TableReader:
    """Reads the tables of texts.

    Which headers leave it to the row to say what is measured is named by the section `tables` of
    the cues.
    """

    def __init__(self, units: UnitTable, cues: Cues) -> None:
        self.units = units
        within, end, alone, parts = (
            cues.words(f"tables.{n}")
            for n in ("row_says", "row_says_at_end", "row_says_alone", "parts")
        )
        self._row_says, self._part = (
            re.compile(f"(?:{within})|(?:{end})$|^(?:{alone}|{parts})$"),
            re.compile(parts),
        )

    def cells(self, text: str, folded: str, year: int | None) -> dict[int, TableCell]:
        """The cells of all tables of `text` by where their number starts."""
        found: dict[int, TableCell] = {}
        for rows, unit, caption in _tables(folded):
            found |= self._read(rows, text, unit, caption, year)
        return found

    def _read(
        self,
        rows: list[list[_Words]],
        text: str,
        shared: str,
        caption: _Words | None,
        year: int | None,
    ) -> dict[int, TableCell]:
        body = next(
            (i for i, row in enumerate(rows) if any(_is_value(c.text) for c in row[1:])), len(rows)
        )
        headers = [_headers(rows[:body], column) for column in range(max(map(len, rows)))]
        found: dict[int, TableCell] = {}
        shared = shared or (_bracketed(caption, self.units) if caption else "")
        whole = ""  # the unit of the last row that is no part of another
        for row in rows[body:]:
            names, unit = _names(row, headers)
            own = next((u for name in reversed(names) if (u := _bracketed(name, self.units))), unit)
            if names and _PART_OF.match(names[0].text):
                own = own or whole
            else:
                whole = own
            for column, cell in enumerate(row):
                above = headers[column]
                if (
                    not _is_value(cell.text)
                    or (not names and column == 0)
                    or (above and _COUNTS_ROWS.fullmatch(above[-1].text))
                ):
                    continue
                found[cell.start] = self._cell(
                    cell, names, above, own or shared, caption, year, text
                )
        return found

    def _cell(
        self,
        cell: _Words,
        names: list[_Words],
        above: list[_Words],
        unit: str,
        caption: _Words | None,
        year: int | None,
        text: str,
    ) -> TableCell:
        growth = any(
            _GROWTH.search(w.text) and ("%" in w.text or "长" in w.text or "±" in w.text)
            for w in above
        )
        change = not growth and any(_CHANGE.search(w.text) for w in above)
        columns = [
            w
            for w in above
            if not _PERIOD.match(w.text) and _bare(w) and not _GROWTH.search(w.text)
        ]
        rows = [w for w in names if not _PERIOD.match(w.text) and _bare(w)]
        measured = [w for w in columns if not self._row_says.search(_bare(w))]
        item: _Words | None
        other: _Words | None
        if measured:  # the column says what is measured, the row of whom
            item = next((w for w in reversed(measured) if _bracketed(w, self.units)), measured[-1])
            other = rows[-1] if rows else next((w for w in measured if w is not item), None)
        elif rows:
            item = rows[-1]
            other = (
                rows[-2]
                if len(rows) > 1
                else next((w for w in columns if self._part.fullmatch(_bare(w))), None)
            )
        else:
            item, other = (columns[-1] if columns else caption), None
        percent = growth or "%" in cell.text or (above and above[-1].text.endswith("%"))
        stated = next((u for w in reversed(above) if (u := _bracketed(w, self.units))), unit)
        times, unit = _scaled("%" if percent else stated, self.units)
        measure = (
            Measure.GROWTH
            if growth
            else Measure.CHANGE
            if change
            else Measure.RATIO
            if unit == "%"
            else Measure.LEVEL
        )
        of, whom = (_mention(words, text) if words else None for words in (item, other))
        return TableCell(
            cell.start, cell.end, of, whom, unit, times, _period([*names, *above], year), measure
        )


def _tables(folded: str) -> Iterator[tuple[list[list[_Words]], str, _Words | None]]:
    """Runs of row lines as rows of cells, with the unit that a line at their head gives for all,
    and the line above them.
    """
    rows: list[list[_Words]] = []
    unit, caption = "", None
    at = 0
    for line in [*folded.split("\n"), ""]:
        stated = _UNIT_LINE.search(line)
        if stated:
            unit = stated["unit"]
        if _PARTS.search(line.strip()) and not stated:
            cells = list(_cells(line, at))
            filled = [cell for cell in cells if cell.text]
            if not rows and len(filled) == 1 and not _is_value(filled[0].text):
                caption = filled[0]  # a title over the whole table
            else:
                rows.append(cells)
        elif not stated and line.strip():
            if _is_table(rows):
                yield rows, unit, caption
            if rows:
                unit = ""
            rows, caption = [], _Words(at, at + len(line), line)
        at += len(line) + 1
    if _is_table(rows):
        yield rows, unit, caption


def _cells(line: str, at: int) -> Iterator[_Words]:
    """The cells of a line.

    An empty one is a cell too, but for what stands outside the first and last box character.
    """
    inside = line.strip(" │┃┆|") if re.search("[│┃┆|]", line) else line.strip(" ")
    start = line.index(inside)
    line = line[: start + len(inside)]
    for mark in [*_PARTS.finditer(line, start), None]:
        end = mark.start() if mark else len(line)
        words = line[start:end]
        left = len(words) - len(words.lstrip())
        yield _Words(at + start + left, at + start + left + len(words.strip()), words.strip())
        start = mark.end() if mark else end


def _is_table(rows: Sequence[Sequence[_Words]]) -> bool:
    wide = [row for row in rows if len(row) >= _LEAST_COLUMNS]
    return (
        len(wide) >= 2
        and any(_NUMBER.fullmatch(c.text) for row in wide for c in row[1:])
        and max(len(c.text) for row in rows for c in row) <= 40
    )


def _is_value(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None and not re.fullmatch("(?:19|20)\\d{2}", text)


def _headers(rows: Sequence[Sequence[_Words]], column: int) -> list[_Words]:
    """The headers of a column from the outermost to its own.

    An empty one goes on from the left where the rows below part it.
    """
    filled = [column < len(row) and bool(row[column].text) for row in rows]
    found = []
    for level, row in enumerate(rows):
        if filled[level]:
            found.append(row[column])
        elif any(filled[level + 1 :]):
            left = next(
                (row[at] for at in range(min(column, len(row)) - 1, 0, -1) if row[at].text), None
            )
            found += [left] if left else []
    return found


def _names(row: Sequence[_Words], headers: Sequence[Sequence[_Words]]) -> tuple[list[_Words], str]:
    """The cells before a row's first number that name it, and the unit that one of them gives for
    all (a column 计量单位).
    """
    names: list[_Words] = []
    unit = ""
    for column, cell in enumerate(row):
        above = headers[column][-1].text if column < len(headers) and headers[column] else ""
        if _is_value(cell.text) and not (column == 0 and _COUNTS_ROWS.fullmatch(above)):
            break
        if _UNIT_HEAD.fullmatch(above):
            unit = cell.text
        elif cell.text and not _NUMBER.fullmatch(cell.text):
            names.append(cell)
        elif _PERIOD.match(cell.text):
            names.append(cell)  # a year names a row too
    return names, unit


def _bare(words: _Words) -> str:
    """The words of a head without marks before and the unit behind."""
    return _BRACKETS.sub("", _NOTE.sub("", _MARK.sub("", words.text, count=1))).strip()


def _bracketed(words: _Words, units: UnitTable) -> str:
    m = _IN_BRACKETS.search(_NOTE.sub("", words.text))
    return m["unit"] if m and (_scaled(m["unit"], units)[1] in units.by_form) else ""


def _scaled(unit: str, units: UnitTable) -> tuple[Decimal, str]:
    """A head's unit as a factor and the unit itself: 万件 is 10000 and 件.

    千瓦 is a unit of its own.
    """
    m = _MULTIPLIER.match(unit) if unit not in units.by_form else None
    if m is None or m["unit"] not in units.by_form:
        return Decimal(1), unit
    times = Decimal(1)
    for sign in m["times"]:
        times *= _TIMES[sign]
    return times, m["unit"]


def _period(headers: Sequence[_Words], year: int | None) -> str:
    """The period that the headers of a cell name together: 2015年 over 1-3月 is the first quarter
    of 2015.
    """
    found = [m for m in (_PERIOD.match(w.text) for w in headers) if m]
    stated = next((m["year"] for m in reversed(found) if m["year"]), "")
    year = int(stated) if stated else year
    for m in reversed(found):
        month = m["month"] or m["only"]
        if year is None:
            return ""
        if month:
            return f"{year}-{int(month):02}"
        if m["quarter"] or m["quarter_only"]:
            quarter = m["quarter"] or m["quarter_only"]
            return f"{year}-Q{'1234'.find(quarter) + 1 or '一二三四'.index(quarter) + 1}"
        if m["to"]:
            return f"{year}-01/{year}-{int(m['to']):02}"
        if m["end"]:
            return f"{year}-12-31"
    return stated


def _mention(words: _Words, text: str) -> Mention:
    """The words of a head, as printed, without marks (#) before and units behind."""
    start, bare = words.start, words.text
    mark = _MARK.match(bare)
    if mark:
        start, bare = start + mark.end(), bare[mark.end() :]
    bare = _NOTE.sub("", bare)
    bracket = _BRACKETS.search(bare)
    if bracket and bracket.start():
        bare = bare[: bracket.start()].rstrip()
    return Mention(start=start, end=start + len(bare), text=text[start : start + len(bare)])
