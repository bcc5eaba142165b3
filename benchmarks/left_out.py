"""The table of README: F1 by left-out document, all claims and entities of a group counted
together, and the rules alone beside it.

.venv/bin/python -m benchmarks.left_out --gold FILES --texts FOLDERS

What was counted by left-out document stands in pipeline/models/training.json, where `make train`
wrote it; the rules alone are scored here. Behind the table: soft recall of entities (any overlap
with the right label), and F1 of each label.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

from pipeline.cli.console import console_of
from pipeline.core.schema import LABELS
from pipeline.evaluate.score import Score, total
from pipeline.extraction import extract_report
from pipeline.stages import load_pipeline
from pipeline.training.documents import read_annotated
from pipeline.training.folds import FIELDS, score_of

ASIDE = frozenset(
    (
        "report-guangdong-2025",
        "report-nation-2012",
        "report-hubei-2025",
        "communique-daqing-analysis-1",
        "egov-guangdong-2016",
    )
)
TRAINED = Path("pipeline/models/training.json")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", nargs="+", type=Path, required=True)
    parser.add_argument("--texts", nargs="+", type=Path, required=True)
    given = parser.parse_args()
    documents = read_annotated(given.texts, given.gold)
    counted = {
        name: Score(Counter(n))
        for name, n in json.loads(TRAINED.read_text(encoding="utf-8"))["left_out"].items()
    }
    nlp = load_pipeline(rules_alone=True)
    alone = {d.name: score_of(d, extract_report(d.report, nlp)) for d in documents}
    own = {path.name.removesuffix(".gold.json") for path in Path("tests/gold").glob("*.gold.json")}
    groups = {"all": counted.keys(), "real": counted.keys() - own, "aside": ASIDE}
    rows = {
        title: total(counted[d.name] for d in documents if d.name in names)
        for title, names in groups.items()
    }
    rows["rules alone, all"] = total(alone.values())
    console = console_of()
    console.print(f"| | claims | {' | '.join(FIELDS)} | soft recall |")
    for title, score in rows.items():
        cells = [f"{score.rate(field).f1:.3f}" for field in FIELDS]
        console.print(
            f"| {title} | {score.counts['gold']:,} | {' | '.join(cells)} | {score.soft_recall:.3f} |"
        )
    for title, score in rows.items():
        console.print(
            f"{title}: "
            + ", ".join(f"{label} {score.rate(f'entities:{label}').f1:.2f}" for label in LABELS)
        )


if __name__ == "__main__":
    main()
