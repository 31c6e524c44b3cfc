"""The written pairs and their mechanical edits, described: what the judge of copies is trained on."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from stemma.collation.comparison import Change
from stemma.collation.judging import slots_of
from stemma.collation.passages import WordTable, tabulate
from stemma.language.comparing import Described, words_of
from stemma.language.embedded import EmbeddedModel
from stemma.model import Analysis, Report, VariantKind, Zone
from stemma.text.spans import Span

from .mechanical import Pool, asides, edits
from .network import STATIC_SCALE, Side

FOLDS = 5
# Edits made of each passage; the source is its own faithful copy besides.
EDITS = 2
SEED = 1


@dataclass(frozen=True, slots=True)
class Row:
    """A copy beside its source."""

    group: str
    """Rows of one group share their source; folds part groups, never rows."""
    source: str
    copy: str
    kind: VariantKind | None
    """What the copy changed; None if it is faithful or tells something else."""
    span: Span | None
    """The words of the copy that changed."""
    other: bool = False
    """Whether the copy tells another fact of the event: nothing of it changed, it is no copy."""
    made: bool = False
    """Whether it was made by a mechanical edit."""

    @property
    def fold(self) -> int:
        """0 to `FOLDS` - 1."""
        return hashlib.sha256(self.group.encode()).digest()[0] % FOLDS


def read_pairs(folder: Path) -> list[Row]:
    """The written pairs."""
    rows = []
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.open(encoding="utf-8"):
            g = json.loads(line)
            name, source = g["id"], g["source"]
            rows += [Row(name, source, c, None, None) for c in g["same"]]
            for d in g["distorted"]:
                at = d["copy"].index(d["span"])
                rows.append(Row(name, source, d["copy"], d["kind"], Span(at, at + len(d["span"]))))
            rows += [Row(name, source, c, None, None, other=True) for c in g.get("different", ())]
    return rows


@dataclass(frozen=True, slots=True)
class Known:
    """A passage with all that is known of it."""

    report: Report
    analysis: Analysis
    table: WordTable
    described: Described

    def side(self, spans: Iterable[Span], found: Iterable[Change] = ()) -> tuple[Side, np.ndarray]:
        """The words in some stretches as one side, with what slots show there, and their places."""
        passage, at = self.table.cut(spans)
        d = self.described
        known = np.concatenate([d.contextual[at], STATIC_SCALE * d.static[at], d.features[at]], axis=1)
        return Side(
            passage,
            known.astype(np.float16),
            tuple(d.tags[i] for i in at),
            tuple(d.relations[i] for i in at),
            slots_of(found, self.table, at),
        ), at


def know(model: EmbeddedModel, text: str) -> Known:
    """Read a passage."""
    zones = (Zone("body", Span(0, len(text))),)
    report = Report("p", "p", text, zones, language="en")
    analysis, layers, described = model.describe(report)
    words = words_of(layers, np.zeros((len(layers.tokens.words), 0), dtype=np.float16))
    halves = replace(
        described,
        contextual=described.contextual.astype(np.float16),
        static=described.static.astype(np.float16),
    )
    return Known(report, replace(analysis, words=words), tabulate(text, analysis, words), halves)


def with_edits(rows: Iterable[Row], known: dict[str, Known]) -> list[Row]:
    """Mechanical edits of the sources and of their faithful copies, and each source as its own copy."""
    rows = list(rows)
    rng = random.Random(SEED)
    names: dict[str, set[str]] = {}
    for text, k in known.items():
        for e in k.analysis.entities:
            names.setdefault(e.type, set()).add(e.span.of(text))
    sources = dict.fromkeys((r.group, r.source) for r in rows)
    pool = Pool({t: sorted(n) for t, n in names.items()}, asides([s for _, s in sources]))
    bases = [(g, s, s) for g, s in sources]
    bases += [(r.group, r.source, r.copy) for r in rows if r.kind is None and not r.other]
    out = [Row(g, s, s, None, None, made=True) for g, s in sources]
    for group, source, base in bases:
        for edit in list(edits(base, known[base].analysis, pool, rng))[:EDITS]:
            span = edit.span if edit.kind else None
            out.append(Row(group, source, edit.text, edit.kind, span, made=True))
    return out


def know_all(model: EmbeddedModel, texts: Iterable[str], say: Callable[[str], None]) -> dict[str, Known]:
    """Read passages, each once."""
    out: dict[str, Known] = {}
    wanted = sorted(set(texts))
    for n, text in enumerate(wanted):
        out[text] = know(model, text)
        if n % 1000 == 0:
            say(f"read {n}/{len(wanted)} passages")
    return out
