"""Voices: which speaker of a report a subject means."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from stemma.language import designations as words_of
from stemma.language.antecedents import Asked, Referent, Said, choose, load_weights
from stemma.language.cast import Cast, Names, Pick
from stemma.language.designations import DEFINITE, OF_THEM, PART, POSSESSED, RELATIVE, SPEAKING
from stemma.language.gazetteer import adjective
from stemma.language.mentions import (
    Ground,
    Mention,
    Place,
    canonical,
    described,
    find_mentions,
    phrase_in,
    pronoun,
)
from stemma.language.sayings import Saying
from stemma.model import UNKNOWN, Entity
from stemma.text.spans import Span
from stemma.text.words import plain_word

# Acts of saying looked at for the one in whose words a mention stands; they are nested less deep.
MOST_ROUND = 8
# Names looked at in what is said.
MOST_NAMES = 40
# An article and a blank: a country's name may stand so far inside the words that mean it alone.
ARTICLE = 4

_PREPOSITION = re.compile(r"\s(?:of|for|in|at|from|with|on|to|by)\s")


def find_voices(
    ground: Ground, sayings: Sequence[Saying], names: Sequence[Entity], pick: Pick | None = None
) -> list[tuple[str, bool]]:
    """For each act of saying its voice, and whether the speaker's identity is withheld.

    The report is gone through once, mention by mention, so that a pronoun or a description finds those spoken of before.

    Args:
        ground: the report's text, sentences and trees.
        sayings: acts of saying in order; `parent` is an index among them.
        names: names of the report, in order.
        pick: what says who is meant; the weights of the package if not given.
    """
    cast = Cast.of(ground.text, names, pick or _likeliest)
    found = _Walk(ground, names, sayings, cast).resolve()
    out: list[tuple[str, bool]] = []
    last: dict[int | None, int] = {}  # of what stands inside each act of saying, and inside none, the last so far
    for i, one in enumerate(sayings):
        # Who is quoted by somebody does not go on speaking after him.
        before = max(last.get(None, -1), last.get(one.parent, -1))
        if one.source is not None:
            speaker = found.get(one.source)
            out.append((speaker.voice, speaker.withheld) if speaker else (UNKNOWN, False))
        elif before < 0 or (one.cue is not None and ground.unowned(one.cue)):
            out.append((UNKNOWN, False))
        else:
            out.append(out[before])
        last[one.parent] = i
    for i, one in enumerate(sayings):
        if one.parent is not None and _within(ground.text, one):
            out[i] = out[one.parent]
    return out


def _within(text: str, one: Saying) -> bool:
    """Whether what stands inside another act of saying is said by the same: by "I", or by nobody who is named."""
    return one.cue is None if one.source is None else one.source.of(text).lower() in SPEAKING


def _likeliest(asked: Asked, among: Sequence[Referent], said: Said) -> Referent | None:
    return choose(asked, among, said, load_weights())


@dataclass(slots=True)
class _Walk:
    """The way through a report."""

    ground: Ground
    names: Sequence[Entity]
    sayings: Sequence[Saying]
    cast: Cast
    _contents: list[tuple[int, int, Span]] = field(default_factory=list)
    _names_said: dict[Span, Names] = field(default_factory=dict)
    _spoken: dict[Span, Referent | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._contents = sorted(
            (c.start, c.end, s.source) for s in self.sayings if s.source is not None for c in s.content
        )
        starts = [e.span.start for e in self.names]
        for start, end, source in self._contents:
            inside = self.names[bisect_left(starts, start) : bisect_left(starts, end)]
            said = {(e.type, e.key) for e in inside[:MOST_NAMES]}
            self._names_said[source] = self._names_said.get(source, frozenset()) | said

    def resolve(self) -> dict[Span, Referent | None]:
        """Who speaks, by the words that name the speaker."""
        text = self.ground.text
        mentions = find_mentions(text, self.names)
        starts = [m.span.start for m in mentions]
        sources = sorted({s.source for s in self.sayings if s.source is not None}, key=lambda s: (s.start, -s.end))
        at = 0
        for source in sources:
            i = max(at, bisect_left(starts, source.start))
            for mention in mentions[at:i]:
                self._meet(mention)
            at = max(at, bisect_left(starts, source.end))
            inner = [m for m in mentions[bisect_left(starts, source.start) : at] if m.span.end <= source.end]
            found = self._speaker(*self._with_name(source, inner, mentions[at] if at < len(mentions) else None))
            for mention in inner:
                if mention.name is not None and (found is None or mention.name.key != found.voice.lower()):
                    self._meet(mention)
            if found is not None:
                takes_up = pronoun(source.of(text)) is not None
                self.cast.note(found, self.ground.place(source), takes_up=takes_up)
                self.cast.last = found
                found.spoke = True
            self._spoken[source] = found
        for mention in mentions[at:]:
            self._meet(mention)
        return self._spoken

    def _meet(self, mention: Mention) -> None:
        """Take notice of a mention that is no speaker here."""
        place = self.ground.place(mention.span)
        if not self.ground.told(place):
            return
        if mention.takes_up:
            found = self.cast.ask(Asked(mention.takes_up, place, mention.gender))
        elif mention.name:
            found = self.cast.named(mention, mention.name)
        else:
            found = self._taken_up(mention, place) or self.cast.described(
                mention.span.of(self.ground.text), mention
            )
        if found is not None:
            self.cast.note(found, place, takes_up=mention.takes_up is not None)

    def _taken_up(self, mention: Mention, place: Place) -> Referent | None:
        """Who is meant by a description that may take up somebody mentioned before."""
        if not DEFINITE.match(mention.span.of(self.ground.text)):
            return None
        found = self.cast.ask(Asked("the", place, mention.gender, mention.heads, mention.words))
        if found is not None:
            found.learn(mention)
        return found

    def _with_name(
        self, source: Span, inner: Sequence[Mention], behind: Mention | None
    ) -> tuple[Span, Sequence[Mention]]:
        """A speaker's words with the name that follows them: "the company", if ", Orla Arms," stands behind it."""
        text = self.ground.text
        if behind is None or behind.name is None or any(m.name for m in inner):
            return source, inner
        follows = words_of.APPOSED.fullmatch(text, source.end, max(source.end, behind.span.start))
        if not follows or not words_of.introduces(text[source.start : behind.span.start]):
            return source, inner
        return Span(source.start, behind.span.end), [*inner, behind]

    def _speaker(self, source: Span, inner: Sequence[Mention]) -> Referent | None:
        """Who is meant by the words that name a speaker."""
        text = self.ground.text
        plain = source.of(text).strip().casefold()
        place = self.ground.place(source)
        if plain in RELATIVE | SPEAKING or pronoun(plain):
            return self._pronoun(plain, place)
        return (
            self._person(source, inner)
            or self._body(source, inner)
            or self._government(source, inner)
            or self._some_of(source, place)
            or self._by_description(source, inner, place)
        )

    def _person(self, source: Span, inner: Sequence[Mention]) -> Referent | None:
        """The person whose name the words are about; both of two who speak together."""
        text = self.ground.text
        found = [
            (m, m.name)
            for m in inner
            if m.name and m.name.type == "PER" and words_of.is_about_person(text, m.span, source)
        ]
        if not found:
            return None
        people = [self.cast.named(m, name) for m, name in found[:2]]
        ends = [m.span for m, _ in found]
        if len(ends) == 2 and words_of.JOINED.fullmatch(text, ends[0].end, ends[1].start):  # noqa: PLR2004
            return self.cast.together([p.voice for p in people])
        for phrase in inner:
            if phrase.name is None and phrase.sort == "person":
                people[0].learn(phrase)
        return people[0]

    def _body(self, source: Span, inner: Sequence[Mention]) -> Referent | None:
        """The body whose name the words are about; it is called as where it spoke first."""
        text = self.ground.text
        for m in inner:
            if m.name and m.name.type == "ORG" and words_of.is_about_body(text, m.span, source):
                known = self.cast.bearer(m.name) is not None
                one = self.cast.named(m, m.name)
                if not known and not words_of.introduces(text[source.start : m.span.start]):
                    one.voice = words_of.as_voice(words_of.bare(source.of(text)))
                return one
        return None

    def _government(self, source: Span, inner: Sequence[Mention]) -> Referent | None:
        """The government of the country, or those of the countries, that the words name alone."""
        short = words_of.bare(source.of(self.ground.text))
        seats = [(m, m.name) for m in inner if m.name and m.name.type == "GPE" and adjective(m.name.key)]
        whole = seats and (
            seats[0][0].span.start <= source.start + ARTICLE
            and seats[-1][0].span.end >= source.start + len(short) - 1
        )
        if not whole:
            return None
        if len(seats) == 1:
            return self.cast.named(*seats[0])
        if len(short.split(" and ")) != len(seats):
            return None
        return self.cast.together([str(adjective(name.key)).title() for _, name in seats], " governments")

    def _some_of(self, source: Span, place: Place) -> Referent | None:
        """Some of several: "one of them"."""
        part = OF_THEM.fullmatch(source.of(self.ground.text).strip())
        group = self.cast.ask(Asked("they", place, speaks=True)) if part else None
        if part is None or group is None or group.sort != "group":
            return None
        return self.cast.described(f"{part['part']} {group.voice}")

    def _by_description(self, source: Span, inner: Sequence[Mention], place: Place) -> Referent:
        """Who is meant by words that are no name."""
        words = source.of(self.ground.text)
        short = words_of.bare(words)
        phrase = self._phrase(short, source.start)
        possessed = POSSESSED.match(short)
        if possessed and possessed["whose"].lower() in {"his", "her"}:
            owner = self._pronoun(possessed["whose"].lower(), place, speaks=False)
            if owner is not None and words_of.UTTERED.fullmatch(possessed["what"]):
                return owner
            if owner is not None and owner.name:
                return self.cast.described(f"{owner.voice}’s {possessed['what']}", phrase, told=words)
        if DEFINITE.match(short):
            others = frozenset((m.name.type, m.name.key) for m in inner if m.name)
            asked = Asked("the", place, phrase.gender, phrase.heads, phrase.words, others, speaks=True)
            found = self.cast.ask(asked, self._names_said.get(source, frozenset()))
            if found is not None:
                found.learn(phrase)
                if not found.name and not found.spoke and len(short) >= len(found.voice):
                    found.voice = words_of.as_voice(short)  # it is called as where it speaks, not "his minister"
                return found
        return self.cast.described(short, phrase, told=words)

    def _phrase(self, short: str, start: int) -> Mention:
        """What a speaker's words say he is."""
        part = PART.match(short)
        span = Span(start, start + len(short))
        after = Span(start + part.end(), span.end) if part else span
        found = phrase_in(self.ground.text, after)
        if found is not None and found.span.start <= after.start + 1:
            sort, heads, nouns, gender = found.sort, found.heads, found.nouns, found.gender
        else:
            head = plain_word(_PREPOSITION.split(short)[0].split()[-1])
            sort, heads, nouns = (
                "person" if words_of.is_human(short) else "body",
                frozenset({canonical(head)}),
                frozenset({head}),
            )
            gender = ""
        return Mention(span, sort, heads=heads, nouns=nouns, words=described(short) - nouns, gender=gender)

    def _pronoun(self, plain: str, place: Place, *, speaks: bool = True) -> Referent | None:
        """Who is meant by a pronoun."""
        if plain in SPEAKING:
            return self._here(place.span) or self.cast.last
        if plain in RELATIVE:
            near = self.cast.nearest()
            beside = near is not None and near.last is not None and near.last.sentence == place.sentence
            return near if beside else self.cast.last
        found = pronoun(plain)
        if found is None or found.takes_up is None:
            return None
        names = self._names_said.get(place.span, frozenset()) if speaks else frozenset()
        return self.cast.ask(Asked(found.takes_up, place, found.gender, speaks=speaks), names)

    def _here(self, span: Span) -> Referent | None:
        """The speaker in whose words a mention stands, where his name stands before them."""
        i = bisect_right(self._contents, (span.start, len(self.ground.text), span))
        for _, end, source in reversed(self._contents[max(0, i - MOST_ROUND) : i]):
            if end >= span.end and source in self._spoken:
                return self._spoken[source]
        return None
