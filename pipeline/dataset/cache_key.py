"""Cache keys: what a document result depends on, as one hash; a result whose key is there is right."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from pipeline.core.errors import LexiconError
from pipeline.ingest.corpus import Task
from pipeline.lexicons.bundle import read_config

_VERSIONED = (
    "spacy",
    "rjieba",
    "ahocorasick_rs",
    "lxml",
    "pypdfium2",
    "pdfplumber",
    "openpyxl",
    "xlrd",
    "rapidocr",
)
_READ_BY = (
    "core",
    "lexicons",
    "ingest",
    "segment",
    "quantities",
    "entities",
    "context",
    "claims",
    "tables",
    "indicators",
    "models",
    "stages.py",
    "stages.cfg",
    "extraction.py",
    "dataset/document_result.py",
    "outputs/csv_files.py",
)
"""What takes part in reading.

An edit of anything else (a page, a command, a message) reads nothing again.
"""
_NO_PART = frozenset(("messages.py", "translations.py", "words.toml", "startup.py"))
_SUFFIXES = (".py", ".csv", ".toml", ".cfg", ".txt", ".json", ".npz")


@cache
def reading_fingerprint() -> str:
    """A hash of the code, lexicons, models and settings that reading takes, and the versions of
    what it cuts text with.
    """
    digest = hashlib.sha256(_hash_of(_READ_BY).encode())
    for name in _VERSIONED:
        # an extra: installing it changes what can be read
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            digest.update(f"{name}={importlib.metadata.version(name)}".encode())
    return digest.hexdigest()


@cache
def package_fingerprint() -> str:
    """A hash of the whole package; the tables are written anew when it changes."""
    return _hash_of((".",)) + reading_fingerprint()


def _hash_of(names: Sequence[str]) -> str:
    """A hash of files and folders of the package."""
    digest = hashlib.sha256()
    root = Path(__file__).parent.parent
    for name in names:
        for path in sorted((root / name).rglob("*")) if (root / name).is_dir() else [root / name]:
            if path.suffix in _SUFFIXES and path.name not in _NO_PART:
                digest.update(
                    path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes()
                )
    return digest.hexdigest()


def config_fingerprint(config: Path | None) -> str:
    """A hash of a config of the user's and of all files that it names; nothing without one."""
    if config is None:
        return ""
    digest = hashlib.sha256(config.read_bytes())
    for path in sorted(_files_named(read_config(config), config.parent)):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _files_named(value: object, folder: Path) -> Iterator[Path]:
    """The files among the strings of a config."""
    if isinstance(value, str) and value and (folder / value).is_file():
        yield folder / value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _files_named(inner, folder)
    elif isinstance(value, list):
        for inner in value:
            yield from _files_named(inner, folder)


def cache_key(task: Task, config: str = "") -> str:
    """The key of the result of a task; an unreadable file has one too (its reading will fail).

    Args:
        task: The task.
        config: The `config_fingerprint` of the run.
    """
    try:
        sidecar = hashlib.sha256(task.sidecar_bytes()).hexdigest()
    except LexiconError as error:
        sidecar = str(error)
    depends = (
        reading_fingerprint(),
        config,
        task.doc_id,
        task.source,
        task.fault,
        task.fingerprint(),
        sidecar,
    )
    return hashlib.sha256("\0".join(depends).encode(errors="surrogatepass")).hexdigest()[:32]
