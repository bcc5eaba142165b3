"""Files: a path in; its bytes or a hash that tells it from others out.

Only regular files are opened (a pipe would make us wait for ever, a device has no end), and none is
read beyond LARGEST_FILE.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from pathlib import Path
from typing import IO

from pipeline.core.errors import InputError, message_from
from pipeline.core.messages import Message

LARGEST_FILE = 512 * 1024 * 1024
LINKED = Message("a symbolic link that leads out of the corpus is not followed")
LINKED_FOLDER = Message("a symbolic link to a folder is not followed")
_NOT_REGULAR = Message("no regular file")


def fault_of(path: Path, root: Path) -> str:
    """Why a file is not to be opened: a link out of the folder `root`, to a folder or to nothing, a
    pipe, a device.
    """
    try:
        linked = path.is_symlink()
        if linked and not path.resolve().is_relative_to(root):
            return LINKED
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            return LINKED_FOLDER if linked and stat.S_ISDIR(mode) else _NOT_REGULAR
    except (OSError, RuntimeError) as error:
        return (
            message_from(error)
            if getattr(error, "strerror", None)
            else Message("a symbolic link that leads round to itself")
        )
    return ""


def open_regular(path: Path) -> IO[bytes]:
    """A file to read, here or behind a URL; raises OSError, also for what is no regular file."""
    if not isinstance(path, Path):
        far: IO[bytes] = path.open("rb")
        return far
    _check_regular(path.stat().st_mode)
    # it may have become a pipe just now
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        _check_regular(os.fstat(descriptor).st_mode)
        return os.fdopen(descriptor, "rb")
    except OSError:
        os.close(descriptor)
        raise


def _check_regular(mode: int) -> None:
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, _NOT_REGULAR)


def read_whole(path: Path, most: int = LARGEST_FILE) -> bytes:
    """The bytes of a file.

    Raises OSError, and InputError for more than `most` before they are read.
    """
    with open_regular(path) as file:
        size = path.stat().st_size
        data = b"" if size > most else file.read(min(most, max(size, 1 << 16)) + 1)
    if max(size, len(data)) > most:
        raise InputError(
            Message("{size} bytes", size=f"{max(size, len(data)):,}"),
            path=path,
            remedy=Message("give a file of at most {most}", most=f"{most:,}"),
        )
    return data


def fingerprint(path: Path) -> str:
    """A hash of a file's bytes, read in blocks.

    Of size and time for one that is too large to be read. Raises OSError.
    """
    with open_regular(path) as file:
        status = path.stat()
        if status.st_size > LARGEST_FILE:
            return f"{status.st_size} {getattr(status, 'st_mtime_ns', 0)}"
        return sha256_of(file)


def sha256_of(file: IO[bytes]) -> str:
    """The SHA-256 of a file that is open, read in blocks."""
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
