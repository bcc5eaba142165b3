"""Speed and quality beside what a user would run instead, one core, medians.

Written to benchmarks/RESULTS.md.

build/bench/bin/python -m benchmarks.bench [FOLDER] [--runs N] [--gold FILES --texts FOLDERS] [--out
FILE]
"""

from __future__ import annotations

import argparse
import importlib.metadata
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import jieba
import rjieba

from benchmarks.peers import Found, Peer, jieba_tags, recognizers, regex
from pipeline.cli.console import console_of
from pipeline.core.folding import fold
from pipeline.core.records import Report
from pipeline.extraction import extract_report
from pipeline.ingest.readers import read_report
from pipeline.lexicons.bundle import Lexicons
from pipeline.lexicons.cues import load_cues
from pipeline.lexicons.units import load_units
from pipeline.quantities.finder import find_quantities
from pipeline.stages import load_pipeline, read_doc
from pipeline.training.documents import read_one


def reports_of(folder: Path) -> list[Report]:
    """The text reports of a folder."""
    paths = sorted(p for p in folder.rglob("*.txt") if ".gold." not in p.name)
    return [read_report(p, p.read_bytes(), p.stem, p.name, Lexicons()) for p in paths]


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


def spacy_with_jieba() -> Callable[[str], object]:
    """spaCy's own Chinese tokenizer on jieba."""
    import spacy

    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "jieba"}}})
    nlp.max_length = 10**9
    return nlp.make_doc


def speeds(reports: list[Report], runs: int) -> tuple[dict[str, float], int]:
    """CPU seconds over all texts by what was run, and the characters of the texts.

    Recognizers-Text on a tenth of them.
    """
    texts = [r.joined for r in reports]
    characters = sum(map(len, texts))
    units, cues, tokenizer, other = load_units(), load_cues(), spacy_with_jieba(), recognizers()
    rules = load_pipeline(rules_alone=True)

    def by_rules() -> None:
        for report in reports:
            read_doc(rules, report, without="yearbook_claims")

    rows = {
        "jieba.cut": measure(lambda: [list(jieba.cut(t)) for t in texts], runs),
        "rjieba.cut": measure(lambda: [rjieba.cut(t) for t in texts], runs),
        "spacy.blank('zh'), jieba": measure(lambda: [tokenizer(t) for t in texts], runs),
        "fold": measure(lambda: [fold(t) for t in texts], runs),
        "find_quantities": measure(lambda: [find_quantities(t, units, cues) for t in texts], runs),
        **stage_seconds(reports, runs),
        "segment, quantities, times, rule names": measure(by_rules, runs),
        "whole report": measure(lambda: [extract_report(r) for r in reports], runs),
    }
    if other is not None:
        part = "\n".join(texts)[: characters // 10]
        rows["Recognizers-Text, numbers and units"] = (
            measure(lambda: other(part), 1) * characters / len(part)
        )
    return rows, characters


def qualities(golds: list[Path], folders: list[Path]) -> dict[str, tuple[float, float]]:
    """F1 of values, and of values with a span that ends where the unit does, by what was run, over
    gold reports.
    """
    peers: dict[str, Peer | None] = {
        "plain regex": regex,
        "jieba.posseg": jieba_tags(),
        "Recognizers-Text": recognizers(),
        "nianjian": ours,
    }
    counts = {name: [0, 0, 0, 0] for name, peer in peers.items() if peer}
    for path in golds:
        one = read_one(folders, path)
        report, claims = one.report, one.gold.claims
        for name, peer in peers.items():
            if peer:
                found = peer(report.text)
                values = sum(
                    any(
                        f[0] < c["end"] and c["start"] < f[1] and _same(f[2], c["value"])
                        for f in found
                    )
                    for c in claims
                )
                whole = sum(
                    any(
                        f[1] == c["end"] and f[0] < c["end"] and _same(f[2], c["value"])
                        for f in found
                    )
                    for c in claims
                )
                counts[name] = [
                    a + b
                    for a, b in zip(
                        counts[name], (values, whole, len(found), len(claims)), strict=True
                    )
                ]
    return {name: (2 * v / (f + g), 2 * w / (f + g)) for name, (v, w, f, g) in counts.items()}


def ours(text: str) -> list[Found]:
    """This package, from text to claims."""
    report = read_report(Path("text.txt"), text.encode(), "text", "text.txt", Lexicons())
    return [(c.start, c.end, float(c.value)) for c in extract_report(report).claims]


def _same(a: float, b: float) -> bool:
    return abs(abs(a) - abs(b)) <= 1e-9 * max(abs(a), abs(b), 1)


def start_up() -> list[str]:
    """Seconds and memory of commands, each in a fresh process."""
    report = "corpus/qingdao-2013-egov.txt"
    lines = []
    for what, code in (
        ("import pipeline", "import pipeline"),
        (
            "--help",
            "import sys; sys.argv = ['nianjian', '--help']; from pipeline.cli.app import app; app(standalone_mode=False)",
        ),
        (
            "first claim of one report",
            f"from pipeline import extract; extract({report!r}).claims[0]",
        ),
    ):
        tail = "; print(next(x for x in open('/proc/self/status') if x.startswith('VmHWM')))"
        times, peak = [], 0
        for _ in range(5):
            began = time.perf_counter()
            done = subprocess.run(
                [sys.executable, "-c", code + tail], capture_output=True, text=True, check=True
            )
            times.append(time.perf_counter() - began)
            peak = int(done.stdout.split()[-2])
        lines.append(f"| {what} | {statistics.median(times):.2f} s | {peak / 1024:.0f} MB |")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("corpus"))
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument(
        "--gold", nargs="*", type=Path, default=sorted(Path("tests/gold").glob("*.gold.json"))
    )
    parser.add_argument("--texts", nargs="*", type=Path, default=[Path("corpus")])
    parser.add_argument("--out", type=Path, default=Path("benchmarks/RESULTS.md"))
    args = parser.parse_args()
    jieba.setLogLevel(60)
    rows, characters = speeds(reports_of(args.folder), args.runs)
    versions = ", ".join(
        f"{n} {importlib.metadata.version(n)}" for n in ("jieba", "rjieba", "spacy", "numpy")
    )
    lines = [
        "# Benchmarks",
        "",
        f"`python -m benchmarks.bench {args.folder} --gold {args.gold[0].parent}/*.gold.json --texts {' '.join(map(str, args.texts))}` "
        f"(as `make bench` runs it): {characters:,} characters, one core, medians of {args.runs}, CPU seconds.",
        f"Python {platform.python_version()}, {versions}, {platform.machine()}.",
        "",
        "| | characters a second | × jieba.cut |",
        "| --- | ---: | ---: |",
        *(
            f"| {n} | {characters / max(s, 1e-9):,.0f} | {rows['jieba.cut'] / max(s, 1e-9):.2f} |"
            for n, s in rows.items()
        ),
        "",
        "| in a fresh process | median of 5 | peak memory |",
        "| --- | ---: | ---: |",
        *start_up(),
        "",
        f"F1 over {len(args.gold)} reports with gold (in-sample for our models; numbers that gold refuses count against all alike):",
        "",
        "| | value | value, span to the end of the unit |",
        "| --- | ---: | ---: |",
        *(f"| {n} | {v:.3f} | {w:.3f} |" for n, (v, w) in qualities(args.gold, args.texts).items()),
    ]
    args.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    console_of().print("\n".join(lines), markup=False)


if __name__ == "__main__":
    main()
