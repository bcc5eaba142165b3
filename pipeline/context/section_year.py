"""Years of headings: a section in; the one year that the innermost heading with a year names out.

A heading dates what stands under it (二、一九八四年计划草案, 2023年工作回顾), in a volume without own
year and where it plans for another year than the report's own.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.core.folding import fold
from pipeline.core.numerals import YEAR, read_integer
from pipeline.core.text_view import TextView

_YEAR = re.compile(rf"(?<!\d)({YEAR}) ?年度?(?![来间以前])")
_NO_TITLE = re.compile(r"[,。;\t]")  # a paragraph that begins with its number
_OVER_YEARS = re.compile(rf"年?\s*(?:--?|~|至|到)\s*{YEAR}|“")


def section_year(view: TextView, start: int) -> int | None:
    """The year of the headings over an offset, the innermost that names exactly one; else None."""
    section = view.section_at(start)
    return _year_of(section.path) if section is not None else None


@lru_cache(maxsize=4096)
def _year_of(path: tuple[str, ...]) -> int | None:
    for title in reversed(path):
        folded = fold(title)
        years = set(_YEAR.findall(folded))
        if years and not _NO_TITLE.search(folded):
            if len(years) > 1 or _OVER_YEARS.search(folded):
                return None
            return read_integer(years.pop())
    return None
