"""Stories made by hand for the findings: reports of a few sentences, a tree, claims."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import numpy as np

from stemma.findings.material import Material, lay_out
from stemma.language.dates import find_dates
from stemma.model import (
    NARRATOR,
    Analysis,
    Attribution,
    Certainty,
    Claim,
    Corroboration,
    Count,
    Derivation,
    Event,
    Interval,
    Origin,
    Publication,
    Reading,
    Report,
    Sentence,
    Statement,
    Stemma,
    Zone,
)
from stemma.text.spans import Span

Told = tuple[str, str, Certainty]
Reports = Mapping[str, Sequence[Told]]
Claims = Sequence[Sequence[tuple[str, int]]]


def told(text: str, voice: str = NARRATOR, certainty: Certainty = "asserted") -> Told:
    """One sentence of a report with the voice and certainty of its one statement."""
    return text, voice, certainty


def make_report(name: str, sentences: Sequence[Told], published: str | None) -> tuple[Report, Analysis]:
    """A report and its analysis; a voice that is named in its sentence is its source, with the cue "said"."""
    text, spans = "", []
    for sentence, _, _ in sentences:
        start = len(text)
        text += sentence + " "
        spans.append(Span(start, start + len(sentence)))
    day = date.fromisoformat(published) if published else None
    when = Publication(datetime(day.year, day.month, day.day), "day", "given") if day else None
    marked = tuple(Sentence(s, "body") for s in spans)
    attributions = []
    for span, (sentence, voice, _) in zip(spans, sentences, strict=True):
        if voice == NARRATOR:
            continue
        at = sentence.find(voice)
        pronoun = next((p for p in ("He said", "She said", "he said", "she said") if p in sentence), None)
        if at >= 0:
            source: Span | None = Span(span.start + at, span.start + at + len(voice))
        elif pronoun:
            at = span.start + sentence.find(pronoun)
            source = Span(at, at + pronoun.index(" "))
        else:
            source = None
        attributions.append(Attribution(source, None, (span,), "indirect", voice))
    analysis = Analysis(
        name,
        supported=True,
        sentences=marked,
        vectors=np.zeros((len(spans), 2), dtype=np.float32),
        attributions=tuple(attributions),
        statements=tuple(
            Statement(s, n, v, c) for n, (s, (_, v, c)) in enumerate(zip(spans, sentences, strict=True))
        ),
        dates=find_dates(text, marked, day),
    )
    zones = (Zone("body", Span(0, len(text))),)
    return Report(name, f"{name}.txt", text, zones, outlet=name.title(), language="en", published=when), analysis


def make_stemma(reports: Sequence[str], parents: Mapping[str, str]) -> Stemma:
    """A tree of reports, every edge sure."""
    edges = tuple(
        Derivation(c, p, "rewrite", confidence=0.95, direction=0.95, reasons=("told",))
        for c, p in sorted(parents.items())
    )
    roots = [r for r in sorted(reports) if r not in parents]

    def root(r: str) -> str:
        while r in parents:
            r = parents[r]
        return r

    origins = tuple(Origin(f"o-{r}", r, tuple(x for x in sorted(reports) if root(x) == r)) for r in roots)
    count = Count(len(reports), len(reports), Interval(len(roots), len(roots)), len(roots))
    return Stemma(tuple(sorted(reports)), edges, (), origins, count)


def make_material(
    reports: Mapping[str, Sequence[Told]],
    *,
    parents: Mapping[str, str] | None = None,
    claims: Sequence[Sequence[tuple[str, int]]] = (),
    disputed: Sequence[int] = (),
    published: Mapping[str, str | None] | None = None,
    events: Mapping[str, Sequence[Event]] | None = None,
) -> Material:
    """A story laid out; a claim is a list of (report, number of its sentence)."""
    from dataclasses import replace  # noqa: PLC0415

    days = published or {}
    pairs = {r: make_report(r, told, days.get(r, "2031-03-08")) for r, told in reports.items()}
    stemma = make_stemma(list(reports), parents or {})
    made = []
    for n, readings in enumerate(claims):
        rows = []
        for report, index in readings:
            s = pairs[report][1].statements[index]
            rows.append(Reading(report, s.span, s.voice, s.certainty))
        behind = {stemma.origins_of(r)[0] for r, _ in readings}
        voices = tuple(sorted({r.voice for r in rows} - {NARRATOR}))
        count = Corroboration(len(rows), len(rows), Interval(len(behind), len(behind)), voices, len(voices) == 1)
        first = rows[0]
        text = first.span.of(pairs[first.report][0].text)
        made.append(
            Claim(
                f"c{n}", text, tuple(sorted(rows, key=lambda r: (r.report, r.span))), count, disputed=n in disputed
            )
        )
    analyses = [replace(a, events=tuple((events or {}).get(a.report, ()))) for _, a in pairs.values()]
    return lay_out([r for r, _ in pairs.values()], analyses, stemma, made, ())
