"""Who says what: quotations and verbs of saying, with the speaker resolved within the report."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

from stemma.language.quotations import find_quotations
from stemma.language.sayings import Saying, find_sayings
from stemma.language.voices import Speakers
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
    speakers = Speakers(names)
    found: list[Attribution] = []
    for unit in _units(prose, quotations, starts):
        if len(unit) > LONGEST:
            continue
        inside = quotations[bisect_left(starts, unit.start) : bisect_left(starts, unit.end)]
        clipped = [Span(q.start, min(q.end, unit.end)) for q in inside]
        sayings = find_sayings(plain, unit, clipped)
        base = len(found)
        if len(sayings) == 1 and _goes_on(plain, found, sayings[0]):
            last = found.pop()
            found.append(_attribution(plain, last.source, last.cue, (*last.content, *sayings[0].content), last))
            continue
        for saying in sayings:
            if not saying.content:
                continue
            voice, withheld = speakers.resolve(text, saying.source)
            kind = _type(plain, saying.content)
            parent = None if saying.parent is None or base + saying.parent >= len(found) else base + saying.parent
            found.append(Attribution(saying.source, saying.cue, saying.content, kind, voice, withheld, parent))
    return tuple(found)


def attribute(text: str, sayings: Iterable[Saying], names: Sequence[Entity]) -> tuple[Attribution, ...]:
    """Acts of saying, given in order of the text, with their voices; `parent` is an index among them."""
    plain = plain_characters(text)
    speakers = Speakers(names)
    found = []
    for saying in sayings:
        voice, withheld = speakers.resolve(text, saying.source)
        found.append(
            Attribution(
                saying.source,
                saying.cue,
                saying.content,
                _type(plain, saying.content),
                voice,
                withheld,
                saying.parent,
            )
        )
    return tuple(found)


def _attribution(
    plain: str, source: Span | None, cue: Span | None, content: tuple[Span, ...], like: Attribution
) -> Attribution:
    return Attribution(source, cue, content, _type(plain, content), like.voice, like.anonymous, like.nested_in)


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


def _goes_on(plain: str, found: Sequence[Attribution], saying: Saying) -> bool:
    """Whether a quotation alone carries on the one before: `"A," she said. "B."`."""
    if not found or saying.source or saying.cue or not saying.content:
        return False
    last = found[-1]
    end = max(last.cue.end if last.cue else 0, last.source.end if last.source else 0)
    between = plain[end : saying.content[0].start]
    return (
        last.type == "direct"
        and last.cue is not None
        and last.content[-1].end <= end
        and re.fullmatch(r"[^\n\"]{0,60}?\.\s", between) is not None
    )


def _type(plain: str, content: Sequence[Span]) -> AttributionType:
    quoted = [s for s in content if plain[s.start] in _MARKS]
    if len(quoted) == len(content):
        return "direct"
    return "mixed" if quoted or any('"' in s.of(plain) for s in content) else "indirect"
