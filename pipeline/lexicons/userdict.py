"""Words of the user for the segmenter: jieba's userdict.txt to words with frequency and tag."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

from pipeline.core.errors import LexiconError
from pipeline.core.messages import Message


class UserWord(NamedTuple):
    """A word.

    `frequency` None lets the segmenter choose one that makes it a word, `tag` "" is jieba's own
    default.
    """

    word: str
    frequency: int | None
    tag: str


@cache
def load_userdict(*paths: Path) -> tuple[UserWord, ...]:
    """Load files in the form of jieba's userdict.txt: a word a line, then its frequency and its
    tag, both of which may be missing.

    Only words of Han characters take part: nothing else goes to the segmenter. None are shipped.

    Raises:
        LexiconError: A file cannot be read, or a line has no such form.
    """
    words = []
    for path in paths:
        try:
            lines = path.read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise LexiconError(str(error), path=path, remedy="give a UTF-8 text file") from error
        for number, line in enumerate(lines, start=1):
            if line.strip():
                words.append(_word(line.split(), path, number))
    return tuple(words)


def _word(cells: list[str], path: Path, number: int) -> UserWord:
    word, *rest = cells
    frequency = int(rest.pop(0)) if rest and rest[0].isdigit() else None
    tag = rest.pop(0) if rest else ""
    if rest:
        where = Message("line {line}", line=number)
        raise LexiconError(
            "too many words in the line", path=path, where=where, remedy="write: word frequency tag"
        )
    return UserWord(word, frequency, tag)
