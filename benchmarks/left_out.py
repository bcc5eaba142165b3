"""The table of README: F1 by left-out document, weighted by claims (entities by entities), and the rules alone beside it.

.venv/bin/python -m benchmarks.left_out --gold FILES --texts FOLDERS

Left-out scores are those that `make train` wrote to pipeline/models/training.json; the rules alone are scored here.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Collection
from pathlib import Path

from pipeline.commands.console import console_of
from pipeline.evaluate.score import total
from pipeline.run import extract_report
from pipeline.stages import load_pipeline
from pipeline.training.documents import Annotated, read_annotated
from pipeline.training.folds import score_of

FIELDS = ("value", "quantity", "measure", "status", "item_exact", "item_f1", "name_f1", "claim", "entities")
ASIDE = frozenset(
    ("report-guangdong-2025", "report-nation-2012", "report-hubei-2025", "communique-daqing-analysis-1", "egov-guangdong-2016")
)
TRAINED = Path("pipeline/models/training.json")


def weighted(scores: dict[str, dict[str, float]], documents: Collection[Annotated]) -> str:
    """A row of the table: claims, then each field's mean."""
    cells = [f"{sum(len(d.gold.claims) for d in documents):,}"]
    for field in FIELDS:
        weights = {d.name: len(d.gold.entities if field == "entities" else d.gold.claims) for d in documents}
        cells.append(f"{sum(scores[name][field] * n for name, n in weights.items()) / sum(weights.values()):.3f}")
    return " | ".join(cells)


def rules_alone(documents: Collection[Annotated]) -> str:
    """The same fields of the pipeline without its models, over all claims at once."""
    nlp = load_pipeline(rules_alone=True)
    whole = total(score_of(d, extract_report(d.report, nlp)) for d in documents)
    return " | ".join(f"{whole.rate(field).f1:.3f}" for field in FIELDS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", nargs="+", type=Path, required=True)
    parser.add_argument("--texts", nargs="+", type=Path, required=True)
    given = parser.parse_args()
    documents = read_annotated(given.texts, given.gold)
    scores = json.loads(TRAINED.read_text(encoding="utf-8"))["f1_by_left_out_document"]
    own = set(Path("tests/gold").glob("*.gold.json"))
    names = {path.name.removesuffix(".gold.json") for path in own}
    console = console_of()
    console.print(f"| | claims | {' | '.join(FIELDS)} |")
    for title, chosen in (
        ("all", documents),
        ("real", [d for d in documents if d.name not in names]),
        ("aside", [d for d in documents if d.name in ASIDE]),
    ):
        console.print(f"| {title} | {weighted(scores, chosen)} |")
    console.print(f"| rules alone, all | | {rules_alone(documents)} |")


if __name__ == "__main__":
    main()
