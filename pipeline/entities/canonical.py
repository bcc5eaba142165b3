"""Canonical names of organs: a GOV entity's words and the report's heading in, the organ's full
name out.

市经信委 in a report on Beijing is 北京市经济和信息化委员会; a name with its region keeps it. The
body's full form is a row of organs.csv; what a province calls 厅 a city or county calls 局.
"""

from __future__ import annotations

import re

from pipeline.core.records import Heading
from pipeline.lexicons.organs import Organs
from pipeline.lexicons.regions import Gazetteer

_LEVELS = ("自治区", "省", "市", "县", "区", "州", "旗", "盟")
_COMMITTEE = re.compile("^(?:党)?委$")
_LONGEST_REGION = 10


def canonical_organ(text: str, heading: Heading, organs: Organs, regions: Gazetteer) -> str:
    """The full name, '' where the words do not tell which organ is meant.

    >>> from pipeline.lexicons.organs import load_organs
    >>> from pipeline.lexicons.regions import load_regions
    >>> beijing = Heading(place="北京市", area_code="110000", year=2013)
    >>> canonical_organ("市经信委", beijing, load_organs(), load_regions())
    '北京市经济和信息化委员会'
    >>> canonical_organ("苏州市财政局", beijing, load_organs(), load_regions())
    '苏州市财政局'
    """
    central = organs.central_name(text, heading.year)
    if central:
        return central
    region, body = _parted(text, heading, regions)
    if not region:
        return ""
    if _COMMITTEE.match(body):
        return f"中共{region}委员会"
    name = organs.local.get(body, "")
    if not name:
        return (
            f"{region}{body}"
            if body.endswith(("委员会", "厅", "局", "办公室", "政府", "院", "会"))
            else ""
        )
    provincial = any(r.level == "province" for r in regions.by_name.get(region, ()))
    if (
        name.endswith("厅")
        and not name.endswith("办公厅")
        and (not provincial or (region.endswith("市") and body.endswith("局")))
    ):
        name = name[:-1] + "局"
    return region + name


def _parted(text: str, heading: Heading, regions: Gazetteer) -> tuple[str, str]:
    """The region of an organ and the rest of its name.

    The region is the report's own where only its level is written.
    """
    for length in range(min(_LONGEST_REGION, len(text) - 1), 1, -1):
        if text[:length] in regions.by_name:
            return text[:length], text[length:]
    level = next((level for level in _LEVELS if text.startswith(level)), "")
    if level and heading.place.endswith(level):
        return heading.place, text[len(level) :]
    return "", ""
