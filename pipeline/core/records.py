"""The vocabulary of the project: frozen records that components exchange on a Doc and that leave a
process.

Offsets are code points, half open. Inside a component they count in the joined text (hard line
breaks taken out); `run` moves them to the report's own text before an Extraction is made.
"""

from __future__ import annotations

import bisect
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple


class Bound(StrEnum):
    """How the true amount stands to the printed one."""

    EQ = "eq"
    APPROX = "approx"
    GT = "gt"
    GE = "ge"
    LT = "lt"
    LE = "le"


class Measure(StrEnum):
    """What a claim says about its item."""

    LEVEL = "level"
    GROWTH = "growth"
    CHANGE = "change"
    RATIO = "ratio"
    RANK = "rank"


class Status(StrEnum):
    """Whether a claim tells what is, what shall be, or what is thought to be."""

    ACTUAL = "actual"
    TARGET = "target"
    ESTIMATE = "estimate"


class Label(StrEnum):
    """Kinds of named things."""

    GOV = "GOV"
    ORG = "ORG"
    PLACE = "PLACE"
    PERSON = "PERSON"
    POLICY = "POLICY"
    SYSTEM = "SYSTEM"
    PROGRAM = "PROGRAM"
    TIME = "TIME"


class Form(StrEnum):
    """How a number is written; what is no claim in one form may be one in another."""

    ARABIC = "arabic"  # 1,200.5 and 3万4000
    HAN = "han"  # 一千二百
    MULTIPLIER = "multiplier"  # 千亿, a bare multiplier
    PERCENT = "percent"  # 百分之五
    FRACTION = "fraction"  # 四分之三
    RATIO = "ratio"  # a part of 0.8:22.3:76.9


