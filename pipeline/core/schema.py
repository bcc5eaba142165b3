"""The data contract: columns of the six output tables, their types and meaning, in order.

Written out by `export`, read back by `pipeline.load`, described in datapackage.json and
docs/data-dictionary.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Type = Literal["string", "integer", "number", "decimal"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `decimal` is an exact number kept as text in CSV, `number` a float."""

    name: str
    type: Type
    description: str
    required: bool = False
    enum: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its columns in order, its primary key and its foreign keys (column →
    table.column).
    """

    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    foreign: tuple[tuple[str, str, str], ...] = ()

    @property
    def header(self) -> list[str]:
        """The names of the columns, in order."""
        return [c.name for c in self.columns]


def _text(
    name: str, description: str, *, required: bool = False, enum: tuple[str, ...] = ()
) -> Column:
    return Column(name, "string", description, required, enum)


def _count(name: str, description: str, *, required: bool = False) -> Column:
    return Column(name, "integer", description, required)


def _exact(name: str, description: str) -> Column:
    return Column(name, "decimal", description)


_DOC = _text("doc_id", "the report, as in documents", required=True)
_START = _count("start", "first code point of the span in the decoded text", required=True)
_END = _count("end", "one past the last code point", required=True)
_TO_DOCUMENTS = (("doc_id", "documents", "doc_id"),)

BOUNDS = ("eq", "approx", "gt", "ge", "lt", "le")
MEASURES = ("level", "growth", "change", "ratio", "rank")
STATUSES = ("actual", "target", "estimate")
LABELS = ("GOV", "ORG", "PLACE", "PERSON", "POLICY", "SYSTEM", "PROGRAM", "TIME")

DOCUMENTS = Table(
    "documents",
    "One row a file found, whether it could be read or not.",
    (
        _text("doc_id", "path of the file without suffix, made unique", required=True),
        _text("source", "path of the file relative to the corpus", required=True),
        _text("sha256", "hash of the file's bytes"),
        _text("text_sha256", "hash of the decoded text, UTF-8, line ends as \\n"),
        _text("media_type", "media type of the file"),
        _text("encoding", "encoding the text was decoded from"),
        _text("title", "title, from the sidecar or the first lines"),
        _text("publisher", "publisher, from the sidecar or the last or first lines"),
        _text("place", "the place the report is about"),
        _text("area_code", "its GB/T 2260 code in the report's year"),
        _count("year", "the year the report is about"),
        _count("pages", "pages, where the format has them"),
        _count("characters", "code points of the decoded text"),
        _count("sections", "headed sections found"),
        _count("claims", "claims found"),
        _text(
            "status",
            "ok, partial (read with losses) or failed",
            required=True,
            enum=("ok", "partial", "failed"),
        ),
        _text("message", "what went wrong and what to do"),
    ),
    key=("doc_id",),
)
CLAIMS = Table(
    "claims",
    "One row a quantity that says how much or how many of something there is, or how it changed.",
    (
        _text("claim_id", "doc_id:start-end", required=True),
        _DOC,
        _text(
            "section",
            "headings above the claim, outermost first, joined by ' > '; of a sheet its name and the cell (农业 > B3)",
        ),
        _count("page", "page, where the format has them"),
        _START,
        _END,
        _text("text", "the quantity as printed, hard line breaks taken out", required=True),
        _exact("value", "the number with its multipliers folded in"),
        _exact("value_max", "upper end of a range"),
        _text("unit", "unit as printed, half-width, without multiplier"),
        _text("bound", "eq, approx, gt, ge, lt or le", required=True, enum=BOUNDS),
        _text("measure", "level, growth, change, ratio or rank", required=True, enum=MEASURES),
        _text("status", "actual, target or estimate", required=True, enum=STATUSES),
        _text("item", "the words that name what is counted or measured"),
        _count("item_start", "span of the item"),
        _count("item_end", "span of the item"),
        _text("subject", "the words that tell this item from others of the same name"),
        _count("subject_start", "span of the subject"),
        _count("subject_end", "span of the subject"),
        _text("place", "the narrowest place in force"),
        _text("area_code", "its GB/T 2260 code"),
        _text(
            "period",
            "ISO 8601 year, month, date or start/end; YYYY-Qn and YYYY-Hn for quarters and halves",
        ),
        _text(
            "accumulation",
            "cumulative, new or average where the text says so",
            enum=("cumulative", "new", "average"),
        ),
        _text(
            "comparison",
            "what a change is against: year, quarter, month or base",
            enum=("year", "quarter", "month", "base"),
        ),
        _text("indicator_id", "the indicator the claim was matched to"),
        _text("sentence", "the sentence the claim stands in"),
        Column("confidence", "number", "share of like readings that are right, 0 to 1"),
    ),
    key=("claim_id",),
    foreign=_TO_DOCUMENTS,
)
ENTITIES = Table(
    "entities",
    "One row a named thing.",
    (
        _DOC,
        _START,
        _END,
        _text("text", "the name as printed", required=True),
        _text("label", "kind of thing", required=True, enum=LABELS),
        _text("norm", "area code, ISO 8601 period or canonical name"),
    ),
    key=("doc_id", "start", "end", "label"),
    foreign=_TO_DOCUMENTS,
)
OBSERVATIONS = Table(
    "observations",
    "SDMX-CSV 2.1: one row a claim that states an indicator for an area and a period.",
    (
        _text("STRUCTURE", "kind of SDMX structure, always dataflow", required=True),
        _text("STRUCTURE_ID", "identifier of the dataflow", required=True),
        _text("ACTION", "I: the row is information", required=True),
        _text(
            "FREQ",
            "A annual, S half-yearly, Q quarterly, M monthly, D daily, A5 for a span of five years",
        ),
        _text(
            "REF_AREA",
            "GB/T 2260 code of the area, CN for the nation, _U where the report names no place",
        ),
        _text("INDICATOR", "indicator_id", required=True),
        _text("TIME_PERIOD", "period, SDMX form"),
        _text("MEASURE", "level, growth, change, ratio or rank", required=True, enum=MEASURES),
        _exact("OBS_VALUE", "the value in UNIT_MEASURE"),
        _text("UNIT_MEASURE", "UCUM code, ISO 4217 for money, {户}-like for classifiers"),
        _count("UNIT_MULT", "power of ten the value is to be multiplied by, always 0"),
        _text("OBS_STATUS", "A normal, E estimate, F forecast or target", enum=("A", "E", "F")),
        _text("INDICATOR_NAME", "name of the indicator"),
        _text("UNIT_NAME", "unit in Chinese"),
        _text("BOUND", "eq, approx, gt, ge, lt or le", enum=BOUNDS),
        _text(
            "QUALITY",
            "preferred, or why another claim is; then what checks found, each by name with the claims in it",
        ),
        _text("CLAIM_ID", "the claim the row was made from", required=True),
    ),
    key=("CLAIM_ID",),
    foreign=(("CLAIM_ID", "claims", "claim_id"), ("INDICATOR", "indicators", "indicator_id")),
)
INDICATORS = Table(
    "indicators",
    "One row an indicator that the claims of this run name.",
    (
        _text("indicator_id", "stable identifier", required=True),
        _text("name", "canonical name", required=True),
        _text("unit", "canonical unit"),
        _text("unit_code", "UCUM or ISO 4217 code of the unit"),
        _text("dimension", "dimension of the unit"),
        _text("measure", "measure the name itself says, if any"),
        _text("definition", "definition in our own words"),
        _text("aliases", "other names, joined by |"),
        _text("parent_id", "the indicator this one is a part of"),
        _count("observations", "observations in this run"),
        _count("areas", "different areas"),
        _count("periods", "different periods"),
    ),
    key=("indicator_id",),
)
ISSUES = Table(
    "issues",
    "One row a number that was seen and is no claim, or anything else a reader should know.",
    (
        _DOC,
        _text("stage", "component that says so", required=True),
        _text("code", "reason", required=True),
        _count("start", "span in the text, where there is one"),
        _count("end", "span in the text, where there is one"),
        _text("text", "words of the span"),
        _text("note", "explanation"),
    ),
    foreign=_TO_DOCUMENTS,
)
TABLES: dict[str, Table] = {
    t.name: t for t in (DOCUMENTS, CLAIMS, ENTITIES, OBSERVATIONS, INDICATORS, ISSUES)
}
