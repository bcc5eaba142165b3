"""Match: an item and its subject in, the indicator they name out.

In order: subject and item together, the item alone (where no subject tells it from others), by name or alias of the
catalogue; else an indicator of its own, whose id is made from the name's normal form, so that equal names meet.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from pipeline.lexicons.catalogue import Indicator, normal_form


def match_indicator(item: str, subject: str, catalogue: Mapping[str, Indicator]) -> Indicator | None:
    """The indicator of a claim, None where the claim has no item.

    >>> from pipeline.lexicons.catalogue import load_catalogue
    >>> match_indicator("GDP", "", load_catalogue()).name, match_indicator("基站", "4G网络", load_catalogue()).indicator_id[:2]
    ('地区生产总值', 'x-')
    """
    if not item:
        return None
    whole = normal_form(subject + item)
    known = catalogue.get(whole)
    if known is not None:
        return known
    return Indicator(indicator_id=f"x-{hashlib.sha256(whole.encode()).hexdigest()[:12]}", name=whole)
