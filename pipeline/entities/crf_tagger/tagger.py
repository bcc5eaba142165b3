"""The tagger: feature keys of the tokens in.

Names with their labels out, by a linear-chain CRF that `make train` made.

Inference is numpy over all sentences of a text at once: weights are looked up by feature key, then
Viterbi steps through the sentences side by side. A bias on the labels that begin a name trades
precision for recall.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from pipeline.core.errors import LexiconError
from pipeline.core.messages import Message
from pipeline.core.records import Label, Token
from pipeline.entities.crf_tagger.features import Keys

Floats = NDArray[np.float32]
MODEL = Path(__file__).parents[2] / "models" / "entities.npz"
BEGIN_BIAS = 3.25
_BITS = 20  # of a key that index the look-up table: 4 MB, few keys share a slot


@dataclass(frozen=True, slots=True)
class Tagger:
    """A trained CRF: `labels` are O, B-GOV, I-GOV….

    `weights` has a row a key, and a last one of zeros.
    """

    labels: tuple[str, ...]
    keys: Keys
    weights: Floats
    transitions: Floats
    slots: NDArray[np.int32]

    @classmethod
    def of(cls, labels: Sequence[str], keys: Keys, weights: Floats, transitions: Floats) -> Tagger:
        """Of two keys that share a slot the later one stays.

        `make train` puts keys with larger weights later.
        """
        slots = np.full(1 << _BITS, len(keys), dtype=np.int32)
        slots[keys >> np.uint64(64 - _BITS)] = np.arange(len(keys))
        zeros = np.zeros((1, len(labels)), dtype=np.float32)
        return cls(
            tuple(labels),
            np.append(keys, np.uint64(0)),
            np.vstack([weights, zeros]),
            transitions,
            slots,
        )

    def spans(
        self, tokens: Sequence[Token], keys: Keys, bounds: Sequence[tuple[int, int]]
    ) -> Iterator[tuple[int, int, Label]]:
        """Start, end and label of the names in the sentences at `bounds` (runs of tokens), left to
        right.
        """
        if not bounds:
            return
        first, label = -1, ""
        path = [self.labels[i] for i in self._best_path(self._emissions(keys), bounds)]
        for i, tag in enumerate([*path, "O"]):
            if label and tag != f"I-{label}":
                yield tokens[first].start, tokens[i - 1].end, Label(label)
                label = ""
            if tag != "O" and not label:
                first, label = i, tag[2:]

    def _emissions(self, keys: Keys) -> Floats:
        scores = np.zeros((len(keys), len(self.labels)), dtype=np.float32)
        for seen in keys.T:
            rows = self.slots.take(seen >> np.uint64(64 - _BITS))
            rows[self.keys.take(rows) != seen] = len(self.keys) - 1
            scores += self.weights.take(rows, axis=0)
        scores[:, [tag.startswith("B") for tag in self.labels]] += np.float32(BEGIN_BIAS)
        return scores

    def _best_path(self, emissions: Floats, bounds: Sequence[tuple[int, int]]) -> NDArray[np.int64]:
        """The best label of each token; sentences run side by side, the longest first."""
        starts, stops = np.array(sorted(bounds, key=lambda b: b[0] - b[1])).T
        lengths = stops - starts
        # sentences longer than t
        running = [int(np.searchsorted(-lengths, -t, side="left")) for t in range(int(lengths[0]))]
        best = np.zeros((len(running), len(starts), len(self.labels)), dtype=np.float32)
        best[0] = emissions[starts]
        for t, n in enumerate(running[1:], 1):
            reach = best[t - 1, :n, :, None] + self.transitions
            reach.max(axis=1, out=best[t, :n])
            best[t, :n] += emissions[starts[:n] + t]
        path = np.full(len(emissions), self.labels.index("O"))
        into, label, longer = self.transitions.T, np.zeros(len(starts), dtype=np.intp), 0
        for t in range(len(running) - 1, -1, -1):
            best[t, :longer] += into[label[:longer]]
            longer = running[t]
            label[:longer] = best[t, :longer].argmax(axis=1)
            path[starts[:longer] + t] = label[:longer]
        return path


@cache
def load_tagger(path: Path = MODEL) -> Tagger:
    """Load a model that `make train` wrote; raises LexiconError where it is none."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as data:
            return Tagger.of(
                [str(x) for x in data["labels"]],
                data["keys"],
                data["weights"].astype(np.float32),
                data["transitions"],
            )
    except (OSError, ValueError, KeyError, BadZipFile, EOFError) as error:
        raise LexiconError(
            Message("no tagger: {error}", error=error), path=path, remedy="run `make train`"
        ) from error
