"""Match: an item and its subject in, the indicator they name out.

In order: subject and item together, then the item alone where it is a name or a telling alias of
the catalogue, as printed or without words of scope and size (全省, 总量); then shares and amounts a
head of what the catalogue has (X占比, 人均X); else an indicator of its own, whose id is made from
the name's normal form, so that equal names meet.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from pipeline.lexicons.catalogue import Indicator, normal_form

_SCOPE = re.compile(
    "^(?:全年|年末|当年|全[国省市区县州]|我[国省市区县]|本[省市区县]|全部|各类|累计|新增)+"
)
_SIZE = re.compile("(?:总量|总数|数量|总规模|规模|总值|总额|额|量)$")
_TELLING = 4  # characters from which an alias names its indicator whatever the subject
_SHARE = re.compile("(?P<of>.+?)(?:占比|比重|所占比重|占地区生产总值比重|占GDP比重)$")
_A_HEAD = re.compile("^人均(?P<of>.+)$")


def match_indicator(
    item: str, subject: str, catalogue: Mapping[str, Indicator], dimension: str = ""
) -> Indicator | None:
    """The indicator of a claim, None where the claim has no item.

    `dimension` is that of a level's unit: an alias (but not the name itself) means the indicator
    only in its own dimension.

    >>> from pipeline.lexicons.catalogue import load_catalogue
    >>> catalogue = load_catalogue()
    >>> match_indicator("GDP", "", catalogue).name, match_indicator("取水口", "水厂", catalogue).indicator_id[:2]
    ('地区生产总值', 'x-')
    >>> match_indicator("汽车", "", catalogue, "money:CNY").indicator_id[:2]
    'x-'
    >>> match_indicator("工业投资占比", "", catalogue).indicator_id
    'industrial-investment.share'
    """
    if not item:
        return None
    whole = normal_form(subject + item)
    whole_forms = list(_forms(whole))
    for name in (*whole_forms, *(_forms(normal_form(item)) if subject else ())):
        known = catalogue.get(name)
        if known is None:
            continue
        named = normal_form(known.name) == name
        if (named or not dimension or not known.dimension or dimension == known.dimension) and (
            named or name in whole_forms or len(name) >= _TELLING
        ):
            return known
    derived = _derived(whole, catalogue)
    if derived is not None:
        return derived
    return Indicator(
        indicator_id=f"x-{hashlib.sha256(whole.encode()).hexdigest()[:12]}", name=whole
    )


def indicator_of(indicator_id: str, name: str, catalogue: Mapping[str, Indicator]) -> Indicator:
    """The indicator that `match_indicator` gave, again, from its id and name."""
    if indicator_id.startswith("x-"):
        return Indicator(indicator_id=indicator_id, name=name)
    known = catalogue.get(normal_form(name))
    if known is None or known.indicator_id != indicator_id:
        known = _derived(name, catalogue)
    assert known is not None and known.indicator_id == indicator_id, (indicator_id, name)
    return known


def _forms(name: str) -> Iterator[str]:
    """The name as it stands, and without words of scope and of size."""
    yield name
    bare = _SCOPE.sub("", name)
    if bare != name and bare:
        yield bare
    short = _SIZE.sub("", bare)
    if short != bare and len(short) > 1:
        yield short


def _derived(name: str, catalogue: Mapping[str, Indicator]) -> Indicator | None:
    """A share of, or an amount a head of, something the catalogue has."""
    for pattern, suffix, unit, measure in (
        (_SHARE, "share", "%", "ratio"),
        (_A_HEAD, "per-capita", "", ""),
    ):
        m = pattern.match(name)
        base = (
            next((catalogue[form] for form in _forms(m["of"]) if form in catalogue), None)
            if m
            else None
        )
        if base is not None:
            return replace(
                base,
                indicator_id=f"{base.indicator_id}.{suffix}",
                name=name,
                unit=unit or base.unit,
                measure=measure,
                aliases=(),
                definition=f"{'Share' if suffix == 'share' else 'Amount a head'} of {base.name}",
                parent_id=base.indicator_id,
                dimension="ratio" if suffix == "share" else base.dimension,
            )
    return None
