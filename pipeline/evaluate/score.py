"""Score: rows of an outputs folder and gold in, a Score by document out.

Scores add up to the whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.core.folding import squeeze
from pipeline.evaluate.gold import Gold, GoldClaim, GoldSpan
from pipeline.evaluate.pairing import overlap, pair
from pipeline.outputs.read_back import read_table

FIELDS = (
    "span",
    "value",
    "quantity",
    "bound",
    "measure",
    "status",
    "item_exact",
    "item_f1",
    "name_f1",
    "name",
    "claim",
    "claim_soft",
    "full",
)
"""What is counted of each claim; `name` is item and subject, `full` all of a claim, its period too."""
UNDATED = "none"
"""The period of a claim that nothing in the text dates."""
_SOFT_ITEM = 0.6  # characters F1 from which an item is near enough for claim_soft
_TOLERANCE = 1e-6
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rate:
    """Hits among gold and found."""

    hit: float
    gold: int
    found: int

    @property
    def precision(self) -> float:
        """The share of what was found that is right."""
        return self.hit / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """The share of gold that was found."""
        return self.hit / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(slots=True)
class Score:
    """Counts of one or more documents, and what was missed."""

    counts: Counter[str] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)

    def __add__(self, other: Score) -> Score:
        total = Counter(self.counts)
        for key, value in other.counts.items():
            total[key] += value
        return Score(total, self.misses + other.misses)

    def rate(self, name: str) -> Rate:
        """A field of claims, `entities`, or `entities:LABEL`."""
        if name.startswith("entities"):
            return Rate(
                self.counts[f"{name}/hit"],
                self.counts[f"{name}/gold"],
                self.counts[f"{name}/found"],
            )
        return Rate(self.counts[name], self.counts["gold"], self.counts["found"])

    @property
    def period_recall(self) -> float:
        """The share of the periods that gold has which are right."""
        return (
            self.counts["period"] / self.counts["period_due"] if self.counts["period_due"] else 1.0
        )

    @property
    def negatives_claimed(self) -> float:
        """The share of gold's negatives that became claims."""
        return (
            self.counts["negatives_claimed"] / self.counts["negatives"]
            if self.counts["negatives"]
            else 0.0
        )

    @property
    def soft_recall(self) -> float:
        """The share of gold's entities that one of the right label overlaps."""
        gold = self.counts["entities/gold"]
        return self.counts["entities/soft"] / gold if gold else 0.0


def read_rows(folder: Path) -> tuple[dict[str, str], list[Row], list[Row]]:
    """doc_id by file name, claims and entities of an outputs folder.

    Raises OutputError where a table is missing.
    """
    documents, claims, entities = (
        [Row(row) for row in read_table(folder, name)]
        for name in ("documents", "claims", "entities")
    )
    for row in claims + entities:
        row["start"], row["end"] = int(row["start"]), int(row["end"])
    return {Path(d["source"]).name: d["doc_id"] for d in documents}, claims, entities


def score_folder(folder: Path, golds: Sequence[Gold]) -> dict[str, Score]:
    """The score of each gold document, by file name."""
    ids, claims, entities = read_rows(folder)
    scores = {}
    for gold in golds:
        doc = ids.get(gold.file)
        score = score_document(
            gold,
            [c for c in claims if c["doc_id"] == doc],
            [e for e in entities if e["doc_id"] == doc],
        )
        if doc is None:
            score.misses.insert(0, f"{gold.file}: not among the documents")
        scores[gold.file] = score
    return scores


def score_document(gold: Gold, claims: Sequence[Row], entities: Sequence[Row]) -> Score:
    """Score the claims and entities found in one document."""
    score = Score()
    n = score.counts
    n["gold"], n["found"] = len(gold.claims), len(claims)
    pairs = pair(gold.claims, claims)
    for i, j in pairs:
        _score_claim(gold, gold.claims[i], claims[j], score)
    paired_gold, paired_found = {i for i, _ in pairs}, {j for _, j in pairs}
    for i, a in enumerate(gold.claims):
        if i not in paired_gold:
            score.misses.append(
                f"{gold.file}@{a['start']} MISSED {a['text']} [{_words(a['item'])}]"
            )
    for j, b in enumerate(claims):
        if j not in paired_found:
            score.misses.append(f"{gold.file}@{b['start']} FALSE {b.get('text')} [{b.get('item')}]")
    n["negatives"] = len(gold.negatives)
    n["negatives_claimed"] = sum(any(overlap(x, b) > 0 for b in claims) for x in gold.negatives)
    _score_entities(gold, entities, score)
    return score


