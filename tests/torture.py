"""Run every file under a folder, twice, and account for each.

    python -m tests.torture FOLDER [--out OUT] [--limit SECONDS]

Prints `N files in, N rows, crashes 0, hangs 0, unaccounted 0, inputs changed 0, runs differ 0`;
exit 1 where one of the last five is not 0. A crash is a failed row that is no fault of the file (or
a run that ends otherwise than it says), a hang one that took longer than the limit. Two names may
not become one row. What changed is told by a hash of the whole tree before and after; the second
run has other processes, another output folder and another working folder, and must write the same
tables and texts.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import os
import resource
import signal
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.accounting import files_under, unaccounted

ROOT = Path(__file__).parent.parent
MEMORY = 4_000_000 * 1024  # bytes of address space of a process: no file may take a machine down
PATIENCE = 7200.0  # seconds for a whole run
_WHOLE = 1024**2 * 400  # bytes; of a larger file (a sparse one) only size and time count


def tree_hash(folder: Path) -> dict[bytes, str]:
    """What is at each path under a folder: mode, time, and the target of a link or the bytes of a
    file; pipes and devices are not opened.
    """
    found = {b".": _stamp(folder)}
    for where, folders, names in os.walk(folder):
        for path in (Path(where, name) for name in (*folders, *names)):
            found[os.fsencode(path.relative_to(folder))] = _stamp(path)
    return found


def _stamp(path: Path) -> str:
    """Times of what a run might read change only where someone writes."""
    status = path.lstat()
    told = f"{status.st_mode:o} {status.st_mtime_ns}"
    if stat.S_ISLNK(status.st_mode):
        return f"{told} {os.fsencode(path.readlink())!r}"
    if not stat.S_ISREG(status.st_mode):
        return told
    if status.st_size > _WHOLE or not os.access(path, os.R_OK):
        return f"{told} {status.st_size}"
    with path.open("rb") as file:
        return f"{told} {hashlib.file_digest(file, 'sha256').hexdigest()}"


def written(out: Path) -> dict[str, bytes]:
    """The tables and texts of a run, by name."""
    found = (p for p in out.rglob("*") if p.is_file())
    names = {p.relative_to(out).as_posix(): p for p in found}
    return {
        name: path.read_bytes()
        for name, path in names.items()
        if not name.startswith(("results/", "."))
    }


def extract(folder: Path, out: Path, jobs: int, limit: float, cwd: Path) -> tuple[int, str]:
    """Run the command line under a limit of memory.

    Gives its exit code (-9: it had no end) and what it said.
    """
    command = [
        sys.executable,
        "-m",
        "pipeline",
        "extract",
        str(folder),
        "--out",
        str(out),
        "--jobs",
        str(jobs),
        "--limit",
        str(limit),
    ]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    with tempfile.TemporaryFile("w+", errors="replace") as said:
        run = subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            stderr=said,
            cwd=cwd,
            env=env,
            start_new_session=True,
            preexec_fn=_limit,
        )
        try:
            run.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(run.pid, signal.SIGKILL)
            run.wait()
        said.seek(0)
        return run.returncode, said.read()[-2000:]


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def rows_of(out: Path) -> list[dict[str, str]]:
    if not (out / "documents.csv").is_file():
        return []
    with (out / "documents.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def torture(folder: Path, out: Path, limit: float = 300) -> tuple[str, list[str]]:
    """The line of figures, and what is wrong; outputs are written to OUT/one and OUT/two."""
    folder, out = folder.resolve(), out.resolve()
    before = tree_hash(folder)
    out.mkdir(parents=True, exist_ok=True)
    one, two = out / "one", out / "two"
    ends = [
        extract(folder, one, 2, limit, ROOT),
        extract(Path(folder.name), two, 3, limit, folder.parent),
    ]
    after = tree_hash(folder)
    rows = rows_of(one)
    found: dict[str, list[str]] = {
        "crashes": [r["message"] for r in rows if "report this as a bug" in r["message"]],
        "hangs": [r["message"] for r in rows if "not read within" in r["message"]],
        "unaccounted": unaccounted(files_under(folder), [r["source"] for r in rows]),
        "inputs changed": [
            repr(name)
            for name in sorted(before.keys() | after.keys())
            if before.get(name) != after.get(name)
        ],
        "runs differ": differences(written(one), written(two)),
    }
    for code, said in ends:
        if code not in (0, 1):
            found["hangs" if code == -signal.SIGKILL else "crashes"].append(
                f"a run ended with {code}: {said}"
            )
    faults = [f"{kind}: {what}" for kind, several in found.items() for what in several]
    figures = ", ".join(f"{kind} {len(several)}" for kind, several in found.items())
    return f"{len(files_under(folder))} files in, {len(rows)} rows, {figures}", faults


def differences(one: dict[str, bytes], two: dict[str, bytes]) -> list[str]:
    """Names of files that differ, each with its first line that does."""
    found = []
    for name in sorted(one.keys() | two.keys()):
        a, b = one.get(name, b"").split(b"\n"), two.get(name, b"").split(b"\n")
        if a != b or (name in one) != (name in two):
            line = next(
                (pair for pair in zip(a, b, strict=False) if pair[0] != pair[1]),
                (b"(only one run has it, or its end)",),
            )
            found.append(f"{name}: {line}")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--limit", type=float, default=300)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        line, faults = torture(given.folder, given.out or Path(temporary), given.limit)
    print(*(fault.encode("utf-8", "backslashreplace").decode() for fault in faults), sep="\n")
    print(line)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
