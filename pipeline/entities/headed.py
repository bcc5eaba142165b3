"""Headed names: tokens in; runs of nouns that end with a head (…平台, …行动, …大学, …铁路) out.

A name begins where a mark, a verb or a function word ends the run before it, and ends with the last head of the run. A head that is
general (系统, 工程) needs two nouns before it, or a place; no name holds 的 or begins with a number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.lexicons.names import Names
from pipeline.records import Label, Token

_INSIDE = ("n", "vn", "an", "b", "j", "l", "i", "eng", "s", "g", "zg", "k", "v", "a", "f", "h", "m", "q", "x-", "t", "d")
_SHORTEST, _LONGEST = 4, 26


def find_headed(tokens: Sequence[Token], names: Names) -> Iterator[tuple[int, int, Label]]:
    """Spans and labels of headed names, left to right; the longest of each run."""
    i = 0
    while i < len(tokens):
        if not _begins(tokens, i, names):
            i += 1
            continue
        last: tuple[int, Label] | None = None
        j = i
        while j < len(tokens) and _inside(tokens[j], names, first=j == i) and tokens[j][1] - tokens[i][0] <= _LONGEST:
            head = _head(tokens[j][2], tokens[max(i, j - 3) : j], names)
            if head is not None and _enough(tokens, i, j, head, names):
                last = j, names.heads[head]
            j += 1
        if last is None:
            i += 1
            continue
        first = _place_start(tokens, i, last[0]) if last[1] is Label.PLACE else i
        if first is not None:
            yield tokens[first][0], tokens[last[0]][1], last[1]
        i = last[0] + 1


def _place_start(tokens: Sequence[Token], i: int, j: int) -> int | None:
    """A place's name begins with the first place or person token of its run, or is one token (乐安河)."""
    for k in range(i, j + 1):
        if tokens[k][3] in ("ns", "nr", "nrt", "nz") and not (k == j and len(tokens[k][2]) < 3):
            return k
    return j if len(tokens[j][2]) >= 3 and tokens[j][3] in ("ns", "nr", "nz") else None


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
    return before[3] in ("x", "c", "p", "ul", "uj", "u", "y", "d", "zg") or before[2] in names.leading_verbs or before[1] != tokens[i][0]


def _inside(piece: Token, names: Names, *, first: bool) -> bool:
    text, tag = piece[2], piece[3]
    if text in names.stop_words or not tag.startswith(_INSIDE):
        return False
    return first or not (tag.startswith("v") and tag != "vn" and text in names.leading_verbs and text not in ("建设", "开发", "合作"))


def _head(text: str, before: Sequence[Token], names: Names) -> str | None:
    """The longest head that ends at a token, also one made of several tokens (信息+系统)."""
    words = text
    found = _suffix(words, names)
    for piece in reversed(before):
        words = piece[2] + words
        if len(words) > 8:
            break
        found = words if words in names.heads else found
    return found


def _suffix(text: str, names: Names) -> str | None:
    return next((text[k:] for k in range(len(text)) if text[k:] in names.heads), None)


def _enough(tokens: Sequence[Token], i: int, j: int, head: str, names: Names) -> bool:
    """Whether enough stands before the head to make a name of it."""
    start, end = tokens[i][0], tokens[j][1]
    own = end - start - len(head)
    if end - start < _SHORTEST or own < 2:
        return head in names.heads_alone and own == 0
    named = any(p[3] in ("ns", "nr", "nz", "nt", "nrt") for p in tokens[i:j])
    return named or (head not in names.weak_heads and own >= 2) or (j - i >= 3 and own >= 5)
