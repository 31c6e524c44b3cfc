"""Collation on kin: distortions, false alarms and claims, over the tool's own trees or over the true ones."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from stemma.collation import Collation, collate
from stemma.language import LanguageModel
from stemma.lineage import infer_stemma
from stemma.model import (
    Analysis,
    Count,
    Derivation,
    Interval,
    LostSource,
    Origin,
    Report,
    Stemma,
    Variant,
    content_id,
)
from stemma.pipeline.compare import judge_of
from stemma.reading import read_inputs
from stemma.text.spans import Span

# Variants longer than this hit nothing, by the definition of the set.
LONGEST = 400


@dataclass(frozen=True)
class Story:
    """A cluster of kin: what the program is given, and the truth."""

    name: str
    reports: tuple[Report, ...]
    analyses: tuple[Analysis, ...]
    parents: dict[str, list[str]]
    labels: dict[str, list[dict[str, object]]]

    def place(self, report: str, quote: object) -> Span:
        """Where a labelled passage stands."""
        text = next(r.text for r in self.reports if r.id == report)
        start = text.index(str(quote))
        return Span(start, start + len(str(quote)))


def read_stories(folder: Path, language: LanguageModel) -> list[Story]:
    """All clusters, read and analysed."""
    out = []
    for path in sorted(p for p in folder.iterdir() if (p / "labels.json").exists()):
        reports = read_inputs([str(path / "reports.jsonl")]).reports
        labels = json.loads((path / "labels.json").read_text("utf-8"))
        parents = {d["id"]: d["parents"] for d in labels["docs"]}
        analyses = tuple(language.analyse(r) for r in reports)
        out.append(Story(path.name, tuple(reports), analyses, parents, labels))
    return out


def true_stemma(reports: Sequence[Report], parents: Mapping[str, Sequence[str]]) -> Stemma:
    """The tree that the labels give; a parent that is withheld is a lost source of its children."""
    ids = sorted(r.id for r in reports)
    edges = [
        Derivation(c, p, "rewrite", 1.0, 1.0, ("so it was made",), ())
        for c in ids
        for p in sorted(parents[c])
        if p in ids
    ]
    withheld = sorted({p for c in ids for p in parents[c]} - set(ids))
    lost = []
    for p in withheld:
        children = tuple(c for c in ids if p in parents[c])
        lost.append(LostSource(p, children, None, 1.0, ("so it was made",)))
    roots = [*(c for c in ids if not parents[c]), *withheld]
    origins = [Origin(content_id("o", r), r, tuple(c for c in ids if r in _roots(c, parents))) for r in roots]
    count = Count(len(ids), len(ids), Interval(len(roots), len(roots)), len(roots))
    return Stemma(tuple(ids), tuple(edges), tuple(lost), tuple(sorted(origins, key=lambda o: o.id)), count)


def _roots(report: str, parents: Mapping[str, Sequence[str]]) -> set[str]:
    above = parents.get(report, ())
    return set().union(*(_roots(p, parents) for p in above)) if above else {report}


def hits(labelled: Span, variant: Variant) -> bool:
    """Whether the variant covers half of the shorter of the two passages."""
    shorter = min(len(labelled), len(variant.child_span))
    return 0 < shorter <= 2 * labelled.overlap(variant.child_span) and len(variant.child_span) <= LONGEST


def score_story(story: Story, found: Collation, total: Counter[str]) -> None:
    """Add the counts of one story."""
    ids = {r.id for r in story.reports}
    gold = [
        (str(x["child"]), story.place(str(x["child"]), x["child_quote"]), str(x["type"]))
        for x in story.labels["distortions"]
        if x["child"] in ids
    ]
    variants = found.variants
    any_hit = {
        (n, k) for n, g in enumerate(gold) for k, v in enumerate(variants) if g[0] == v.child and hits(g[1], v)
    }
    typed = {(n, k) for n, k in any_hit if gold[n][2] == variants[k].kind}
    for name, pairs in (("any", any_hit), ("typed", typed)):
        total[f"{name} recalled"] += len({n for n, _ in pairs})
        total[f"{name} right"] += len({k for _, k in pairs})
    total.update(gold=len(gold), found=len(variants))
    recalled = {n for n, _ in any_hit}
    for n, (_, _, kind) in enumerate(gold):
        total[f"kind {kind}"] += 1
        total[f"kind {kind} recalled"] += n in recalled
    for x in story.labels["faithful"]:
        if x["child"] in ids:
            place = story.place(str(x["child"]), x["child_quote"])
            total["faithful"] += 1
            total["alarms"] += any(v.child == x["child"] and v.child_span.overlap(place) > 0 for v in variants)
    _score_claims(story, found, total)


def _score_claims(story: Story, found: Collation, total: Counter[str]) -> None:
    """Whether every two labelled passages stand in one claim exactly if they say the same; and perhaps in one."""
    passages: list[tuple[int, tuple[object, ...], tuple[object, ...]]] = []
    ids = {r.id for r in story.reports}
    for n, claim in enumerate(story.labels["claims"]):
        quotes = claim["quotes"]
        for report, quote in quotes.items() if isinstance(quotes, dict) else ():
            if report not in ids:
                continue
            place = story.place(report, quote)
            shares = [
                (place.overlap(r.span), c.id, (c.id, *c.perhaps))
                for c in found.claims
                for r in c.readings
                if r.report == report
            ]
            overlap, sure, together = max(shares, default=(0, "", ()))
            none = ("none", n, report)
            passages.append((n, (sure,) if overlap else none, tuple(sorted(together)) if overlap else none))
    for a, b in itertools.combinations(passages, 2):
        for name, at in (("sure claims", 1), ("claims", 2)):
            same, joined = a[0] == b[0], a[at] == b[at]
            total[f"{name} right"] += same and joined
            total[f"{name} joined"] += joined
            total[f"{name} same"] += same


def f1(precision: float, recall: float) -> float:
    """Their harmonic mean."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _rates(right: int, found: int, recalled: int, gold: int) -> dict[str, float]:
    precision, recall = right / max(1, found), recalled / max(1, gold)
    return {"precision": round(precision, 3), "recall": round(recall, 3), "f1": round(f1(precision, recall), 3)}


