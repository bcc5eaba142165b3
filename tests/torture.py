"""Run every file under a folder and account for each.

    python -m tests.torture FOLDER [--out OUT] [--limit SECONDS]

Prints `N files in, N rows, crashes 0, hangs 0, unaccounted 0`; exit 1 where one of the last three is not 0. A crash is a
failed row that is no fault of the file (or a run that ends otherwise than it says), a hang one that took longer than the limit.
"""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import sys
import tempfile
from pathlib import Path


def files_under(folder: Path) -> list[str]:
    """All files as the run should see them; what begins with a dot, sidecars and corrections are no reports."""
    found = []
    for where, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            stem = name.removesuffix(".toml")
            sidecar = name.endswith(".toml") and any(other != name and other.rsplit(".", 1)[0] == stem for other in names)
            if not name.startswith(".") and name != "corrections.jsonl" and not sidecar:
                found.append(os.fsencode(os.path.relpath(Path(where, name), folder)).decode("utf-8", "replace"))
    return found


def torture(folder: Path, out: Path, limit: float = 60) -> tuple[str, list[str]]:
    """The line of figures, and what is wrong."""
    command = [sys.executable, "-m", "pipeline", "extract", str(folder), "--out", str(out), "--jobs", "2", "--limit", str(limit)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    faults = [f"the run ended with {run.returncode}: {run.stderr[-2000:]}"] if run.returncode not in (0, 1) else []
    rows: list[dict[str, str]] = []
    if (out / "documents.csv").is_file():
        with (out / "documents.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    crashed = [r for r in rows if "report this as a bug" in r["message"]]
    hung = [r for r in rows if "not read within" in r["message"]]
    sources = {row["source"].replace("\ufffd", "") for row in rows}
    above = {"/".join(source.split("/")[:n]) for source in sources for n in range(1, source.count("/") + 2)}
    files = files_under(folder)
    lost = [name for name in files if name.replace("\ufffd", "") not in above]
    faults += [f"crash: {r['message']}" for r in crashed] + [f"hang: {r['message']}" for r in hung] + [f"unaccounted: {n}" for n in lost]
    crashes = len(crashed) + (run.returncode not in (0, 1))
    return f"{len(files)} files in, {len(rows)} rows, crashes {crashes}, hangs {len(hung)}, unaccounted {len(lost)}", faults


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--limit", type=float, default=60)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        line, faults = torture(given.folder, given.out or Path(temporary), given.limit)
    print(*faults, sep="\n")
    print(line)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
