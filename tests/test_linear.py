"""Time is linear in the text: no pattern backtracks without end on hostile input.

Measured is CPU time, and of that the least of several tries at two sizes, taken in turns: what a
busy machine adds falls away, and what is left grows four times where time is linear and sixteen
times where it is quadratic.
"""

from __future__ import annotations

import gc
import os
import re
import time
from collections.abc import Callable

import pytest

from pipeline.core.doc_extensions import view_of
from pipeline.core.folding import fold
from pipeline.core.records import Heading
from pipeline.entities.times import find_times
from pipeline.lexicons.cues import load_cues
from pipeline.lexicons.units import load_units
from pipeline.quantities.finder import find_quantities
from pipeline.stages import load_pipeline

UNITS, CUES = load_units(), load_cues()
PIECES = [
    "1,",
    "万亿",
    "百分之",
    "三",
    "1-1-1-",
    "（",
    "1:",
    "1 ",
    "年",
    "第",
    "1.",
    "由1到",
    "约占",
    "2013年至",
    "增长百分之三点五,共1,186亿元(３Ｇ)、约十几万",
]
# characters of the longer text; 1000000 takes minutes
SIZE = int(os.environ.get("NIANJIAN_HOSTILE", "60000"))
# times for four times the text: linear time takes 4 (6 where the cache is shared with others),
# quadratic 16
_MOST = 9.0
_TRIES = 5
_NOISE = 0.05  # CPU seconds; below that the clock tells nothing, and nobody waits


def cpu_seconds(read: Callable[[str], object], text: str) -> float:
    """Garbage collection aside: its share grows with what pytest holds."""
    gc.disable()
    began = time.process_time()
    read(text)
    took = time.process_time() - began
    gc.enable()
    return took


def growth(read: Callable[[str], object], piece: str, size: int) -> float:
    """How many times longer `size` characters take than a quarter of them.

    0 where they take no time worth measuring.

    The first try that is linear decides; a busy machine may disturb one, quadratic time fails them
    all.
    """
    short, long = (piece * (n // len(piece)) for n in (size // 4, size))
    little, much = [], []
    for _ in range(_TRIES):
        # disturbed, the short text alone would make quadratic time look linear
        little.append(min(cpu_seconds(read, short) for _ in range(3)))
        much.append(cpu_seconds(read, long))
        if min(much) < _NOISE:
            return 0
        if min(much) <= _MOST * min(little):
            break
    return min(much) / min(little)


def find_all(text: str) -> None:
    find_quantities(text, UNITS, CUES)
    find_times(text, fold(text), Heading(year=2013))


@pytest.mark.parametrize("piece", PIECES)
def test_four_times_the_text_takes_four_times_the_time(piece: str) -> None:
    assert growth(find_all, piece, SIZE) <= _MOST


@pytest.mark.parametrize("piece", PIECES)
def test_the_whole_pipeline_is_linear_on_hostile_text(piece: str) -> None:
    nlp = load_pipeline()

    def read(text: str) -> None:
        doc = nlp(text)
        assert view_of(doc).text == text

    assert growth(read, piece, 5_000) <= _MOST


def test_a_pattern_that_backtracks_is_found_out() -> None:
    """The measure itself, with a pattern that is quadratic in a row of one letter."""
    assert growth(re.compile("x*y").findall, "x", 20_000) > _MOST