def totals(total: Counter[str]) -> dict[str, object]:
    """The scores that the counts give."""
    kinds = sorted(k.removeprefix("kind ") for k in total if k.startswith("kind ") and not k.endswith(" recalled"))
    return {
        "any kind": _rates(total["any right"], total["found"], total["any recalled"], total["gold"]),
        "typed": _rates(total["typed right"], total["found"], total["typed recalled"], total["gold"]),
        "false alarms": round(total["alarms"] / max(1, total["faithful"]), 3),
        "recall by kind": {k: f"{total[f'kind {k} recalled']}/{total[f'kind {k}']}" for k in kinds},
        **{
            name: _rates(
                total[f"{name} right"], total[f"{name} joined"], total[f"{name} right"], total[f"{name} same"]
            )
            for name in ("claims", "sure claims")
        },
    }


def bench_kin(folder: Path, language: LanguageModel) -> dict[str, object]:
    """All scores, over the tool's own trees and over the true ones."""
    stories = read_stories(folder, language)
    judge = judge_of(language)
    trees: dict[str, Callable[[Story], Stemma]] = {
        "own trees": lambda s: infer_stemma(s.reports, s.analyses),
        "true trees": lambda s: true_stemma(s.reports, s.parents),
    }
    out: dict[str, object] = {"stories": len(stories)}
    for name, tree in trees.items():
        total: Counter[str] = Counter()
        for story in stories:
            score_story(story, collate(story.reports, story.analyses, tree(story), judge=judge), total)
        out[name] = totals(total)
    return out
