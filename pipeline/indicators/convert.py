"""Convert: a value in a printed unit in, the value in the canonical unit of its dimension and its
code out.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext

from pipeline.core.folding import fold
from pipeline.lexicons.units import Unit, UnitTable

_DIGITS = 28


@dataclass(frozen=True, slots=True)
class Converted:
    """A value in the canonical unit of its dimension, with the unit's code."""

    value: Decimal
    unit: str
    code: str
    dimension: str


def convert(value: Decimal, unit: str, units: UnitTable) -> Converted:
    """`value` in the canonical unit of its dimension.

    An unknown unit keeps its name as an annotation.

    >>> from pipeline.lexicons.units import load_units
    >>> convert(Decimal(3), "公顷", load_units())
    Converted(value=Decimal('30000'), unit='平方米', code='m2', dimension='area')
    """
    known = units.by_form.get(fold(unit))
    if known is None:
        return Converted(value, unit, f"{{{unit}}}" if unit else "1", "")
    canonical = units.by_form.get(fold(known.canonical), known)
    return Converted(
        scaled(value, known),
        canonical.name,
        canonical.code or f"{{{canonical.name}}}",
        known.dimension,
    )


def scaled(value: Decimal, unit: Unit) -> Decimal:
    """`value` times the unit's factor, exact where the decimal ends, else to 28 digits."""
    with localcontext() as context:
        context.prec = _DIGITS
        return value * unit.factor.numerator / unit.factor.denominator
