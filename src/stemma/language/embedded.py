"""The language model that comes with the package: one trained encoder, read layer by layer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from stemma.language.assembly import assemble, unread
from stemma.language.attributions import attribute
from stemma.language.certainty import weigh_certainty
from stemma.language.clauses import find_clauses
from stemma.language.comparing import Described, Describer, describe, load_judge, words_of
from stemma.language.contents import with_contents
from stemma.language.cues import Force
from stemma.language.encoder import Encoder
from stemma.language.heads import Floats
from stemma.language.layers import Layers, Memory, NamedWords, SaidWords, read_layers
from stemma.language.sayings import Saying
from stemma.language.sentences import bounded_sentence, find_lines, find_sentences, line_ends_sentence
from stemma.language.subjects import with_subjects
from stemma.language.tokens import BLANK_LINE, LINE_BREAK, Tokens, find_tokens
from stemma.language.vectors import Vectors
from stemma.model import Analysis, Attribution, Certainty, Entity, Report, Sentence, ZoneKind
from stemma.text.spans import Span, hull

EMBEDDED = "stemma-minilm-1"
# Zones that are not read: nothing is made of them but their lines, and of pages as they are on the web two words
# in five stand there.
FURNITURE: frozenset[ZoneKind] = frozenset({"boilerplate"})
# By so many words the contents of one act of saying found twice may differ.
AT_ENDS = 2
_OWNER = ("'s", "’s", "'", "’")


class EmbeddedModel:
    """Sentences, names, attributions, certainty and clauses from one encoder with several heads.

    English only; of a report in another language it gives sentences and vectors, so that copying is still
    traced, and says so (`supported`).
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Read with the weights of the package, or with others of the same make from a folder."""
        self._folder = folder
        self.name = EMBEDDED if folder is None else f"{EMBEDDED}:{folder.name}"
        self._memory = Memory()

    @cached_property
    def _vectors(self) -> Vectors:
        return Vectors.load()

    @cached_property
    def _encoder(self) -> Encoder:
        return Encoder.load(self._folder)

    @cached_property
    def judge(self) -> Mapping[str, NDArray[np.generic]] | None:
        """The arrays of the judge of copies; None if the folder of the weights has none."""
        return load_judge(self._folder)

    @cached_property
    def _describer(self) -> Describer | None:
        return None if self.judge is None else Describer(self.judge)

    def frequency(self, word: str) -> float:
        """How often a word in plain form occurs in English, as a share of all words."""
        return self._vectors.frequency(word)

    def analyse(self, report: Report) -> Analysis:
        """What can be said of the report; the cost grows with its length only."""
        if report.language not in {"en", None}:
            return unread(report, self._vectors, find_sentences(report))
        describer = self._describer
        layers, parts = self.read_words(report, None if describer is None else describer.contextual)
        analysis = self.conclude(report, layers, parts)
        if describer is None:
            return analysis
        vectors = describer.vectors(describe(report.text, layers, analysis, self._vectors))
        return replace(analysis, words=words_of(layers, vectors))

    def read_words(self, report: Report, compare: Floats | None = None) -> tuple[Layers, list[tuple[int, int]]]:
        """What the encoder says of the words of a report in English, and the stretch of words of each zone.

        Args:
            report: the report.
            compare: what the words' vectors are multiplied with before they are kept; none is kept without it.
        """
        tokens, parts = _zone_tokens(report)
        describing = self._describer is not None and compare is self._describer.contextual
        memory = self._memory if describing else None
        return read_layers(self._encoder, tokens, parts, compare=compare, memory=memory), parts

    def conclude(self, report: Report, layers: Layers, parts: Sequence[tuple[int, int]]) -> Analysis:
        """The analysis that follows from what the encoder says of the words; they are not described in it."""

        def judge(text: str, span: Span, force: Force | None) -> Certainty:
            return weigh_certainty(text, span, force, _mean_certainty(layers, span))

        found = (*_sentences(report, layers, parts), *find_lines(report, FURNITURE))
        sentences = tuple(sorted(found, key=lambda s: s.span))

        def attributed(names: Sequence[Entity]) -> tuple[Attribution, ...]:
            said = with_contents(layers, sentences, with_subjects(layers, layers.sayings))
            return attribute(report.text, _sayings(layers.tokens, said), names, sentences, layers)

        return assemble(
            report,
            self._vectors,
            sentences,
            [(n.type, _chars(layers.tokens, (n.first, n.last))) for n in (*layers.names, *_last_names(layers))],
            attributed,
            judge=judge,
            clauses=find_clauses(layers),
            layers=layers,
        )

    def describe(self, report: Report) -> tuple[Analysis, Layers, Described]:
        """The analysis with all that is known of the words, unmixed: what the judge of copies is trained on."""
        layers, parts = self.read_words(report, np.eye(self._encoder.width, dtype=np.float32))
        analysis = self.conclude(report, layers, parts)
        return analysis, layers, describe(report.text, layers, analysis, self._vectors)


def _zone_tokens(report: Report) -> tuple[Tokens, list[tuple[int, int]]]:
    """The words of a report, zone by zone, and the stretch of words of each zone that is read and has any."""
    words: list[str] = []
    spans: list[Span] = []
    gaps: list[int] = []
    parts = []
    for zone in (z for z in report.zones if z.kind not in FURNITURE):
        found = find_tokens(report.text, zone.span)
        if found.words:
            parts.append((len(words), len(words) + len(found.words)))
            words.extend(found.words)
            spans.extend(found.spans)
            gaps.extend(found.gaps)
    return Tokens(tuple(words), tuple(spans), tuple(gaps)), parts


def _sentences(report: Report, layers: Layers, parts: Sequence[tuple[int, int]]) -> tuple[Sentence, ...]:
    """Sentences as the encoder ends them, none longer than can be read; blank lines and headings end one too."""
    out: list[Sentence] = []
    spans = layers.tokens.spans
    for first, last in parts:
        kind = report.zone_at(spans[first].start)
        start = first
        for i in range(first, last):
            gap = 0 if i + 1 == last else layers.tokens.gaps[i + 1]
            line_end = gap == LINE_BREAK and line_ends_sentence(report.text, spans[i].end, spans[i + 1].start)
            if layers.ends[i] or i + 1 == last or gap == BLANK_LINE or line_end:
                whole = Span(spans[start].start, spans[i].end)
                out.extend(Sentence(s, kind) for s in bounded_sentence(report.text, whole))
                start = i + 1
    return tuple(out)


def _last_names(layers: Layers) -> Iterator[NamedWords]:
    """Last names that stand alone and were passed over: who is named once is meant wherever a proper noun says so."""
    words = layers.tokens.words
    people = {words[n.last - 1] for n in layers.names if n.type == "PER"}
    others = {w for n in layers.names if n.type != "PER" for w in words[n.first : n.last]}
    held = {i for n in layers.names for i in range(n.first, n.last)}
    full = {words[n.last - 1] for n in layers.names if n.type == "PER" and n.last - n.first > 1}
    for i, word in enumerate(words):
        if word in people and (word in full or word not in others) and i not in held and layers.tags[i] == "NNP":
            yield NamedWords("PER", i, i + 1)


def _chars(tokens: Tokens, words: tuple[int, int]) -> Span:
    return Span(tokens.spans[words[0]].start, tokens.spans[words[1] - 1].end)


def _bare(tokens: Tokens, words: tuple[int, int], owner: Sequence[str] = ()) -> Span:
    """What is said, without the "that" before it and the commas round it; who says it without the mark of an owner."""
    first, last = words
    while last - first > 1 and tokens.words[last - 1] in {",", ";", *owner}:
        last -= 1
    if last - first > 1 and tokens.words[first].lower() == "that":
        first += 1
    while last - first > 1 and tokens.words[first] in {",", ";"}:
        first += 1
    return _chars(tokens, (first, last))


def _sayings(tokens: Tokens, said: Sequence[SaidWords]) -> list[Saying]:
    """Acts of saying over characters, in order of the text, each with the one it stands inside."""
    whole = sorted(
        (
            Saying(
                _bare(tokens, s.source, _OWNER) if s.source else None,
                _chars(tokens, s.cue) if s.cue else None,
                tuple(_bare(tokens, c) for c in s.content),
            )
            for s in _once(said)
        ),
        key=lambda s: (s.cue or s.content[0]).start,
    )
    return [Saying(s.source, s.cue, s.content, _parent(whole, i)) for i, s in enumerate(whole)]


def _once(said: Sequence[SaidWords]) -> list[SaidWords]:
    """The acts of saying, each once: of those that say the same by overlapping cues, the one with the longest cue.

    They say the same if all that one says is said by the other too, but for a word or two.
    """
    kept: list[SaidWords] = []
    by_word: dict[int, list[SaidWords]] = {}
    for one in sorted(said, key=lambda s: (s.cue[0] - s.cue[1], s.cue) if s.cue else (0, (0, 0))):
        cue = range(*one.cue) if one.cue else ()
        if not any(_alike(o.content, one.content) for i in cue for o in by_word.get(i, ())):
            kept.append(one)
            for i in cue:
                by_word.setdefault(i, []).append(one)
    return kept


def _alike(one: Sequence[tuple[int, int]], other: Sequence[tuple[int, int]]) -> bool:
    """Whether two acts of saying have the same stretches of what is said, but for a word or two at their ends."""
    return len(one) == len(other) and all(
        abs(a - c) + abs(b - d) <= AT_ENDS for (a, b), (c, d) in zip(one, other, strict=True)
    )


def _parent(sayings: Sequence[Saying], i: int) -> int | None:
    """The smallest other act of saying that holds all of this one in one stretch of what is said."""
    one = sayings[i]
    extent = hull([*one.content, *filter(None, (one.cue,))])
    around = [
        (len(c), j)
        for j, other in enumerate(sayings)
        for c in other.content
        if j != i and c.contains(extent) and len(c) > len(extent)
    ]
    return min(around)[1] if around else None


def _mean_certainty(layers: Layers, span: Span) -> np.ndarray:
    """The mean scores of the words of a clause; zeros where it has none."""
    words = layers.words_in(span)
    if words[0] == words[1]:
        return np.zeros(layers.certainty.shape[1], dtype=np.float32)
    mean: np.ndarray = layers.certainty[words[0] : words[1]].mean(axis=0)
    return mean
