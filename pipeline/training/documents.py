"""Read training documents: gold files and the folders of their texts in.

Reports with gold, counted in the joined text, out.

What the shipped models learned from stands in their record (`models/training.json`). Not all of it
ships with the repository, so a clone trains on what it has and names the rest.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.core.errors import UsageError
from pipeline.core.messages import Message
from pipeline.core.records import Report
from pipeline.evaluate.gold import Gold, read_gold
from pipeline.ingest.readers import read_report
from pipeline.lexicons.bundle import Lexicons

FOLDS = 5
REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Annotated:
    """A report and its gold.

    `sha256` is over the bytes of both, `shipped` tells whether a clone has both.
    """

    name: str
    report: Report
    gold: Gold
    sha256: str
    shipped: bool = True

    @property
    def partial(self) -> bool:
        """Whether only stretches of the report are annotated.

        Such a report is learned from and never scored.
        """
        return bool(self.gold.ranges)

    def annotated(self, start: int) -> bool:
        """Whether what begins at an offset of the joined text is annotated."""
        origin, _ = self.report.origin(start, start + 1)
        return not self.partial or any(low <= origin < high for low, high in self.gold.ranges)

    def joined(self, start: int, end: int) -> tuple[int, int]:
        """The span of the joined text that stands for text[start:end]."""
        origins = self.report.origins
        return (
            (start, end)
            if origins is None
            else (bisect_left(origins, start), bisect_left(origins, end))
        )


def read_annotated(
    folders: Sequence[Path], golds: Sequence[Path], config: Path | None = None
) -> list[Annotated]:
    """Read gold files with their reports.

    Args:
        folders: Where the texts may lie; the first that has one gives it.
        golds: Gold files, in any order.
        config: A config of the user's.

    Returns:
        One document a gold file, sorted by name, so that training does not depend on how the files
        were listed.

    Raises:
        UsageError: A text is in none of `folders`, or is not the one that was annotated.
        InputError: A file is no gold.
    """
    return sorted((read_one(folders, path, config) for path in golds), key=lambda a: a.name)


def read_one(folders: Sequence[Path], path: Path, config: Path | None = None) -> Annotated:
    """Read one gold file with its report; arguments and errors as of `read_annotated`."""
    gold = read_gold(path)
    text = text_of(gold, folders)
    if text is None:
        raise UsageError(
            Message("the text {file} is in no folder", file=gold.file),
            path=path,
            remedy="name its folder with --texts",
        )
    data = text.read_bytes()
    report = read_report(text, data, name_of(path), gold.file, Lexicons.load(config))
    if gold.sha256 and gold.sha256 != report.text_sha256:
        raise UsageError(
            Message("{text} is not the text that was annotated", text=text),
            path=path,
            remedy="give the one with that sha256",
        )
    digest = hashlib.sha256(data + path.read_bytes()).hexdigest()
    return Annotated(report.doc_id, report, gold, digest, ships(text, path))


def name_of(gold_file: Path) -> str:
    """Return the name of the document that a gold file annotates."""
    return gold_file.name.removesuffix(".gold.json")


def text_of(gold: Gold, folders: Sequence[Path]) -> Path | None:
    """Find the text of a gold file in the first of `folders` that has it; None where none has."""
    return next((f / gold.file for f in folders if (f / gold.file).is_file()), None)


def with_text(folders: Sequence[Path], golds: Sequence[Path]) -> list[Path]:
    """Return the gold files whose text is in one of `folders`, in the order given."""
    return [path for path in golds if text_of(read_gold(path), folders) is not None]


def read_record(path: Path) -> tuple[str, ...]:
    """Read which documents models were trained on from their record.

    Args:
        path: A `training.json`, as `folds.save` writes it.

    Returns:
        The names of the documents, sorted.

    Raises:
        UsageError: The file is no such record.
    """
    try:
        return tuple(
            sorted(str(name) for name in json.loads(path.read_text(encoding="utf-8"))["documents"])
        )
    except (OSError, ValueError, KeyError, TypeError):
        raise UsageError("no record of models", path=path, remedy="give a training.json") from None


def ships(*paths: Path) -> bool:
    """Tell whether files lie in the repository, so that every clone has them."""
    return all(path.resolve().is_relative_to(REPOSITORY) for path in paths)


def left_out(
    documents: Sequence[Annotated], folds: int = FOLDS
) -> Iterator[tuple[list[Annotated], list[Annotated]]]:
    """(train, test) for each fold; a document is tested once, by a model that never saw it.

    Partial ones are only trained on.
    """
    whole = [d for d in documents if not d.partial]
    partial = [d for d in documents if d.partial]
    for fold in range(folds):
        yield (
            [d for i, d in enumerate(whole) if i % folds != fold] + partial,
            [d for i, d in enumerate(whole) if i % folds == fold],
        )


def partial_left_out(
    documents: Sequence[Annotated], folds: int = 3
) -> Iterator[tuple[list[Annotated], list[Annotated]]]:
    """(train, found) for each fold of the partial documents, which are never tested, so that their
    names too are found by a tagger
    that never saw them.
    """
    partial = [d for d in documents if d.partial]
    for fold in range(min(folds, len(partial))):
        found = partial[fold::folds]
        yield [d for d in documents if d not in found], found
