"""The corpus: files and folders in.

One task for every file, also one that nobody can read, and for every member of a zip archive, out.

A folder may be a URL (s3://bucket/reports): then its files are read through fsspec, wherever they
are.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, cast

from pipeline.core.errors import InputError, LexiconError, UsageError, message_from
from pipeline.core.messages import Message
from pipeline.core.printable import escaped, name_text
from pipeline.ingest.archive import (
    BROKEN,
    TOO_MANY,
    TooManyMembers,
    below,
    members_of,
    open_member,
    open_part,
)
from pipeline.ingest.file_type import Kind, kind_of, kind_of_file
from pipeline.ingest.files import (
    LARGEST_FILE,
    LINKED,
    LINKED_FOLDER,
    fault_of,
    fingerprint,
    open_regular,
    read_whole,
    sha256_of,
)
from pipeline.ingest.reader_result import read_member
from pipeline.ingest.sidecar import (
    LARGEST_SIDECAR,
    REMEDY,
    Sidecar,
    parse_sidecar,
    sidecar_bytes,
    sidecar_path,
)
from pipeline.ingest.walk import CORRECTIONS, Seen, walk

__all__ = ["CORRECTIONS", "Task", "find_tasks", "location"]
_NOTHING = hashlib.sha256().hexdigest()
_REMEDIES: dict[str, Message] = {
    LINKED: Message("put the file itself into the corpus"),
    LINKED_FOLDER: Message("put the folder itself into the corpus"),
    TOO_MANY: Message("unpack it"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One file to read: its path, its stable id and its path relative to the corpus.

    `member` is its name in the zip archive at `path`, `stamp` a hash of that archive, `sidecar` the
    name there of its sidecar; `fault` says why it will not be read, `sidecar_fault` why its sidecar
    will not.
    """

    path: Path
    doc_id: str
    source: str
    member: str = ""
    stamp: str = ""
    sidecar: str = ""
    fault: str = ""
    sidecar_fault: str = ""

    def read(self) -> bytes:
        """The bytes of the file; raises InputError."""
        if self.fault:
            raise self._unreadable(self.fault)
        try:
            return self._member(self.member) if self.member else read_whole(self.path)
        except (*BROKEN, KeyError) as error:
            raise self._unreadable(message_from(error)) from error

    def _unreadable(self, what: str) -> InputError:
        return InputError(
            what,
            path=self.name,
            remedy=_REMEDIES.get(what) or Message("check the file and its rights"),
        )

    def _member(self, raw: str) -> bytes:
        archive, _ = open_member(self.path, raw)
        try:
            return read_member(self.name, archive, raw)
        except InputError as error:  # `name` says already where
            raise InputError(error.what, path=self.name, remedy=error.remedy) from error

    def stream(self) -> AbstractContextManager[IO[bytes]]:
        """The file to read bit by bit.

        Raises as `Task.read`, and what zipfile and its decoders raise.
        """
        if self.fault:
            raise self._unreadable(self.fault)
        return open_part(self.path, self.member) if self.member else open_regular(self.path)

    def kind(self) -> Kind:
        """What the file is, as far as its bytes show; little of it is held in memory."""
        try:
            with self.stream() as file:
                return kind_of_file(self.source, file)
        except (
            Exception
        ):  # what zipfile and its decoders raise for a broken member is no closed list
            return kind_of(self.source, b"")

    def sha256(self) -> str:
        """The SHA-256 of a file that has bytes and can be read, read in blocks."""
        try:
            if not self.member and self.size > LARGEST_FILE:
                return ""
            with self.stream() as file:
                found = sha256_of(file)
        except Exception:  # as in `kind`
            return ""
        return found if found != _NOTHING else ""

    def fingerprint(self) -> str:
        """What tells the bytes of the file from others, nothing where it cannot be read.

        It is read in blocks, if at all.
        """
        try:
            return (
                f"{self.stamp} {self.member}"
                if self.member
                else ""
                if self.fault
                else fingerprint(self.path)
            )
        except OSError:
            return ""

    def sidecar_bytes(self) -> bytes:
        """The bytes of the sidecar, none where there is none; that of a member is a member too.

        Raises LexiconError.
        """
        if self.sidecar_fault:
            raise LexiconError(self.sidecar_fault, path=sidecar_path(self.name), remedy=REMEDY)
        if not self.member:
            return sidecar_bytes(self.path)
        if not self.sidecar:
            return b""
        try:
            data = self._member(self.sidecar)
        except (*BROKEN, KeyError, InputError) as error:
            raise LexiconError(
                getattr(error, "what", None) or message_from(error),
                path=sidecar_path(self.name),
                remedy=REMEDY,
            ) from error
        if len(data) > LARGEST_SIDECAR:
            size = Message("{size} bytes", size=f"{len(data):,}")
            remedy = Message("give a file of at most {most}", most=f"{LARGEST_SIDECAR:,}")
            raise LexiconError(size, path=sidecar_path(self.name), remedy=remedy)
        return data

    def sidecar_content(self) -> Sidecar:
        """What the sidecar states, by key; raises LexiconError."""
        return parse_sidecar(self.sidecar_bytes(), sidecar_path(self.name))

    @property
    def size(self) -> int:
        """Bytes of the file on disk (of the archive, for a member); 0 where it is not there."""
        try:
            return self.path.stat().st_size
        except OSError:
            return 0

    @property
    def name(self) -> Path:
        """What errors call it, as text that can be printed; nothing is opened by that name."""
        path = self.path / below(self.member) if self.member else self.path
        return Path(name_text(str(path))) if isinstance(path, Path) else path


