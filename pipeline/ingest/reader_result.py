"""What a reader makes of a file's bytes: its text, and where in it pages and headings begin."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from pipeline.core.errors import InputError
from pipeline.core.messages import Message
from pipeline.core.records import StyledHeading

# bytes that one file may unpack to; a yearbook's Word file has a few million
LARGEST = 256 * 1024 * 1024
# times that a part may grow when unpacked; deflate of real text reaches 20, of blank sheets 200
_STEEPEST = 1000
_SMALL = 16 * 1024 * 1024  # bytes that are no danger however small they were packed
_LOST = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderResult:
    """A text.

    `pages[i]` is where page i + 1 begins (empty: no pages), `headings` the lines the file itself
    says are headings;
    `cells` where each cell of a sheet begins and what it is called (B3), `note` says what was left
    out.
    """

    text: str
    encoding: str = ""
    pages: tuple[int, ...] = ()
    headings: tuple[StyledHeading, ...] = ()
    cells: tuple[tuple[int, str], ...] = ()
    note: str = ""


Reader = Callable[[Path, bytes], ReaderResult]


def clean(text: str) -> str:
    r"""`text` with line ends as `\n`.

    Control characters and lone surrogates, which no table can hold, are U+FFFD one for one.
    """
    return _LOST.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n"))


def text_of_blocks(blocks: Iterable[tuple[str, int]]) -> ReaderResult:
    """The ReaderResult of lines with their heading level (0: no heading)."""
    lines: list[str] = []
    headings: list[StyledHeading] = []
    at = 0
    for block, level in blocks:
        line = clean(block)
        if level and line.strip():
            headings.append(StyledHeading(start=at, end=at + len(line), level=level))
        lines.append(line)
        at += len(line) + 1
    return ReaderResult(text="\n".join(lines), headings=tuple(headings))


def open_archive(path: Path, data: bytes, what: str) -> zipfile.ZipFile:
    """The zip archive in `data`.

    Raises InputError where it is none or says that it unpacks to too much.
    """
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError) as error:
        raise InputError(
            Message("no readable {kind}: {error}", kind=what, error=error),
            path=path,
            remedy="save or download it again",
        ) from error
    whole = sum(part.file_size for part in archive.infolist())
    if whole > LARGEST:
        raise InputError(
            Message("unpacks to {size} bytes", size=f"{whole:,}"),
            path=path,
            remedy=Message("give a file of at most {most}", most=f"{LARGEST:,}"),
        )
    return archive


def check_members(path: Path, archive: zipfile.ZipFile) -> None:
    """Raise InputError where a part is a bomb or broken.

    A library that is given the archive would unpack it without looking.
    """
    for name in archive.namelist():
        read_member(path, archive, name)


def read_member(path: Path, archive: zipfile.ZipFile, name: str) -> bytes:
    """A part of an archive, unpacked no further than LARGEST whatever its directory says.

    Raises InputError, KeyError if it is not there.
    """
    info = archive.getinfo(name)
    most = most_of(info)
    try:
        with archive.open(info) as part:
            data = part.read(most + 1)
    except (
        Exception
    ) as error:  # zipfile has its errors for a broken part, zlib, bz2 and lzma theirs
        raise InputError(
            Message("cannot be unpacked: {error}", error=error),
            path=path,
            where=name,
            remedy="save or download it again",
        ) from error
    if len(data) > most:
        raise InputError(
            Message("unpacks to more than {most} bytes", most=f"{most:,}"),
            path=path,
            where=name,
            remedy="this looks like a zip bomb",
        )
    return data


def most_of(info: zipfile.ZipInfo) -> int:
    """The bytes to which a part of an archive may unpack."""
    return min(LARGEST, max(_SMALL, info.compress_size * _STEEPEST))
