"""Grids: cells that span rows and columns in; rows of equal columns out."""

from __future__ import annotations

_WIDEST, _TALLEST = 200, 5000  # spans that a page claims and nobody can mean are cut here


class Grid:
    """Rows of a table, filled cell by cell.

    >>> grid = Grid()
    >>> grid.add("指标", 1, 2); grid.add("2015年", 2, 1); grid.end_row()
    ['指标', '2015年', '']
    >>> grid.add("数量", 1, 1); grid.add("增长", 1, 1); grid.end_row()
    ['', '数量', '增长']
    """

    def __init__(self) -> None:
        self._row: list[str] = []
        self._busy: dict[int, int] = {}  # column: rows it is still covered from above

    def add(self, text: str, columns: int, rows: int) -> None:
        """The next cell of the row, over so many columns and rows."""
        self._skip_covered()
        for n in range(max(1, min(columns, _WIDEST))):
            if rows > 1:
                self._busy[len(self._row)] = min(rows, _TALLEST)
            self._row.append("" if n else text)

    def end_row(self) -> list[str]:
        """The row that is full, each span's text in its first cell."""
        self._skip_covered()
        row, self._row = self._row, []
        self._busy = {column: left - 1 for column, left in self._busy.items() if left > 1}
        return row

    def _skip_covered(self) -> None:
        """Step over the columns that a cell of an upper row covers."""
        while self._busy.get(len(self._row), 0) > 0:
            self._row.append("")
