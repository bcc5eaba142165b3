"""Train the ranker of items: texts with the gold items of their claims in.

The model of `claims/ranker.py` out.

What words do is counted on other documents than the one a pair is taken from, and what a first pass
thinks comes from trees that never saw the document; else the trees would learn to trust both more
than they may. CatBoost grows oblivious trees, the same ones each time; its softmax over the pairs
of a claim makes scores that are chances.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from pipeline.claims.component import Claims
from pipeline.claims.item_model import UnnamedClaims
from pipeline.claims.span_ranker.candidate_spans import Spans
from pipeline.claims.span_ranker.choice import Choice, item_choice, subject_choice
from pipeline.claims.span_ranker.feature_names import feature_names
from pipeline.claims.span_ranker.features import Statistics
from pipeline.claims.span_ranker.model_file import Content
from pipeline.claims.span_ranker.ranker import statistics_of
from pipeline.claims.span_ranker.scores import Floats, Ints
from pipeline.claims.span_ranker.token_table import TokenTable
from pipeline.claims.span_ranker.trees import Trees
from pipeline.claims.span_ranker.word_statistics import LEVELS, PAIRS, POSITIONS, Counted, at_level
from pipeline.core.doc_extensions import view_of
from pipeline.core.folding import squeeze
from pipeline.core.records import Mention
from pipeline.core.text_view import TextView
from pipeline.evaluate.pairing import pair
from pipeline.lexicons.catalogue import load_catalogue
from pipeline.training.documents import Annotated

SETTINGS: dict[str, Any] = {
    "loss_function": "QuerySoftMax",
    "learning_rate": 0.12,
    "depth": 6,
    "border_count": 32,
    "rsm": 0.3,
    "random_seed": 1,
    "thread_count": 1,
    "allow_writing_files": False,
    "verbose": False,
}
_INNER = 3  # folds whose first pass the second learns from
Counts = dict[str, dict[str, Any]]
Labelled = tuple[Floats, Floats, Ints]
"""Features, 1 for right pairs, and the claim of each pair."""


Span = tuple[int, int] | tuple[()] | None
"""What gold has for a claim: a span, () for nothing, None where gold has no such claim."""


@dataclass(frozen=True, slots=True)
class Example:
    """A text, its claims, and the gold item and subject of each."""

    name: str
    view: TextView
    unnamed: UnnamedClaims
    items: tuple[Span, ...]
    subjects: tuple[Span, ...]

    @property
    def tokens(self) -> TokenTable:
        """Its tokens as arrays."""
        return TokenTable(self.view, self.unnamed.quantities)

    @property
    def candidates(self) -> tuple[TokenTable, Spans]:
        """Its tokens and its candidate spans."""
        tokens = self.tokens
        return tokens, Spans.of(tokens)

    def words(self, span: Span) -> str | None:
        """The words of a span of gold, without blanks; None where gold has none."""
        return None if span is None else squeeze(self.view.text[span[0] : span[1]]) if span else ""

    @property
    def mentions(self) -> list[Mention | None]:
        """The gold items; the rules' where gold has no such claim."""
        text = self.view.text
        return [
            answer.item
            if s is None
            else Mention(start=s[0], end=s[1], text=text[s[0] : s[1]])
            if s
            else None
            for s, answer in zip(self.items, self.unnamed.answers, strict=True)
        ]


def example_of(document: Annotated, claims: Claims, doc: Any) -> Example:
    """The claims our pipeline reads in a Doc that the other components have passed, with what gold
    says of each.
    """
    view = view_of(doc)
    unnamed, _ = claims.unnamed(view)
    places = [document.joined(c["start"], c["end"]) for c in document.gold.claims]
    of_claim = {
        j: document.gold.claims[i]
        for i, j in pair(
            [{"start": start, "end": end} for start, end in places],
            [{"start": q.start, "end": q.end} for q in unnamed.quantities],
        )
    }

    def spans(field: Literal["item", "subject"]) -> tuple[Span, ...]:
        found: list[Span] = []
        for i in range(unnamed.count):
            words = of_claim[i][field] if i in of_claim else None
            found.append(
                document.joined(words["start"], words["end"])
                if words
                else ()
                if i in of_claim
                else None
            )
        return tuple(found)

    return Example(document.name, view, unnamed, spans("item"), spans("subject"))


@dataclass(frozen=True, slots=True)
class Part:
    """One thing to learn: gold's spans of it, what they are beside (anchors), and the choice it is
    of.
    """

    spans: Callable[[Example], Sequence[Span]]
    anchors: Callable[[Example], Sequence[Span]]
    choice: Callable[[Example, Statistics], Choice]
    twice: bool  # whether a second pass is learned
    trees: int  # of each pass


