"""Voices: which speaker of a report a subject means."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from stemma.language.antecedents import MOST_SEEN, Asked, Referent, Said, candidates, choose, load_weights
from stemma.language.gazetteer import adjective
from stemma.language.mentions import (
    OFFICES,
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
from stemma.model import Entity
from stemma.text.spans import Span
from stemma.text.words import plain_word

UNKNOWN = "unknown"
"""The voice of what is said by nobody the report names."""

Pick = Callable[[Asked, Sequence[Referent], Said], Referent | None]
"""Says who of those mentioned before is meant."""

# Acts of saying looked at for the one in whose words a mention stands; they are nested less deep.
MOST_ROUND = 8
# Names looked at in what is said.
MOST_NAMES = 40

_SMALL_WORDS = frozenset("the a an his her their its one two three some several many our".split())  # noqa: SIM905
_RELATIVE = frozenset({"who", "which", "that", "whom"})
_SPEAKING = frozenset({"i", "we", "you", "me", "us"})
_OTHER_PRONOUNS = _RELATIVE | _SPEAKING
_DEFINITE = re.compile(r"(?:the|this|that|these|those)\s", re.IGNORECASE)
_POSSESSED = re.compile(r"(?P<whose>his|her|its|their)\s(?P<what>.+)", re.IGNORECASE | re.DOTALL)
_OF_THEM = re.compile(
    r"(?P<part>.{1,20}\sof)\s(?:them|these|those)|(?P<one>one|others?|another|both|some)", re.IGNORECASE
)
_HUMAN = (
    r"(?:officials?|sources?|diplomats?|aides?|advis[eo]rs?|people|persons?|insiders?|officers?|witness(?:es)?"
    r"|residents?|survivors?|survivor|lawmakers?|negotiators?|engineers?|executives?|traders?|employees?|workers?"
    r"|staff|members?|delegates?|envoys?|m[ae]n|wom[ae]n|villagers?|ministers?|commanders?|soldiers?|doctors?"
    r"|nurses?|lawyers?"
    r"|relatives?|neighbou?rs?|critics|opponents|investigators?|one|two|three|some|several|others|both"
    r"|colleagues?|guards?|drivers?)"
)
_ANONYMOUS_HEAD = re.compile(rf"\b{_HUMAN}\b", re.IGNORECASE)
_INDEFINITE = re.compile(
    r"^(?:an?|one|two|three|four|five|six|some|several|many|most|another|other|senior|a number|at least"
    r"|people|those)\b"
    r"|^(?:[\w.’'-]+ ){0,4}?(?:officials|sources|diplomats|aides|advisers|advisors|insiders|witnesses"
    r"|residents|survivors)\b"
    r"|anonym|not (?:be )?(?:named|identified|authori[sz]ed)|unnamed|familiar with|close to|briefed on",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r",?\s+(?:who|which|whose|that|on condition)\b.*$|,?\s+(?:speaking|briefing|talking|writing)\b.*$|,\s.*$|[’']s?$"
    r"|\s+in particular$",
    re.DOTALL,
)
_BEHIND_HEAD = re.compile(r"\s(?:for|in|at|from|with|on|to|by|that|which|released|published|seen|made)\s")
_PREPOSITION = re.compile(r"\s(?:of|for|in|at|from|with|on|to|by)\s")
_PART = re.compile(r"(?:[\w-]+\s){1,3}of\s(?=(?:the|these|those|his|her|its|their)\s)", re.IGNORECASE)
_FOR_ANOTHER = re.compile(r"(?:an?|the|his|her|its|their|one)\s[^,]*\b(?:for|of|to|by)\b[^,]*$", re.IGNORECASE)
_INTRODUCED = re.compile(
    r"(?:the|its|his|her|their|one of|an?)\s[^,]*,\s(?:the\s)?(?:[\w’'-]+-based\s)?$", re.IGNORECASE
)
_COMMA = re.compile(r",\s(?:the\s)?(?:[\w’'-]+-based\s)?")
_AND = re.compile(r"\sand\s(?:[\w.’'-]{1,20}\s){0,4}")
_SEATS = re.compile(r"\s+and\s+")


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
    walk = _Walk(
        ground, names, sayings, pick or (lambda asked, among, said: choose(asked, among, said, load_weights()))
    )
    found = walk.resolve()
    out: list[tuple[str, bool]] = []
    for one in sayings:
        last = out[-1] if out else (UNKNOWN, False)
        if one.source is not None:
            out.append(_voice(found.get(one.source)))
        elif one.cue is not None and ground.passive(one.cue):
            out.append((UNKNOWN, False))
        else:
            out.append(last)
    for i, one in enumerate(sayings):
        if one.source is not None and one.parent is not None and one.source.of(ground.text).lower() in _SPEAKING:
            out[i] = out[one.parent]
    return out


def _voice(one: Referent | None) -> tuple[str, bool]:
    return (one.voice, one.withheld) if one else (UNKNOWN, False)


@dataclass(slots=True)
class _Walk:
    """The way through a report, with those spoken of so far."""

    ground: Ground
    names: Sequence[Entity]
    sayings: Sequence[Saying]
    pick: Pick
    _fullest: dict[tuple[str, str], Entity] = field(default_factory=dict)
    _named: dict[tuple[str, str], Referent] = field(default_factory=dict)
    _called: dict[str, Referent] = field(default_factory=dict)
    _short: dict[str, list[Referent]] = field(default_factory=dict)
    _cast: dict[int, Referent] = field(default_factory=dict)
    _mentioned: dict[Span, frozenset[tuple[str, str]]] = field(default_factory=dict)
    _contents: list[tuple[int, int, Span]] = field(default_factory=list)
    _spoken: dict[Span, Referent | None] = field(default_factory=dict)
    _last: Referent | None = None

    def __post_init__(self) -> None:
        for e in self.names:
            held = self._fullest.setdefault((e.type, e.key), e)
            if len(e.span) > len(held.span):
                self._fullest[e.type, e.key] = e
        self._contents = sorted(
            (c.start, c.end, s.source) for s in self.sayings if s.source is not None for c in s.content
        )

        starts = [e.span.start for e in self.names]
        for start, end, source in self._contents:
            inside = self.names[bisect_left(starts, start) : bisect_left(starts, end)]
            said = {(e.type, e.key) for e in inside[:MOST_NAMES]}
            self._mentioned[source] = self._mentioned.get(source, frozenset()) | said

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
                self._note(found, self.ground.place(source), pronoun=pronoun(source.of(text)) is not None)
                self._last = found
            self._spoken[source] = found
        for mention in mentions[at:]:
            self._meet(mention)
        return self._spoken

    def _with_name(
        self, source: Span, inner: Sequence[Mention], behind: Mention | None
    ) -> tuple[Span, Sequence[Mention]]:
        """A speaker's words with the name that follows them: "the company", if ", Orla Arms," stands behind it."""
        text = self.ground.text
        follows = behind is not None and _COMMA.fullmatch(text, source.end, max(source.end, behind.span.start))
        if behind is None or not follows or behind.name is None or any(m.name for m in inner):
            return source, inner
        if not _INTRODUCED.fullmatch(text[source.start : behind.span.start]):
            return source, inner
        return Span(source.start, behind.span.end), [*inner, behind]

    def _meet(self, mention: Mention) -> None:
        """Take notice of a mention that is no speaker here."""
        place = self.ground.place(mention.span)
        if not self.ground.told(place):
            return
        if mention.takes_up:
            found = self._asked(Asked(mention.takes_up, place, mention.gender))
            if found is not None:
                self._note(found, place, pronoun=True)
        else:
            found = self._known(mention) if mention.name else self._described(mention, place)
            self._note(found, place)

    def _note(self, one: Referent, place: Place, *, pronoun: bool = False) -> None:
        one.note(place, pronoun=pronoun)
        self._cast.pop(id(one), None)
        self._cast[id(one)] = one

    def _asked(self, asked: Asked) -> Referent | None:
        """Who is meant of those mentioned before."""
        among = candidates(asked, list(islice(reversed(self._cast.values()), MOST_SEEN)))
        names = self._mentioned.get(asked.place.span, frozenset()) if asked.speaks else frozenset()
        found = self.pick(asked, among, Said(self._last, names))
        if found is not None and asked.gender and found.sort == "person":
            found.gender = found.gender or asked.gender
        return found

    def _here(self, span: Span) -> Referent | None:
        """The speaker in whose words a mention stands, where his name stands before them."""
        i = bisect_right(self._contents, (span.start, len(self.ground.text), span))
        for _, end, source in reversed(self._contents[max(0, i - MOST_ROUND) : i]):
            if end >= span.end and source in self._spoken:
                return self._spoken[source]
        return None

    def _known(self, mention: Mention) -> Referent:
        """Who bears a name."""
        name = mention.name
        if name is None:
            raise AssertionError("only names are looked up")
        one = self._named.get((name.type, name.key)) or self._short_for(name)
        if one is None:
            seat = adjective(name.key) if name.type == "GPE" else None
            written = self._fullest.get((name.type, name.key), name).span.of(self.ground.text)
            voice = f"{seat.title()} government" if seat else _once(written)
            one = Referent(voice, mention.sort, name=(name.type, name.key), place=name.type == "GPE")
            self._named[name.type, name.key] = one
            if name.type == "ORG":
                words = name.key.split()
                for i in range(1, len(words)):
                    self._short.setdefault(" ".join(words[i:]), []).append(one)
        self._learn(one, mention)
        return one

    def _short_for(self, name: Entity) -> Referent | None:
        """The body whose longer name ends in this one ("the Post"), if the report has named just one."""
        if name.type != "ORG":
            return None
        longer = self._short.get(name.key, [])
        return longer[0] if len(longer) == 1 else None

    def _learn(self, one: Referent, mention: Mention) -> None:
        one.heads |= mention.heads
        one.words |= mention.words
        one.gender = one.gender or mention.gender

    def _described(self, mention: Mention, place: Place) -> Referent:
        """Who is meant by a description: somebody mentioned before, or somebody new."""
        words = mention.span.of(self.ground.text)
        found = None
        if _DEFINITE.match(words):
            found = self._asked(Asked("the", place, mention.gender, mention.heads, mention.words))
        if found is None:
            found = self._new(words, words, mention)
        self._learn(found, mention)
        return found

    def _new(self, voice: str, words: str, mention: Mention | None) -> Referent:
        """A referent with this description; the same one if it is described alike and not as one of several."""
        voice = _description(voice)
        one = self._called.get(voice.lower())
        if one is None or re.match(r"an?\s|another\s|one\s", voice):
            sort = mention.sort if mention else "person" if _ANONYMOUS_HEAD.search(voice) else "body"
            human = _ANONYMOUS_HEAD.search(_BEHIND_HEAD.split(voice)[0]) or (
                mention is not None and not mention.heads & OFFICES
            )
            withheld = bool(sort != "body" and human and _INDEFINITE.search(words.strip()))
            one = self._called[voice.lower()] = Referent(voice, sort, withheld)
        return one

    def _speaker(self, source: Span, inner: Sequence[Mention]) -> Referent | None:
        """Who is meant by the words that name a speaker."""
        text = self.ground.text
        words = source.of(text)
        plain = words.strip().casefold()
        place = self.ground.place(source)
        if plain in _OTHER_PRONOUNS or pronoun(plain):
            return self._pronoun(plain, place)
        person = next(
            (m for m in inner if m.name and m.name.type == "PER" and self._is_head(m.span, source)), None
        )
        if person is not None:
            one = self._known(person)
            for phrase in inner:
                if phrase.name is None and phrase.sort == "person":
                    self._learn(one, phrase)
            return one
        short = _TRAILING.sub("", words) or words
        end = source.start + len(short)
        body = next(
            (m for m in inner if m.name and m.name.type == "ORG" and self._is_body(m.span, source, end)), None
        )
        if body is not None and body.name is not None:
            known = self._named.get((body.name.type, body.name.key)) or self._short_for(body.name)
            one = self._known(body)
            if known is None and not _INTRODUCED.fullmatch(text[source.start : body.span.start]):
                one.voice = _description(short)
            return one
        seats = [m for m in inner if m.name and m.name.type == "GPE" and adjective(m.name.key)]
        if seats and seats[0].span.start <= source.start + 4 and seats[-1].span.end >= end - 1:
            if len(seats) == 1:
                return self._known(seats[0])
            if len(_SEATS.split(short)) == len(seats):
                all_of = " and ".join(str(adjective(m.name.key)).title() for m in seats if m.name)
                both = self._new(f"{all_of} governments", short, None)
                both.sort = "group"
                return both
        return self._by_description(short, words, Span(source.start, end), place)

    def _by_description(self, short: str, words: str, span: Span, place: Place) -> Referent:
        of_them = _OF_THEM.fullmatch(short.strip())
        if of_them:
            group = self._asked(Asked("they", place, speaks=True))
            if group is not None and group.sort == "group":
                part = of_them["part"] or f"{of_them['one']} of"
                return self._new(f"{part} {group.voice}", f"{part} {group.voice}", None)
        part = _PART.match(short)
        if part:
            span = Span(span.start + part.end(), span.end)
        phrase = phrase_in(self.ground.text, span)
        if phrase is None or phrase.span.start > span.start + 1:
            head = plain_word(_PREPOSITION.split(short)[0].split()[-1])
            phrase = Mention(
                span,
                "person" if _ANONYMOUS_HEAD.search(short) else "body",
                heads=frozenset({canonical(head)}),
                nouns=frozenset({head}),
                words=described(short) - {head},
            )
        possessed = _POSSESSED.match(short)
        if possessed and possessed["whose"].lower() in {"his", "her"}:
            owner = self._owner(possessed["whose"].lower(), span)
            if owner is not None and owner.name:
                one = self._new(f"{owner.voice}’s {possessed['what']}", words, phrase)
                self._learn(one, phrase)
                return one
        if _DEFINITE.match(short):
            found = self._asked(
                Asked("the", place, phrase.gender, phrase.heads, described(short) - phrase.nouns, speaks=True)
            )
            if found is not None:
                self._learn(found, phrase)
                if _POSSESSED.match(found.voice):  # "his minister" says less than "the minister"
                    found.voice = _description(short)
                return found
        one = self._new(short, words, phrase)
        self._learn(one, phrase)
        one.words |= described(short) - phrase.nouns
        return one

    def _owner(self, whose: str, span: Span) -> Referent | None:
        place = self.ground.place(Span(span.start, span.start + len(whose)))
        return self._taken_up(whose, place, speaks=False)

    def _pronoun(self, plain: str, place: Place) -> Referent | None:
        if plain in _SPEAKING:
            return self._here(place.span) or self._last
        if plain in _RELATIVE:
            near = next(reversed(self._cast.values()), None)
            if near and near.last and near.last.sentence == place.sentence:
                return near
            return self._last
        return self._taken_up(plain, place, speaks=True)

    def _taken_up(self, word: str, place: Place, *, speaks: bool) -> Referent | None:
        """Who is meant by a pronoun of the third person."""
        found = pronoun(word)
        if found is None or found.takes_up is None:
            return None
        return self._asked(Asked(found.takes_up, place, found.gender, speaks=speaks))

    def _is_head(self, name: Span, source: Span) -> bool:
        """Whether a person's name is what a speaker's words are about, not a part of it ("a lawyer of", "'s lawyer")."""
        text = self.ground.text
        if re.match(r"[’']s?\s", text[name.end : source.end]):
            return False
        return not _FOR_ANOTHER.match(text[source.start : name.start])

    def _is_body(self, name: Span, source: Span, end: int) -> bool:
        """Whether a body's name is all of a speaker's words, or is what they introduce ("The company, Orla Arms")."""
        before = self.ground.text[source.start : name.start]
        if _INTRODUCED.fullmatch(before):
            return True
        kind = phrase_in(self.ground.text, Span(source.start, name.start))
        called = kind is not None and kind.span.start == source.start and not before[len(kind.span) :].strip()
        return name.end >= end and (called or before.strip().lower() in {"", "the"})


def _once(name: str) -> str:
    """A name without what stands twice in it, where a heading runs into it: "Orla Venn Orla Venn"."""
    words = name.split()
    start = max((i + 1 for i, w in enumerate(words) if w in words[i + 1 :]), default=0)
    return " ".join(words[start:])


def _description(words: str) -> str:
    """The words of a subject that is no name, as they would stand inside a sentence."""
    first, _, rest = " ".join(words.split()).partition(" ")
    if not rest:
        return first.lower() if first.lower() in _OTHER_PRONOUNS or pronoun(first) else first
    return f"{first.lower()} {rest}" if first.lower() in _SMALL_WORDS else f"{first} {rest}"
