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
from pipeline.lexicons.tables import DATA, toml_file


def alternatives(words: Iterable[str]) -> str:
    """A regex of `words`, longest first."""
    return "|".join(re.escape(w) for w in sorted(set(words), key=lambda w: (-len(w), w)))


@dataclass(frozen=True, slots=True)
class Cues:
    """Cue patterns. The bound patterns name their groups by Bound; `words` gives a list of the file as an alternation."""

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
def load_cues(path: Path = DATA / "cues.toml") -> Cues:
    """Load and check the cues; raises LexiconError for a list that is missing or no list of words."""
    data = toml_file(path)
    lists: dict[str, tuple[str, ...]] = {}
    for section, content in data.items():
        for name, words in content.items():
            if isinstance(words, dict):
                continue
            if not isinstance(words, list) or not all(isinstance(w, str) and w for w in words):
                raise LexiconError("not a list of words", path=path, where=f"{section}.{name}", remedy='write ["word", "word"]')
            if len(set(words)) != len(words):
                twice = next(w for w in words if words.count(w) > 1)
                raise LexiconError(
                    Message("{words} stands twice", words=twice), path=path, where=f"{section}.{name}", remedy="delete one of them"
                )
            lists[f"{section}.{name}"] = tuple(words)
    bounds = data.get("bounds", {})
    for name in ("before", "after", "never", "gap", "far"):
        if name not in bounds:
            raise LexiconError("section is missing", path=path, where=f"bounds.{name}", remedy="add it")
    return Cues(_before(bounds), _after(bounds), lists)


def _guarded(word: str, never: Mapping[str, list[str]]) -> str:
    stops = never.get(word)
    return f"(?<![{''.join(stops)}]){re.escape(word)}" if stops else re.escape(word)


def _before(bounds: Mapping[str, Any]) -> re.Pattern[str]:
    """Cue, then at most one gap word (or, for a far cue, up to 14 characters of its clause), then the number."""
    gap = alternatives(bounds["gap"])
    far = set(bounds["far"])
    parts = []
    for bound, words in bounds["before"].items():
        never = bounds["never"].get(bound, {})
        ordered = sorted(words, key=lambda w: (-len(w), w))
        near = "|".join(_guarded(w, never) for w in ordered)
        wide = "|".join(re.escape(w) for w in ordered if w in far)
        reach = rf"|(?:{wide})[^,。;:、!?\d\n]{{0,14}}" if wide else ""
        whole = "|".join(re.escape(w) for w in ordered if len(w) > 1)  # 接近高中阶段学生人数的百分之五十
        parts.append(rf"(?P<{bound}>(?:{near})(?:{gap})?{reach}|(?:{whole})[^,。;:、!?\d\n]{{1,14}}的)")
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
