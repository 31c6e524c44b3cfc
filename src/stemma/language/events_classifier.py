"""Which PLOVER event a passage between two actors reports: a linear model over words, phrases and vectors.

Features are rows of words, marked by where they stand (between source and target, before, after), the phrases of the
lexicon, and the vectors that a function makes of the same stretches; that function can be any sentence encoder of the
length the weights were made for. Trained by `training/train_events.py`; at run time numpy alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from stemma.language.events_lexicon import ROOTS, Trigger, find_triggers
from stemma.model import EventType

Encode = Callable[[Sequence[str]], NDArray[np.float32]]
"""Unit vectors of texts, shape (texts, dimensions)."""

# Words before the first actor and behind the second that are looked at.
BEFORE, BEHIND = 6, 8
# Weights of the three kinds of features against each other; set by five-fold cross-validation on PLOVER.
LEXICON, VECTORS = 0.3, 0.7
SOURCE, TARGET = "<s>", "<t>"

_WORD = re.compile(r"<[st]>|[a-z]+|\d+")
FUTURE = re.compile(
    r"\b(?:will|would|shall|plans? to|to be|is to|are to|expected to|set to|scheduled|intends?|going to|about to)\b"
)
NEGATION = re.compile(r"\b(?:not|no|never|without|refus\w+|den(?:y|ied)|declin\w+|reject\w+|cannot)\b")


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence as the classifier sees it: words in small letters, the two actors as marks."""

    before: tuple[str, ...]
    """Words before the first actor."""
    between: tuple[str, ...]
    """Words between the actors."""
    after: tuple[str, ...]
    """Words behind the second."""
    source_first: bool
    """Whether the source stands before the target."""


def cut_passage(marked: str) -> Passage:
    """A sentence whose source and target are replaced by the marks `<s>` and `<t>`, in its three stretches."""
    words = _WORD.findall(marked.lower())
    one = words.index(SOURCE) if SOURCE in words else 0
    two = words.index(TARGET) if TARGET in words else len(words)
    first, second = sorted((one, two))
    return Passage(
        before=tuple(words[max(0, first - BEFORE) : first]),
        between=tuple(words[first + 1 : second]),
        after=tuple(words[second + 1 : second + 1 + BEHIND]),
        source_first=one < two,
    )


def word_features(passage: Passage) -> Counter[str]:
    """Rows of words, marked by where they stand, and pairs of words with a gap between the actors."""
    found: Counter[str] = Counter()
    ends = (SOURCE, TARGET) if passage.source_first else (TARGET, SOURCE)
    between = passage.between
    for tag, words, longest in (
        ("b:", (ends[0], *between, ends[1]), 3),
        ("", (*between, *passage.after), 2),
        ("a:", passage.after, 2),
        ("p:", passage.before, 1),
    ):
        for k in range(1, longest + 1):
            found.update(tag + "_".join(words[i : i + k]) for i in range(len(words) - k + 1))
    for i, word in enumerate(between):
        found.update(f"k:{word}~{other}" for other in between[i + 2 : i + 6])
    found["o:" + "st"[not passage.source_first]] += 1
    return found


def phrase_features(passage: Passage) -> set[str]:
    """Which phrases of the lexicon stand where, with tense and negation."""
    words = " ".join(passage.between)
    between, after = longest(find_triggers(words)), longest(find_triggers(" ".join(passage.after)))
    before = longest(find_triggers(" ".join(passage.before)))
    found = {f"La:{t.event}" for t in after}
    marks = [m for m, pattern in (("FUT", FUTURE), ("NEG", NEGATION)) if pattern.search(words)]
    found.update(marks)
    if between:
        found |= {f"L:{t.event}" for t in between} | {f"Lm:{t.event}{t.mode}" for t in between}
        best = max(between, key=lambda t: t.end - t.start)
        found |= {f"Lf:{between[0].event}", f"Ll:{between[-1].event}", f"Lg:{best.event}"}
        found.add(f"Lfl:{between[0].event}{between[-1].event}")
        found |= {f"{m}:{between[-1].event}" for m in marks}
        return found
    found.add("Lnone")
    if after:
        found.add(f"Laf:{after[0].event}")
    if before:
        found.add(f"Lpf:{before[-1].event}")
    return found


def longest(triggers: Sequence[Trigger]) -> list[Trigger]:
    """The triggers without those that lie inside a longer one."""
    return [
        t
        for t in triggers
        if not any(o.start <= t.start and t.end <= o.end and o.end - o.start > t.end - t.start for o in triggers)
    ]


def vector_texts(passage: Passage) -> tuple[str, str, str]:
    """The stretches whose vectors are features."""
    between = passage.between
    return (
        " ".join(between) or "x",
        " ".join(between[:8]) or "x",
        " ".join((*between, *passage.after[:4])) or "x",
    )


@dataclass(frozen=True, slots=True)
class Classifier:
    """The trained model."""

    names: dict[str, int]
    """Features and their rows."""
    rarity: NDArray[np.float32]
    """Inverse document frequency of the word features, one per row; 1 for the phrases."""
    weights: NDArray[np.float32]
    """Shape (features + vectors, event types)."""
    bias: NDArray[np.float32]
    """One per event type."""

    def probabilities(self, passages: Sequence[Passage], encode: Encode) -> NDArray[np.float64]:
        """How probable each event type is, shape (passages, types), in the order of `ROOTS`."""
        texts = [t for p in passages for t in vector_texts(p)]
        dense = encode(texts).reshape(len(passages), -1) * VECTORS
        scores = dense @ self.weights[len(self.names) :] + self.bias
        for n, passage in enumerate(passages):
            words = [
                (self.names[k], 1.0 + np.log(v)) for k, v in word_features(passage).items() if k in self.names
            ]
            if words:
                rows = np.array([r for r, _ in words])
                values = np.array([v for _, v in words]) * self.rarity[rows]
                scores[n] += (values / np.linalg.norm(values)) @ self.weights[rows]
            marks = [self.names[k] for k in phrase_features(passage) if k in self.names]
            scores[n] += LEXICON * self.weights[marks].sum(axis=0)
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares: NDArray[np.float64] = odds / odds.sum(axis=1, keepdims=True)
        return shares

    def classify(self, passages: Sequence[Passage], encode: Encode) -> list[tuple[EventType, float]]:
        """The most probable event type of each passage, with its probability."""
        if not passages:
            return []
        shares = self.probabilities(passages, encode)
        return [(ROOTS[int(row.argmax())], float(row.max())) for row in shares]


@cache
def load_classifier() -> Classifier:
    """The model that comes with the package."""
    with np.load(str(files("stemma.language").joinpath("weights/events.npz"))) as data:
        names = data["names"].tobytes().decode("utf-8").split("\n")
        return Classifier(
            names={name: n for n, name in enumerate(names)},
            rarity=data["rarity"].astype(np.float32),
            weights=data["weights"].astype(np.float32),
            bias=data["bias"].astype(np.float32),
        )
