"""cues.toml to compiled cue patterns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.core.errors import LexiconError
from pipeline.core.messages import Message
from pipeline.lexicons.tables import DATA, layered_toml, toml_file

SHIPPED = DATA / "cues.toml"


def alternatives(words: Iterable[str]) -> str:
    """A regex of `words`, longest first."""
    return "|".join(re.escape(w) for w in sorted(set(words), key=lambda w: (-len(w), w)))


@dataclass(frozen=True, slots=True)
class Cues:
    """Cue patterns.

    The bound patterns name their groups by Bound; `words` gives a list of the file as an
    alternation.
    """

    bound_before: re.Pattern[str]
    bound_after: re.Pattern[str]
    lists: Mapping[str, tuple[str, ...]]

    def set(self, name: str) -> frozenset[str]:
        """A list as a set."""
        return frozenset(self.lists[name])

    def words(self, *names: str) -> str:
        """`a|b|c` of the lists named like `measure.up`."""
        return alternatives(w for n in names for w in self.lists[n])


@cache
def load_cues(*paths: Path) -> Cues:
    """Load cue lists, the later over the earlier (`layered_toml`).

    The shipped one where none is given.

    Raises:
        LexiconError: A list is missing, or is no list of words that differ.
    """
    paths = paths or (SHIPPED,)
    for path in paths:
        _check_lists(path)
    data = layered_toml(paths)
    for name in ("before", "after", "never", "gap", "far"):
        if name not in data.get("bounds", {}):
            raise LexiconError(
                "section is missing", path=paths[-1], where=f"bounds.{name}", remedy="add it"
            )
    lists = {
        f"{section}.{name}": tuple(words)
        for section, content in data.items()
        for name, words in content.items()
        if isinstance(words, list)
    }
    return Cues(_before(data["bounds"]), _after(data["bounds"]), lists)


def _check_lists(path: Path) -> None:
    for section, content in toml_file(path).items():
        for name, words in content.items():
            if isinstance(words, dict):
                continue
            where = f"{section}.{name}"
            if not isinstance(words, list) or not all(
                isinstance(word, str) and word for word in words
            ):
                raise LexiconError(
                    "not a list of words", path=path, where=where, remedy='write ["word", "word"]'
                )
            twice = (
                next((word for word in words if words.count(word) > 1), "")
                if len(set(words)) < len(words)
                else ""
            )
            if twice:
                raise LexiconError(
                    Message("{words} stands twice", words=twice),
                    path=path,
                    where=where,
                    remedy="delete one of them",
                )


def _guarded(word: str, never: Mapping[str, list[str]]) -> str:
    stops = never.get(word)
    return f"(?<![{''.join(stops)}]){re.escape(word)}" if stops else re.escape(word)


def _before(bounds: Mapping[str, Any]) -> re.Pattern[str]:
    """Cue, then at most one gap word (or, for a far cue, up to 14 characters of its clause), then
    the number.
    """
    gap = alternatives(bounds["gap"])
    far = set(bounds["far"])
    parts = []
    for bound, words in bounds["before"].items():
        never = bounds["never"].get(bound, {})
        ordered = sorted(words, key=lambda w: (-len(w), w))
        near = "|".join(_guarded(w, never) for w in ordered)
        wide = "|".join(re.escape(w) for w in ordered if w in far)
        reach = rf"|(?:{wide})[^,。;:、!?\d\n]{{0,14}}" if wide else ""
        # 接近高中阶段学生人数的百分之五十
        whole = "|".join(re.escape(w) for w in ordered if len(w) > 1)
        parts.append(
            rf"(?P<{bound}>(?:{near})(?:{gap})?{reach}|(?:{whole})[^,。;:、!?\d\n]{{1,14}}的)"
        )
    return re.compile(rf"(?:{'|'.join(parts)})\s*$")


def _after(bounds: Mapping[str, Any]) -> re.Pattern[str]:
    never = bounds["never"].get("after", {})
    parts = []
    for bound, words in bounds["after"].items():
        ordered = sorted(words, key=lambda w: (-len(w), w))
        parts.append(f"(?P<{bound}>" + "|".join(_not_before(w, never) for w in ordered) + ")")
    return re.compile(rf"\s*(?:{'|'.join(parts)})")


def _not_before(word: str, never: Mapping[str, list[str]]) -> str:
    stops = never.get(word)
    return f"{re.escape(word)}(?!{alternatives(stops)})" if stops else re.escape(word)
