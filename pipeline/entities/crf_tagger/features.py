"""Features: tokens, rule candidates and times in.

A matrix of 64-bit feature keys out, a row a token, a column a template.

A key is a hash of its template and of what the template sees there, so the tagger needs no
dictionary of features; all templates run over whole columns at once. What one template sees: the
token or a neighbour, its tag, its first or last characters, what each rule says of it, the next
head of a name in the same run (…平台, …行动), quotation and book marks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pipeline.core.records import Entity, Label, Token
from pipeline.entities.crf_tagger.windows import SENTENCE_ENDS
from pipeline.entities.head_nouns import head_of
from pipeline.entities.name_rules import Candidate, Source
from pipeline.lexicons.names import Names

Keys = NDArray[np.uint64]
_LABELS = tuple(Label)
_SOURCES = tuple(Source)
_MIX, _SEED = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x9E3779B97F4A7C15)  # of splitmix64
_END = 9
_QUOTES = {"“": 1, "”": -1, "《": 2, "》": -2} | dict.fromkeys(SENTENCE_ENDS, _END)
_FAR = 6  # tokens to the next head of a name


@lru_cache(maxsize=1 << 16)
def _hash(text: str) -> int:
    return int.from_bytes(
        hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little"
    )


@lru_cache(maxsize=1 << 16)
def _token_keys(text: str, tag: str) -> tuple[int, ...]:
    """Word, tag, first character, last character, last two, shape."""
    word = "0" if text[0].isdigit() else text
    kind = "H" if "一" <= text[0] <= "龥" else "A" if text[0].isalpha() else text[0]
    return tuple(
        map(
            _hash,
            (
                f"w{word}",
                f"t{tag}",
                f"f{word[0]}",
                f"l{word[-1]}",
                f"L{word[-2:]}",
                f"s{min(len(text), 4)}{kind}",
            ),
        )
    )


def _all_token_keys(tokens: Sequence[Token]) -> Keys:
    """Of shape (tokens, 6); equal tokens are looked at once."""
    rows: dict[tuple[str, str], int] = {}
    row = [rows.setdefault((t.text, t.tag), len(rows)) for t in tokens]
    return np.array([_token_keys(*kind) for kind in rows], dtype=np.uint64).reshape(-1, 6)[row]


def token_features(
    tokens: Sequence[Token], candidates: Iterable[Candidate], times: Iterable[Entity], names: Names
) -> Keys:
    """Keys of shape (tokens, templates)."""
    word, tag, first, last, last_two, shape = _all_token_keys(tokens).T
    marks = _Marks(tokens)
    by_source: dict[Source, list[Entity]] = {source: [] for source in _SOURCES}
    for source, entity in candidates:
        by_source[source].append(entity)
    rules = [marks.of(by_source[source]) for source in _SOURCES]
    mixed = rules[0]
    for rule in rules[1:]:
        mixed = mixed * np.uint64(4 * len(_LABELS) + 1) + rule
    time, quote, head = marks.of(times), _inside_quotes(tokens), _next_head(tokens, names)
    verb = np.array([t.text in names.leading_verbs for t in tokens], dtype=np.uint64)
    columns: list[Keys] = []

    def add(*seen: Keys) -> None:
        key = np.full(len(tokens), np.uint64(len(columns) + 1)) * _SEED
        for values in seen:
            key = (key ^ values) * _MIX
            key ^= key >> np.uint64(29)
        columns.append(key)

    for k in (-2, -1, 0, 1, 2):
        add(_at(word, k))
        add(_at(tag, k))
    for one in (word, tag, mixed):
        add(_at(one, -1), one)
        add(one, _at(one, 1))
    add(_at(tag, -1), tag, _at(tag, 1))
    add(_at(word, -2), _at(word, -1))
    add(_at(word, 1), _at(word, 2))
    for k in (-1, 0, 1):
        add(_at(last, k))
        for rule in rules:
            add(_at(rule, k))
    for k in (0, 1):
        for one in (first, last_two, shape):
            add(_at(one, k))
    add(mixed)
    for one in (tag, word, _at(word, -1), _at(word, 1)):
        add(mixed, one)
    joined: tuple[tuple[Keys, ...], ...] = (
        (quote,),
        (quote, _at(quote, -1)),
        (quote, head),
        (time,),
        (_at(time, -1),),
        (head,),
        (head, tag),
        (head, _at(tag, -1)),
        (head, _at(word, -1)),
        (head, _at(head, 1)),
        (verb, head),
        (_at(verb, -1), head, tag),
    )
    for seen in joined:
        add(*seen)
    return np.stack(columns).T  # a template's keys lie side by side


def _at(values: Keys, offset: int) -> Keys:
    """The values of the tokens `offset` further on; 0 beyond the text."""
    moved = np.zeros_like(values)
    if offset > 0:
        moved[:-offset] = values[offset:]
    elif offset < 0:
        moved[-offset:] = values[:offset]
    else:
        return values
    return moved


class _Marks:
    """Says of each token where in a span it stands."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.count = len(tokens)
        self.starts = {t.start: i for i, t in enumerate(tokens)}
        self.ends = {t.end: i for i, t in enumerate(tokens)}

    def of(self, entities: Iterable[Entity]) -> Keys:
        """0 outside, else four codes a label: begin, end, inside, single.

        A span that cuts a token is left out.
        """
        codes = np.zeros(self.count, dtype=np.uint64)
        for entity in entities:
            i, j = self.starts.get(entity.start), self.ends.get(entity.end)
            if i is None or j is None:
                continue
            base = 4 * _LABELS.index(entity.label) + 1
            codes[i], codes[j], codes[i + 1 : j] = base, base + 1, base + 2
            if i == j:
                codes[i] = base + 3
        return codes


def _inside_quotes(tokens: Sequence[Token]) -> Keys:
    """1 inside “” (with the marks), 2 inside 《》, 3 inside both.

    A sentence's end ends what was left open.
    """
    marks = np.array([_QUOTES.get(t.text, 0) for t in tokens], dtype=np.int64)
    ended = np.maximum.accumulate(np.where(marks == _END, np.arange(len(marks)) + 1, 0))
    inside = np.zeros(len(tokens), dtype=np.int64)
    for weight in (1, 2):
        closed = marks == -weight
        depth = np.concatenate([[0], np.cumsum((marks == weight).astype(np.int64) - closed)])
        inside += weight * (depth[1:] - depth[ended] + closed).clip(0, 1)
    return inside.astype(np.uint64)


def _next_head(tokens: Sequence[Token], names: Names) -> Keys:
    """Label of the next head of a name in the run before the next mark, and how many tokens away it
    is; 0 for none.
    """
    codes = [0] * len(tokens)
    label = away = 0
    for i in range(len(tokens) - 1, -1, -1):
        token = tokens[i]
        head = head_of(token.text, names)
        if head is not None:
            label, away = _LABELS.index(names.head_nouns[head]) + 1, 0
        elif token.tag == "x" and token.text not in "“”":
            label = 0
        else:
            away += 1
        codes[i] = label * (_FAR + 2) + min(away, _FAR) if label else 0
    return np.array(codes, dtype=np.uint64)
