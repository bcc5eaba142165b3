"""Headed names: tokens in; runs of nouns that end with a head (…平台, …行动, …大学, …铁路) out.

A name begins where a mark, a verb or a function word ends the run before it, and ends with the last
head of the run. A head that is general (系统, 工程) needs two nouns before it, or a place; no name
holds 的 or begins with a number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from pipeline.core.records import Label, Token
from pipeline.lexicons.names import Names

_JOINED = 8  # characters of a head made of several tokens
_INSIDE = (
    "n",
    "vn",
    "an",
    "b",
    "j",
    "l",
    "i",
    "eng",
    "s",
    "g",
    "zg",
    "k",
    "v",
    "a",
    "f",
    "h",
    "m",
    "q",
    "x-",
    "t",
    "d",
)
_SHORTEST, _LONGEST = 4, 26
_LED = 14  # tokens that a verb leads on to at most


def find_headed(tokens: Sequence[Token], names: Names) -> Iterator[tuple[int, int, Label]]:
    """Spans and labels of headed names, left to right; the longest of each run."""
    stops = _stops(tokens, names)
    ends = frozenset(stops)
    i = 0
    for stop in stops:
        i = max(i, _run_start(tokens, stop, names))
        while i <= stop:
            last = _last_head(tokens, i, ends, names) if _begins(tokens, i, names) else None
            if last is None:
                i += 1
                continue
            first = _place_start(tokens, i, last[0]) if last[1] is Label.PLACE else i
            if first is not None:
                yield tokens[first].start, tokens[last[0]].end, last[1]
            i = last[0] + 1


def _stops(tokens: Sequence[Token], names: Names) -> list[int]:
    """The tokens that a head may end at."""
    words = [token.text for token in tokens]
    ending = {word for word in set(words) if _may_end(word, names)}
    return [j for j, word in enumerate(words) if word in ending]


def _run_start(tokens: Sequence[Token], stop: int, names: Names) -> int:
    """The first token that a name which holds token `stop` may begin with."""
    i = stop
    while (
        i > 0
        and tokens[stop].end - tokens[i - 1].start <= _LONGEST
        and _inside(tokens[i], names, first=False)
    ):
        i -= 1
    return i


def _last_head(
    tokens: Sequence[Token], i: int, ends: frozenset[int], names: Names
) -> tuple[int, Label] | None:
    """Where the last head of the run from token i ends, and its label."""
    last: tuple[int, Label] | None = None
    j = i
    while (
        j < len(tokens)
        and _inside(tokens[j], names, first=j == i)
        and tokens[j].end - tokens[i].start <= _LONGEST
    ):
        head = _head(tokens[j].text, tokens[max(i, j - 3) : j], names) if j in ends else None
        if head is not None and _enough(tokens, i, j, head, names):
            last = j, names.head_nouns[head]
        j += 1
    return last


def find_led(tokens: Sequence[Token], names: Names) -> Iterator[tuple[int, int, Label]]:
    """From behind a verb that leads to a name (实施, 开展) to the first head in its clause,
    whatever stands between.

    So are found the names that hold verbs and numerals of their own:
    实施存量安置房三年清零攻坚行动.
    """
    verbs = names.leading_verbs
    for i in [
        i for i, token in enumerate(tokens) if token.text in verbs and token.tag.startswith("v")
    ]:
        last: tuple[int, Label] | None = None
        for j in range(i + 1, min(i + _LED, len(tokens))):
            text = tokens[j].text
            if (tokens[j].tag == "x" and text not in "“”·+") or text in names.stop_words:
                break
            head = (
                _head(text, tokens[max(i + 1, j - 3) : j], names) if _may_end(text, names) else None
            )
            if head is not None and j > i + 1:
                last = j, names.head_nouns[head]
            elif last is not None:
                break
        if last is not None:
            yield tokens[i + 1].start, tokens[last[0]].end, last[1]


def _place_start(tokens: Sequence[Token], i: int, j: int) -> int | None:
    """A place's name begins with the first place or person token of its run, or is one token
    (乐安河).
    """
    for k in range(i, j + 1):
        if tokens[k].tag in ("ns", "nr", "nrt", "nz") and not (k == j and len(tokens[k].text) < 3):
            return k
    return j if len(tokens[j].text) >= 3 and tokens[j].tag in ("ns", "nr", "nz") else None


def _begins(tokens: Sequence[Token], i: int, names: Names) -> bool:
    """Whether a name may begin at token i: behind a mark, a verb of the lexicon or a function word."""
    _, _, text, tag = tokens[i]
    if (
        not tag.startswith(("n", "j", "l", "i", "eng", "b", "s", "vn", "g", "zg"))
        or text in names.stop_words
        or text in names.leading_verbs
    ):
        return False
    if i == 0:
        return True
    before = tokens[i - 1]
    return (
        before.tag in ("x", "c", "p", "ul", "uj", "u", "y", "d", "zg")
        or before.text in names.leading_verbs
        or before.end != tokens[i].start
    )


def _inside(piece: Token, names: Names, *, first: bool) -> bool:
    text, tag = piece.text, piece.tag
    if text in names.stop_words or not tag.startswith(_INSIDE):
        return False
    return first or not (
        tag.startswith("v")
        and tag != "vn"
        and text in names.leading_verbs
        and text not in ("建设", "开发", "合作")
    )


def _may_end(text: str, names: Names) -> bool:
    """Whether a head may end at a token: a head ends it, or it ends one."""
    return text[-1:] in names.head_ends and (
        text in names.head_tails or head_of(text, names) is not None
    )


def _head(text: str, before: Sequence[Token], names: Names) -> str | None:
    """The longest head that ends at a token, also one made of several tokens (信息+系统)."""
    words = text
    found = head_of(words, names)
    for piece in reversed(before):
        words = piece.text + words
        if len(words) > _JOINED:
            break
        found = words if words in names.head_nouns else found
    return found


def head_of(text: str, names: Names) -> str | None:
    """The longest head of a name that ends a word."""
    return (
        _suffix(text[-names.longest_head :], names.head_words)
        if text[-1:] in names.head_ends
        else None
    )


@lru_cache(maxsize=1 << 16)
def _suffix(text: str, words: frozenset[str]) -> str | None:
    return next((text[k:] for k in range(len(text)) if text[k:] in words), None)


def _enough(tokens: Sequence[Token], i: int, j: int, head: str, names: Names) -> bool:
    """Whether enough stands before the head to make a name of it."""
    start, end = tokens[i].start, tokens[j].end
    own = end - start - len(head)
    if end - start < _SHORTEST or own < 2:
        return head in names.heads_alone and own == 0
    named = any(t.tag in ("ns", "nr", "nz", "nt", "nrt") for t in tokens[i:j])
    return named or (head not in names.weak_heads and own >= 2) or (j - i >= 3 and own >= 5)
