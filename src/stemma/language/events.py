"""Events of a report in PLOVER's types: who does what to whom, found phrase by phrase.

A sentence is searched for phrases of the lexicon and for actors; who does it and to whom the tree of the sentence tells.
Without a tree, and for phrases whose place in the tree has no two actors, the actor before a phrase is its source, the
one behind it its target, the other way round in the passive. The type is judged by the classifier. At most one phrase is
taken from a sentence, the one nearest its main verb, so that an event told once is not counted twice.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from stemma.language.events_actors import find_actors
from stemma.language.events_classifier import (
    FUTURE,
    NEGATION,
    SOURCE,
    TARGET,
    Encode,
    Passage,
    cut_passage,
    load_classifier,
    longest,
)
from stemma.language.events_lexicon import ROOTS, Trigger, find_triggers
from stemma.language.events_roles import Roles, SentenceTree
from stemma.language.layers import Layers
from stemma.language.places_gazetteer import countries
from stemma.model import (
    PROSE_ZONES,
    QUAD_CLASS,
    Actor,
    Certainty,
    DateMention,
    Entity,
    Event,
    EventType,
    PlaceMention,
    Sentence,
    Statement,
)
from stemma.text.spans import Span, touching
from stemma.text.words import plain_characters

# A type less probable than this is not taken; set on the PETRARCH-2 sentences for few extra events.
LEAST_PROBABLE = 0.35
# How much what was found adds to the probability of its own type: a word, and a phrase of several, which says more
# ("receives" is nothing, "receives the minister" a meeting). On the PETRARCH-2 sentences 71 of 100 triples are right
# with the second, 68 without.
TRIGGER, PHRASE = 0.3, 0.8
# How far below the main verb of a sentence the order of the actors still tells who does it.
DEEPEST_GUESSED = 1
# Sentences longer than this are lists or junk.
LONGEST = 600

_PEOPLE = frozenset({"CVL", "REF", "EDU", "MED"})
_PASSIVE = re.compile(r"\b(?:was|were|been|being|is|are|be|get|got)(?: \w+ly)? $")
_PROGRESSIVE = re.compile(r"\w+ing\b")
# "Killed by Israel", "killed in an Israeli air strike".
_AGENT = re.compile(r"\bby(?: the| an?)? ?$|^ in(?: the| an?)? $")
# "Faces pressure from": who stands behind "from" does it.
_RECEIVED = re.compile(
    r"(?:pressure|support|aid|assistance|help|threats?|criticism|requests?|demands?|backing)\b", re.IGNORECASE
)
_FROM = re.compile(r"\bfrom(?: the| an?)? ?$")
_FROM_NEXT = re.compile(r"\w from\b")
# "A engaged B in a firefight".
_NOMINAL = re.compile(r"\b(?:in|during)(?: an?| the)? $")
_AND = re.compile(r",? and(?: the| an?)?(?: [A-Z][\w.’'-]+){0,2} ?")
_COMMA = re.compile(r", (?:the |an? )?")
# A country that something happens in does not do it.
_PLACED = re.compile(r"\b(?:in|at|near|outside|from|across|over|into) (?:the )?$")


_Row = TypeVar("_Row", Entity, PlaceMention)


@dataclass(frozen=True, slots=True)
class _Candidate:
    sentence: int
    trigger: Trigger
    source: Actor
    target: Actor
    passage: Passage
    planned: bool = False
    alleged: bool = False


def find_events(
    text: str,
    sentences: Sequence[Sentence],
    entities: Sequence[Entity],
    *,
    statements: Sequence[Statement],
    dates: Sequence[DateMention],
    places: Sequence[PlaceMention],
    encode: Encode,
    layers: Layers | None = None,
) -> tuple[Event, ...]:
    """The events of a report, in order.

    Args:
        text: the report's text.
        sentences: its sentences; only those of the prose are read.
        entities: the names found in it.
        statements: its statements, for the certainty of what they tell.
        dates: its expressions of time.
        places: its places.
        encode: makes unit vectors of texts, of the length the classifier was trained with.
        layers: the trees of its sentences, if the model has any.
    """
    plain = plain_characters(text)
    candidates: list[_Candidate] = []
    for index, sentence in enumerate(sentences):
        if sentence.zone in PROSE_ZONES and len(sentence.span) <= LONGEST:
            names, where = _inside(sentence.span, entities), _inside(sentence.span, places)
            candidates.extend(_candidates(plain, index, sentence.span, names, where, layers=layers))
    judged = _judge(candidates, encode)
    events: list[Event] = []
    told: dict[int, Trigger] = {}
    for candidate, (kind, share) in zip(candidates, judged, strict=True):
        # The first phrase of a sentence is mostly its main verb; what follows is told inside it.
        if share < LEAST_PROBABLE or told.setdefault(candidate.sentence, candidate.trigger) != candidate.trigger:
            continue
        event = _event(candidate, kind, share, statements=statements, dates=dates, places=places)
        if not any(_same(event, e) for e in events if e.sentence == event.sentence):
            events.append(event)
    return tuple(events)


def _inside(span: Span, rows: Sequence[_Row]) -> Sequence[_Row]:
    """Those of some rows in order that begin in a stretch of the text."""
    first = bisect_left(rows, span.start, key=lambda r: r.span.start)
    return rows[first : bisect_left(rows, span.end, lo=first, key=lambda r: r.span.start)]


def _same(one: Event, other: Event) -> bool:
    """Whether two events of a sentence are one: the same type between the same parties."""
    return (one.type, one.source.code or one.source.name, one.target.code or one.target.name) == (
        other.type,
        other.source.code or other.source.name,
        other.target.code or other.target.name,
    )


def _judge(candidates: Sequence[_Candidate], encode: Encode) -> list[tuple[EventType, float]]:
    """The type of each candidate with its probability; where the classifier wavers, the phrase that was found tells."""
    if not candidates:
        return []
    shares = load_classifier().probabilities([c.passage for c in candidates], encode)
    out = []
    for row, candidate in zip(shares, candidates, strict=True):
        told = ROOTS.index(candidate.trigger.event)
        weighed = row.copy()
        weighed[told] += PHRASE if candidate.trigger.phrase else TRIGGER
        best = told if candidate.alleged else int(weighed.argmax())
        share = min(1.0, float(weighed[best]))
        out.append((ROOTS[best], max(share, LEAST_PROBABLE) if candidate.alleged else share))
    return out


def _candidates(
    plain: str,
    index: int,
    span: Span,
    entities: Sequence[Entity],
    places: Sequence[PlaceMention],
    *,
    layers: Layers | None,
) -> list[_Candidate]:
    triggers = longest(find_triggers(span.of(plain).lower()))
    actors = find_actors(plain, span, entities, places) if triggers else []
    if layers is not None and actors:
        return _by_tree(plain, index, span, triggers, SentenceTree.of(layers, span, actors))
    found = []
    for trigger in triggers:
        at = Span(span.start + trigger.start, span.start + trigger.end)
        for source, target in _by_order(plain, span, at, actors):
            if source.span != target.span and not _one_and_itself(source, target):
                passage = _passage(plain, span, source.span, target.span)
                found.append(_Candidate(index, trigger, source, target, passage))
    return found


def _by_tree(
    plain: str, index: int, span: Span, triggers: Sequence[Trigger], tree: SentenceTree
) -> list[_Candidate]:
    """Candidates with the roles that the tree gives, what stands nearest the main verb first."""
    rows = [(t, Span(span.start + t.start, span.start + t.end)) for t in triggers]
    # "Demonstrators" are who, not what.
    rows = [(t, at) for t, at in rows if not any(a.span.contains(at) for a in tree.actors)]
    known = [(t, at, roles) for t, at in rows if (roles := tree.roles(at)) is not None]
    wanted = {w for _, _, roles in known for w in roles.willing}
    found: list[tuple[int, int, _Candidate]] = []
    for number, (trigger, at, roles) in enumerate(known):
        if roles.verb in wanted or roles.nobody:
            continue  # what is wanted is told, not the wanting; and what no actor does is no event
        if roles.wants and trigger.event == "REQUEST":
            continue  # "seek to mend ties" asks nobody for anything
        if roles.on_itself and roles.sayer and QUAD_CLASS[trigger.event] == "material conflict":
            # What somebody says was done to them is, on their word alone, an accusation.
            accused = replace(trigger, event="ACCUSE", mode="allege")
            for source in roles.sources:
                if not _one_and_itself(roles.sayer, source):
                    passage = _passage(plain, span, roles.sayer.span, source.span)
                    found.append(
                        (
                            roles.depth,
                            number,
                            _Candidate(index, accused, roles.sayer, source, passage, alleged=True),
                        )
                    )
            continue
        for source, target in _placed(plain, span, at, tree.actors, roles):
            if source.span != target.span and not _one_and_itself(source, target):
                holes = [*roles.asides, *([roles.will] if roles.will else [])]
                passage = _passage(plain, span, source.span, target.span, holes)
                planned = roles.will is not None
                found.append(
                    (roles.depth, number, _Candidate(index, trigger, source, target, passage, planned=planned))
                )
    return [c for _, _, c in sorted(found, key=lambda x: x[:2])]


def _placed(plain: str, span: Span, at: Span, actors: Sequence[Actor], roles: Roles) -> list[tuple[Actor, Actor]]:
    """Sources and targets by the tree, with those that stand joined to them; by their order where it shows too little."""
    received = _RECEIVED.match(plain, at.start) and _FROM_NEXT.search(plain[at.start : at.end + 6])
    sources, targets = (_with_joined(plain, actors, r) for r in (roles.sources, roles.targets))
    targets = [t for t in targets if t not in sources]
    if received:  # where nobody is told to have received it, it is no event
        return _by_order(plain, span, at, actors) if sources else []
    if sources and targets:
        return [(s, t) for s in sources for t in targets]
    if sources or roles.depth > DEEPEST_GUESSED:
        return [(s, t) for n, s in enumerate(sources) for t in sources[n + 1 :]]
    if roles.passive:
        agent = next(
            (a for a in actors if a.span.start > at.end and _AGENT.search(plain[at.end : a.span.start])), None
        )
        return [(agent, t) for t in targets] if agent else []
    return _by_order(plain, span, at, actors)


def _with_joined(plain: str, actors: Sequence[Actor], held: Sequence[Actor]) -> list[Actor]:
    """The actors and those that stand in a row with them, in order."""
    out = set(held)
    for n, actor in enumerate(actors):
        if actor in held:
            out |= {*_joined_back(plain, actors[: n + 1]), *_joined_on(plain, actors[n:])}
    return [a for a in actors if a in out]


def _by_order(plain: str, span: Span, at: Span, actors: Sequence[Actor]) -> list[tuple[Actor, Actor]]:
    before = [a for a in actors if a.span.end <= at.start]
    # A phrase may hold its object: "received * minister".
    head = at.start + len(at.of(plain).split(maxsplit=1)[0])
    behind = [a for a in actors if a.span.start >= head]
    return _pairs(plain, span, at, before, behind)


def _pairs(
    plain: str, span: Span, at: Span, before: Sequence[Actor], behind: Sequence[Actor]
) -> list[tuple[Actor, Actor]]:
    """Sources and targets of a phrase: its neighbours with what is joined to them, exchanged in the passive."""
    agents = [
        a for a in before if " " in a.code or not _PLACED.search(plain[max(0, a.span.start - 14) : a.span.start])
    ]
    sources, targets = _joined_back(plain, agents or before), _joined_on(plain, behind)
    lead = plain[max(span.start, at.start - 24) : at.start]
    passive = _PASSIVE.search(lead) and not _PROGRESSIVE.match(plain, at.start)
    if passive or plain.startswith(" by ", at.end):
        agent = next((a for a in behind if _AGENT.search(plain[at.end : a.span.start])), None)
        return [(agent, t) for t in _joined_back(plain, before)] if agent else []
    if _RECEIVED.match(plain, at.start) and targets and _FROM.search(plain[at.start : targets[0].span.start]):
        return [(s, t) for s in targets for t in sources]
    if len(before) > 1 and _NOMINAL.search(lead):
        return [(before[-2], before[-1])]
    if sources and targets:
        return [(s, t) for s in sources for t in targets]
    return [(s, t) for n, s in enumerate(sources) for t in sources[n + 1 :]]


def _one_and_itself(source: Actor, target: Actor) -> bool:
    """Whether the two cannot be told apart: the same code, or a country and somebody of it."""
    one, other = source.code.split(), target.code.split()
    return bool(one and other) and one[0] == other[0] and (one == other or len(one) == 1 or len(other) == 1)


def _joined_back(plain: str, actors: Sequence[Actor]) -> list[Actor]:
    """The last actor and those joined to it: "A, B and C"."""
    out = list(actors[-1:])
    for one in reversed(actors[:-1]):
        gap = plain[one.span.end : out[0].span.start]
        if not (_AND.fullmatch(gap) if len(out) == 1 else _COMMA.fullmatch(gap)):
            break
        out.insert(0, one)
    return out


def _joined_on(plain: str, actors: Sequence[Actor]) -> list[Actor]:
    """The first actor and those joined to it: "A, B and C"; a comma alone joins nothing."""
    row = list(actors[:1])
    for one in actors[1:]:
        gap = plain[row[-1].span.end : one.span.start]
        row.append(one)
        if _AND.fullmatch(gap):
            return row
        if not _COMMA.fullmatch(gap):
            break
    return list(actors[:1])


def _passage(plain: str, span: Span, source: Span, target: Span, holes: Sequence[Span] = ()) -> Passage:
    marks = sorted(((source, SOURCE), (target, TARGET)), key=lambda x: x[0].start)
    (one, a), (two, b) = marks
    # That it is still to come is its certainty, not its type: "will meet" is a meeting that is planned.
    between = plain[one.end : two.start]
    for hole in sorted(holes, reverse=True):
        if one.end <= hole.start and hole.end <= two.start:
            between = between[: hole.start - one.end] + between[hole.end - one.end :]
    if not NEGATION.search(between):
        between = FUTURE.sub(" ", between)
    return cut_passage(f"{plain[span.start : one.start]} {a} {between} {b} {plain[two.end : span.end]}")


def _event(
    candidate: _Candidate,
    kind: EventType,
    share: float,
    *,
    statements: Sequence[Statement],
    dates: Sequence[DateMention],
    places: Sequence[PlaceMention],
) -> Event:
    source, target = candidate.source, candidate.target
    span = Span(min(source.span.start, target.span.start), max(source.span.end, target.span.end))
    first = bisect_left(statements, candidate.sentence, key=lambda s: s.sentence)
    inside = statements[
        first : bisect_left(statements, candidate.sentence + 1, lo=first, key=lambda s: s.sentence)
    ]
    held = max(inside, key=lambda s: (s.span.overlap(span), -s.span.start), default=None)
    certainty: Certainty = held.certainty if held else "asserted"
    if candidate.planned and certainty == "asserted":
        certainty = "planned"
    near = sorted(
        (abs(d.span.start - span.end), d.value)
        for d in (touching(dates, held.span) if held else ())
        if d.on_calendar and not d.value.startswith("XXXX")
    )
    where = [p.country for p in (touching(places, held.span) if held else ()) if not span.overlap(p.span)]
    if target.code in _PEOPLE and where and where[0] in countries():
        # People who are hit where they live: civilians in Gaza are of Gaza.
        target = replace(target, code=f"{countries()[where[0]].code3} {target.code}")
    return Event(
        span=span,
        sentence=candidate.sentence,
        type=kind,
        mode=candidate.trigger.mode if candidate.trigger.event == kind else "",
        source=source,
        target=target,
        certainty=certainty,
        date=near[0][1] if near else "",
        place=where[0] if where else "",
        confidence=share,
    )