def _score_claim(gold: Gold, a: GoldClaim, b: Row, score: Score) -> None:
    """Count which fields of a claim are right; what gold has as `alt` is right too."""
    n = score.counts
    right = {
        "span": a["start"] == b["start"] and a["end"] == b["end"],
        "value": _same(a["value"], b.get("value"))
        and (a["value_max"] is None or _same(a["value_max"], b.get("value_max"))),
        "bound": a["bound"] == b.get("bound"),
        "measure": a["measure"] == b.get("measure"),
        "status": a["status"] == b.get("status"),
    }
    unit = a["unit"] == (b.get("unit") or "")
    names = _right_names(a)
    got, holder = squeeze(b.get("item") or ""), squeeze(b.get("subject") or "")
    right["quantity"] = right["span"] and right["value"] and unit
    stated = all(right.values())
    right["item_exact"] = got in {item for item, _ in names}
    right["name"] = (got, holder) in names or holder + got in {of + item for item, of in names}
    right["claim"] = stated and right["item_exact"]
    near = max(words_f1(item, got) for item, _ in names)
    right["claim_soft"] = right["value"] and unit and right["measure"] and near >= _SOFT_ITEM
    dated = _is_dated_right(gold, a, b.get("period") or "")
    right["full"] = stated and right["name"] and dated
    for name, is_right in right.items():
        n[name] += is_right
    n["item_f1"] += near  # type: ignore[assignment]
    n["name_f1"] += max(words_f1(of + item, holder + got) for item, of in names)  # type: ignore[assignment]
    n["period_due"] += bool(a["period"])
    n["period"] += bool(a["period"]) and dated
    if not right["full"]:
        item, of = names[0]
        score.misses.append(
            f"{gold.file}@{a['start']} want {a['text']} {a['value']:g} {a['unit']} {a['bound']} {a['measure']} {a['status']} "
            f"{a['period']} [{of}|{item}] got {b.get('text')} {b.get('value')} {b.get('unit')} {b.get('bound')} {b.get('measure')} "
            f"{b.get('status')} {b.get('period')} [{holder}|{got}]"
        )


def _right_names(a: GoldClaim) -> list[tuple[str, str]]:
    """The items with their subjects that count as right, the one written first."""
    written = (squeeze(_words(a["item"])), squeeze(_words(a.get("subject"))))
    return [
        written,
        *((squeeze(o["item"]), squeeze(o.get("subject") or "")) for o in a.get("alt", ())),
    ]


def _is_dated_right(gold: Gold, a: GoldClaim, period: str) -> bool:
    """Whether a period is the right one: the one written, the document's own for none, or none for what is not dated."""
    undated = a["period"] == UNDATED
    due = "" if undated else a["period"] or str(gold.year or "")
    if not (due or undated):
        return True
    return period in {due, a.get("alt_period") or due} or (not a["period"] and not period)


def _words(span: GoldSpan | None) -> str:
    """The words of a span, "" for none."""
    return span["text"] if span else ""


def _score_entities(gold: Gold, entities: Sequence[Row], score: Score) -> None:
    want = {(e["start"], e["end"], e["label"]) for e in gold.entities}
    got = {(e["start"], e["end"], e["label"]) for e in entities}
    n = score.counts
    for label in {k[2] for k in want | got}:
        for part, keys in (("gold", want), ("found", got), ("hit", want & got)):
            count = sum(k[2] == label for k in keys)
            n[f"entities/{part}"] += count
            n[f"entities:{label}/{part}"] += count
    n["entities/soft"] += sum(
        any(w[2] == x[2] and min(w[1], x[1]) > max(w[0], x[0]) for x in got) for w in want
    )
    score.misses += [f"{gold.file}@{s} ENTITY MISSED {label}" for s, e, label in sorted(want - got)]
    score.misses += [f"{gold.file}@{s} ENTITY FALSE {label}" for s, e, label in sorted(got - want)]


def _same(want: float, got: str | None) -> bool:
    try:
        value = float(got or "")
    except ValueError:
        return False
    return abs(want - value) <= _TOLERANCE * max(1.0, abs(want), abs(value))


def words_f1(a: str, b: str) -> float:
    """F1 of the characters of two strings, with their counts.

    >>> words_f1("基站", "建设基站")
    0.6666666666666666
    """
    if not a and not b:
        return 1.0
    common = sum((Counter(a) & Counter(b)).values())
    return 2 * common / (len(a) + len(b))


def total(scores: Iterable[Score]) -> Score:
    """All documents together."""
    whole = Score()
    for score in scores:
        whole += score
    return whole
