"""The brief of a story: sentences of its reports, word for word, the most important first, each citing its passages.

Nothing is written: a sentence is taken whole, so that its attribution and its hedges stay in it. Where its speaker is a
pronoun or stands elsewhere, the voice is added in [brackets]. What cannot stand alone, or fails the check of its
support, is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from stemma.findings.issues import OTHER, Issue, assign
from stemma.findings.material import Material
from stemma.findings.support import agrees, means_voice, refuses, unnamed, unsupported
from stemma.model import NARRATOR, PROSE_ZONES, Analysis, Attribution, BriefSentence, Cite, Claim, Reading
from stemma.text.quantities import Quantity, agree, find_quantities
from stemma.text.spans import Span, touching
from stemma.text.words import find_words

# Words of a brief if none are asked for: half a page.
WORDS = 180
# Sentences of this many words can be taken; shorter ones are scraps, longer ones lists.
SHORTEST, LONGEST = 6, 60
# A sentence that shares so much of its content words with one already taken says nothing new.
SAME = 0.55
# A variant less probable than this does not rule a reading out.
BENT = 0.5
DISPUTED = "disputed: independent origins differ"
# Of two readings the one nearer to this length (in characters) is the clearer.
CLEAR = 130
# A sentence without any name or number tells something alone if it has so many words of so many letters.
FEWEST_TELLING, LETTERS = 4, 4
# A report opens with so many sentences; what most origins open with is what the story is about.
OPENING = 2
# So many readings of a claim that stand equally near a source are weighed against each other.
MOST_TRIED = 6
# A sentence in which so many say something is a list, and is not for a brief.
MOST_SAYINGS = 12
_Rank = tuple[bool, int, bool]
# Ways in which a sentence leans on the one before it.
_LEANS = re.compile(
    r"^(?:[\"“'‘(]\s*)?(?:he|she|it|they|this|that|these|those|such|but|however|and|or|so|also|instead|meanwhile|then|there|here|another|"
    r"his|her|its|their|both|the latter|the former|as a result|in response|for (?:example|instance)|in addition|by contrast|still|yet|"
    r"nor|neither|(?:despite|among|besides) (?:this|these|those|that|other)|at the time|the same|later|earlier|other|the (?:two|three|four|five|six|seven|eight|nine|ten|meeting|official|move|group|man|woman)|indeed|again|of these|of those)\b",
    re.IGNORECASE,
)
# "The council is not happy about this" tells nothing without the sentence before it.
_POINTS_BACK = re.compile(r"\b(?:this|that|these|those|it|them|so)\W*$", re.IGNORECASE)
# What begins otherwise is the rest of a sentence that was cut wrongly.
_BEGINS = re.compile(r"[\"“‘'(\[$€£…. -]*(?:[^\W_a-z]|\d)")
_PRONOUN = re.compile(r"(?:he|she|it|they|we|i)$", re.IGNORECASE)
# "The official" is somebody whom the report has described before.
_DESCRIBED = re.compile(
    r"the (?:\w+ ){0,2}(?:official|spokes\w+|source|diplomat|minister|officer|adviser|lawyer|man|woman)s?$",
    re.IGNORECASE,
)
# What speaks to the reader, and where the outlet speaks of itself, is no part of the story.
_TO_READER = re.compile(
    r"(?:stay|follow|click|read|watch|sign|subscribe|join|see|check|scroll|listen|tune|share|download|get|learn|find|catch)\b"
    r"(?! \w+ed\b)",
    re.IGNORECASE,
)
_OWN = re.compile(r"\b(?:[Ww]e|[Oo]ur|us|I|[Mm]y)\b(?!\.)")
_QUOTED = re.compile(r"[\"“][^\"“”]*[\"”]?")


@dataclass(frozen=True, slots=True)
class _Choice:
    claim: Claim
    sentence: BriefSentence
    words: frozenset[str]


def write_brief(
    material: Material, issues: Sequence[Issue], words: int = WORDS
) -> tuple[tuple[BriefSentence, ...], tuple[str, ...]]:
    """The brief, grouped by issue, and in words what was left out of it and why.

    Args:
        material: the story.
        issues: what its sentences are grouped by.
        words: about how many words it may have; at least one sentence is given.
    """
    taken: list[_Choice] = []
    failed: dict[str, int] = {}
    room = words
    for claim in _by_weight(material):
        if room <= 0:
            break
        choice = _choose(claim, material, issues, failed)
        if choice is None:
            continue
        double = next((t for t in taken if _alike(choice.words, t.words) >= SAME), None)
        if double is not None:
            continue
        length = len(find_words(choice.sentence.text))
        if length > room and taken:
            continue
        taken.append(choice)
        room -= length
        against = _opposing(choice, material, issues)
        if against is not None:
            taken[-1] = replace(choice, sentence=replace(choice.sentence, note=DISPUTED))
            taken.append(against)
            room -= len(find_words(against.sentence.text))
    order = {t.sentence.issue: n for n, t in reversed(list(enumerate(taken)))}
    if order.get(OTHER):  # not where the brief opens with it
        order[OTHER] = len(taken)
    ranked = sorted(enumerate(taken), key=lambda x: (order[x[1].sentence.issue], x[0]))
    left = tuple(f"left out of the brief, {n} times: {why}" for why, n in sorted(failed.items()))
    return tuple(t.sentence for _, t in ranked), left


def _by_weight(material: Material) -> list[Claim]:
    """The claims, those with most origins, texts and voices first; what stands high in its reports before the rest."""

    def weight(claim: Claim) -> tuple[float, ...]:
        c = claim.corroboration
        # Where a report puts it tells how it weighs it: news begins with what matters most.
        height = sum(r.span.start / max(1, len(material.reports[r.report].text)) for r in claim.readings) / len(
            claim.readings
        )
        size = (c.origins.low + c.origins.high) / 2
        return (-size, -c.texts * (1.3 - height), -len(c.voices), height)

    ranked = sorted(material.claims.values(), key=lambda c: (weight(c), c.id))
    opening = _openings(material)
    lead = max(ranked, key=lambda c: len(opening.get(c.id, ())), default=None)
    if lead is None or len(opening.get(lead.id, ())) < 2:  # noqa: PLR2004 - what one origin opens with is its own choice
        return ranked
    return [lead, *(c for c in ranked if c is not lead)]


def _openings(material: Material) -> dict[str, set[str]]:
    """Of each claim the origins of the reports that open with it."""
    found: dict[str, set[str]] = {}
    for report, analysis in material.analyses.items():
        first = [s.span for s in analysis.sentences if s.zone in PROSE_ZONES][:OPENING]
        for span in first:
            for claim in material.claims_in(report, span):
                found.setdefault(claim, set()).update(material.stemma.origins_of(report))
    return found


def _choose(claim: Claim, material: Material, issues: Sequence[Issue], failed: dict[str, int]) -> _Choice | None:
    """The best attested reading of a claim that can stand alone and whose support holds."""
    why = ""
    rank: _Rank | None = None
    sound: list[_Choice] = []
    for own, reading in _readings(claim, material):
        if sound and (own != rank or len(sound) >= MOST_TRIED):
            break
        cite = Cite(reading.report, material.sentence(reading.report, reading.span))
        choice = _sentence(claim, cite, material, issues)
        if choice is None:
            continue
        problem = unsupported(choice.sentence, material)
        if problem:
            why = problem
        else:
            rank = own
            sound.append(choice)
    if sound:
        # Of readings that stand equally near a source, the one that most origins agree with.
        return max(sound, key=lambda c: len({material.stemma.origins_of(x.report) for x in c.sentence.cites}))
    if why:
        failed[why] = failed.get(why, 0) + 1
    return None


def _readings(claim: Claim, material: Material) -> Iterator[tuple[_Rank, Reading]]:
    """Readings in the order in which they are to be tried: unbent, nearest a source, hedged before sure."""
    bent = {(v.child, v.child_span) for v in material.variants if v.confidence >= BENT}
    reports = {r.report for r in claim.readings}

    def rank(reading: Reading) -> _Rank:
        broken = any(child == reading.report and span.overlap(reading.span) for child, span in bent)
        return broken, len(material.above[reading.report] & reports), reading.certainty != "hedged"

    ranked = [(rank(r), r) for r in claim.readings]
    yield from sorted(ranked, key=lambda x: (x[0], abs(len(x[1].span) - CLEAR), x[1].report, x[1].span))


def _sentence(claim: Claim, cite: Cite, material: Material, issues: Sequence[Issue]) -> _Choice | None:
    report, analysis = material.reports[cite.report], material.analyses[cite.report]
    if not any(s.span == cite.span and s.zone in PROSE_ZONES for s in touching(analysis.sentences, cite.span)):
        return None
    passage = cite.span.of(report.text)
    holding = material.holding(cite.report, cite.span)
    if len(holding) > MOST_SAYINGS:
        return None
    text = _with_voices(report.text, cite.span, holding, analysis)
    if not _stands_alone(passage, text, said=bool(holding)) or _unknown_speaker(
        report.text, cite.span, holding, text
    ):
        return None
    others = []
    for reading in claim.readings:
        span = material.sentence(reading.report, reading.span)
        if reading.report != cite.report and agrees(span.of(material.reports[reading.report].text), passage):
            others.append(Cite(reading.report, span))
    sentence = BriefSentence(
        text=" ".join(text.split()),
        issue=assign(passage, issues),
        claims=material.claims_in(cite.report, cite.span),
        cites=(cite, *sorted(set(others))),
        note="one voice only" if claim.corroboration.reports > 1 and claim.corroboration.one_voice else "",
    )
    return _Choice(claim, sentence, frozenset(w.plain[:6] for w in find_words(passage) if len(w.plain) > 3))  # noqa: PLR2004


def _stands_alone(passage: str, shown: str, *, said: bool) -> bool:
    """Whether a sentence can be read by itself.

    Args:
        passage: as it stands in its report.
        shown: the same with voices in brackets.
        said: whether somebody is said to say it, so that "we" is not the outlet.
    """
    words = find_words(passage)
    # "Nobody has walked through it yet" names nothing.
    named = any(passage[w.span.start].isupper() or passage[w.span.start].isdecimal() for w in words[1:])
    telling = named or sum(len(w.plain) >= LETTERS for w in words) >= FEWEST_TELLING
    leans = (_LEANS.match(passage) and shown.startswith(passage[:12])) or (
        not said and _POINTS_BACK.search(passage)
    )
    speaks = _TO_READER.match(passage) or (not said and _OWN.search(_QUOTED.sub("", passage)))
    whole = SHORTEST <= len(words) <= LONGEST and "\n\n" not in passage and _BEGINS.match(passage)
    return bool(whole and telling and not leans and not speaks)


def _unknown_speaker(text: str, span: Span, holding: Sequence[Attribution], shown: str) -> bool:
    """Whether a pronoun says something in the passage and neither the passage nor a bracket tells whom it means."""
    for a in holding:
        if a.source and span.contains(a.source) and _PRONOUN.search(a.source.of(text)):
            before = text[span.start : a.source.start].casefold()
            if f"[{a.voice}]" not in shown and a.voice.split()[-1].casefold() not in before:
                return True
    return False


def _with_voices(text: str, span: Span, holding: Sequence[Attribution], analysis: Analysis) -> str:
    """The passage with the voice in brackets where its speaker is a pronoun, is described, or is not named in it."""
    marks: dict[int, str] = {}
    for a in holding:
        if a.voice == NARRATOR or unnamed(a, span, holding):
            continue
        if a.source and span.contains(a.source):
            shown = a.source.of(text)
            vague = _PRONOUN.search(shown) or (_DESCRIBED.match(shown) and a.voice.lower() not in shown.lower())
            if vague and not _PRONOUN.search(a.voice) and means_voice(text, analysis, a):
                marks[a.source.end] = f" [{a.voice}]"
        elif _opens(text, span, a) and not any(
            a.voice == o.voice and o.source and span.contains(o.source) for o in holding
        ):
            marks[span.start] = f"[{a.voice}]: "
    out, at = [], span.start
    for place, words in sorted(marks.items()):
        out += [text[at:place], words]
        at = place
    return "".join([*out, text[at : span.end]])


def _opens(text: str, span: Span, said: Attribution) -> bool:
    """Whether the passage begins with what is said; a banner that is quoted in it is said by nobody."""
    first = next((i for i in range(span.start, span.end) if text[i].isalnum()), span.start)
    return any(c.start <= first < c.end for c in said.content)


def _opposing(choice: _Choice, material: Material, issues: Sequence[Issue]) -> _Choice | None:
    """Of a disputed claim, the sentence of an independent origin that gives another number of the same, or denies it."""
    if not choice.claim.disputed:
        return None
    first = choice.sentence.cites[0]
    home = set(material.stemma.origins_of(first.report))
    mine = _counted(first.span.of(material.reports[first.report].text))
    denied = {
        r.certainty == "denied"
        for r in choice.claim.readings
        if r.report == first.report and first.span.contains(r.span)
    }
    tried: set[str] = set()
    for _, reading in _readings(choice.claim, material):
        span = material.sentence(reading.report, reading.span)
        text = material.text(reading.report, span)
        # Copies of one sentence are one try, so that a story of hundreds of reports costs no more than its texts.
        if text in tried or home & set(material.stemma.origins_of(reading.report)):
            continue
        tried.add(text)
        found = _sentence(choice.claim, Cite(reading.report, span), material, issues)
        if found is None or _alike(found.words, choice.words) < SAME or unsupported(found.sentence, material):
            continue
        theirs = _counted(span.of(material.reports[reading.report].text))
        differs = any(
            q.unit == p.unit and not agree(q, p) for noun in mine for q in mine[noun] for p in theirs.get(noun, ())
        )
        # A certainty alone may be read wrongly: the words must differ in it too.
        against = denied == {reading.certainty != "denied"} and refuses(text) != refuses(choice.sentence.text)
        if differs or against:
            return replace(found, sentence=replace(found.sentence, issue=choice.sentence.issue, note=DISPUTED))
    return None


def _counted(text: str) -> dict[str, list[Quantity]]:
    """The quantities of a text by the word behind them, cut to its stem: only like is set against like."""
    out: dict[str, list[Quantity]] = {}
    for quantity in find_quantities(text, Span(0, len(text))):
        noun = re.match(r"[ -](\w+)", text[quantity.span.end :])
        if noun:
            out.setdefault(noun[1].lower()[:6].rstrip("s"), []).append(quantity)
    return out


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))


__all__ = ["OTHER", "WORDS", "write_brief"]
