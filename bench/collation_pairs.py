"""Collation on pairs of passages, beside what word overlap and the copy alone can tell."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from bench_reader import Reader
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from stemma.collation import Judge, compare_passages
from stemma.model import Variant
from stemma.text.spans import Span
from stemma.text.words import find_words

FOLDS = 5
# Variants longer than this are not located, by the definition of the set.
LONGEST = 200
BANDS = (0.0, 0.4, 0.6, 0.8, 0.9)


@dataclass(frozen=True)
class Row:
    """A source and one text beside it."""

    group: str
    source: str
    copy: str
    kind: str
    """`same`, `other`, or the kind of the distortion."""
    span: Span | None = None

    @property
    def overlap(self) -> float:
        """Share of the copy's distinct words that the source has."""
        mine, theirs = ({w.plain for w in find_words(t)} for t in (self.copy, self.source))
        return len(mine & theirs) / max(1, len(mine))


Compare = Callable[[Row], Sequence[Variant]]
Fit = Callable[[Sequence[Row]], Compare]
"""Makes a comparison from the rows that it may learn from: all rows of the other groups."""


def left_out(group: str) -> bool:
    """Whether a group took no part in the training of the judge (the fold of `training/collation/pairs.py`)."""
    return hashlib.sha256(group.encode()).digest()[0] % FOLDS == 0


def read_rows(folder: Path, step: int = 1, choose: Callable[[str], bool] = lambda _: True) -> list[Row]:
    """The rows of every `step`-th group that is chosen by its id, in order."""
    lines = [x for p in sorted(folder.glob("*.jsonl")) for x in p.read_text("utf-8").splitlines()]
    rows = []
    for g in [g for g in map(json.loads, lines) if choose(g["id"])][::step]:
        rows += [Row(g["id"], g["source"], c, "same") for c in g["same"]]
        for d in g["distorted"]:
            start = d["copy"].index(d["span"])
            rows.append(Row(g["id"], g["source"], d["copy"], d["kind"], Span(start, start + len(d["span"]))))
        rows += [Row(g["id"], g["source"], c, "other") for c in g.get("different", [])]
    return rows


def compare(row: Row, reader: Reader, judge: Judge | None = None) -> tuple[Variant, ...]:
    """The variants of the copy against the source, as the package finds them."""
    return compare_passages(*reader.read(row.source), *reader.read(row.copy), judge)


def bench_judged(folder: Path, reader: Reader, judge: Judge | None) -> dict[str, object]:
    """What the product says, slots and judge together, of the groups that the judge never saw."""
    rows = read_rows(folder, choose=left_out)
    found = [compare(r, reader, judge) for r in rows]
    reader.keep()
    return {
        "groups": len({r.group for r in rows}),
        "rows": dict(Counter("distorted" if r.span else r.kind for r in rows)),
        "stemma": score(rows, found),
    }


def fold_of(rows: Sequence[Row]) -> dict[str, int]:
    """The fold of every group."""
    return {g: n % FOLDS for n, g in enumerate(sorted({r.group for r in rows}))}


def cross_compare(rows: Sequence[Row], fit: Fit) -> list[Sequence[Variant]]:
    """The variants of every row by a comparison that was fitted without the groups of its fold."""
    fold = fold_of(rows)
    out: list[Sequence[Variant]] = [()] * len(rows)
    for k in range(FOLDS):
        fitted = fit([r for r in rows if fold[r.group] != k])
        for n, row in enumerate(rows):
            if fold[row.group] == k:
                out[n] = fitted(row)
    return out


def score(rows: Sequence[Row], found: Sequence[Sequence[Variant]]) -> dict[str, object]:
    """Balanced accuracy, typed, located, alarms, what fires on other facts, recall by kind, scores by overlap."""
    kinds: defaultdict[str, list[bool]] = defaultdict(list)
    typed, located = [], []
    for row, variants in zip(rows, found, strict=True):
        kinds[row.kind].append(bool(variants))
        if row.span:
            typed.append(any(v.kind == row.kind for v in variants))
            located.append(any(_covers(row.span, v.child_span) for v in variants))
    changed = [bool(v) for v in found]
    return {
        "balanced": balanced(rows, changed),
        "typed": _mean(typed),
        "located": _mean(located),
        "alarms": _mean(kinds["same"]),
        "other": _mean(kinds["other"]),
        "recall by kind": {
            k: f"{sum(v)}/{len(v)}" for k, v in sorted(kinds.items()) if k not in {"same", "other"}
        },
        "by overlap": by_overlap(rows, changed),
    }


