"""kill -9 at any moment of a run with corrections: the next run equals a clean one, and nothing of
the user's is touched.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT, run
from tests.test_incremental import contents
from tests.test_review import decision

KILLS, A_ROUND = 50, 5
SENTENCE = "全县共有学校10所，比上年增长5.8%，投入1.3万亿元。\n"
Ask = Callable[[Path, Path, int], dict[str, int]]
"""Runs over a folder into another up to a moment, and tells what came of it."""


@pytest.fixture
def ask() -> Iterator[Ask]:
    command = [sys.executable, "-m", "tests.killed"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdin and process.stdout
        told, heard = process.stdin, process.stdout

        def until(folder: Path, out: Path, at: int) -> dict[str, int]:
            told.write(
                json.dumps({"arguments": ["extract", str(folder), "--out", str(out)], "at": at})
                + "\n"
            )
            told.flush()
            answer: dict[str, int] = json.loads(heard.readline())
            return answer

        yield until
        told.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four reports with an accepted, a rejected and an edited number, one more edited in a report
    that the rounds change, and a lost one.
    """
    found = tmp_path / "in"
    found.mkdir()
    for n in range(4):
        (found / f"r{n}.txt").write_text(SENTENCE.replace("10", str(n + 30)) * 2, encoding="utf-8")
    run("extract", found, "--out", tmp_path / "plain")
    plain = tmp_path / "plain"
    lost = decision(plain, 0, "reject", "r0")
    decisions = [
        decision(plain, 0, "accept", "r0"),
        decision(plain, 1, "reject", "r0"),
        decision(plain, 2, "edit", "r0", value="77", item="学校"),
        decision(plain, -1, "edit", "r3", value="99"),
        lost | {"doc_id": "gone", "expect": lost["expect"] | {"sentence": "没有。"}},
    ]
    (found / "corrections.jsonl").write_text(
        "".join(json.dumps(d) + "\n" for d in decisions), encoding="utf-8"
    )
    return found


def names(out: Path) -> set[str]:
    """All names in an output folder but those of the database's own files, which come and go."""
    return {
        p.relative_to(out).as_posix()
        for p in out.rglob("*")
        if not p.name.startswith("manifest.sqlite")
    }


def test_killed_at_fifty_moments_the_next_run_equals_a_clean_one(
    folder: Path, tmp_path: Path, ask: Ask
) -> None:
    """Five kills one after the other, on an empty folder and on finished outputs in turns, of a
    corpus that changed; then a whole run.
    """
    clean, out = tmp_path / "clean", tmp_path / "o"
    moments = ask(folder, clean, 0)["moments"]
    expected, whole = contents(clean), names(clean)
    assert (
        "99" in expected["claims.csv"].decode()
        and expected["claims.csv"] != contents(tmp_path / "plain")["claims.csv"]
    )
    given = {path: path.read_bytes() for path in folder.iterdir()}
    chance, kills = random.Random(35), 0
    while kills < KILLS:
        if kills % (2 * A_ROUND) == 0:
            shutil.rmtree(out, ignore_errors=True)
        kills += killed(folder, out, moments, chance, ask)
        assert ask(folder, out, 0)["code"] == 0
        assert contents(out) == expected and names(out) == whole
        assert {path: path.read_bytes() for path in folder.iterdir()} == given


def killed(folder: Path, out: Path, moments: int, chance: random.Random, ask: Ask) -> int:
    """Kill runs over a corpus that changes from one to the next, the last (while it writes) as it
    was at first; gives how many died.
    """
    report, corrections = folder / "r3.txt", folder / "corrections.jsonl"
    text, decided = report.read_text(encoding="utf-8"), corrections.read_text(encoding="utf-8")
    for turn in range(A_ROUND - 1):
        corrections.write_text(decided if turn % 2 else "", encoding="utf-8")
        _kill(folder, out, moments, chance, ask)
    # whole outputs of another corpus: what the next run would leave, were it wrong of what it has done
    written = ask(folder, out, 0)
    assert written["code"] == 0
    report.write_text(text, encoding="utf-8")
    corrections.write_text(decided, encoding="utf-8")
    ended = ask(folder, out, chance.randint(written["moments"] // 2, written["moments"]))
    if not ended["killed"]:
        _kill(folder, out, moments, chance, ask)
        report.write_text(text, encoding="utf-8")
    return A_ROUND


def _kill(folder: Path, out: Path, last: int, chance: random.Random, ask: Ask) -> None:
    """Kill a run over a report that is new.

    One that ended before its moment tells how many there are.
    """
    answer = {"killed": 0, "code": 0, "moments": last}
    while not answer["killed"]:
        assert answer["code"] == 0
        (folder / "r3.txt").write_text(
            SENTENCE.replace("10", str(chance.randint(100, 999_999))), encoding="utf-8"
        )
        answer = ask(folder, out, chance.randint(1, answer["moments"]))
