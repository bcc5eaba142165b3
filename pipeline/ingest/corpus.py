"""The corpus: files and folders in; one task for every file, also one that nobody can read, and for every member of a zip archive, out.

A folder may be a URL (s3://bucket/reports): then its files are read through fsspec, wherever they are.
"""

from __future__ import annotations

import os
import re
import stat
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, cast

from pipeline.core.errors import InputError, UsageError
from pipeline.ingest.file_type import Kind, kind_of_archive
from pipeline.ingest.reader_result import clean, read_member
from pipeline.ingest.sidecar import sidecar_path
from pipeline.outputs.ownership import is_outputs

CORRECTIONS = "corrections.jsonl"  # of analysts, beside the reports they correct
_HIDDEN = re.compile(r"(?:^|/)(?:\.[^./]|__MACOSX/)")
_MOST_MEMBERS = 100_000  # of an archive
_BROKEN = (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One file to read: its path, its stable id and its path relative to the corpus.

    `member` is its name in the zip archive at `path`; `fault` says why it will not be read.
    """

    path: Path
    doc_id: str
    source: str
    member: str = ""
    fault: str = ""

    def read(self) -> bytes:
        """The bytes of the file; raises InputError."""
        if self.fault:
            raise InputError(self.fault, path=self.path, remedy="put the file itself into the corpus")
        try:
            if not self.member:
                return self.path.read_bytes()
            with _open(self.path) as archive:
                return read_member(self.path, archive, self.member)
        except (*_BROKEN, KeyError) as error:
            what = getattr(error, "strerror", None) or str(error)
            raise InputError(what, path=self.path, where=self.member, remedy="check the file and its rights") from error

    @property
    def size(self) -> int:
        """Bytes of the file on disk (of the archive, for a member); 0 where it is not there."""
        try:
            return self.path.stat().st_size
        except OSError:
            return 0

    @property
    def name(self) -> Path:
        """The path that errors name, and beside which a sidecar is looked for."""
        return self.path / self.member if self.member else self.path


@dataclass(frozen=True, slots=True)
class _Found:
    path: Path
    source: str
    member: str = ""
    fault: str = ""


def location(given: str) -> Path:
    """The path of a file or folder, also of one that is told by a URL that fsspec knows.

    Raises UsageError where the library for it is missing.
    """
    if "://" not in given:
        return Path(given)
    try:
        from upath import UPath

        path = UPath(given)
        _ = path.fs  # fails here where its library is missing
    except (ImportError, ValueError) as error:
        raise UsageError(str(error), path=given, remedy="pip install 'nianjian[remote]' and the library that fsspec asks for") from error
    return cast(Path, path)  # it has the methods of one


def find_tasks(paths: Sequence[Path]) -> list[Task]:
    """The files among files and folders, sorted by source; raises UsageError for a path that is not there.

    Left out are sidecars, corrections, and what begins with a dot. `doc_id` is the source without suffix; where two files share it, or it
    is only digits, it keeps the suffix. Links that lead out of a folder are not followed: they are tasks with a fault.
    """
    found: dict[str, _Found] = {}
    for given in paths:
        if not given.exists():
            raise UsageError("no such file or folder", path=given, remedy="check the path")
        root = given.parent if given.is_file() or len(paths) > 1 else given
        for one in _files(given, root):
            for file in _members(one):
                source = file.source
                while source in found:
                    source = f"{file.path.parent.name}/{source}" if not file.member and found[source].path != file.path else f"{source}~"
                found[source] = file
    if not found:
        raise UsageError("no reports here", path=", ".join(map(str, paths)), remedy="give a folder with reports")
    stems: dict[str, int] = {}
    for source in found:
        stems[_stem(source)] = stems.get(_stem(source), 0) + 1
    tasks = []
    for source, file in sorted(found.items()):
        stem = _stem(source)
        clear = stems[stem] == 1 and not stem.isdigit() and stem not in found
        tasks.append(Task(path=file.path, doc_id=stem if clear else source, source=source, member=file.member, fault=file.fault))
    return tasks


def _stem(source: str) -> str:
    name = source.rsplit("/", 1)[-1]
    return source.rsplit(".", 1)[0] if "." in name.lstrip(".") else source


def _files(given: Path, root: Path) -> Iterator[_Found]:
    """The files of a folder, here or behind a URL, or the file that `given` is."""

    def found(path: Path, fault: str = "") -> _Found:
        return _Found(path, _printable(path.relative_to(root).as_posix()), fault=fault)

    if given.is_file():
        yield found(given)
        return
    near, whole = isinstance(given, Path), given.resolve()
    unreadable: list[OSError] = []
    far: Any = given  # walks as a path of Python 3.12 does
    for folder, folders, names in os.walk(given, onerror=unreadable.append) if near else far.walk(on_error=unreadable.append):
        inside = Path(folder) if near else cast(Path, folder)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in [name for name in folders if near and is_outputs(inside / name)]:
            folders.remove(name)
            yield found(inside / name, "a folder of outputs of nianjian is not read as reports")
        sidecars = {sidecar_path(Path(name)).name for name in names if not name.endswith(".toml")}
        for name in sorted(names):
            if not (name.startswith(".") or name == CORRECTIONS or name in sidecars):
                yield found(inside / name, _fault(inside / name, whole) if near else "")
    if unreadable and not near:
        raise UsageError(str(unreadable[0]), path=given, remedy="check the path")
    for error in unreadable:
        yield found(Path(error.filename), error.strerror or str(error))


def _fault(path: Path, root: Path) -> str:
    """Why a file is not to be opened: a link out of the corpus or to nothing, a pipe, a device."""
    try:
        if path.is_symlink() and not path.resolve().is_relative_to(root):
            return "a symbolic link that leads out of the corpus is not followed"
        if not stat.S_ISREG(path.stat().st_mode):
            return "no regular file"
    except (OSError, RuntimeError) as error:
        return getattr(error, "strerror", None) or str(error)
    return ""


def _members(file: _Found) -> Iterator[_Found]:
    """A file itself, or the members of the zip archive that it is."""
    if file.fault or not _is_zip(file.path):
        yield file
        return
    try:
        with _open(file.path) as archive:
            names = [info.filename for info in archive.infolist() if not info.is_dir()]
    except _BROKEN:
        names = []
    names = [name for name in names if not _HIDDEN.search(name)]
    if not names or len(names) > _MOST_MEMBERS:
        yield file
    for name in sorted(set(names)) if len(names) <= _MOST_MEMBERS else ():
        # a member's name may say ../../etc/passwd or C:\x: only what it is called below the archive counts
        parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..") and not part.endswith(":")]
        yield _Found(file.path, f"{file.source}/{_printable('/'.join(parts) or 'member')}", member=name)


def _is_zip(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(2) == b"PK" and kind_of_archive(file) is Kind.ZIP
    except OSError:
        return False


def _open(path: Path) -> zipfile.ZipFile:
    """An archive, names that are not marked as UTF-8 read as GBK, as Chinese Windows writes them."""
    file = path if isinstance(path, Path) else BytesIO(path.read_bytes())
    try:
        return zipfile.ZipFile(file, metadata_encoding="gb18030")
    except UnicodeDecodeError:
        return zipfile.ZipFile(file)


def _printable(name: str) -> str:
    """A name that can stand in a table: bytes that are no UTF-8 and control characters are U+FFFD."""
    return clean(name).replace("\n", "\ufffd").replace("\t", "\ufffd").replace("\f", "\ufffd")