ITEMS = Part(
    lambda e: e.items,
    lambda e: [(q.start, q.end) for q in e.unnamed.quantities],
    lambda e, statistics: item_choice(*e.candidates, e.unnamed, statistics),
    twice=False,
    trees=400,
)
SUBJECTS = Part(
    lambda e: e.subjects,
    lambda e: [
        (m.start, m.end) if m else (q.start, q.end)
        for m, q in zip(e.mentions, e.unnamed.quantities, strict=True)
    ],
    lambda e, statistics: subject_choice(*e.candidates, e.unnamed, e.mentions, statistics),
    twice=True,
    trees=200,
)


def counts_of(example: Example, part: Part) -> Counts:
    """What gold shows of words in one text, in the form of the model file."""
    tokens = example.tokens
    levels = {level: at_level(level, tokens.words, tokens.tags) for level in LEVELS}
    positions: dict[str, Any] = {level: {} for level in LEVELS}
    affinity: dict[str, Any] = {name: {} for name in PAIRS}
    carry: dict[str, list[int]] = {}
    alone: dict[str, list[int]] = {}
    texts: dict[str, int] = {}
    seen: set[tuple[int, int]] = set()
    inside = np.zeros(tokens.count, dtype=bool)
    near = tokens.in_quantity.copy()

    def add(position: str, at: Iterable[int]) -> None:
        for i in at:
            for level in LEVELS:
                positions[level].setdefault(levels[level][i], [0] * len(POSITIONS))[
                    POSITIONS.index(position)
                ] += 1

    spans, anchors, mentions = part.spans(example), part.anchors(example), example.mentions
    for i, q in enumerate(example.unnamed.quantities):
        near[tokens.low[i] : tokens.high[i]] = True
        span, anchor, item = spans[i], anchors[i], mentions[i]
        if span is not None and item is not None:
            last = tokens.words[_tokens_of_span(tokens, (item.start, item.end))[1] - 1]
            for word in {item.text, last, last[-1]}:
                alone.setdefault(word, [0, 0])[bool(span)] += 1
        if not span or not anchor:
            continue
        a, b = _tokens_of_span(tokens, span)
        first, behind = _tokens_of_span(tokens, anchor)
        add("between", range(b, first) if a < first else range(behind, a))
        if (a, b) not in seen:
            seen.add((a, b))
            text = "".join(tokens.words[a:b])
            texts[text] = texts.get(text, 0) + 1
            inside[a:b] = True
            add("first", [a])
            add("last", [b - 1])
            add("inner", range(a, b))
            add("left", [a - 1] if a else [])
            add("right", [b] if b < tokens.count else [])
        last, kind = tokens.words[b - 1], example.unnamed.kinds[i]
        for name, left, right in zip(
            PAIRS, (q.unit, q.unit, kind, kind), (last, last[-1], last, last[-1]), strict=True
        ):
            affinity[name][f"{left}|{right}"] = affinity[name].get(f"{left}|{right}", 0) + 1
        if i and tokens.behind[i - 1] > tokens.low[i]:
            same = example.words(spans[i - 1]) == example.words(span)
            for word in sorted(set(tokens.words[tokens.behind[i - 1] : int(tokens.first[i])])):
                carry.setdefault(word, [0, 0])[not same] += 1
    add("out", np.flatnonzero(near & ~inside & ~tokens.in_quantity).tolist())
    return {
        "positions": positions,
        "affinity": affinity,
        "": {"carry": carry, "alone": alone, "texts": texts},
    }


def _tokens_of_span(tokens: TokenTable, span: tuple[int, int]) -> tuple[int, int]:
    return int(np.searchsorted(tokens.ends, span[0], side="right")), int(
        np.searchsorted(tokens.starts, span[1], side="left")
    )


def summed_counts(counts: Sequence[Counts]) -> dict[str, Any]:
    """Counts of several texts added up, keys sorted, so that the model file is the same each time."""
    total: Counts = {}
    for one in counts:
        for part, tables in one.items():
            for name, table in tables.items():
                into = total.setdefault(part, {}).setdefault(name, {})
                for key, value in table.items():
                    into[key] = _plus(into.get(key), value)
    ordered: dict[str, Any] = {
        part: {name: dict(sorted(t.items())) for name, t in tables.items()}
        for part, tables in total.items()
    }
    words: dict[str, Any] = ordered.pop("")
    return ordered | words


def without(total: dict[str, Any], own: Counts) -> dict[str, Any]:
    """Summed counts less those of one text; tables it does not touch are shared."""
    left = {**total, "positions": dict(total["positions"]), "affinity": dict(total["affinity"])}
    for part, tables in own.items():
        for name, table in tables.items():
            into = left[part] if part else left
            into[name] = dict(into[name])
            for key, value in table.items():
                rest = _minus(into[name][key], value)
                if rest is None:
                    del into[name][key]
                else:
                    into[name][key] = rest
    return left


