"""Catalogues of messages: what the code says in.

The .po and .mo files of each language brought up to date (`make catalogues`).

A new language: `mkdir -p pipeline/core/catalogues/ja/LC_MESSAGES`, `make catalogues`, and fill in
nianjian.po.
"""

from __future__ import annotations

import ast
import io
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from pipeline.core.translations import CATALOGUES, DOMAIN, WORDS

PACKAGE = CATALOGUES.parents[1]
LIBRARY = (
    "Arguments",
    "Options",
    "Commands",
    "Error",
    "default: {default}",
    "required",
    "Missing command.",
    "No such command {name!r}.",
    "Install completion for the current shell.",
    "No such file or directory",
    "Permission denied",
    "No space left on device",
    "Is a directory",
    "Not a directory",
    "File name too long",
    "Show completion for the current shell, to copy it or customize the installation.",
)
"""What Typer says, whose own gettext calls our catalogue answers, and the reasons of the system
that are seen most.
"""
_FIRST = ("Message", "say", "cls")
_ALL = ("column_titles", "sentence")


def ids() -> dict[str, list[str]]:
    """The ids of all messages, each with the files that say it."""
    found: dict[str, list[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for words in dict.fromkeys(_said(path)):
            found.setdefault(words, []).append(path.relative_to(PACKAGE.parent).as_posix())
    for words in LIBRARY:
        found.setdefault(words, []).append("typer")
    return found


def _said(path: Path) -> Iterator[str]:
    """The constant sentences of a module that people may read."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and path.parent.name == "cli":
            yield from _help(node)
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func).split(".")[-1]
        words = [k.value for k in node.keywords if k.arg in ("help", "remedy")]
        if name in _FIRST or name.endswith("Error"):
            words += node.args[:1]
        if name in _ALL:
            words += node.args
        if name == "require":
            words += [*node.args[1:2], *node.args[3:]]
        for word in words:
            yield from (text for text in _constants(word) if text.strip())


def _help(function: ast.FunctionDef) -> Iterator[str]:
    """The help of a command: the docstring of a function that Typer runs."""
    parameters = " ".join(ast.unparse(a.annotation) for a in function.args.args if a.annotation)
    decorators = " ".join(map(ast.unparse, function.decorator_list))
    if re.search(r"typer\.(Argument|Option)", parameters) or re.search(
        r"\.(command|callback)\(", decorators
    ):
        yield " ".join((ast.get_docstring(function) or "").split())


def _constants(node: ast.expr) -> Iterator[str]:
    """The strings that an expression may be; not those that it is made of."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*_constants(node.body), *_constants(node.orelse))
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from _constants(value)
    elif isinstance(node, ast.Tuple | ast.List):
        for value in node.elts:
            yield from _constants(value)
    elif isinstance(node, ast.Dict):
        for value in node.values:
            yield from _constants(value)


def template() -> Catalog:
    """All that is to be translated."""
    catalog = Catalog(project="nianjian", charset="utf-8")
    for words, places in sorted(ids().items()):
        catalog.add(words, locations=[(place, 0) for place in places])
    for key, words in tomllib.loads(WORDS.read_text(encoding="utf-8")).items():
        catalog.add(words, context=key, locations=[("pipeline/core/words.toml", 0)])
    return catalog


def catalogue(language: str) -> Catalog:
    """What stands in the .po file of a language."""
    path = po_file(language)
    return read_po(io.BytesIO(path.read_bytes() if path.exists() else b""), locale=language)


def po_file(language: str) -> Path:
    """The catalogue that people edit; the one that programs read lies beside it as .mo."""
    return CATALOGUES / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def compiled(language: str) -> bytes:
    """The .mo file that belongs to a .po file."""
    buffer = io.BytesIO()
    write_mo(buffer, catalogue(language))
    return buffer.getvalue()


def main() -> None:
    """Bring the catalogues up to date."""
    for folder in sorted(path for path in CATALOGUES.iterdir() if path.is_dir()):
        language = folder.name
        catalog = catalogue(language)
        catalog.update(template(), no_fuzzy_matching=True, update_creation_date=False)
        catalog.obsolete.clear()
        with po_file(language).open("wb") as file:
            write_po(
                file, catalog, width=0, omit_header=False, include_lineno=False, sort_output=True
            )
        po_file(language).with_suffix(".mo").write_bytes(compiled(language))
        missing = [str(m.id) for m in catalog if m.id and not m.string]
        print(
            f"{language}: {len(catalog)} messages, {len(missing)} without a translation",
            *missing,
            sep="\n  ",
        )


if __name__ == "__main__":
    main()
