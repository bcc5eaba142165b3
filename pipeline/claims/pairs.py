"""Pairs: 由A提高到B. Says of a quantity whether it is the A or the B of a change of state."""

from __future__ import annotations

import re

from pipeline.claims.reading import Reading
from pipeline.records import Quantity

_FROM = re.compile(
    r"(?:由|从)(?:[^,;。到至]{0,8}的)?(?:约|近|不足|目前的|现在的|原定|人均|平均|世界|全国|全省|\d{4}年)*(?:\d+(?:\.\d+)?:)*$"
)
_OPEN = re.compile(r"(?:由|从)[^,;。]{1,40}(?:到|至|为)(?:了|约|近|的|世界|全国|全省|\d{4}年|目前|现在)*(?:\d+(?:\.\d+)?:)*$")
_TOWARDS = re.compile(
    r"(?::[\d.:]+)?[^,;。]{0,12}?(?:提高|增加|上升|扩大|压减|减少|下降|降低|降|缩短|压缩|提升|增|升|调高|调减|调整|减|跃升|攀升|缩小|回落|增长|拓展|扩|优化)(?:到|至|为)"
)


def is_first(reading: Reading, q: Quantity) -> bool:
    """The A of 由A提高到B."""
    return _FROM.search(reading.before(q.start, 40)) is not None and _TOWARDS.match(reading.after(q.end, 40)) is not None


def is_second(reading: Reading, q: Quantity) -> bool:
    """The B of 由A提高到B."""
    return _OPEN.search(reading.before(q.start, 60)) is not None
