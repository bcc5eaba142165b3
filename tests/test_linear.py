"""Time is linear in the text: no pattern backtracks without end on hostile input."""

from __future__ import annotations

import gc
import os
import time

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
SIZE = int(os.environ.get("NIANJIAN_HOSTILE", "60000"))  # characters; 1000000 takes minutes


_NOISE = 0.1  # seconds; below that the clock tells nothing


def best_of_two(text: str) -> float:
    """CPU seconds, garbage collection aside: its share grows with what pytest holds."""
    times = []
    gc.disable()
    for _ in range(2):
        began = time.process_time()
        find_quantities(text, UNITS, CUES)
        find_times(text, fold(text), Heading(year=2013))
        times.append(time.process_time() - began)
    gc.enable()
    return min(times)


@pytest.mark.parametrize("piece", PIECES)
def test_double_the_text_takes_double_the_time(piece: str) -> None:
    """Up to three tries: a busy machine may disturb one, quadratic time fails them all."""
    text = piece * (SIZE // len(piece))
    ratios = []
    for _ in range(3):
        single, double = best_of_two(text), best_of_two(text * 2)
        ratios.append(double / single)
        if ratios[-1] <= 2.3 or double < _NOISE:
            return
    pytest.fail(f"time grows {min(ratios):.2f} times for twice the text")


@pytest.mark.parametrize("piece", PIECES)
def test_the_whole_pipeline_ends_on_hostile_text(piece: str) -> None:
    nlp = load_pipeline()
    began = time.process_time()
    doc = nlp(piece * (5_000 // len(piece)))
    assert view_of(doc).text == doc.text
    assert time.process_time() - began < 20
