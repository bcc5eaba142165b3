"""Many reports: rate, peak memory of all processes together, and the second run, by engine and
jobs.

.venv/bin/python benchmarks/scale.py FOLDER [--engine local|dask] [--jobs N]

Memory is the sum over this run's processes of what each has to itself (Pss), sampled ten times a
second.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pipeline.cli.console import console_of


def below(pid: int) -> list[int]:
    """A process and all that it started."""
    found = [pid]
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text(encoding="ascii").split():
                found += below(int(child))
    except OSError:
        pass  # it has ended
    return found


def memory(pid: int) -> int:
    """Bytes."""
    total = 0
    for one in below(pid):
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text(encoding="ascii").splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return total


def timed(command: list[str]) -> tuple[float, int]:
    """Seconds and peak bytes of a command."""
    began, peak = time.perf_counter(), 0
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    while process.poll() is None:
        peak = max(peak, memory(process.pid))
        time.sleep(0.1)
    return time.perf_counter() - began, peak


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--engine", default="local")
    parser.add_argument("--jobs", default="1")
    given = parser.parse_args()
    reports = sum(1 for path in given.folder.rglob("*.txt"))
    out = Path(tempfile.mkdtemp())
    try:
        options = ["--engine", given.engine, "--jobs", given.jobs]
        command = [
            sys.executable,
            "-m",
            "pipeline",
            "extract",
            str(given.folder),
            "--out",
            str(out),
            *options,
        ]
        seconds, peak = timed(command)
        again, _ = timed(command)
    finally:
        shutil.rmtree(out)
    rate = f"{reports} reports in {seconds:.1f} s ({reports / seconds:.1f} a second)"
    console_of().print(
        f"{given.engine} --jobs {given.jobs}: {rate}, peak {peak / 1e6:.0f} MB, second run {again:.2f} s"
    )


if __name__ == "__main__":
    main()
