"""What hangs on a spaCy Doc: names of extensions and span groups, and typed functions to get and
put them.

Records hang as tuples (two spans of equal offsets would share one `._.`); `doc.spans` holds views
of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

from pipeline.core.folding import fold
from pipeline.core.records import (
    Claim,
    Entity,
    Heading,
    Issue,
    Quantity,
    Section,
    Sentence,
    StyledHeading,
    TableCell,
    Token,
)
from pipeline.core.text_view import TextView
from pipeline.core.trace import Trace

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

Record = Sentence | Section | Quantity | Entity | Claim | Issue

EXTENSIONS = (
    "heading",
    "headings",
    "sentences",
    "sections",
    "quantities",
    "entities",
    "table_cells",
    "claims",
    "issues",
)
SPAN_KEYS = ("quantities", "entities")
_TEXT, _TOKENS, _FOLDED, _VIEW, _TRACE = (
    f"nianjian.{name}" for name in ("text", "tokens", "folded", "view", "trace")
)


def register_extensions() -> None:
    """Add the extensions to spaCy's Doc; called once, by `stages`."""
    from spacy.tokens import Doc

    for name in EXTENSIONS:
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=Heading() if name == "heading" else ())


def put_tokens(doc: Doc, text: str, tokens: list[Token]) -> None:
    """Keep the text and the tokens that a tokenizer has just made.

    SpaCy would build both anew at every look.
    """
    doc.user_data[_TEXT], doc.user_data[_TOKENS] = text, tokens


def text_of(doc: Doc) -> str:
    """`doc.text`, built once."""
    if _TEXT not in doc.user_data:
        doc.user_data[_TEXT] = doc.text
    return cast(str, doc.user_data[_TEXT])


def folded_of(doc: Doc) -> str:
    """The folded text, made once."""
    if _FOLDED not in doc.user_data:
        doc.user_data[_FOLDED] = fold(text_of(doc))
    return cast(str, doc.user_data[_FOLDED])


def view_of(doc: Doc) -> TextView:
    """The text view of a Doc that quantities, entities and table cells hang on, made once."""
    if _VIEW not in doc.user_data:
        doc.user_data[_VIEW] = TextView(
            text=text_of(doc),
            folded=folded_of(doc),
            heading=heading_of(doc),
            sentences=sentences_of(doc),
            sections=sections_of(doc),
            quantities=quantities_of(doc),
            entities=entities_of(doc),
            tokens=tokens_of(doc),
            cells=cells_of(doc),
            trace=trace_of(doc),
        )
    return cast(TextView, doc.user_data[_VIEW])


def keep_trace(doc: Doc) -> Trace:
    """Have the components note why they read what they read, on this Doc alone.

    Call it before the first of them.
    """
    trace: Trace = doc.user_data.setdefault(_TRACE, Trace())
    return trace


def trace_of(doc: Doc) -> Trace | None:
    """The trace of a Doc, None where none is kept."""
    return cast("Trace | None", doc.user_data.get(_TRACE))


def tokens_of(doc: Doc) -> list[Token]:
    """The tokens with their tags, built once."""
    if _TOKENS not in doc.user_data:
        doc.user_data[_TOKENS] = [Token(t.idx, t.idx + len(t), t.text, t.tag_) for t in doc]
    return cast(list[Token], doc.user_data[_TOKENS])


def heading_of(doc: Doc) -> Heading:
    """What the document says of itself."""
    return cast(Heading, doc._.heading)


def headings_of(doc: Doc) -> tuple[StyledHeading, ...]:
    """The lines that the file itself says are headings."""
    return cast(tuple[StyledHeading, ...], doc._.headings)


def sentences_of(doc: Doc) -> tuple[Sentence, ...]:
    """The sentences, or the whole text as one where no segmenter ran."""
    return doc._.sentences or ((Sentence(start=0, end=len(text_of(doc))),) if len(doc) else ())


def sections_of(doc: Doc) -> tuple[Section, ...]:
    """The sections, in order."""
    return cast(tuple[Section, ...], doc._.sections)


def quantities_of(doc: Doc) -> tuple[Quantity, ...]:
    """The numbers with their units, in order."""
    return cast(tuple[Quantity, ...], doc._.quantities)


def entities_of(doc: Doc) -> tuple[Entity, ...]:
    """The entities, in order."""
    return cast(tuple[Entity, ...], doc._.entities)


def cells_of(doc: Doc) -> Mapping[int, TableCell]:
    """The numbers of tables, by where they start."""
    return cast(Mapping[int, TableCell], doc._.table_cells or {})


def put_cells(doc: Doc, cells: Mapping[int, TableCell]) -> None:
    """Keep the numbers of tables."""
    doc._.table_cells = cells


def claims_of(doc: Doc) -> tuple[Claim, ...]:
    """The claims, in order."""
    return cast(tuple[Claim, ...], doc._.claims)


def issues_of(doc: Doc) -> tuple[Issue, ...]:
    """The numbers that are not claims, and other things to know."""
    return cast(tuple[Issue, ...], doc._.issues)


def put(doc: Doc, name: str, records: Sequence[Record]) -> None:
    """Hang `records` on the Doc under `name`; quantities and entities also as span groups."""
    doc._.set(name, tuple(records))
    if name in SPAN_KEYS:
        spanned = [r for r in records if isinstance(r, Quantity | Entity)]
        doc.spans[name] = [span for span in (_span(doc, r) for r in spanned) if span is not None]


def _span(doc: Doc, record: Quantity | Entity) -> Span | None:
    """The tokens that hold a record; a record may cut a token, a span cannot."""
    label = str(record.label) if isinstance(record, Entity) else "QUANTITY"
    return doc.char_span(record.start, record.end, label=label, alignment_mode="expand")


def add_issues(doc: Doc, issues: Sequence[Issue]) -> None:
    """Append to the issues of the Doc."""
    doc._.issues = (*doc._.issues, *issues)
