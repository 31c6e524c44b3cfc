"""From what a model found in a report to its analysis: keys, dates, voices, statements, credits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from stemma.language.certainty import judge_certainty
from stemma.language.credits import find_credits
from stemma.language.dates import find_dates
from stemma.language.events import find_events
from stemma.language.keys import key_names
from stemma.language.layers import Layers
from stemma.language.places import locate
from stemma.language.statements import Judge, find_statements
from stemma.language.vectors import Vectors
from stemma.model import Analysis, Attribution, Entity, EntityType, Report, Sentence
from stemma.text.quantities import find_quantities
from stemma.text.spans import Span

Attribute = Callable[[Sequence[Entity]], tuple[Attribution, ...]]
"""Gives the acts of saying of a report, once its names are known."""


def assemble(
    report: Report,
    vectors: Vectors,
    sentences: tuple[Sentence, ...],
    names: Iterable[tuple[EntityType, Span]],
    attribute: Attribute,
    *,
    judge: Judge = judge_certainty,
    clauses: Sequence[int] = (),
    layers: Layers | None = None,
) -> Analysis:
    """The analysis of a report in English.

    Args:
        report: the report.
        vectors: what gives its sentences their vectors.
        sentences: its sentences.
        names: its names, dates and numbers.
        attribute: what gives its acts of saying.
        judge: what says how sure a clause is.
        clauses: code points at which new clauses begin.
        layers: its words with their trees, if the model has any.
    """
    text = report.text
    dates = find_dates(text, sentences, report.published.known_day if report.published else None)
    quantities = [q for s in sentences for q in find_quantities(text, s.span)]
    entities = key_names(text, names, dates, quantities)
    attributions = attribute(entities)
    statements = find_statements(text, sentences, attributions, judge, clauses)
    places = locate(text, entities)
    events = find_events(
        text,
        sentences,
        entities,
        statements=statements,
        dates=dates,
        places=places,
        encode=vectors.encode,
        layers=layers,
    )
    return Analysis(
        report=report.id,
        supported=True,
        sentences=sentences,
        vectors=vectors.encode([s.span.of(text) for s in sentences]),
        entities=entities,
        attributions=attributions,
        statements=statements,
        dates=dates,
        credits=find_credits(text),
        places=places,
        events=events,
    )


def unread(report: Report, vectors: Vectors, sentences: tuple[Sentence, ...]) -> Analysis:
    """The analysis of a report in another language: sentences and vectors, so that copying is still traced."""
    return Analysis(
        report.id,
        supported=False,
        sentences=sentences,
        vectors=vectors.encode([s.span.of(report.text) for s in sentences]),
    )
