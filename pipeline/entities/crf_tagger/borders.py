"""Borders of tagged names: a span in, the span of the name itself out.

No name begins with a preposition, a conjunction or 其中, and the brackets and quotation marks of a
name come in pairs.
"""

from __future__ import annotations

_LEADING = (
    "其中",
    "以",
    "经",
    "为",
    "和",
    "与",
    "及",
    "在",
    "对",
    "将",
    "把",
    "由",
    "从",
    "按",
    "向",
    "被",
    "让",
    "使",
    "到",
    "至",
    "用",
)
_PAIRS = {"(": ")", "（": "）", "“": "”", "《": "》", "‘": "’"}
_CLOSING = {close: opening for opening, close in _PAIRS.items()}


def name_span(text: str, start: int, end: int, first_word_end: int) -> tuple[int, int]:
    """The borders of the name within text[start:end], whose first word ends at `first_word_end`.

    >>> name_span("以金保工程", 0, 5, 1)
    (1, 5)
    >>> name_span("金关工程(二期)全面提速", 0, 7, 2)
    (0, 8)
    """
    if text[start:first_word_end] in _LEADING and first_word_end < end:
        start = first_word_end
    open_marks: list[int] = []
    for at in range(start, end):
        mark = text[at]
        if mark in _PAIRS:
            open_marks.append(at)
        elif mark in _CLOSING:
            if not open_marks:
                return (
                    (at + 1, end) if at == start else (start, at) if at == end - 1 else (start, end)
                )
            open_marks.pop()
    if not open_marks:
        return start, end
    last = open_marks[-1]
    if text[end : end + 1] == _PAIRS[text[last]]:
        return start, end + 1
    return (start, last) if last > start and last == end - 1 else (start, end)
