"""What a passage asserts, slot by slot, in a form that can be compared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from stemma.model import NARRATOR, Analysis, Entity, Report
from stemma.text.spans import Span
from stemma.text.words import Word, find_words, plain_characters

_HEDGES = re.compile(
    r"\b(?:may|might|could|would|possibl[ey]|possibility|perhaps|alleged(?:ly)?|reported(?:ly)?|apparent(?:ly)?|seem\w*"
    r"|appear(?:s|ed)?|likely|unlikely|suspect\w*|suggest\w*|unclear|unconfirmed|not confirmed|rumou?r\w*|consider\w*"
    r"|potential(?:ly)?|probabl[ey]|about to decide|in talks|expected|hop(?:es?|ed|ing)|believ\w+|think\w*|if)\b",
    re.IGNORECASE,
)
_SPOKEN = re.compile(
    r"\b(?:said|says?|told|tells|according|claim\w*|accus\w+|alleg\w+|argu\w+|warn\w*|insist\w*|stat(?:es|ed)|report(?:s|ed)"
    r"|add(?:s|ed)|wrote|tweet\w*|call(?:s|ed)|describ\w+|view\w*|view|eyes|words|opinion|contend\w*|maintain\w*|not(?:es|ed)"
    r"|suggest\w*|explain\w*|declar\w+|announc\w+|acknowledg\w+|admit\w*|den(?:y|ies|ied)|think\w*|believ\w+|put|hop(?:es|ed)"
    r"|urg\w+|question\w*|critic\w+|ask\w*|vow\w*|promis\w+|complain\w*|predict\w*|reckon\w*|caution\w*|reject\w*|testif\w+)\b",
    re.IGNORECASE,
)
_NEGATIONS = re.compile(
    r"\b(?:not|never|no|none|neither|nor|without|cannot|nobody|nothing|den(?:y|ies|ied)|refus\w+|declin\w+|reject\w*"
    r"|fail\w*|unable|lack\w*|stop\w*|ruled out|far from|un(?:willing|likely|able|welcome|moved))\b|n't\b",
    re.IGNORECASE,
)
_ROLES = frozenset(
    "president minister secretary chancellor premier ambassador envoy senator governor mayor director chairman chairwoman "
    "chief general commander judge prosecutor lawyer attorney adviser advisor aide deputy spokesman spokeswoman "
    "spokesperson congressman congresswoman representative lawmaker leader king queen prince commissioner professor "
    "analyst negotiator diplomat undersecretary speaker candidate nominee".split()
)
_SAME_ROLE = {
    "spokeswoman": "spokesman", "spokesperson": "spokesman", "chairwoman": "chairman", "advisor": "adviser",
    "congresswoman": "congressman", "representative": "congressman", "lawmaker": "congressman", "nominee": "candidate",
    "premier": "minister", "attorney": "lawyer", "leader": "president",
}  # fmt: skip
_QUOTED = re.compile(r'"([^"\n]{10,500}?)[,.!?]?"')


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence with all its slots."""

    span: Span
    """Where it stands."""
    words: tuple[Word, ...]
    """Its words."""
    entities: tuple[Entity, ...]
    """Names, dates and numbers in it."""
    hedges: tuple[Span, ...]
    """Words of doubt."""
    negations: tuple[Span, ...]
    """Words of denial."""
    roles: tuple[tuple[str, Span], ...]
    """Roles that it gives people, the same for `spokesman` and `spokeswoman`."""
    former: tuple[Span, ...]
    """`former`, `ex-`, `acting`."""
    quoted: tuple[Span, ...]
    """Stretches in quotation marks, without the marks."""
    attributed: bool
    """Whether anyone is said to say it."""


def read_passages(report: Report, analysis: Analysis) -> tuple[Passage, ...]:
    """The prose sentences of a report as passages, in order; its title too."""
    plain = plain_characters(report.text)
    spoken = {s.sentence for s in analysis.statements if s.voice != NARRATOR}
    entities = list(analysis.entities)
    passages: list[Passage] = []
    for index, sentence in enumerate(analysis.sentences):
        if sentence.zone not in {"body", "quote_block"}:
            continue
        span = sentence.span
        words = find_words(report.text, span)
        text = span.of(plain)
        passages.append(
            Passage(
                span=span,
                words=words,
                entities=tuple(e for e in entities if span.contains(e.span)),
                hedges=_spans(_HEDGES, text, span),
                negations=_spans(_NEGATIONS, text, span),
                roles=tuple((_SAME_ROLE.get(w.plain, w.plain), w.span) for w in words if w.plain in _ROLES),
                former=tuple(w.span for w in words if w.plain in {"former", "ex", "acting", "onetime", "once"}),
                quoted=tuple(Span(*m.span(1)).shifted(span.start) for m in _QUOTED.finditer(text)),
                attributed=index in spoken or bool(_SPOKEN.search(text)),
            )
        )
    return tuple(passages)


def _spans(pattern: re.Pattern[str], text: str, span: Span) -> tuple[Span, ...]:
    return tuple(Span(*m.span()).shifted(span.start) for m in pattern.finditer(text))


def word_set(passages: Sequence[Passage]) -> frozenset[str]:
    """All words of some passages in plain form."""
    return frozenset(w.plain for p in passages for w in p.words)
