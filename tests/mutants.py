"""Mutants: small breakages of the code, each of which a named test must catch (`make mutants`, from mutants.toml).

A breakage that no test catches is a hole in the tests, however many lines they run. The snapshot of the sample outputs is no
such test: it says that something changed, not what is right.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Queue

ROOT = Path(__file__).parent.parent
LIST = Path(__file__).with_name("mutants.toml")
_COPIED = ("pipeline", "tests", "corpus", "docs", "pyproject.toml", "README.md", "Makefile")
_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Mutant:
    """A breakage.

    Attributes:
        name: What is wrong then.
        file: The file of the package.
        old: Words that stand there once.
        new: What stands there in the mutant.
        test: The test that fails then, as pytest names it, without parameters.
    """

    name: str
    file: str
    old: str
    new: str
    test: str


def mutants() -> list[Mutant]:
    """The list."""
    return [Mutant(**entry) for entry in tomllib.loads(LIST.read_text(encoding="utf-8"))["mutant"]]


def copy_tree(folder: Path) -> None:
    """Copy what tests need, without what was compiled."""
    shutil.rmtree(folder, ignore_errors=True)
    for name in _COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(
                source, folder / name, ignore=shutil.ignore_patterns("__pycache__", "mutants.toml")
            )
        else:
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, folder / name)


def run_tests(folder: Path, *tests: str) -> subprocess.CompletedProcess[str]:
    """Run tests in a copy of the tree, up to the first that fails."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(folder)}
    command = [sys.executable, "-m", "pytest", "-x", "-q", "--no-header", "--tb=line", *tests]
    return subprocess.run(
        command,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )


def verdict(mutant: Mutant, folder: Path) -> str:
    """What is wrong with a mutant's test, nothing where it catches the mutant."""
    path = folder / mutant.file
    text = path.read_text(encoding="utf-8")
    if text.count(mutant.old) != 1:
        return f"{mutant.file} has its words {text.count(mutant.old)} times"
    path.write_text(text.replace(mutant.old, mutant.new), encoding="utf-8")
    try:
        done = run_tests(folder, mutant.test)
    except subprocess.TimeoutExpired:
        return ""  # it hangs: that is caught too
    finally:
        path.write_text(text, encoding="utf-8")
    if done.returncode == 1:
        return ""
    return (
        f"{mutant.test} passes" if done.returncode == 0 else done.stdout[-600:] + done.stderr[-300:]
    )


def main() -> int:
    """Try every mutant, on as many copies as there are cores; the exit code is 1 where one survives."""
    found = mutants()
    copies: Queue[Path] = Queue()
    for number in range(os.cpu_count() or 1):
        copy_tree(ROOT / f"build/mutants/{number}")
        copies.put(ROOT / f"build/mutants/{number}")
    tests = sorted({mutant.test for mutant in found})
    clean = run_tests(ROOT / "build/mutants/0", *tests)
    if clean.returncode != 0:
        print("the tests fail without any mutant:", clean.stdout[-3000:])
        return 1

    def judged(mutant: Mutant) -> str:
        folder = copies.get()
        try:
            return verdict(mutant, folder)
        finally:
            copies.put(folder)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        verdicts = list(pool.map(judged, found))
    survivors = [(mutant, why) for mutant, why in zip(found, verdicts, strict=True) if why]
    for mutant, why in survivors:
        print(f"survives: {mutant.name} ({mutant.file}): {why}")
    print(f"{len(found)} mutants, {len(found) - len(survivors)} caught, {len(survivors)} survive")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
