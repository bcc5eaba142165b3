"""Training documents: gold files and the folders of their texts in; reports with gold in the offsets of the joined text out."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.core.errors import UsageError
from pipeline.core.records import Report
from pipeline.evaluate.gold import Gold, read_gold
from pipeline.ingest.readers import read_report
from pipeline.lexicons.regions import load_regions

FOLDS = 5


@dataclass(frozen=True, slots=True)
class Annotated:
    """A report and its gold; `sha256` is over the bytes of both."""

    name: str
    report: Report
    gold: Gold
    sha256: str

    @property
    def partial(self) -> bool:
        """Whether only stretches of the report are annotated; such a report is learned from and never scored."""
        return bool(self.gold.ranges)

    def annotated(self, start: int) -> bool:
        """Whether what begins at an offset of the joined text is annotated."""
        origin, _ = self.report.origin(start, start + 1)
        return not self.partial or any(low <= origin < high for low, high in self.gold.ranges)

    def joined(self, start: int, end: int) -> tuple[int, int]:
        """The span of the joined text that stands for text[start:end]."""
        origins = self.report.origins
        return (start, end) if origins is None else (bisect_left(origins, start), bisect_left(origins, end))


def read_annotated(folders: Sequence[Path], golds: Sequence[Path]) -> list[Annotated]:
    """The reports of `golds`, by name."""
    return sorted((read_one(folders, path) for path in golds), key=lambda a: a.name)


def read_one(folders: Sequence[Path], path: Path) -> Annotated:
    """A gold file with its report; raises UsageError where the text is in none of `folders` or is another text."""
    gold = read_gold(path)
    text = next((f / gold.file for f in folders if (f / gold.file).is_file()), None)
    if text is None:
        raise UsageError(f"the text {gold.file} is in no folder", path=path, remedy="name its folder with --texts")
    data = text.read_bytes()
    report = read_report(text, data, path.name.removesuffix(".gold.json"), gold.file, load_regions())
    if gold.sha256 and gold.sha256 != report.text_sha256:
        raise UsageError(f"{text} is not the text that was annotated", path=path, remedy="give the one with that sha256")
    return Annotated(report.doc_id, report, gold, hashlib.sha256(data + path.read_bytes()).hexdigest())


def left_out(documents: Sequence[Annotated], folds: int = FOLDS) -> Iterator[tuple[list[Annotated], list[Annotated]]]:
    """(train, test) for each fold; a document is tested once, by a model that never saw it. Partial ones are only trained on."""
    whole = [d for d in documents if not d.partial]
    partial = [d for d in documents if d.partial]
    for fold in range(folds):
        yield [d for i, d in enumerate(whole) if i % folds != fold] + partial, [d for i, d in enumerate(whole) if i % folds == fold]


def partial_left_out(documents: Sequence[Annotated], folds: int = 3) -> Iterator[tuple[list[Annotated], list[Annotated]]]:
    """(train, found) for each fold of the partial documents, which are never tested, so that their names too are found by a tagger
    that never saw them."""
    partial = [d for d in documents if d.partial]
    for fold in range(min(folds, len(partial))):
        found = partial[fold::folds]
        yield [d for d in documents if d not in found], found
