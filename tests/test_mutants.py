"""The list of mutants holds: each fits the code as it is, names a test that there is, and there are enough of each kind.

Whether the tests catch them is tried by `make mutants`, which takes minutes.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests import mutants as tool
from tests.mutants import Mutant, mutants, verdict

KINDS = {
    "numerals": "core/numerals",
    "quantities": "quantities/",
    "claims": "claims/",
    "context": "context/",
    "indicators": "indicators/",
    "corrections": "corrections/",
    "dataset": "dataset/",
    "export": "export/",
}


@pytest.mark.parametrize("mutant", mutants(), ids=lambda mutant: mutant.name)
def test_a_mutant_fits_the_code_and_its_test_is_there(mutant: Mutant) -> None:
    text = (tool.ROOT / mutant.file).read_text(encoding="utf-8")
    assert text.count(mutant.old) == 1 and mutant.old != mutant.new
    path, _, name = mutant.test.partition("::")
    assert "byte_for_byte" not in name
    assert re.search(
        rf"def {name.rpartition('.')[2]}\b", (tool.ROOT / path).read_text(encoding="utf-8")
    )


def test_there_are_sixty_of_all_kinds() -> None:
    assert len(mutants()) >= 60
    for kind, folder in KINDS.items():
        assert sum(folder in mutant.file for mutant in mutants()) >= 2, kind


def test_the_tool_tells_a_caught_mutant_from_one_that_survives(tmp_path: Path) -> None:
    (tmp_path / "twice.py").write_text("def twice(n):\n    return 2 * n\n", encoding="utf-8")
    (tmp_path / "test_code.py").write_text(
        "from twice import twice\n\n\ndef test_two():\n    assert twice(2) == 4\n", encoding="utf-8"
    )
    caught = Mutant("thrice", "twice.py", "2 * n", "3 * n", "test_code.py::test_two")
    equal = Mutant("a sum", "twice.py", "2 * n", "n + n", "test_code.py::test_two")
    gone = Mutant("other words", "twice.py", "4 * n", "n", "test_code.py::test_two")
    assert verdict(caught, tmp_path) == ""
    assert verdict(equal, tmp_path) == "test_code.py::test_two passes"
    assert verdict(gone, tmp_path) == "twice.py has its words 0 times"
