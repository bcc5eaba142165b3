"""Characters a CPU second of each stage and of jieba.cut on the same texts, one core, medians.

.venv/bin/python benchmarks/stages.py [FOLDER] [--runs N]
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import jieba
import rjieba

from pipeline.cli import _console
from pipeline.folding import fold
from pipeline.ingest.readers import read_report
from pipeline.lexicons.cues import load_cues
from pipeline.lexicons.regions import load_regions
from pipeline.lexicons.units import load_units
from pipeline.quantities.finder import find_quantities
from pipeline.records import Report
from pipeline.run import extract_report
from pipeline.stages import load_pipeline


def reports_of(folder: Path) -> list[Report]:
    """The text reports of a folder."""
    paths = sorted(p for p in folder.rglob("*.txt") if ".gold." not in p.name)
    return [read_report(p, p.read_bytes(), p.stem, p.name, load_regions()) for p in paths]


def measure(what: Callable[[], object], runs: int) -> float:
    """Median CPU seconds of `what` after one warm-up."""
    what()
    times = []
    for _ in range(runs):
        began = time.process_time()
        what()
        times.append(time.process_time() - began)
    return statistics.median(times)


def stage_seconds(reports: list[Report], runs: int) -> dict[str, float]:
    """Median CPU seconds of each component over all reports."""
    nlp = load_pipeline()
    seconds: dict[str, list[float]] = {}
    for run in range(runs + 1):
        spent: dict[str, float] = {}
        for report in reports:
            began = time.process_time()
            doc = nlp.make_doc(report.joined)
            doc._.heading = report.heading
            spent["tokenizer"] = spent.get("tokenizer", 0) + time.process_time() - began
            for name, component in nlp.pipeline:
                began = time.process_time()
                doc = component(doc)
                spent[name] = spent.get(name, 0) + time.process_time() - began
        if run:
            for name, value in spent.items():
                seconds.setdefault(name, []).append(value)
    return {name: statistics.median(values) for name, values in seconds.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("corpus"))
    parser.add_argument("--runs", type=int, default=5)
    args = parser.parse_args()
    reports = reports_of(args.folder)
    texts = [r.joined for r in reports]
    characters = sum(map(len, texts))
    jieba.setLogLevel(60)
    units, cues = load_units(), load_cues()
    rows = {
        "jieba.cut": measure(lambda: [list(jieba.cut(t)) for t in texts], args.runs),
        "rjieba.cut": measure(lambda: [rjieba.cut(t) for t in texts], args.runs),
        "fold": measure(lambda: [fold(t) for t in texts], args.runs),
        "find_quantities": measure(lambda: [find_quantities(t, units, cues) for t in texts], args.runs),
        **stage_seconds(reports, args.runs),
        "whole report": measure(lambda: [extract_report(r) for r in reports], args.runs),
    }
    console = _console()
    console.print(f"{len(texts)} texts, {characters} characters, median of {args.runs} runs")
    for name, seconds in rows.items():
        console.print(
            f"{name:22} {characters / max(seconds, 1e-9):>12,.0f} characters/s {rows['jieba.cut'] / max(seconds, 1e-9):8.2f} x jieba.cut"
        )


if __name__ == "__main__":
    main()
