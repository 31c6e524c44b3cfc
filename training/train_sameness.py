"""Fit the model of what says the same and write `src/stemma/collation/sameness.json`.

    pip install scikit-learn
    python training/train_sameness.py DATA

DATA is the folder of the development data; of it `lineage/kin` is used, where passages of the reports of a story that
make one claim are marked. A marked passage may hold several statements, and of two passages of one claim often only
one statement of each says it: so of every claim and two reports only the pair of statements that the model itself
finds the most likely is an example that says the same, and the others are none (multiple-instance learning, Andrews,
Tsochantaridis & Hofmann 2002, "Support vector machines for multiple-instance learning"); it begins with the margins.
Two statements, one marked, that share no claim are an example that does not. Prints, with the stories left out in
turn, what claims come out at several least averages. Nothing is drawn by chance.
"""

from __future__ import annotations

import argparse
import itertools
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from stemma.collation import joining
from stemma.collation.claims import statement_lines
from stemma.collation.matching import Weights
from stemma.collation.sameness import FEATURES, Line, Sameness, sameness_features
from stemma.collation.variants import make_side
from stemma.language import load_model
from stemma.model import Analysis, Report
from stemma.reading import read_inputs
from stemma.text.spans import Span

OUT = Path(__file__).parent.parent / "src/stemma/collation/sameness.json"
# Rounds of choosing pairs and fitting; the third changes little.
ROUNDS = 3
# How strongly the model is held back (scikit-learn's C), features in units of their spread: a usual value, not tuned.
STRENGTH = 1.0
SURE, PERHAPS = (-2.5, -2.25, -2.0, -1.5), (-3.5, -3.4, -3.3)

Floats = NDArray[np.float64]
Marked = dict[str, list[tuple[Span, int]]]


@dataclass(frozen=True)
class Story:
    """A story of kin."""

    name: str
    """Of its folder."""
    event: str
    """What it is about; a story with an original withheld is about the same as the whole one."""
    lines: list[Line]
    """The statements of its reports."""
    vectors: Floats
    """One a statement."""
    weights: Weights
    """How much each stem says."""
    marked: Marked
    """Passages by report, with the number of the claim they make."""
    heads: list[Line]
    """The statements, those of the same words once."""
    margins: dict[tuple[int, int], float]
    """Of pairs of heads that are near."""
    features: Floats
    """Of these pairs."""

    def claims_of(self, line: Line) -> frozenset[int]:
        """The marked claims whose passages a statement touches."""
        return frozenset(n for s, n in self.marked.get(line.report, ()) if s.overlap(line.statement.span))


def make_story(name: str, reports: Sequence[Report], analyses: Sequence[Analysis], labels: Mapping) -> Story:
    """A story with all that does not change while the model is fitted."""
    sides = {r.id: make_side(r, a) for r, a in sorted(zip(reports, analyses, strict=True), key=lambda p: p[0].id)}
    weights = Weights(f for s in sides.values() for f in s.facts)
    marked: Marked = {}
    for n, claim in enumerate(labels["claims"]):
        for i, quote in claim["quotes"].items():
            if i in sides:
                start = sides[i].text.index(quote)
                marked.setdefault(i, []).append((Span(start, start + len(quote)), n))
    lines, vectors = statement_lines(sides)
    heads = [lines[t[0]] for t in joining.find_twins(lines)]
    margins = joining.find_margins(lines, vectors, weights)
    features = sameness_features(heads, margins, weights)
    return Story(name, name.removesuffix("-lost"), lines, vectors, weights, marked, heads, margins, features)


def examples(story: Story, score: Floats) -> NDArray[np.int8]:
    """Of every pair: 1 where it says the same, 0 where it does not, -1 where that is not known."""
    claims = [story.claims_of(x) for x in story.heads]
    out = np.full(len(story.margins), -1, dtype=np.int8)
    best: dict[tuple[int, str, str], int] = {}
    for n, (i, j) in enumerate(story.margins):
        if not claims[i] and not claims[j]:
            continue
        shared = claims[i] & claims[j]
        out[n] = -1 if shared else 0
        for claim in shared:
            key = (claim, story.heads[i].report, story.heads[j].report)
            if key not in best or score[n] > score[best[key]]:
                best[key] = n
    out[list(best.values())] = 1
    return out


