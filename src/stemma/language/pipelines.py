"""Any spaCy pipeline as a language model: its sentences and names, our rules for who says what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from stemma.errors import MissingExtraError, ModelError
from stemma.language.assembly import assemble, unread
from stemma.language.attributions import find_attributions
from stemma.language.sentences import bounded_sentence, find_sentences
from stemma.language.vectors import Vectors
from stemma.model import Analysis, EntityType, Report, Sentence, Zone
from stemma.text.spans import Span, trimmed

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

# OntoNotes and CoNLL names of what we call otherwise; other labels are not read.
_TYPES: dict[str, EntityType] = {
    "PERSON": "PER",
    "PER": "PER",
    "ORG": "ORG",
    "GPE": "GPE",
    "LOC": "LOC",
    "NORP": "NORP",
    "FAC": "FAC",
    "EVENT": "EVENT",
    "DATE": "DATE",
    "TIME": "DATE",
    "CARDINAL": "NUM",
    "MONEY": "NUM",
    "PERCENT": "NUM",
    "QUANTITY": "NUM",
}
# Paragraphs longer than this are cut, so that no single document takes more memory than a page of text does.
LONGEST = 20_000
_PARAGRAPH = re.compile(rf"\S(?:.|\n(?!\s*\n)){{0,{LONGEST - 1}}}")


class PipelineModel:
    """Sentences and names from a spaCy pipeline; attributions, certainty and statements by rules.

    English only, like the embedded model: a report in another language is kept and not read.
    """

    def __init__(self, pipeline: Language, name: str) -> None:
        """Take a loaded pipeline.

        Raises:
            ModelError: it finds no sentences.
        """
        if not pipeline("One sentence. Another one.").has_annotation("SENT_START"):
            raise ModelError(
                f"the spaCy pipeline {name!r} finds no sentences: add a parser, a senter or the sentencizer to it"
            )
        self._pipeline = pipeline
        self._name = name

    @classmethod
    def load(cls, name: str) -> PipelineModel:
        """The pipeline of this name or in this folder.

        Raises:
            MissingExtraError: spaCy is not installed.
            ModelError: there is no such pipeline.
        """
        try:
            import spacy  # noqa: PLC0415  an optional extra
        except ImportError as error:
            raise MissingExtraError(f"the language model {name!r} (a spaCy pipeline)", "spacy") from error
        try:
            return cls(spacy.load(name), name)
        except OSError as error:
            raise ModelError(
                f"no language model {name!r}: leave --model out for the embedded one, or install the spaCy "
                f"pipeline (python -m spacy download {name})"
            ) from error

    @property
    def name(self) -> str:
        """Its name, as it stands in the record of a run."""
        return f"spacy:{self._name}"

    @property
    def judge(self) -> None:
        """None: words are not described."""

    @cached_property
    def _vectors(self) -> Vectors:
        return Vectors.load()

    def frequency(self, word: str) -> float:
        """How often a word in plain form occurs in English, as a share of all words."""
        return self._vectors.frequency(word)

    def analyse(self, report: Report) -> Analysis:
        """What the pipeline and the rules find; the cost grows with the report's length only."""
        if report.language not in {"en", None}:
            return unread(report, self._vectors, find_sentences(report))
        text = report.text
        sentences: list[Sentence] = []
        names: list[tuple[EntityType, Span]] = []
        for zone, offset, doc in self._documents(report):
            for sent in doc.sents:
                whole = trimmed(text, Span(offset + sent.start_char, offset + sent.end_char))
                sentences.extend(Sentence(s, zone.kind) for s in bounded_sentence(text, whole))
            names.extend(
                (_TYPES[e.label_], Span(offset + e.start_char, offset + e.end_char))
                for e in doc.ents
                if e.label_ in _TYPES
            )
        cut = tuple(sentences)
        return assemble(report, self._vectors, cut, names, lambda known: find_attributions(text, cut, known))

    def _documents(self, report: Report) -> Iterator[tuple[Zone, int, Doc]]:
        """The paragraphs of each zone, read, with where they begin."""
        for zone in report.zones:
            places = [
                (m.start(), m.group()) for m in _PARAGRAPH.finditer(report.text, zone.span.start, zone.span.end)
            ]
            for (start, _), doc in zip(places, self._pipeline.pipe(t for _, t in places), strict=True):
                yield zone, start, doc
