"""The log: what a run does and, for faults of ours, where.

To a file in the outputs folder, and to the screen with `--verbose`.

A program that only imports us sees nothing of it: the logger has no handler until a run gives it
one.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path

LOG = logging.getLogger("nianjian")
LOG.addHandler(logging.NullHandler())
FILE_NAME = "nianjian.log"
_LINE = "%(asctime)s %(levelname)s %(message)s"
_LARGEST = 4 * 1024 * 1024  # bytes; then a new file is opened, and one old one kept


@contextmanager
def logged_to(folder: Path) -> Iterator[None]:
    """Write the log to a file in a folder while this runs.

    A folder that cannot be written is no reason to stop.
    """
    try:
        handler = RotatingFileHandler(
            folder / FILE_NAME,
            maxBytes=_LARGEST,
            backupCount=1,
            encoding="utf-8",
            errors="backslashreplace",
            delay=True,
        )
    except OSError:
        yield
        return
    handler.setFormatter(logging.Formatter(_LINE))
    level = LOG.level
    LOG.addHandler(handler)
    LOG.setLevel(min(level or logging.INFO, logging.INFO))
    try:
        yield
    finally:
        LOG.removeHandler(handler)
        LOG.setLevel(level)
        handler.close()


def log_to_screen() -> None:
    """Write the log to stderr as well, from now on."""
    if not any(type(handler) is logging.StreamHandler for handler in LOG.handlers):
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
        LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)
