"""Positions: what each actor holds on each issue, from statements in the actor's own voice."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from stemma.findings.issues import Issue, assign
from stemma.findings.material import Material
from stemma.model import NARRATOR, Attribution, Cite, Position, Stance, Statement
from stemma.text.spans import Span
from stemma.text.words import find_words

MOST_POSITIONS = 80
# Pieces of fewer words ("absurd", "the total") say nothing on their own.
SHORTEST = 5

_CUES: tuple[tuple[Stance, re.Pattern[str]], ...] = (
    (
        "refuses",
        re.compile(r"\b(?:refus|reject|den[iy]|declin|dismiss|ruled? out|rules out|disput|oppos)", re.IGNORECASE),
    ),
    ("accuses", re.compile(r"\b(?:accus|blam|condemn|denounc|critici[sz]|slam|alleg|complain)", re.IGNORECASE)),
    (
        "asks",
        re.compile(
            r"\b(?:ask|urg|call(?:s|ed|ing)? (?:on|for|upon)\b|demand|request|appeal|want|insist)",
            re.IGNORECASE,
        ),
    ),
    ("supports", re.compile(r"\b(?:welcom|prais|support|endors|back(?:s|ed)\b|hail|defend)", re.IGNORECASE)),
    ("plans", re.compile(r"\b(?:promis|pledg|vow|plan(?:s|ned)\b|offer|agree)", re.IGNORECASE)),
)
_REFUSES = re.compile(
    r"\b(?:I|we|he|she|they|it) (?:\w+ )?(?:will not|won[’']t|would not|wouldn[’']t|cannot|can[’']t|refus\w+|reject\w+)\b",
    re.IGNORECASE,
)
_PLANS = re.compile(
    r"\b(?:will|[’']ll|shall|plans?|intends?|going to|is to|are to|(?:is|are) (?:ready|willing|prepared))\b"
)
# "Might" and "may" are part of what is held; doubt is its own word.
_DOUBTS = re.compile(
    r"\b(?:doubt|unlikely|unclear|sceptic|skeptic|question(?:s|ed|ing)?\b|cautio|not (?:sure|certain|convinced)|could not (?:yet )?confirm"
    r"|cannot (?:yet )?confirm|uncertain|downplay|demur)",
    re.IGNORECASE,
)
# "These interactions" are no actor, whatever they are said to show.
_NO_ACTOR = re.compile(r"(?:this|that|these|those|it|which|what)\b", re.IGNORECASE)
# What somebody would say if: in so many characters before the speaker.
SUPPOSED_WITHIN = 20
_SUPPOSED = re.compile(r"\b(?:if|whether|unless|should)\s+(?:the\s+)?$", re.IGNORECASE)
# What "should be over by Friday" is expected, not asked for.
_ASKS = re.compile(
    r"\b(?:must|ought to|needs? to|has to|have to"
    r"|should(?! (?:\w+ )?be (?:back|home|there|here|ready|able|over|clear|complete|finished|enough)\b))\b",
    re.IGNORECASE,
)
# "Called on Bralt to" is a demand, "called the trip a mistake" is none.
_CALL = ("call", "calls", "called", "calling")
_DEMANDS = re.compile(r" (?:on|for|upon)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Said:
    report: str
    statement: Statement
    actor: str
    issue: str
    stance: Stance


def find_positions(material: Material, issues: Sequence[Issue]) -> tuple[Position, ...]:
    """Actor by issue, the positions with most origins first within an actor; actors with most of them first."""
    groups: dict[tuple[str, str, Stance], list[_Said]] = defaultdict(list)
    shown = _one_way_of_writing({s.voice for _, s in material.statements()})
    for report, statement in material.statements():
        text = statement.span.of(material.reports[report].text)
        if statement.voice == NARRATOR or statement.certainty == "asked" or len(find_words(text)) < SHORTEST:
            continue
        issue = assign(material.text(report, material.sentence(report, statement.span)), issues)
        attribution = _attribution(material, report, statement)
        if _NO_ACTOR.match(statement.voice) or _is_nobodys(attribution, material.reports[report].text):
            continue
        stance = _stance(text, statement, attribution, material.reports[report].text)
        said = _Said(report, statement, shown[_letters(statement.voice)], issue, stance)
        groups[said.actor, said.issue, said.stance].append(said)
    positions = [_position(key, said, material) for key, said in groups.items()]
    weight: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for p in positions:
        low, number = weight[p.actor]
        weight[p.actor] = (max(low, p.origins.low), number + len(p.statements))
    positions.sort(
        key=lambda p: (
            tuple(-x for x in weight[p.actor]),
            p.actor,
            p.issue,
            -p.origins.low,
            -len(p.statements),
            p.stance,
        )
    )
    return tuple(positions[:MOST_POSITIONS])


def _one_way_of_writing(voices: set[str]) -> dict[str, str]:
    """For voices that are written with the same letters ("U.S. officials", "US officials") the one that is shown."""
    shown: dict[str, str] = {}
    for voice in sorted(voices, key=lambda v: (len(v), v)):
        shown.setdefault(_letters(voice), voice)
    return shown


def _letters(voice: str) -> str:
    return "".join(c for c in voice.casefold() if c.isalnum())


def _is_nobodys(attribution: Attribution | None, text: str) -> bool:
    """Whether it is said without anybody having said it: "have been accused of", "if the ministry says"."""
    if attribution is None:
        return False
    if attribution.source is None:
        return attribution.cue is not None
    return (
        _SUPPOSED.search(text, max(0, attribution.source.start - SUPPOSED_WITHIN), attribution.source.start)
        is not None
    )


def _attribution(material: Material, report: str, statement: Statement) -> Attribution | None:
    """The act of saying that holds the statement: the innermost of its voice."""
    holding = [a for a in material.holding(report, statement.span) if a.voice == statement.voice]
    return min(holding, key=lambda a: sum(len(c) for c in a.content), default=None)


def _cue(cue: Span, report: str) -> str:
    """The words of saying, with the small word that makes "called" a demand."""
    said = cue.of(report)
    behind = _DEMANDS.match(report, cue.end) if said.lower().endswith(_CALL) else None
    return said + behind.group() if behind else said


def _stance(text: str, statement: Statement, attribution: Attribution | None, report: str) -> Stance:
    cue = _cue(attribution.cue, report) if attribution and attribution.cue else ""
    for stance, pattern in _CUES:
        if pattern.search(cue):
            return stance
    if _ASKS.search(text):
        return "asks"
    if _REFUSES.search(text):
        return "refuses"
    if statement.certainty == "planned" and _PLANS.search(text):
        return "plans"
    return "doubts" if _DOUBTS.search(cue) or _DOUBTS.search(text) else "holds"


def _position(key: tuple[str, str, Stance], said: Sequence[_Said], material: Material) -> Position:
    # The wording nearest a source: upstream, one that can be read alone, and the fuller of two.
    reports = {s.report for s in said}
    first = min(
        said,
        key=lambda s: (
            len(material.above[s.report] & reports),
            material.readable(s.report, s.statement.span) != s.statement.span,
            -min(200, len(s.statement.span)),
            s.report,
            s.statement.span,
        ),
    )
    best = Cite(first.report, material.readable(first.report, first.statement.span))
    others = sorted({Cite(s.report, s.statement.span) for s in said if s is not first} - {best})
    return Position(
        actor=key[0],
        issue=key[1],
        stance=key[2],
        text=material.text(best.report, best.span),
        statements=(best, *others),
        origins=material.stemma.origins_behind(reports),
    )
