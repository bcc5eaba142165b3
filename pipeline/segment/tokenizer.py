"""The tokenizer of the pipeline: text in, a spaCy Doc whose text is the same out.

Only runs of Han characters go to the segmenter; all else is cut by one pattern that keeps numbers
and words whole. So rjieba (Rust) and jieba (Python) give the same tokens, and a number is never
cut.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from spacy.tokens import Doc

from pipeline.core.doc_extensions import put_tokens
from pipeline.core.errors import LexiconError
from pipeline.core.messages import Message
from pipeline.core.records import Token
from pipeline.lexicons.userdict import UserWord

if TYPE_CHECKING:
    from spacy.strings import StringStore
    from spacy.vocab import Vocab

Cut = Callable[[str], list[tuple[str, str]]]
"""Han text to (word, tag) pairs; tags are jieba's."""

_HAN = (
    "\u4e00-\u9fd5"  # what both segmenters take for Han; rarer characters are tokens of their own
)
_PIECES = re.compile(
    rf"""
      (?P<han>[{_HAN}]+)
    | (?P<number>[0-9０-９]+(?:[.,．，][0-9０-９]+)*)
    | (?P<word>[A-Za-zＡ-Ｚａ-ｚ]+(?:[-'.][A-Za-z0-9]+)*)
    | (?P<blank>\s+)
    | (?P<sign>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_TAGS = {"number": "m", "word": "eng", "blank": "x", "sign": "x"}


def rjieba_cut(words: Sequence[UserWord] = ()) -> Cut:
    """The default segmenter.

    Without words of the user's it is the instance that rjieba makes when it is imported.
    """
    import rjieba

    if not words:
        return cast(Cut, rjieba.tag)
    segmenter = rjieba.Jieba()  # takes as long again to make
    for word, frequency, tag in words:
        segmenter.add_word(word, frequency or segmenter.suggest_freq(word), tag or "x")
    return cast(Cut, segmenter.tag)


def jieba_cut(words: Sequence[UserWord] = ()) -> Cut:
    """The reference segmenter, an instance of our own, tags from its dictionary."""
    import logging

    import jieba

    jieba.setLogLevel(logging.WARNING)
    segmenter = jieba.Tokenizer()
    segmenter.tmp_dir = str(_cache_folder())
    segmenter.initialize()
    tags: dict[str, str] = {}
    with Path(jieba.__file__).with_name("dict.txt").open(encoding="utf-8") as lines:
        for line in lines:
            word, _, tag = line.split()
            tags[word] = tag
    for word, frequency, tag in words:
        segmenter.add_word(word, frequency, tag or None)
        tags[word] = tag or "x"
    return lambda text: [(w, tags.get(w, "x")) for w in segmenter.cut(text)]


def _cache_folder() -> Path:
    import os

    root = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "nianjian"
    root.mkdir(parents=True, exist_ok=True)
    return root


SEGMENTERS: dict[str, Callable[[Sequence[UserWord]], Cut]] = {
    "rjieba": rjieba_cut,
    "jieba": jieba_cut,
}


# what Token._make does, without a call of Python's a token
_token = cast(Callable[[Any], Token], partial(tuple.__new__, Token))


class _Ids(dict[str, int]):
    """Tags to their numbers in spaCy's store of strings."""

    def __init__(self, strings: StringStore) -> None:
        self._strings = strings

    def __missing__(self, tag: str) -> int:
        self[tag] = number = int(self._strings.add(tag))
        return number


class HanTokenizer:
    """A spaCy tokenizer; `segmenter` is a key of SEGMENTERS. Tags hang on `token.tag_`."""

    def __init__(self, vocab: Vocab, segmenter: str, words: Sequence[UserWord] = ()) -> None:
        """Make the tokenizer; `words` are the user's, over those of the segmenter."""
        if segmenter not in SEGMENTERS:
            raise LexiconError(
                Message("unknown segmenter {segmenter}", segmenter=repr(segmenter)),
                path="stages.cfg",
                remedy=Message("use {segmenters}", segmenters=" or ".join(SEGMENTERS)),
            )
        self.vocab, self.segmenter = vocab, segmenter
        self._cut = SEGMENTERS[segmenter](words)
        self._ids = _Ids(vocab.strings)

    def __call__(self, text: str) -> Doc:
        """Cut a text into tokens with tags."""
        pairs: list[tuple[str, str]] = []
        for m in _PIECES.finditer(text):
            kind = m.lastgroup or "sign"
            if kind == "han":
                pairs += self._cut(m[0])
            else:
                pairs.append((m[0], _TAGS[kind]))
        words = [word for word, _ in pairs]
        tags = [tag for _, tag in pairs]
        # the matches are the whole text, so are their words
        ends = list(accumulate(map(len, words)))
        doc = Doc(self.vocab, words=words, spaces=[False] * len(words))
        # spaCy's stubs want two dimensions
        numbers: Any = np.array([self._ids[tag] for tag in tags], dtype=np.uint64)
        doc.from_array(["TAG"], numbers)
        put_tokens(doc, text, list(map(_token, zip([0, *ends], ends, words, tags, strict=False))))
        return doc

    def to_bytes(self, **_: object) -> bytes:
        """The name of the segmenter."""
        return self.segmenter.encode()

    def from_bytes(self, data: bytes, **_: object) -> HanTokenizer:
        """Nothing to read: the tokenizer is rebuilt from stages.cfg."""
        return self

    def to_disk(self, path: str | Path, **_: object) -> None:
        """Nothing to keep: the tokenizer is rebuilt from stages.cfg."""

    def from_disk(self, path: str | Path, **_: object) -> HanTokenizer:
        """Nothing to read: the tokenizer is rebuilt from stages.cfg."""
        return self
