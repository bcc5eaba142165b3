"""What a part costs as JSON and as Parquet: the parts of an output folder written and read again both ways, milliseconds a part.

.venv/bin/python -m benchmarks.parts OUT
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.commands.console import console_of


def as_json(part: dict[str, Any], path: Path) -> None:
    path.write_text(json.dumps(part, ensure_ascii=False), encoding="utf-8")


def as_parquet(part: dict[str, Any], path: Path) -> None:
    """Observations as a list column each, all else as one row."""
    observations = [list(column) for column in zip(*part["observations"], strict=True)]
    row = {"document": [json.dumps(part["document"])], "counts": [json.dumps(part["counts"])], **{k: [v] for k, v in part["lines"].items()}}
    pq.write_table(pa.table(row | {f"o{i}": [column] for i, column in enumerate(observations)}), path)


def main() -> None:
    parts = [json.loads(p.read_text(encoding="utf-8")) for p in sorted((Path(sys.argv[1]) / "parts").glob("*.json"))]
    console = console_of()
    with tempfile.TemporaryDirectory() as folder:
        ways: dict[str, tuple[Callable[[dict[str, Any], Path], None], Callable[[Path], Any]]] = {
            "JSON": (as_json, lambda p: json.loads(p.read_text(encoding="utf-8"))),
            "Parquet": (as_parquet, lambda p: pq.read_table(p).to_pylist()),
        }
        for name, (write, read) in ways.items():
            paths = [Path(folder) / f"{i}.{name}" for i in range(len(parts))]
            start = time.perf_counter()
            for part, path in zip(parts, paths, strict=True):
                write(part, path)
            written = time.perf_counter()
            for path in paths:
                read(path)
            end = time.perf_counter()
            size = sum(path.stat().st_size for path in paths) / len(paths)
            ms = 1000 / len(parts)
            console.print(f"{name}: write {(written - start) * ms:.2f} ms, read {(end - written) * ms:.2f} ms, {size / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
