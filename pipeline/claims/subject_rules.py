"""Subjects: a claim's item and what stands before it in.

The words that tell it from others of its name out.

Reading guide. In order: an item that is carried over brings its subject along; a named holder that
touches the item (市政务云平台 存储规模) is its subject; a phrase before 实现 or 完成 is the subject
of the measure behind it (石油行业实现增加值); a part that 其中 leads to has the whole before it as
its subject, where the part names no measure of its own. Else there is none: most items say it all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from pipeline.core.records import Label, Mention
from pipeline.core.text_view import TextView

Phrase = Callable[[TextView, int, int], Mention | None]
"""The last noun phrase of text[low:high]."""

_HOLDERS = (Label.SYSTEM, Label.ORG, Label.GOV, Label.PROGRAM)
_ACHIEVES = re.compile(r"(?:共|累计|已)?(?:实现|完成|拥有|新增)(?:了)?$")
_PART = re.compile(r"(?:^|[,;(])其中[,:]?$")
_MEASURED = re.compile(
    r"(?:收入|支出|投资|总额|余额|率|额|值|量|数|面积|里程|产值|价格|比重|占比)$"
)


def subjects_of(
    view: TextView, items: Sequence[Mention | None], phrase: Phrase
) -> list[Mention | None]:
    """The subject of each claim, in order."""
    subjects: list[Mention | None] = []
    for i, item in enumerate(items):
        if item is None:
            subjects.append(None)
        elif i and items[i - 1] == item:
            subjects.append(subjects[i - 1])
        else:
            subjects.append(
                _holder(view, item)
                or _achiever(view, item, phrase)
                or _whole(view, item, items[i - 1] if i else None)
            )
    return subjects


def _holder(view: TextView, item: Mention) -> Mention | None:
    entity = view.entity_at(item.start - 1, item.start, *_HOLDERS) if item.start else None
    return (
        Mention(start=entity.start, end=entity.end, text=entity.text)
        if entity and entity.end == item.start
        else None
    )


def _achiever(view: TextView, item: Mention, phrase: Phrase) -> Mention | None:
    low = view.clause_start(item.start, view.sentence_at(item.start).start)
    verb = _ACHIEVES.search(view.folded, low, item.start)
    return phrase(view, low, verb.start()) if verb and verb.start() > low else None


def _whole(view: TextView, item: Mention, before: Mention | None) -> Mention | None:
    low = view.sentence_at(item.start).start
    part = _PART.search(view.folded, low, item.start)
    return (
        before
        if part and before is not None and before.start >= low and not _MEASURED.search(item.text)
        else None
    )
