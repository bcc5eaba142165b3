"""Accounting: the files of a folder and the sources of the rows in.

The files that no row is of, out.
"""

from __future__ import annotations

import itertools
import os
import unicodedata
from collections.abc import Iterable
from pathlib import Path

_READINGS = (
    ("utf-8", "strict"),
    ("gb18030", "strict"),
    ("utf-8", "backslashreplace"),
    ("gb18030", "backslashreplace"),
    ("utf-8", "replace"),
)
"""How a name that is no UTF-8 may be shown."""


def files_under(folder: Path) -> list[bytes]:
    """All files as the run should see them, links to folders too.

    What begins with a dot, sidecars and corrections are no reports.
    """
    found = []
    for where, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        linked = [name for name in folders if Path(where, name).is_symlink()]
        sidecars = {
            Path(name).with_suffix(".toml").name for name in names if not name.endswith(".toml")
        }
        reports = [
            name
            for name in names
            if not name.startswith(".") and name != "corrections.jsonl" and name not in sidecars
        ]
        found += [
            os.fsencode(os.path.relpath(Path(where, name), folder)) for name in (*linked, *reports)
        ]
    return found


def unaccounted(files: Iterable[bytes], sources: Iterable[str]) -> list[str]:
    """The files without a row.

    A row is of one file: of two names that are shown as one, one is lost; an archive's rows are of
    its members.
    """
    places: dict[str, list[str]] = {}
    for source in sorted(set(sources)):
        parts = source.split("/")
        # of two that are shown as one, one is told by its folder
        if len(parts) > 2 and parts[0] == parts[-2]:
            places.setdefault(_bare("/".join(parts[1:])), []).append(source)
        for n in range(1, len(parts) + 1):
            shown = "/".join(parts[:n])
            if shown not in places.setdefault(_bare(shown), []):
                places[_bare(shown)].append(shown)
    lost = []
    # what can be shown in one way only has the first choice, and the longest way is tried first
    for name in sorted(files, key=lambda file: len(_shown(file))):
        row = next(
            (places[way] for way in sorted(_shown(name), key=len, reverse=True) if places.get(way)),
            None,
        )
        if row:
            row.pop()
        else:
            lost.append(repr(name))
    return lost


def _shown(name: bytes) -> set[str]:
    """The ways in which a path may be shown, bare."""
    return {
        "/".join(parts) for parts in itertools.product(*(_ways(part) for part in name.split(b"/")))
    }


def _ways(part: bytes) -> set[str]:
    found = set()
    for encoding, errors in _READINGS:
        try:
            shown = part.decode(encoding, errors)
        except UnicodeDecodeError:
            continue
        found |= {
            _bare(shown),
            _bare("".join(c if c.isprintable() else f"x{ord(c):02x}" for c in shown)),
        }
        if errors == "strict" and encoding == "utf-8":
            break
    return found


def _bare(name: str) -> str:
    """Letters and digits only: how a sign that cannot stand in a table is replaced is not for here."""
    return "/".join(
        "".join(c for c in unicodedata.normalize("NFKD", part) if c.isalnum())
        for part in name.split("/")
    )
