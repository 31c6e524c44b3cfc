"""The written pairs and their mechanical edits, described: what the judge of copies is trained on."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np

from stemma.collation.passages import WordTable, tabulate
from stemma.language.comparing import Described, words_of
from stemma.language.embedded import EmbeddedModel
from stemma.model import Analysis, Report, VariantKind, Zone
from stemma.text.spans import Span

from .mechanical import Pool, asides, edits

FOLDS = 5
# Edits made of each passage; the source is its own faithful copy besides.
EDITS = 1
# A faithful copy may stand for the source of another that has at most this many times its words: else what it left
# out would be taught as faithful.
LONGER = 1.15
SEED = 1


Sort = Literal["written", "among", "turned", "made"]
"""Where a row comes from: a written copy beside its source; a faithful copy in the place of the source; source and copy
in each other's place; a mechanical edit."""


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
    sort: Sort = "written"
    """Where it comes from."""
    lost: Span | None = None
    """The words of the source that changed, if they are known."""

    @property
    def fold(self) -> int:
        """0 to `FOLDS` - 1."""
        return hashlib.sha256(self.group.encode()).digest()[0] % FOLDS


def read_pairs(folder: Path) -> list[Row]:
    """The written pairs, and what follows from them.

    A faithful copy says what its source says: so it may stand for it before any other copy of the group. And where a
    copy bends its source, the source bends the copy.
    """
    rows = []
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.open(encoding="utf-8"):
            g = json.loads(line)
            name, source, same = g["id"], g["source"], g["same"]
            rows += [Row(name, source, c, None, None) for c in same]
            for d in g["distorted"]:
                copy, kind = d["copy"], d["kind"]
                span, lost = _find(copy, d["span"]), _find(source, d.get("source_span"))
                rows.append(Row(name, source, copy, kind, span, lost=lost))
                rows += [Row(name, c, copy, kind, span, sort="among") for c in same]
                if lost is not None and kind != "invention":
                    rows.append(Row(name, copy, source, kind, lost, sort="turned", lost=span))
            for c in same:
                for e in (*same, source):
                    if e != c and len(e.split()) <= LONGER * len(c.split()):
                        rows.append(Row(name, c, e, None, None, sort="among"))
            rows += [Row(name, source, c, None, None, other=True) for c in g.get("different", ())]
    return rows


def _find(text: str, words: str | None) -> Span | None:
    start = text.find(words) if words else -1
    return None if start < 0 or words is None else Span(start, start + len(words))


@dataclass(frozen=True, slots=True)
class Known:
    """A passage with all that is known of it."""

    report: Report
    analysis: Analysis
    table: WordTable
    described: Described


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
    rows = [r for r in rows if r.sort == "written"]
    rng = random.Random(SEED)
    names: dict[str, set[str]] = {}
    for text, k in known.items():
        for e in k.analysis.entities:
            names.setdefault(e.type, set()).add(e.span.of(text))
    sources = dict.fromkeys((r.group, r.source) for r in rows)
    pool = Pool({t: sorted(n) for t, n in names.items()}, asides([s for _, s in sources]))
    bases = [(g, s, s) for g, s in sources]
    bases += [(r.group, r.source, r.copy) for r in rows if r.kind is None and not r.other]
    out = [Row(g, s, s, None, None, sort="made") for g, s in sources]
    for group, source, base in bases:
        for edit in list(edits(base, known[base].analysis, pool, rng))[:EDITS]:
            span = edit.span if edit.kind else None
            out.append(Row(group, source, edit.text, edit.kind, span, sort="made"))
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
