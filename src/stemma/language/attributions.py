"""Who says what: quotations and verbs of saying, with the speaker resolved within the report."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from stemma.language.layers import Layers
from stemma.language.mentions import Ground
from stemma.language.quotations import find_quotations
from stemma.language.sayings import Saying, find_sayings
from stemma.language.voices import find_voices
from stemma.model import PROSE_ZONES, Attribution, AttributionType, Entity, Sentence
from stemma.text.spans import Span
from stemma.text.words import plain_characters

# Longer passages are not searched for speakers: nothing a person says is attributed so. It bounds the cost.
LONGEST = 3_000

_MARKS = "\"'"


def find_attributions(
    text: str, sentences: Sequence[Sentence], names: Sequence[Entity]
) -> tuple[Attribution, ...]:
    """Acts of saying in order; a quotation without words of saying keeps the speaker before it."""
    plain = plain_characters(text)
    prose = [s.span for s in sentences if s.zone in PROSE_ZONES]
    quotations = find_quotations(text)
    starts = [q.start for q in quotations]
    found: list[Saying] = []
    for unit in _units(prose, quotations, starts):
        if len(unit) > LONGEST:
            continue
        inside = quotations[bisect_left(starts, unit.start) : bisect_left(starts, unit.end)]
        clipped = [Span(q.start, min(q.end, unit.end)) for q in inside]
        sayings = find_sayings(plain, unit, clipped)
        base = len(found)
        if len(sayings) == 1 and _goes_on(plain, found, sayings[0]):
            last = found.pop()
            found.append(replace(last, content=(*last.content, *sayings[0].content)))
            continue
        for saying in sayings:
            if saying.content:
                inner = saying.parent is not None and base + saying.parent < len(found)
                found.append(replace(saying, parent=base + (saying.parent or 0) if inner else None))
    return attribute(text, found, names, sentences)


def attribute(
    text: str,
    sayings: Sequence[Saying],
    names: Sequence[Entity],
    sentences: Sequence[Sentence],
    layers: Layers | None = None,
) -> tuple[Attribution, ...]:
    """Acts of saying, given in order of the text, with their voices; `parent` is an index among them."""
    plain = plain_characters(text)
    voices = find_voices(Ground(text, sentences, layers), sayings, names)
    return tuple(
        Attribution(s.source, s.cue, s.content, _type(plain, s.content), voice, withheld, s.parent)
        for s, (voice, withheld) in zip(sayings, voices, strict=True)
    )


def _units(sentences: Sequence[Span], quotations: Sequence[Span], starts: Sequence[int]) -> Iterator[Span]:
    """Sentences, those joined that one quotation holds together."""
    held: Span | None = None
    for sentence in sentences:
        held = sentence if held is None else Span(held.start, sentence.end)
        i = bisect_right(starts, held.end - 1) - 1
        if i >= 0 and quotations[i].end > held.end and len(held) <= LONGEST:
            continue
        yield held
        held = None
    if held is not None:
        yield held


def _goes_on(plain: str, found: Sequence[Saying], saying: Saying) -> bool:
    """Whether a quotation alone carries on the one before: `"A," she said. "B."`."""
    if not found or saying.source or saying.cue or not saying.content:
        return False
    last = found[-1]
    end = max(last.cue.end if last.cue else 0, last.source.end if last.source else 0)
    between = plain[end : saying.content[0].start]
    return (
        _type(plain, last.content) == "direct"
        and last.cue is not None
        and last.content[-1].end <= end
        and re.fullmatch(r"[^\n\"]{0,60}?\.\s", between) is not None
    )


def _type(plain: str, content: Sequence[Span]) -> AttributionType:
    quoted = [s for s in content if plain[s.start] in _MARKS]
    if len(quoted) == len(content):
        return "direct"
    return "mixed" if quoted or any('"' in s.of(plain) for s in content) else "indirect"