def fit(stories: Sequence[Story]) -> Sameness:
    """The model of some stories."""
    scores = [np.array(list(s.margins.values())) for s in stories]
    table = np.concatenate([s.features for s in stories])
    mean, spread = table.mean(axis=0), table.std(axis=0) + 1e-9
    for _ in range(ROUNDS):
        known = np.concatenate([examples(s, x) for s, x in zip(stories, scores, strict=True)])
        model = LogisticRegression(C=STRENGTH, max_iter=1000)
        model.fit((table[known >= 0] - mean) / spread, known[known >= 0])
        weights = model.coef_[0] / spread
        sameness = Sameness(weights, float(model.intercept_[0] - weights @ mean))
        scores = [sameness.log_odds(s.features) for s in stories]
    return sameness


def count(story: Story, groups: Sequence[Sequence[Line]], total: Counter[str]) -> None:
    """Pairs of marked passages that are joined rightly, and pairs with one marked statement that are."""
    home: dict[tuple[int, str], int] = {}
    share: Counter[tuple[int, str]] = Counter()
    for g, group in enumerate(groups):
        for line in group:
            for span, n in story.marked.get(line.report, ()):
                overlap = span.overlap(line.statement.span)
                if overlap > share[n, line.report]:
                    share[n, line.report], home[n, line.report] = overlap, g
        for one, other in itertools.combinations(group, 2):
            mine, theirs = story.claims_of(one), story.claims_of(other)
            if one.report != other.report and (mine or theirs):
                total["touched"] += 1
                total["touched, right"] += bool(mine & theirs)
    passages = [(n, r) for r, each in story.marked.items() for _, n in each]
    for one, other in itertools.combinations(passages, 2):
        same, joined = one[0] == other[0], one in home and home[one] == home.get(other)
        total["gold"] += same
        total["joined"] += joined
        total["joined, right"] += same and joined


def left_out(stories: Sequence[Story]) -> None:
    """Print what claims come out when the model has not seen the event."""
    fitted = {e: fit([s for s in stories if s.event != e]) for e in sorted({s.event for s in stories})}
    shipped = joining.load_sameness, joining.LEAST_SURE, joining.LEAST_PERHAPS
    for name, averages in (("LEAST_SURE", SURE), ("LEAST_PERHAPS", PERHAPS)):
        for least in averages:
            total: Counter[str] = Counter()
            setattr(joining, name, least)
            for story in stories:
                joining.load_sameness = lambda event=story.event: fitted[event]
                groups = joining.join(story.lines, story.vectors, story.weights)
                sure = [claim for group in groups for claim in group]
                perhaps = [[x for claim in group for x in claim] for group in groups]
                count(story, sure if name == "LEAST_SURE" else perhaps, total)
            precision, recall = total["joined, right"] / total["joined"], total["joined, right"] / total["gold"]
            print(
                f"left out, {name} {least:5.2f}: precision {precision:.3f} recall {recall:.3f} "
                f"F1 {2 * precision * recall / (precision + recall):.3f}; "
                f"of pairs with a marked statement right {total['touched, right'] / total['touched']:.3f}"
            )
            joining.load_sameness, joining.LEAST_SURE, joining.LEAST_PERHAPS = shipped


def main() -> None:
    """Read, fit, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    folder = parser.parse_args().data / "lineage/kin"
    model = load_model()
    stories = []
    for path in sorted(p for p in folder.iterdir() if (p / "labels.json").exists()):
        reports = read_inputs([str(path / "reports.jsonl")]).reports
        labels = json.loads((path / "labels.json").read_text("utf-8"))
        stories.append(make_story(path.name, reports, [model.analyse(r) for r in reports], labels))
    left_out(stories)
    write(fit(stories))


def write(sameness: Sameness) -> None:
    """Write the model, one weight a named feature."""
    weights = {f: round(float(w), 4) for f, w in zip(FEATURES, sameness.weights, strict=True)}
    OUT.write_text(json.dumps({**weights, "intercept": round(sameness.intercept, 4)}, indent=2) + "\n", "utf-8")
    print(OUT.read_text("utf-8"))


if __name__ == "__main__":
    main()