def counted(summed: dict[str, Any]) -> Content:
    """Summed counts as the tables of the model file."""
    tables = {
        part: {name: Counted.of(t) for name, t in summed[part].items()}
        for part in ("positions", "affinity")
    }
    return tables | {name: Counted.of(summed[name]) for name in ("carry", "alone", "texts")}


def _minus(total: Any, own: Any) -> Any:
    """What is left, None for nothing."""
    rest = (
        [x - y for x, y in zip(total, own, strict=True)] if isinstance(own, list) else total - own
    )
    return rest if (any(rest) if isinstance(rest, list) else rest) else None


def _plus(so_far: Any, more: Any) -> Any:
    if so_far is None:
        return more
    return (
        [x + y for x, y in zip(so_far, more, strict=True)]
        if isinstance(more, list)
        else so_far + more
    )


def train_ranker(examples: Sequence[Example], kinds: Sequence[str]) -> Content:
    """The model file's content."""
    parts = {
        "items": train_part(examples, ITEMS, kinds),
        "subjects": train_part(examples, SUBJECTS, kinds),
    }
    names = feature_names(statistics_of(parts["items"], kinds, load_catalogue().keys()))
    return {"kinds": list(kinds)} | {
        part: content | {"names": names[part]} for part, content in parts.items()
    }


def train_part(examples: Sequence[Example], part: Part, kinds: Sequence[str]) -> Content:
    """Counts and the trees of one part's passes."""
    counts = [counts_of(e, part) for e in examples]
    learned = counted(summed_counts(counts)) | {"first": first_trees(examples, counts, part, kinds)}
    if not part.twice:
        return learned
    labelled: list[Labelled] = []
    for fold in range(_INNER):
        rest = [i for i in range(len(examples)) if i % _INNER != fold]
        trees = first_trees([examples[i] for i in rest], [counts[i] for i in rest], part, kinds)
        statistics = statistics_of(
            counted(summed_counts([counts[i] for i in rest])), kinds, load_catalogue().keys()
        )
        for i in range(fold, len(examples), _INNER):
            choice = part.choice(examples[i], statistics)
            found = choice.second_pass(choice.first_pass(trees), trees)
            labelled.append(
                labelled_pairs(
                    examples[i], part, choice, (found.claims, found.spans), found.features
                )
            )
    return learned | {"second": grow(labelled, part.trees)}


def first_trees(
    examples: Sequence[Example], counts: Sequence[Counts], part: Part, kinds: Sequence[str]
) -> Trees:
    """The trees of the first pass; a text's words are counted on the others."""
    labelled = []
    total = summed_counts(counts)
    for example, own in zip(examples, counts, strict=True):
        choice = part.choice(
            example, statistics_of(counted(without(total, own)), kinds, load_catalogue().keys())
        )
        labelled.append(
            labelled_pairs(example, part, choice, choice.pairs, choice.describe(*choice.pairs))
        )
    return grow(labelled, part.trees)


def labelled_pairs(
    example: Example, part: Part, choice: Choice, pairs: tuple[Ints, Ints], features: Floats
) -> Labelled:
    """The pairs of the claims that have a right one among them."""
    claims, spans = pairs
    text = example.view.text
    words = {
        s: squeeze(choice.spans.mention(s, text).text) if s < choice.spans.count else ""
        for s in set(spans.tolist())
    }
    wanted = [example.words(span) for span in part.spans(example)]
    right = np.array(
        [words[s] == wanted[c] for c, s in zip(claims.tolist(), spans.tolist(), strict=True)],
        dtype=np.float32,
    )
    kept = np.bincount(claims, right, choice.count)[claims] > 0
    return features[:, kept], right[kept], claims[kept]


def grow(labelled: Sequence[Labelled], trees: int) -> Trees:
    """Trees with borders of five digits and leaves of three, so that machines that round otherwise
    grow the same.
    """
    from catboost import CatBoost, Pool

    groups, offset = [], 0
    for _, _, claims in labelled:
        groups.append(claims + offset)
        offset += int(claims.max(initial=0)) + 1
    model = CatBoost(SETTINGS | {"iterations": trees})
    model.fit(
        Pool(
            np.hstack([f for f, _, _ in labelled]).T,
            np.concatenate([r for _, r, _ in labelled]),
            group_id=np.concatenate(groups),
        )
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        model.save_model(str(path), format="json")
        learned = json.loads(path.read_text())
    return Trees.of(
        [
            {
                "splits": [
                    [s["float_feature_index"], float(f"{s['border']:.5g}")] for s in tree["splits"]
                ],
                "leaves": [float(f"{x:.3g}") for x in tree["leaf_values"]],
            }
            for tree in learned["oblivious_trees"]
        ]
    )