@dataclass(frozen=True, slots=True)
class _Found:
    """A file by its path from the root, as its name is on the disk.

    `member` and the rest as in Task.
    """

    path: Path
    inner: str
    source: str
    member: str = ""
    stamp: str = ""
    sidecar: str = ""
    fault: str = ""
    sidecar_fault: str = ""


def location(given: str) -> Path:
    """The path of a file or folder, also of one behind a URL that fsspec knows.

    Raises UsageError where the library for it is missing.
    """
    if "://" not in given:
        return Path(given)
    try:
        from upath import UPath

        path = UPath(given)
        _ = path.fs  # fails here where its library is missing
    except (ImportError, ValueError) as error:
        raise UsageError(
            str(error),
            path=given,
            remedy="pip install 'nianjian[remote]' and the library that fsspec asks for",
        ) from error
    return cast(Path, path)  # it has the methods of one


def find_tasks(paths: Sequence[Path]) -> list[Task]:
    """The files among files and folders, sorted by source.

    Raises UsageError for a path that is not there.

    Left out are sidecars, corrections, and what begins with a dot. `doc_id` is the source without
    suffix; where two files share it, or it is only digits, it keeps the suffix. Links that lead out
    of a folder, and links to folders, are not followed: they are tasks with a fault, and so is what
    is no regular file.
    """
    found = _named(one for given in paths for one in _files(given, several=len(paths) > 1))
    if not found:
        raise UsageError(
            "no reports here", path=", ".join(map(str, paths)), remedy="give a folder with reports"
        )
    stems = Counter(map(_stem, found))
    tasks = []
    for source, file in sorted(found.items()):
        stem = _stem(source)
        clear = stems[stem] == 1 and not stem.isdigit() and stem not in found
        tasks.append(
            Task(
                path=file.path,
                doc_id=stem if clear else source,
                source=source,
                member=file.member,
                stamp=file.stamp,
                sidecar=file.sidecar,
                fault=file.fault,
                sidecar_fault=file.sidecar_fault,
            )
        )
    return tasks


def _files(given: Path, *, several: bool) -> Iterator[_Found]:
    """The files of a folder, or the file that is given, archives unpacked."""
    try:
        there, alone = given.exists(), given.is_file()
    except OSError as error:
        raise UsageError(message_from(error), path=given, remedy="check the path") from error
    if not there:
        raise UsageError("no such file or folder", path=given, remedy="check the path")
    root = given.parent if alone or several else given
    for seen in [_alone(given)] if alone else walk(given):
        inner = seen.path.relative_to(root).as_posix()
        file = _Found(
            seen.path, inner, name_text(inner), fault=seen.fault, sidecar_fault=seen.sidecar_fault
        )
        yield from _members(file)


def _alone(given: Path) -> Seen:
    """A file that is given itself; its sidecar is one of its folder."""
    beside = sidecar_path(given)
    there = isinstance(beside, Path) and beside.is_symlink()
    return Seen(given, sidecar_fault=fault_of(beside, given.parent.resolve()) if there else "")


def _members(file: _Found) -> Iterator[_Found]:
    """A file itself, or the members of the zip archive that it is."""
    try:
        members = [] if file.fault else members_of(file.path)
        stamp = fingerprint(file.path) if members else ""
    except TooManyMembers:
        members, file = [], replace(file, fault=TOO_MANY)
    except OSError:
        members = []
    for member in members:
        yield replace(
            file,
            source=f"{file.source}/{member.name}",
            member=member.raw,
            stamp=stamp,
            sidecar=member.sidecar,
            sidecar_fault="",
        )
    if not members:
        yield file


def _named(files: Iterable[_Found]) -> dict[str, _Found]:
    """Files by source.

    Two names on the disk may read alike: then one has its bytes in its name, under its folder, or
    with a number.
    """
    named: dict[str, _Found] = {}
    copies: Counter[str] = Counter()
    for file in files:
        source = file.source
        if source in named:
            other = escaped(file.inner) if not file.member else source
            if other in named and not file.member and named[source].path != file.path:
                other = name_text(f"{file.path.parent.name}/{source}")
            source = other if other not in named else _numbered(source, named, copies)
        named[source] = file
    return named


def _numbered(source: str, named: dict[str, _Found], copies: Counter[str]) -> str:
    """A source that is free: `a~.txt`, `a~2.txt`.

    Counted, for an archive may have one name a hundred thousand times.
    """
    stem = _stem(source)
    while True:
        copies[source] += 1
        free = f"{stem}~{copies[source] if copies[source] > 1 else ''}{source[len(stem) :]}"
        if free not in named:
            return free


def _stem(source: str) -> str:
    name = source.rsplit("/", 1)[-1]
    return source.rsplit(".", 1)[0] if "." in name.lstrip(".") else source
