"""Unknown classifiers: a number without unit and the tokens behind it in.

The one character between number and noun as its unit out.

Chinese puts a classifier between a number and the thing counted (3畦菜地), so one character that is
no word of its own and stands between a number and a noun is one, whether or not units.csv has it.
Each that makes a claim is an `unknown-unit` issue: a row to add.
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.core.errors import IssueCode
from pipeline.core.folding import fold
from pipeline.core.records import Form, Issue, Quantity
from pipeline.core.text_view import TextView
from pipeline.lexicons.units import UnitTable

_CLASSIFIER_TAGS = frozenset(("q", "zg", "g", "ng", "mq"))
_NOUN_TAGS = ("n", "vn", "l", "i", "j")


def adopt_classifiers(view: TextView) -> None:
    """Give the quantities of `reading` that have no unit the classifier behind them."""
    quantities = list(view.quantities)
    for i, q in enumerate(quantities):
        if q.unit or q.form not in (Form.ARABIC, Form.HAN) or q.ordinal or q.end != q.number_end:
            continue
        unit = _classifier(view, q)
        if unit:
            end = q.end + len(unit)
            quantities[i] = replace(q, unit=unit, end=end, text=view.text[q.start : end])
    view.quantities = quantities


def unknown_unit(q: Quantity, units: UnitTable) -> Issue | None:
    """The issue of a claim whose unit units.csv does not have, None where it has."""
    if not q.unit or "/" in q.unit or "(" in q.unit or fold(q.unit) in units.by_form:
        return None
    note = f"{q.unit} is not in units.csv; add a row if it is a classifier"
    return Issue(
        stage="claims",
        code=IssueCode.UNKNOWN_UNIT,
        start=q.start,
        end=q.end,
        text=q.text,
        note=note,
    )


def _classifier(view: TextView, q: Quantity) -> str:
    tokens = view.tokens_in(q.end, q.end + 6)
    if len(tokens) < 2 or tokens[0].start != q.end or tokens[1].start != tokens[0].end:
        return ""
    first, second = tokens[0], tokens[1]
    counted = (
        len(first.text) == 1
        and first.tag in _CLASSIFIER_TAGS
        and second.tag.startswith(_NOUN_TAGS)
        and len(second.text) > 1
    )
    return first.text if counted else ""
