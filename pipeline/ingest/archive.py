r"""Archives: a zip file of reports in.

Its members by the names they have below it, and the bytes of each out.

A member's name may say ../../etc/passwd or C:\x: only what it is called below the archive counts,
and nothing beside the archive is ever looked for by it.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO

from pipeline.core.messages import Message
from pipeline.core.printable import name_text
from pipeline.ingest.file_type import Kind, kind_of_names
from pipeline.ingest.files import open_regular
from pipeline.ingest.reader_result import most_of

BROKEN = (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError)
"""What zipfile raises for an archive that is damaged."""
MOST_MEMBERS = 100_000
TOO_MANY = Message("an archive of more than {most} files", most=f"{MOST_MEMBERS:,}")
_LONGEST_DIRECTORY = 64 * 1024 * 1024  # bytes; 600 for each member
_HIDDEN = re.compile(r"(?:^|/)(?:\.[^./]|__MACOSX/)")
_UTF8 = 0x800  # the flag of a name that is UTF-8


@dataclass(frozen=True, slots=True)
class Member:
    """A report in an archive: the name it has there, the one it has for us, and the name there of
    its sidecar, if it has one.
    """

    raw: str
    name: str
    sidecar: str = ""


class TooManyMembers(Exception):  # noqa: N818 (a finding, no error of ours)
    """An archive has more members than are looked at."""


def members_of(path: Path) -> list[Member]:
    """The reports in the zip archive at `path`, none where it is an office file or no archive.

    A `<name>.toml` beside a report in the archive is its sidecar. Raises TooManyMembers.
    """
    try:
        with open_regular(path) as file:
            if file.read(2) != b"PK":
                return []
        with contextlib.closing(_archive(path)) as archive:
            infos = archive.infolist()
    except BROKEN:
        return []
    if kind_of_names(info.filename for info in infos) is not Kind.ZIP:
        return []
    if len(infos) > MOST_MEMBERS:
        raise TooManyMembers
    names = {info.filename: _name(info) for info in infos if not info.filename.endswith("/")}
    names = {raw: name for raw, name in names.items() if not _HIDDEN.search(name)}
    reports = [
        Member(raw, below(name))
        for raw, name in sorted(names.items(), key=lambda pair: (pair[1], pair[0]))
    ]
    beside = {member.name: member.raw for member in reports if member.name.endswith(".toml")}
    found = [
        Member(m.raw, m.name, beside.get(_sidecar(m.name), ""))
        for m in reports
        if not m.name.endswith(".toml")
    ]
    taken = {member.sidecar for member in found}
    return [*found, *(m for m in reports if m.name.endswith(".toml") and m.raw not in taken)]


def below(name: str) -> str:
    r"""What a member is called below its archive.

    >>> below("../../etc/passwd"), below("C:\\年鉴\\一.txt"), below("..")
    ('etc/passwd', '年鉴/一.txt', 'member')
    """
    parts = [
        part
        for part in name.replace("\\", "/").split("/")
        if part not in ("", ".", "..") and not part.endswith(":")
    ]
    return name_text("/".join(parts) or "member")


def open_member(path: Path, raw: str) -> tuple[zipfile.ZipFile, zipfile.ZipInfo]:
    """The archive at `path` and where in it a member is.

    Raises KeyError where it is not there, and what is BROKEN.

    The archive stays open for the next member: to read its directory for each would take the square
    of their number.
    """
    if isinstance(path, Path):
        status = path.stat()
        archive = _held(
            path,
            (status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns),
            os.getpid(),
        )
    else:
        archive = _archive(path)
    return archive, archive.getinfo(raw)


@contextlib.contextmanager
def open_part(path: Path, raw: str) -> Iterator[IO[bytes]]:
    """A member to read, no further than a member may unpack to; raises as `open_member`."""
    archive, info = open_member(path, raw)
    if info.file_size > most_of(info):
        raise ValueError(Message("unpacks to {size} bytes", size=f"{info.file_size:,}"))
    with archive.open(info) as part:
        yield part


@lru_cache(maxsize=1)
def _held(path: Path, stamp: tuple[int, ...], process: int) -> zipfile.ZipFile:
    """An archive that stays open.

    Not over a fork, for both processes would move about in one open file.
    """
    return _archive(path)


def _archive(path: Path) -> zipfile.ZipFile:
    """Open an archive, here or behind a URL; raises TooManyMembers and what is BROKEN."""
    return _Archive(path) if isinstance(path, Path) else zipfile.ZipFile(BytesIO(path.read_bytes()))


class _Archive(zipfile.ZipFile):
    """A zip archive that closes its file, and whose directory (zipfile reads it at once) is of
    bounded length.
    """

    def __init__(self, path: Path) -> None:
        self._file = _Limited(io.FileIO(path))
        try:
            super().__init__(self._file)
        except BaseException:
            self._file.close()
            raise
        self._file.longest = -1

    def close(self) -> None:
        """Close the archive and its file."""
        super().close()
        self._file.close()


class _Limited(io.BufferedReader):
    """A file of which at most `longest` bytes are read at once (-1: any number)."""

    longest = _LONGEST_DIRECTORY

    def read(self, size: int | None = -1, /) -> bytes:
        """As any file; raises TooManyMembers."""
        if 0 <= self.longest < (size or 0):
            raise TooManyMembers
        return super().read(size)


def _name(info: zipfile.ZipInfo) -> str:
    """A member's name.

    One that is not marked as UTF-8 is so all the same, or GBK, as Chinese Windows writes it.
    """
    if info.flag_bits & _UTF8:
        return info.filename
    return os.fsdecode(info.filename.encode("cp437"))


def _sidecar(name: str) -> str:
    return str(PurePosixPath(name).with_suffix(".toml"))
