"""Is a claim exaggerated? Press releases against the abstracts they are made from, in three classes.

What the collation room reads of a statement's strength (words of doubt, of cause and of mere association, denials) is
put into a small classifier; beside it stand the majority class and a classifier over TF-IDF of both texts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from bench_reader import Reader
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import StandardScaler

FOLDS, SEED = 5, 0

_CUES = {
    "cause": r"caus\w+|lead(?:s|ing)? to|led to|result(?:s|ed|ing)? in|increas\w+|reduc\w+|decreas\w+|improv\w+|prevent\w*"
    r"|protect\w*|boost\w*|rais(?:e[sd]?|ing)|lower(?:s|ed|ing)?|trigger\w*|affect\w*|effects? of|due to|because|help\w*"
    r"|harm\w*|damag\w+|influenc\w+|impair\w*|enhanc\w+|makes?|sav(?:e[sd]?|ing)|cut(?:s|ting)?|contribut\w+|effective",
    "association": r"associat\w+|link(?:s|ed|ing)?|correlat\w+|relat(?:ed|ion\w*)|predict\w*|tend\w*|more likely|less likely"
    r"|risk|odds|compared (?:with|to)|higher|lower|greater",
    "doubt": r"may|might|could|can|suggest\w*|possibl[ey]|potential(?:ly)?|appear\w*|seem\w*|likely|perhaps|probabl[ey]"
    r"|indicat\w+|hypothes\w+|consistent with|further (?:research|studies)",
    "denial": r"no|not|neither|nor|without|fail\w*|lack\w*|cannot|n't",
    "proof": r"show\w*|prov(?:e[sdn]?|ing)|found|finds?|demonstrat\w+|confirm\w*|reveal\w*|evidence",
}
_PATTERNS = {name: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for name, words in _CUES.items()}
_CERTAINTIES = ("asserted", "hedged", "planned", "denied", "asked")


def strength(text: str, reader: Reader) -> list[float]:
    """How strong a claim is: whether it has words of each sort, and what share of its statements is how sure."""
    _, analysis = reader.read(text)
    sure = [s.certainty for s in analysis.statements]
    shares = [sure.count(c) / max(1, len(sure)) for c in _CERTAINTIES]
    marks = {name: float(bool(p.search(text))) for name, p in _PATTERNS.items()}
    only = marks["association"] * (1 - marks["cause"])
    return [*marks.values(), only, marks["cause"] * marks["doubt"], marks["cause"] * (1 - marks["doubt"]), *shares]


def cross_predict(inputs: Sequence[object], labels: NDArray[np.str_], fit: object) -> NDArray[np.str_]:
    """The class of every row by a classifier fitted on the other folds."""
    out = np.empty_like(labels)
    for train, test in StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(labels, labels):
        out[test] = fit([inputs[i] for i in train], labels[train], [inputs[i] for i in test])  # type: ignore[operator]
    return out


def _by_strength(
    train: Sequence[Sequence[float]], labels: NDArray[np.str_], test: Sequence[Sequence[float]]
) -> NDArray[np.str_]:
    scale = StandardScaler().fit(train)
    model = LogisticRegression(class_weight="balanced", max_iter=2000, C=0.3)
    return np.asarray(model.fit(scale.transform(train), labels).predict(scale.transform(test)))


def _by_words(
    train: Sequence[tuple[str, str]], labels: NDArray[np.str_], test: Sequence[tuple[str, str]]
) -> NDArray[np.str_]:
    sides = [TfidfVectorizer(ngram_range=(1, 2), min_df=2).fit([t[k] for t in train]) for k in (0, 1)]

    def table(rows: Sequence[tuple[str, str]]) -> sparse.csr_matrix:
        return sparse.hstack([side.transform([r[k] for r in rows]) for k, side in enumerate(sides)]).tocsr()

    model = LogisticRegression(class_weight="balanced", max_iter=2000)
    return np.asarray(model.fit(table(train), labels).predict(table(test)))


def bench_exaggeration(folder: Path, reader: Reader) -> dict[str, object]:
    """Macro F1 of same, exaggerates, downplays, by five folds."""
    lines = [x for p in sorted(folder.glob("insciout_*.jsonl")) for x in p.read_text("utf-8").splitlines()]
    rows = [json.loads(x) for x in lines if x.strip()]
    texts = [(r["abstract_conclusion"], r["press_release_conclusion"]) for r in rows]
    labels = np.array([r["exaggeration_label"] for r in rows])
    inputs = []
    for abstract, release in texts:
        one, other = strength(abstract, reader), strength(release, reader)
        inputs.append([*one, *other, *(b - a for a, b in zip(one, other, strict=True))])
    reader.keep()
    classes, counts = np.unique(labels, return_counts=True)
    majority = np.full_like(labels, classes[counts.argmax()])
    found = {
        "strength of statements": cross_predict(inputs, labels, _by_strength),
        "TF-IDF of both": cross_predict(texts, labels, _by_words),
        "majority": majority,
    }
    scores = {k: round(float(f1_score(labels, v, average="macro")), 3) for k, v in found.items()}
    return {
        "pairs": len(labels),
        "classes": dict(zip(classes.tolist(), counts.tolist(), strict=True)),
        "macro f1": scores,
    }
