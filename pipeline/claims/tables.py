"""Tables in the text: a text and its quantities in; the cells that are numbers, each with its heads, unit and period, out.

Reading guide. Rows are lines whose cells are parted by tabs, by box characters or by two and more blanks; a table is two such rows
and more, one of them with a number. The first rows without plain numbers are its head, the first cell of a row names the row.
A cell's unit is in the brackets of its column's head or its row's name, else in a line 单位：万元 at the table's head; its item is
the head that says what is measured (the column's, unless that is a period or a change), its subject the other one; its period the
year, month or quarter that either head names. `--` and … are nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.folding import fold
from pipeline.lexicons.units import UnitTable
from pipeline.records import Mention, Quantity

_TAB = "\x1f"  # stands for a tab, which folding would make a blank
_PARTS = re.compile(rf"{_TAB}|[│┃┆|]| {{2,}}")
_NUMBER = re.compile(r"[+-]?\d+(?:,\d{3})*(?:\.\d+)?%?")
_UNIT_LINE = re.compile(r"(?:计量)?单位:(?P<unit>[^\s,;)\x1f]{1,12})")
_IN_BRACKETS = re.compile(r"[(\[](?:单位:)?(?P<unit>[^()\[\]]{1,10})[)\]]\s*$")
_MULTIPLIER = re.compile("^(?P<times>[十百千]?[万亿]|[百千])(?P<unit>.+)$")
_TIMES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_PERIOD = re.compile(
    r"(?P<year>(?:19|20)\d{2})年?(?:(?P<month>\d{1,2})月|(?P<quarter>[1-4一二三四])季度|(?P<end>末|底))?$|(?P<only>\d{1,2})月末?$|1-(?P<to>\d{1,2})月$"
)
_GROWTH = re.compile("增长|增速|增幅|±|升降|同比")
_MARK = re.compile(r"^[#*\s]+|^其中:|\s+$")
_LEAST_COLUMNS = 2


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of a table with what its heads say of it."""

    start: int
    end: int
    item: Mention
    subject: Mention | None
    unit: str
    times: Decimal
    period: str
    growth: bool


@dataclass(frozen=True, slots=True)
class _Words:
    start: int
    end: int
    text: str


def find_cells(text: str, units: UnitTable, year: int | None) -> dict[int, Cell]:
    """The cells of all tables of `text` by where their number starts."""
    folded = fold(text.replace("\t", _TAB))
    found: dict[int, Cell] = {}
    for table, unit in _tables(folded):
        found |= _read(table, text, unit, units, year)
    return found


def _tables(folded: str) -> Iterator[tuple[list[list[_Words]], str]]:
    """Runs of row lines as rows of cells, with the unit that a line at their head gives for all."""
    rows: list[list[_Words]] = []
    unit = ""
    at = 0
    for line in [*folded.split("\n"), ""]:
        said = _UNIT_LINE.search(line)
        if said:
            unit = said["unit"]
        if _PARTS.search(line.strip()) and not said:
            rows.append(list(_cells(line, at)))
        elif rows and not said:
            if _is_table(rows):
                yield rows, unit
            rows, unit = [], ""
        at += len(line) + 1


def _cells(line: str, at: int) -> Iterator[_Words]:
    """The cells of a line; an empty one is a cell too, but for what stands outside the first and last box character."""
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


def _read(rows: list[list[_Words]], text: str, shared: str, units: UnitTable, year: int | None) -> dict[int, Cell]:
    body = next((i for i, row in enumerate(rows) if any(_is_value(c.text) for c in row[1:])), len(rows))
    head = rows[body - 1] if body else []
    found: dict[int, Cell] = {}
    for row in rows[body:]:
        name = row[0] if row and not _is_value(row[0].text) else None
        for column, cell in enumerate(row):
            if not _is_value(cell.text) or (name is None and column == 0):
                continue
            above = head[column] if column < len(head) and head[column].text else None
            read = _cell(cell, name, above, shared, units, year, text)
            if read is not None:
                found[read.start] = read
    return found


def _is_value(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None and not re.fullmatch("(?:19|20)\\d{2}", text)


def _cell(
    cell: _Words, name: _Words | None, above: _Words | None, shared: str, units: UnitTable, year: int | None, text: str
) -> Cell | None:
    period = _period(above, year) or _period(name, year)
    growth = above is not None and _GROWTH.search(above.text) is not None and ("%" in above.text or "长" in above.text)
    measured = [w for w in (above, name) if w is not None and not _PERIOD.match(w.text)]
    heads = [w for w in measured if not (w is above and growth)] or measured
    if not heads:
        return None
    item = heads[0] if above in heads and not (name is not None and above is not None and _is_of_the_row(above)) else heads[-1]
    other = next((w for w in heads if w is not item), None)
    unit = "%" if growth or cell.text.endswith("%") else next((u for w in (above, name) if w and (u := _bracketed(w, units))), "") or shared
    times, unit = _scaled(unit, units)
    return Cell(cell.start, cell.end, _mention(item, text), _mention(other, text) if other else None, unit, times, period, growth)


def _is_of_the_row(above: _Words) -> bool:
    """Whether the row's name and not the column's head says what is measured: heads like 比年初增减额, 本月, 累计."""
    return re.search("增减|本月|本年|累计|上年|同期|绝对量|总量$|数值|实绩|金额$", above.text) is not None


def _bracketed(words: _Words, units: UnitTable) -> str:
    m = _IN_BRACKETS.search(words.text)
    return m["unit"] if m and (_scaled(m["unit"], units)[1] in units.by_form) else ""


def _scaled(unit: str, units: UnitTable) -> tuple[Decimal, str]:
    """A head's unit as a factor and the unit itself: 万件 is 10000 and 件; 千瓦 is a unit of its own."""
    m = _MULTIPLIER.match(unit) if unit not in units.by_form else None
    if m is None or m["unit"] not in units.by_form:
        return Decimal(1), unit
    times = Decimal(1)
    for sign in m["times"]:
        times *= _TIMES[sign]
    return times, m["unit"]


def _period(words: _Words | None, year: int | None) -> str:
    m = _PERIOD.match(words.text) if words else None
    if m is None:
        return ""
    if m["year"]:
        if m["month"]:
            return f"{m['year']}-{int(m['month']):02}"
        if m["quarter"]:
            return f"{m['year']}-Q{'1234'.find(m['quarter']) + 1 or '一二三四'.index(m['quarter']) + 1}"
        return f"{m['year']}-12-31" if m["end"] else m["year"]
    if year is None:
        return ""
    return f"{year}-{int(m['only']):02}" if m["only"] else f"{year}-01/{year}-{int(m['to']):02}"


def _mention(words: _Words, text: str) -> Mention:
    """The words of a head, as printed, without marks (#) before and units behind."""
    start, bare = words.start, words.text
    mark = _MARK.match(bare)
    if mark:
        start, bare = start + mark.end(), bare[mark.end() :]
    bracket = re.search(r"[(\[][^()\[\]]*[)\]]\s*$", bare)
    if bracket and bracket.start():
        bare = bare[: bracket.start()].rstrip()
    return Mention(start=start, end=start + len(bare), text=text[start : start + len(bare)])


def in_table(q: Quantity, cells: dict[int, Cell]) -> Cell | None:
    """The cell that a quantity is the number of."""
    cell = cells.get(q.start)
    return cell if cell is not None and q.end <= cell.end else None


def scaled(q: Quantity, cell: Cell) -> Quantity:
    """The quantity in its cell's unit."""
    most = None if q.value_max is None else q.value_max * cell.times
    return replace(q, value=q.value * cell.times, value_max=most, unit=cell.unit)
