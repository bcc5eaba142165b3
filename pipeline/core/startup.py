"""Start-up: what lets the command line begin sooner.

Nothing here is in effect for who only imports the package.

The command line and the engines call these functions before they load the pipeline; a Python user
never does.
"""

from __future__ import annotations

import contextlib
import gc
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

_STUBS = ("spacy.cli", "spacy.cli.info")


def import_spacy_without_commands() -> None:
    """Import spaCy, but not its command line, which `import spacy` loads for one function: a third
    of what it takes to start.

    `spacy.info` and `spacy.cli` are there as ever for who asks for them. Does nothing where spaCy
    is imported already.
    """
    if "spacy" in sys.modules:
        return
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


def _info(*arguments: Any, **named: Any) -> Any:
    from spacy.cli.info import info

    return info(*arguments, **named)


@contextlib.contextmanager
def loading_for_good() -> Iterator[None]:
    """Within, nothing looks for garbage, and what was loaded is never looked through again.

    Loading leaves no garbage, and lexicons and models stay to the end of the process: looking
    through them took a tenth of the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        if was_on:
            gc.enable()