class Token(NamedTuple):
    """A token with jieba's tag; punctuation and blanks have the tag x.

    A tuple: a report has thousands.
    """

    start: int
    end: int
    text: str
    tag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence by its span."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A headed stretch of text: `path` is the headings from the outermost to its own."""

    start: int
    end: int
    level: int
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StyledHeading:
    """A line that the file itself says is a heading (a Word style, h1 to h6, a sheet's name).

    Level 1 is the outermost.
    """

    start: int
    end: int
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number with its unit. `number_end` is where the unit begins; `ordinal` is True after 第."""

    start: int
    end: int
    number_start: int
    number_end: int
    text: str
    value: Decimal
    value_max: Decimal | None
    unit: str
    bound: Bound
    form: Form
    ordinal: bool = False
    group: int = -1  # index of the first quantity of an a:b:c structure, -1 for none


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Words of the text that a claim points to."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A name or time in the text, with the code, period or full name it stands for."""

    start: int
    end: int
    text: str
    label: Label
    norm: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A reading of one quantity; fields as in the data dictionary."""

    start: int
    end: int
    text: str
    value: Decimal
    value_max: Decimal | None
    unit: str
    bound: Bound
    measure: Measure
    status: Status = Status.ACTUAL
    item: Mention | None = None
    subject: Mention | None = None
    place: str = ""
    area_code: str = ""
    period: str = ""
    accumulation: str = ""
    comparison: str = ""
    section: str = ""
    page: int | None = None
    sentence: str = ""
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class TableCell:
    """A number of a table with what its column's and row's headers say of it.

    `times` is the multiplier of its unit.
    """

    start: int
    end: int
    item: Mention | None
    subject: Mention | None
    unit: str
    times: Decimal
    period: str
    measure: Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """A number that is not a claim, with why, or another thing that a reader should know."""

    stage: str
    code: str
    start: int | None = None
    end: int | None = None
    text: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What a report says of itself.

    `review_year` is the year its achievements are of (a work report: the year before). `spoken` is
    the year in which it was given, where it says: its 今年, also where it looks back on the same
    year (a work report of December).
    """

    title: str = ""
    publisher: str = ""
    place: str = ""
    area_code: str = ""
    year: int | None = None
    kind: str = ""
    spoken: int | None = None

    @property
    def review_year(self) -> int | None:
        """The year that the document looks back on."""
        return self.year - 1 if self.year is not None and self.kind == "work-report" else self.year


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A report inside a volume or collection, with what it says of itself.

    Offsets count in the joined text.
    """

    start: int
    end: int
    heading: Heading


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One file, decoded.

    `joined` is `text` without hard line breaks, `origins[i]` the offset of joined[i] in text.

    `pages[i]` is where page i + 1 begins in `text`; `headings` count in `joined`.
    """

    doc_id: str
    source: str
    sha256: str
    text: str
    text_sha256: str
    media_type: str
    encoding: str
    heading: Heading
    joined: str
    origins: tuple[int, ...] | None  # None where nothing was joined
    pages: tuple[int, ...] = ()
    headings: tuple[StyledHeading, ...] = ()
    cells: tuple[
        tuple[int, str], ...
    ] = ()  # of sheets: where each begins in `text` and what it is called (B3)
    note: str = ""  # what of the file could not be read
    parts: tuple[Part, ...] = ()  # of a collection; none where the document is one report

    def page_of(self, offset: int) -> int | None:
        """The page that an offset of `text` is on, counted from 1.

        None where the file has no pages.
        """
        return bisect.bisect_right(self.pages, offset) or None

    def cell_of(self, offset: int) -> str:
        """The cell of a sheet that an offset of `text` is in, by its name.

        Empty where there is none.
        """
        n = bisect.bisect_right(self.cells, offset, key=lambda cell: cell[0]) - 1
        return self.cells[n][1] if n >= 0 else ""

    def stretch(self, start: int, end: int, heading: Heading) -> Report:
        """The report as if its joined text were only joined[start:end], under `heading`.

        For reading it, not for its offsets.
        """
        within = (h for h in self.headings if start <= h.start and h.end <= end)
        headings = tuple(
            StyledHeading(start=h.start - start, end=h.end - start, level=h.level) for h in within
        )
        return replace(
            self, joined=self.joined[start:end], heading=heading, headings=headings, origins=None
        )

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The span of `text` that joined[start:end] stands for."""
        if self.origins is None or start >= end:
            return start, end
        return self.origins[start], self.origins[end - 1] + 1


class DocumentStatus(StrEnum):
    """How the reading of a document ended."""

    OK = "ok"
    PARTIAL = "partial"  # read with losses
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """A row of documents.csv; fields as in the data dictionary."""

    doc_id: str
    source: str
    status: DocumentStatus
    sha256: str = ""
    text_sha256: str = ""
    media_type: str = ""
    encoding: str = ""
    title: str = ""
    publisher: str = ""
    place: str = ""
    area_code: str = ""
    year: int | None = None
    pages: int | None = None
    characters: int | None = None
    sections: int | None = None
    claims: int | None = None
    message: str = ""

    def with_claims(self, count: int) -> DocumentRow:
        """The row with another number of claims."""
        return replace(self, claims=count)


class ObservationRow(NamedTuple):
    """What a claim says of an indicator, as it is kept between reading and comparing.

    Values are plain decimals as text.
    """

    claim_id: str
    indicator_id: str
    indicator_name: str
    frequency: str
    area: str
    period: str
    measure: str
    status: str
    value: str
    value_max: str | None
    unit: str
    unit_code: str
    dimension: str
    bound: str
    sentence: str
    item: str
    start: int
    end: int


def record_row(doc_id: str, record: Entity | Issue) -> dict[str, Any]:
    """A row of a flat record, keyed by column."""
    return {"doc_id": doc_id} | {f.name: getattr(record, f.name) for f in fields(record)}


def claim_row(doc_id: str, claim: Claim) -> dict[str, Any]:
    """A row of claims.csv (without indicator_id, which is given across reports)."""
    row: dict[str, Any] = {"claim_id": f"{doc_id}:{claim.start}-{claim.end}", "doc_id": doc_id}
    for field in fields(claim):
        value = getattr(claim, field.name)
        if field.name in ("item", "subject"):
            row[field.name] = value.text if value else ""
            row[f"{field.name}_start"] = value.start if value else None
            row[f"{field.name}_end"] = value.end if value else None
        else:
            row[field.name] = value
    return row