def _covers(labelled: Span, span: Span) -> bool:
    shorter = min(len(labelled), len(span))
    return 0 < shorter <= 2 * labelled.overlap(span) and len(span) <= LONGEST


def _mean(values: Sequence[bool]) -> float:
    return round(float(np.mean(values)), 3) if values else 0.0


def balanced(rows: Sequence[Row], changed: Sequence[bool]) -> float:
    """Mean of the share of distorted copies that are called changed and of faithful ones that are not."""
    hit = [c for r, c in zip(rows, changed, strict=True) if r.span]
    quiet = [not c for r, c in zip(rows, changed, strict=True) if r.kind == "same"]
    return round((float(np.mean(hit)) + float(np.mean(quiet))) / 2, 3) if hit and quiet else 0.0


def by_overlap(rows: Sequence[Row], changed: Sequence[bool]) -> dict[str, dict[str, object]]:
    """Balanced accuracy in every band of word overlap."""
    bands: defaultdict[float, list[tuple[Row, bool]]] = defaultdict(list)
    for row, c in zip(rows, changed, strict=True):
        if row.kind != "other":
            bands[max(b for b in BANDS if row.overlap >= b)].append((row, c))
    return {
        f"{low:.1f}": {
            "faithful": sum(r.kind == "same" for r, _ in bands[low]),
            "distorted": sum(r.kind != "same" for r, _ in bands[low]),
            "balanced": balanced([r for r, _ in bands[low]], [c for _, c in bands[low]]),
        }
        for low in BANDS
        if bands[low]
    }


def baseline(
    rows: Sequence[Row], make: Callable[[], object], inputs: Callable[[Row], object]
) -> dict[str, object]:
    """A classifier of "changed" over one view of the rows, by five folds of groups."""
    judged = [r for r in rows if r.kind != "other"]
    fold = fold_of(rows)
    changed = [False] * len(judged)
    for k in range(FOLDS):
        train = [r for r in judged if fold[r.group] != k]
        model = make().fit([inputs(r) for r in train], [r.kind != "same" for r in train])  # type: ignore[attr-defined]
        for n, row in enumerate(judged):
            if fold[row.group] == k:
                changed[n] = bool(model.predict([inputs(row)])[0])
    return {"balanced": balanced(judged, changed), "by overlap": by_overlap(judged, changed)}


def _banded(row: Row) -> list[float]:
    """The overlap, and the band that it lies in: its relation to the classes is not a straight line."""
    edges = [*BANDS[1:], 0.999]
    return [row.overlap, *(float(row.overlap >= e) for e in edges)]


def bench_pairs(folder: Path, reader: Reader, *, step: int = 1, fit: Fit | None = None) -> dict[str, object]:
    """All scores on the pairs.

    Args:
        folder: of the pairs.
        reader: reads the passages.
        step: only every so many groups.
        fit: makes the comparison of each fold from the rows of the others; the package's own if none is given.
    """
    rows = read_rows(folder, step)
    found = cross_compare(rows, fit) if fit else [compare(r, reader) for r in rows]
    reader.keep()
    logistic = partial(LogisticRegression, class_weight="balanced", max_iter=2000)
    bag = partial(CountVectorizer, ngram_range=(1, 2), min_df=2)
    return {
        "groups": len({r.group for r in rows}),
        "rows": dict(Counter("distorted" if r.span else r.kind for r in rows)),
        "stemma": score(rows, found),
        "word overlap": baseline(rows, logistic, _banded),
        "copy alone": baseline(rows, lambda: make_pipeline(bag(), logistic()), lambda r: r.copy),
    }
