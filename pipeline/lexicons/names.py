"""names.toml to the words and patterns that names are made of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import regex

from pipeline.core.errors import LexiconError
from pipeline.core.records import Label
from pipeline.lexicons.cues import alternatives
from pipeline.lexicons.tables import DATA, layered_toml

SHIPPED = DATA / "names.toml"
_LISTS = {
    "gov": ("stems", "suffixes", "levels", "fixed"),
    "policy": ("head_nouns", "counted", "fixed"),
    "system": ("head_nouns", "fixed"),
    "program": ("head_nouns", "generic", "fixed"),
    "person": ("fixed",),
    "headed": ("SYSTEM", "PROGRAM", "ORG", "POLICY", "PLACE", "weak", "verbs", "stop", "alone"),
    "org": ("fixed",),
    "place": ("fixed", "common", "extensions", "not_before", "directions", "aside", "within"),
    "never": ("words",),
}
_LABELS = {
    label.lower(): label
    for label in (
        Label.GOV,
        Label.POLICY,
        Label.SYSTEM,
        Label.PROGRAM,
        Label.PERSON,
        Label.ORG,
        Label.PLACE,
    )
}


@dataclass(frozen=True, slots=True)
class Names:
    """Patterns of names, names that stand as they are (by label), and short place names that are
    words too.
    """

    organ: regex.Pattern[str]
    quoted: regex.Pattern[str]
    document: regex.Pattern[str]
    numbered: regex.Pattern[str]
    book: regex.Pattern[str]
    person: regex.Pattern[str]
    fixed: dict[str, Label]
    common_places: frozenset[str]
    never: frozenset[str]
    place_extension: regex.Pattern[str]
    not_place: regex.Pattern[str]
    directions: frozenset[str]
    aside: regex.Pattern[str]  # behind a direction that is no region
    within: regex.Pattern[str]  # before one
    line: regex.Pattern[str]
    route: regex.Pattern[str]
    head_nouns: dict[str, Label]
    head_words: frozenset[str]
    head_ends: frozenset[str]  # their last characters
    head_tails: frozenset[str]  # all that head nouns end with
    longest_head: int
    weak_heads: frozenset[str]
    leading_verbs: frozenset[str]
    stop_words: frozenset[str]
    heads_alone: frozenset[str]
    generic: regex.Pattern[str]


@dataclass(frozen=True, slots=True)
class HeadingWords:
    """What a title, a book, a nation-wide title and a publisher are known by, and kinds of reports
    by a title's word.
    """

    title: regex.Pattern[str]
    book: regex.Pattern[str]
    nation: regex.Pattern[str]
    publisher: regex.Pattern[str]
    kinds: tuple[tuple[str, str], ...]


@cache
def _content(paths: tuple[Path, ...]) -> dict[str, Any]:
    return layered_toml(paths or (SHIPPED,))


@cache
def load_heading_words(*paths: Path) -> HeadingWords:
    """Load the section `heading` of names.toml (`load_names`).

    Raises LexiconError for a missing list.
    """
    data = _content(paths).get("heading", {})
    for name in HeadingWords.__slots__:
        if not isinstance(data.get(name), list):
            raise LexiconError(
                "list is missing",
                path=(paths or (SHIPPED,))[-1],
                where=f"heading.{name}",
                remedy="add it",
            )
    return HeadingWords(
        title=regex.compile(alternatives(data["title"])),
        book=regex.compile(alternatives(data["book"])),
        nation=regex.compile(rf"{alternatives(data['nation'])}|[部署]$"),
        publisher=regex.compile(
            rf"(?:{alternatives(data['publisher'])})(?: ?供稿| ?整理| ?提供)?$"
        ),
        kinds=tuple((word, kind) for word, kind in data["kinds"]),
    )


@cache
def load_names(*paths: Path) -> Names:
    """Load word lists of names, the later over the earlier (`layered_toml`).

    The shipped one where none is given.

    Raises:
        LexiconError: A list is missing.
    """
    data = _content(paths)
    for section, lists in _LISTS.items():
        for name in lists:
            if not isinstance(data.get(section, {}).get(name), list):
                raise LexiconError(
                    "list is missing",
                    path=(paths or (SHIPPED,))[-1],
                    where=f"{section}.{name}",
                    remedy="add it",
                )
    gov = data["gov"]
    stem = f"(?:{alternatives(gov['stems'])})"
    organ = (
        rf"(?:{alternatives(gov['levels'])})(?:{stem}(?:[和与、]?{stem}){{0,2}})(?:{alternatives(gov['suffixes'])})"
        rf"(?!\p{{Han}}{{0,1}}(?:长|门|属|署于))"
    )
    head_nouns = {"SYSTEM": data["system"]["head_nouns"], "PROGRAM": data["program"]["head_nouns"]}
    quoted = rf"“(?!(?:十[一二三四五六]?|[七八九])五”)[^“”\n,，。;；、]{{1,24}}”(?:等)?\p{{Han}}{{0,8}}?(?:(?P<SYSTEM>{alternatives(head_nouns['SYSTEM'])})|(?P<PROGRAM>{alternatives(head_nouns['PROGRAM'])}))"
    head_labels = {
        word: Label(label)
        for label in ("PLACE", "ORG", "SYSTEM", "POLICY", "PROGRAM")
        for word in data["headed"][label]
    }
    fixed = {
        word: label for section, label in _LABELS.items() for word in data[section].get("fixed", ())
    }
    return Names(
        organ=regex.compile(organ),
        quoted=regex.compile(quoted),
        document=regex.compile(
            r"(?:依据|根据|按照|贯彻|落实|执行|关于|和|及|与|经|以)?"
            r"(?P<name>\p{Han}{1,8}\((?:19|20)\d{2}\)\d{1,4}号|(?:ISO/IEC|GB|YD|DB\d*|ISO|IEC|GA|HJ|JT|YY)(?:/T|/Z)? ?\d+(?:\.\d+)?(?:-\d{4})?)"
        ),
        numbered=regex.compile(
            r"(?P<plan>第[一二三四五六七八九十]{1,3}个五年(?:计划|规划)|[“\"](?:十[一二三四五六]?|[七八九])五[”\"](?:规划|计划)?纲要)"
            rf"|(?:落实|出台|印发|发布)了?(?P<articles>[“\"]?\p{{Han}}{{2,10}}?{''.join(f'(?<!{regex.escape(word)})' for word in data['policy']['counted'])}"
            r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})条[”\"]?)(?=[,。;、])"
        ),
        book=regex.compile(
            rf"《[^《》\n]{{2,80}}?(?:{alternatives(data['policy']['head_nouns'])})[^《》\n]{{0,12}}》"
        ),
        person=regex.compile(
            rf"(?P<name>{alternatives(data['person']['fixed'])})(?!新时代|外交|法治|经济|生态|强军|文化思想|理论|思想)"
        ),
        fixed=fixed,
        common_places=frozenset(data["place"]["common"]),
        never=frozenset(data["never"]["words"]),
        # 成都市地区生产总值 is the 地区生产总值 of 成都市
        place_extension=regex.compile(
            rf"(?!地区生产总值)(?:{alternatives(data['place']['extensions'])})(?!澳)"
        ),
        not_place=regex.compile(alternatives(data["place"]["not_before"])),
        directions=frozenset(data["place"]["directions"]),
        aside=regex.compile(alternatives(data["place"]["aside"])),
        within=regex.compile(rf"(?:{alternatives(data['place']['within'])})$"),
        line=regex.compile(
            r"(?:\p{Han}{2}(?:地铁|轨道交通)|地铁|轨道交通)?(?:(?<![A-Za-z])[A-Z]\d{0,2}|\d{1,2}号)线(?:[一二三四]期)?(?:[东南西北]{1,2}延伸|[东南西北中]段)?"
            r"|(?<![A-Za-z])[GSX]\d{1,4}\p{Han}{2,4}高速|(?<!\d)\d{3}(?:国道|省道)"
        ),
        route=regex.compile(
            r"(?P<from>\p{Han}{2,4})至(?P<to>\p{Han}{2,4}?)(?P<own>高速公路|高速铁路|铁路|高铁|高速|公路)?(?=等|、|和|，|,|。|段|增建|扩能|建设|$|（|\(|\b)"
        ),
        head_nouns=head_labels,
        head_words=frozenset(head_labels),
        head_ends=frozenset(head[-1] for head in head_labels),
        head_tails=frozenset(head[k:] for head in head_labels for k in range(len(head))),
        longest_head=max(map(len, head_labels), default=1),
        weak_heads=frozenset(data["headed"]["weak"]),
        leading_verbs=frozenset(data["headed"]["verbs"]),
        stop_words=frozenset(data["headed"]["stop"]),
        heads_alone=frozenset(data["headed"]["alone"]),
        generic=regex.compile(alternatives(data["program"]["generic"])),
    )
