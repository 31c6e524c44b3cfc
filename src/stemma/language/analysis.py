"""The embedded language model: what can be said of a report by rules and static vectors."""

from __future__ import annotations

from functools import cached_property
from typing import Protocol

from stemma.errors import ModelError
from stemma.language.attributions import find_attributions
from stemma.language.credits import find_credits
from stemma.language.dates import find_dates
from stemma.language.events import find_events
from stemma.language.names import find_names
from stemma.language.places import locate
from stemma.language.sentences import find_sentences
from stemma.language.statements import find_statements
from stemma.language.vectors import Vectors
from stemma.model import Analysis, Entity, Report
from stemma.text.quantities import find_quantities

EMBEDDED = "stemma-rules-1"


class LanguageModel(Protocol):
    """Anything that can read a report."""

    @property
    def name(self) -> str:
        """Its name, as it stands in the record of a run."""

    def analyse(self, report: Report) -> Analysis:
        """What it finds in a report."""

    def frequency(self, word: str) -> float:
        """How often a word in plain form occurs in English, as a share of all words."""


class EmbeddedModel:
    """Sentences by Punkt, static vectors, and rules for names, numbers, dates and acts of saying.

    A first version: a trained encoder takes its place finder by finder. English only; of a report in another
    language it gives sentences and vectors, so that copying is still traced, and says so (`supported`).
    """

    name = EMBEDDED

    @cached_property
    def _vectors(self) -> Vectors:
        return Vectors.load()

    def frequency(self, word: str) -> float:
        """How often a word in plain form occurs in English, as a share of all words."""
        return self._vectors.frequency(word)

    def analyse(self, report: Report) -> Analysis:
        """What can be said of the report; the cost grows with its length only."""
        text = report.text
        sentences = find_sentences(report)
        vectors = self._vectors.encode([s.span.of(text) for s in sentences])
        if report.language not in {"en", None}:
            return Analysis(report.id, supported=False, sentences=sentences, vectors=vectors)
        names = find_names(text, sentences)
        day = report.published.day if report.published else None
        dates = find_dates(text, sentences, day)
        named = [d for d in dates if d.key]
        numbers = tuple(
            Entity("NUM", q.span, q.key)
            for s in sentences
            for q in find_quantities(text, s.span)
            if not any(d.span.overlap(q.span) for d in named)
        )
        attributions = find_attributions(text, sentences, names)
        places = locate(text, names)
        statements = find_statements(text, sentences, attributions)
        events = find_events(
            text, sentences, names, statements=statements, dates=dates, places=places, encode=self._vectors.encode
        )
        times = tuple(Entity("DATE", d.span, d.key) for d in named)
        return Analysis(
            report=report.id,
            supported=True,
            sentences=sentences,
            vectors=vectors,
            entities=tuple(sorted((*names, *numbers, *times), key=lambda e: (e.span, e.type))),
            attributions=attributions,
            statements=statements,
            dates=dates,
            credits=find_credits(text),
            places=places,
            events=events,
        )


def load_model(name: str | None = None) -> LanguageModel:
    """The language model with this name; the embedded one if none is named.

    Raises:
        ModelError: there is no such model.
    """
    if name not in {None, EMBEDDED, "embedded"}:
        raise ModelError(f"no language model {name!r}: this version has only the embedded one (leave --model out)")
    return EmbeddedModel()
