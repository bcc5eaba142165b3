"""The case files: every claim, refusal and time of a line is read as marked, and no other claim is
found.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from spacy.language import Language

from pipeline.core.numerals import plain
from pipeline.core.records import Claim, Label
from pipeline.ingest.lines import join_lines
from tests.conftest import read
from tests.markup import Case, read_cases

CASES = [
    c for path in sorted((Path(__file__).parent / "cases").glob("*.txt")) for c in read_cases(path)
]


@pytest.mark.parametrize("case", CASES, ids=[c.where for c in CASES])
def test_case(case: Case, nlp: Language, request: pytest.FixtureRequest) -> None:
    if case.xfail:
        request.applymarker(pytest.mark.xfail(reason=case.xfail, strict=True))
    doc = read(join_lines(case.text)[0], nlp, case.heading)
    found = [_fields(c) for c in doc._.claims]
    assert [f["text"] for f in found] == [c["text"].replace("⏎", "") for c in case.claims]
    for want, got in zip(case.claims, found, strict=True):
        assert {k: got[k] for k in want} == want | {"text": got["text"]}
    refused = {(i.text, i.code) for i in doc._.issues}
    assert set(case.refused) <= refused
    if case.times:
        assert [(e.text, e.norm) for e in doc._.entities if e.label is Label.TIME] == case.times
    assert set(case.entities) <= {(e.text, str(e.label), e.norm) for e in doc._.entities}


def _fields(claim: Claim) -> dict[str, str]:
    return {
        "text": claim.text,
        "value": plain(claim.value),
        "value_max": "" if claim.value_max is None else plain(claim.value_max),
        "unit": claim.unit,
        "bound": claim.bound,
        "measure": claim.measure,
        "status": claim.status,
        "item": claim.item.text if claim.item else "",
        "subject": claim.subject.text if claim.subject else "",
        "place": claim.place,
        "area_code": claim.area_code,
        "period": claim.period,
        "accumulation": claim.accumulation,
        "comparison": claim.comparison,
        "section": claim.section,
    }


def test_there_are_cases() -> None:
    assert len(CASES) > 60
