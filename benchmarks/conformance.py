"""How many of the public Chinese test cases of Recognizers-Text are read with the expected value.

    .venv/bin/python benchmarks/conformance.py ../shared/specs [--show]

Cases that their authors exclude for Python do not count, except NumberRange, which counts all.
Inputs on which our rules differ on purpose are listed with the reason in
benchmarks/known_differences.toml; they are left out and counted apart.
"""

from __future__ import annotations

import argparse
import json
import re
import tomllib
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from benchmarks.numbers_in_any_text import find_intervals, find_numbers, squeezed
from pipeline.cli.console import console_of
from pipeline.core.records import Quantity
from pipeline.lexicons.cues import load_cues
from pipeline.lexicons.exclusions import load_exclusions
from pipeline.lexicons.units import load_units

UNITS, CUES, FIXED = load_units(), load_cues(), load_exclusions().fixed
TEMPERATURES = frozenset(("temperature", "temperature-f", "temperature-k", "degree"))
KNOWN = Path(__file__).with_name("known_differences.toml")


def kind_of(q: Quantity) -> str:
    unit = UNITS.by_form.get(q.unit)
    if unit is None:
        return "折" if q.unit == "折" else ""
    return "temperature" if unit.dimension in TEMPERATURES else unit.kind


def percent(q: Quantity) -> Decimal | None:
    """The value in percent, None for what is no share."""
    scale = {"%": 1, "‰": Decimal("0.1"), "成": 10, "折": 10, "个百分点": 1, "百分点": 1}.get(
        q.unit
    )
    if scale is not None:
        return q.value * scale
    return q.value * 100 if re.search(r"[百千]万?分之", q.text) else None


def numbers(text: str) -> list[Decimal]:
    found = find_numbers(text, UNITS, CUES, FIXED)
    return [
        q.value for q in found if q.unit not in ("%", "折", "成", "个百分点") or "分之" in q.text
    ]


def percents(text: str) -> list[Decimal]:
    return [p for p in map(percent, find_numbers(text, UNITS, CUES, FIXED)) if p is not None]


def of_kinds(*kinds: str) -> Callable[[str], list[Decimal]]:
    return lambda text: [
        q.value for q in find_numbers(text, UNITS, CUES, FIXED) if kind_of(q) in kinds
    ]


def ages(text: str) -> list[Decimal]:
    plain = squeezed(text)
    return [
        q.value
        for q in find_numbers(text, UNITS, CUES, FIXED)
        if kind_of(q) == "age" or (kind_of(q) == "time" and plain[q.end : q.end + 1] == "大")
    ]


READERS: dict[str, Callable[[str], list[Decimal]]] = {
    "NumberModel": numbers,
    "PercentModel": percents,
    "CurrencyModel": of_kinds("money"),
    "DimensionModel": of_kinds("measure", "transport"),
    "TemperatureModel": of_kinds("temperature"),
    "AgeModel": ages,
}


def expected_values(case: dict[str, Any]) -> list[Decimal]:
    values = []
    for result in case["Results"]:
        try:
            values.append(Decimal(str(result["Resolution"]["value"]).rstrip("%")))
        except (InvalidOperation, KeyError):
            values.append(Decimal("NaN"))
    return values


def same(want: list[Decimal], got: list[Decimal]) -> bool:
    return len(want) == len(got) and all(
        abs(w - g) <= Decimal("1e-6") * max(1, abs(w)) for w, g in zip(want, got, strict=True)
    )


def range_is_read(case: dict[str, Any]) -> bool:
    want = []
    for result in case["Results"]:
        low, _, high = str(result["Resolution"]["value"])[1:-1].partition(",")
        want.append((Decimal(low) if low else None, Decimal(high) if high else None))
    return [(i.low, i.high) for i in find_intervals(case["Input"], UNITS, CUES, FIXED)] == want


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("specs", type=Path)
    parser.add_argument(
        "--show", action="store_true", help="print every case that is read differently"
    )
    args = parser.parse_args()
    known = tomllib.loads(KNOWN.read_text(encoding="utf-8"))
    console = console_of()
    for name in (*READERS, "NumberRangeModel"):
        cases = json.loads(
            (args.specs / f"recognizers-zh/{name}.json").read_text(encoding="utf-8-sig")
        )
        if name in READERS:
            cases = [
                c
                for c in cases
                if "python" not in c.get("NotSupported", "") + c.get("NotSupportedByDesign", "")
            ]
        differing = known.get(name, {})
        counted = [c for c in cases if c["Input"] not in differing]
        right = 0
        for case in counted:
            ok = (
                range_is_read(case)
                if name == "NumberRangeModel"
                else same(expected_values(case), READERS[name](case["Input"]))
            )
            right += ok
            if args.show and not ok:
                got = (
                    find_intervals(case["Input"], UNITS, CUES, FIXED)
                    if name == "NumberRangeModel"
                    else READERS[name](case["Input"])
                )
                console.print(
                    f"  {case['Input']} want {[r['Resolution'].get('value') for r in case['Results']]} got {[str(g) for g in got]}",
                    markup=False,
                )
        console.print(
            f"{name:18} {right:4} of {len(counted):4} ({right / len(counted):.1%}), known differences {len(cases) - len(counted)}"
        )


if __name__ == "__main__":
    main()
