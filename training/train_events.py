"""Train the classifier of PLOVER events and write its weights.

    python training/train_events.py --data DATA [--write]

Needs scikit-learn. Reads `events/plover_train.tsv` of the development data; prints the scores of five-fold
cross-validation (macro F1 of the fifteen event types and of the four quad classes) and, with --write, trains on all
rows and writes `src/stemma/language/weights/events.npz`. The words of the sentences are kept only as single features
that at least two of them share.
"""

from __future__ import annotations

import argparse
import csv
import re
import time
from collections import Counter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold

from stemma.language.events_classifier import (
    LEXICON,
    VECTORS,
    Classifier,
    Passage,
    cut_passage,
    phrase_features,
    vector_texts,
    word_features,
)
from stemma.language.events_lexicon import ROOTS
from stemma.language.vectors import Vectors
from stemma.model import QUAD_CLASS

TARGET = Path(__file__).parents[1] / "src" / "stemma" / "language" / "weights" / "events.npz"
FOLDS, SEED = 5, 0
# A feature must stand in so many sentences.
LEAST_ROWS = 2
# Inverse strength of the regularisation, by cross-validation.
STRENGTH = 10.0
QUADS = ("verbal cooperation", "material cooperation", "verbal conflict", "material conflict")


def read(path: Path) -> tuple[list[Passage], list[str], list[str]]:
    """Passages, event types and quad classes of the rows."""
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    marked = [re.sub(r"<t>.*?</t>", " <t> ", re.sub(r"<s>.*?</s>", " <s> ", r["marked_sentence"])) for r in rows]
    return [cut_passage(m) for m in marked], [r["gold_root"] for r in rows], [r["gold_penta"] for r in rows]


def train(passages: list[Passage], labels: list[str], dense: NDArray[np.float32]) -> Classifier:
    """Fit a multinomial logistic regression on the features of the passages."""
    words = [word_features(p) for p in passages]
    phrases = [phrase_features(p) for p in passages]
    rows = Counter(k for w in words for k in w)
    kept = sorted(k for k, n in rows.items() if n >= LEAST_ROWS)
    marks = sorted({k for f in phrases for k in f})
    names = {k: n for n, k in enumerate([*kept, *marks])}
    rarity = np.ones(len(names), dtype=np.float32)
    for k in kept:
        rarity[names[k]] = np.log((1 + len(passages)) / (1 + rows[k])) + 1
    table = np.zeros((len(passages), len(names) + dense.shape[1]), dtype=np.float32)
    for n, (w, f) in enumerate(zip(words, phrases, strict=True)):
        at = [(names[k], (1 + np.log(v)) * rarity[names[k]]) for k, v in w.items() if k in names]
        values = np.array([v for _, v in at])
        table[n, [r for r, _ in at]] = values / np.linalg.norm(values)
        table[n, [names[k] for k in f]] += LEXICON
    table[:, len(names) :] = dense * VECTORS
    model = LogisticRegression(C=STRENGTH, max_iter=2000).fit(table, labels)
    order = [list(model.classes_).index(r) for r in ROOTS]
    return Classifier(
        names, rarity, model.coef_[order].T.astype(np.float32), model.intercept_[order].astype(np.float32)
    )


def encode_all(passages: list[Passage]) -> NDArray[np.float32]:
    """The vectors of all passages, one row each."""
    return Vectors.load().encode([t for p in passages for t in vector_texts(p)]).reshape(len(passages), -1)


def cross_validate(path: Path) -> dict[str, float]:
    """Macro F1 of event types and quad classes, five folds, and sentences per second of the run-time classifier."""
    passages, labels, quads = read(path)
    dense, encode = encode_all(passages), Vectors.load().encode
    guessed = np.empty(len(labels), dtype=object)
    spent = 0.0
    for seen, unseen in StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(labels, labels):
        model = train([passages[i] for i in seen], [labels[i] for i in seen], dense[seen])
        start = time.perf_counter()
        got = model.classify([passages[i] for i in unseen], encode)
        spent += time.perf_counter() - start
        guessed[unseen] = [g for g, _ in got]
    numbers = [str(1 + QUADS.index(QUAD_CLASS[g])) for g in guessed]
    return {
        "root macro F1": round(float(f1_score(labels, list(guessed), average="macro")), 3),
        "quad F1": round(float(f1_score(quads, numbers, average="macro")), 3),
        "sentences per second": round(len(labels) / spent),
    }


def write(model: Classifier) -> None:
    """Write the weights as half-precision numbers."""
    np.savez_compressed(
        TARGET,
        names=np.frombuffer("\n".join(model.names).encode(), dtype=np.uint8),
        rarity=model.rarity.astype(np.float16),
        weights=model.weights.astype(np.float16),
        bias=model.bias,
    )


def main() -> None:
    """Measure, and write if asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    path = options.data / "events" / "plover_train.tsv"
    print(cross_validate(path))
    if options.write:
        passages, labels, _ = read(path)
        write(train(passages, labels, encode_all(passages)))
        print(f"{TARGET.name}: {TARGET.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
