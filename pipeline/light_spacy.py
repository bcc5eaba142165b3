"""spaCy without its command line: `import spacy` imports all its commands for one function, a third of what it takes to start.

Import this module before spaCy. `spacy.info` and `spacy.cli` are there as ever for who asks for them.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

_STUBS = ("spacy.cli", "spacy.cli.info")


def _info(*arguments: Any, **named: Any) -> Any:
    from spacy.cli.info import info

    return info(*arguments, **named)


def _import_spacy() -> None:
    for name in _STUBS:
        sys.modules[name] = ModuleType(name)
    sys.modules["spacy.cli"].__path__ = []
    sys.modules["spacy.cli.info"].info = _info  # type: ignore[attr-defined]
    try:
        import spacy
    finally:
        for name in _STUBS:
            del sys.modules[name]
    if hasattr(spacy, "cli"):
        del spacy.cli


if "spacy" not in sys.modules:
    _import_spacy()
