"""Mentions: where a report speaks of those who may speak in it, by name, by description or by a pronoun."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from stemma.language.gazetteer import adjective, peoples, places
from stemma.language.given_names import Gender, gender_of_name, gender_of_noun
from stemma.language.layers import Layers
from stemma.language.parsing import ROOT
from stemma.language.quotations import find_quotations
from stemma.model import PROSE_ZONES, Entity, Sentence
from stemma.text.spans import Span
from stemma.text.words import plain_word

Sort = Literal["person", "group", "body"]
"""One human being, several, or an institution (also a document, which may say something, too)."""
Kind = Literal["he", "they", "it", "the"]
"""What takes somebody up that was mentioned before: he or she; they; it; a description with an article."""
Role = Literal["subject", "object", "owner", "other", ""]
"""What a mention is to its verb or noun; empty where no tree is known."""

_PEOPLE = """
official source diplomat aide adviser advisor spokesman spokeswoman spokesperson minister president premier chancellor
ambassador envoy senator congressman congresswoman lawmaker legislator representative lawyer attorney counsel judge
justice prosecutor detective investigator officer sheriff chief director chairman chairwoman chairperson chair manager
head leader governor mayor colonel captain commander admiral soldier doctor nurse teacher professor scientist
researcher economist analyst expert author writer reporter journalist editor correspondent student driver neighbour
neighbor friend colleague man woman boy girl mother father wife husband son daughter brother sister widow uncle aunt
relative parent victim suspect defendant witness resident survivor candidate king queen prince princess pope bishop
priest imam activist protester campaigner advocate engineer farmer fisherman villager worker employee owner executive
trader banker investor negotiator mediator delegate member secretary undersecretary deputy speaker commissioner
inspector guard pilot player coach actor actress singer artist host founder critic opponent supporter insider person
operator tribesman policeman pensioner expert consultant historian physician specialist
""".split()  # noqa: SIM905
_BODIES = """
government ministry department agency company firm group organisation organization committee commission council court
tribunal police army military navy force team union party bank institute university school church embassy consulate
mission delegation administration authority board bureau office newspaper paper magazine station network channel club
association federation foundation charity watchdog regulator parliament congress senate campaign alliance coalition
movement militia report study statement document memo poll survey indictment lawsuit complaint
opposition airline hospital carrier brokerage lender maker retailer broadcaster
""".split()  # noqa: SIM905
_PLURALS = {
    "men": "man",
    "women": "woman",
    "people": "person",
    "spokesmen": "spokesman",
    "wives": "wife",
    "children": "child",
    "authorities": "authority",
    "fishermen": "fisherman",
    "tribesmen": "tribesman",
    "policemen": "policeman",
}
# One office under several names.
_SAME = {"spokesman": "spokesperson", "spokeswoman": "spokesperson", "advisor": "adviser", "neighbor": "neighbour",
         "chairman": "chair", "chairwoman": "chair", "chairperson": "chair", "organization": "organisation",
         "premier": "minister", "attorney": "lawyer", "newspaper": "paper"}  # fmt: skip
_OFFICES = """
spokesperson minister president chancellor ambassador envoy senator congressman congresswoman lawyer counsel judge
justice prosecutor detective sheriff chief director chair manager head leader governor mayor colonel captain commander
admiral professor king queen prince princess pope bishop secretary undersecretary speaker commissioner coach host
founder candidate
"""
OFFICES = frozenset(_OFFICES.split())
"""Offices: who is called so may be somebody whom the report names without saying what he is."""
_GENERIC = """
company agency firm group organisation bank paper magazine station network team club party carrier brokerage lender
maker retailer broadcaster charity union airline
"""
GENERIC = frozenset(_GENERIC.split())
"""What a body may be called that is named by a name which does not say what it is."""
_HEADS: dict[str, tuple[str, Sort]] = {
    **{w: (w, "person") for w in _PEOPLE},
    **{f"{w}s": (w, "group") for w in _PEOPLE},
    **{w: (w, "body") for w in _BODIES},
    **{p: (s, "body" if s == "authority" else "group") for p, s in _PLURALS.items()},
}
_POINTING_OR_COUNTING = """
the a an his her its their our this that these those another some other no one two three four five six several many
both most
"""
_DETERMINERS = frozenset(_POINTING_OR_COUNTING.split())
# Words in small letters that may stand before a noun without an article.
_QUALITIES = """
senior top former foreign defence defense prime deputy police government security military intelligence army company
opposition local unnamed anonymous interior finance trade western vice
"""
_MODIFIERS = frozenset(_QUALITIES.split())
# Words over which no description reaches.
_BARS = """
of in on at for from with by to and or but who which that as after before when said says told was were is are had has
have will would could not than about over into through against between among under during without he she it they
"""
_BARRED = frozenset(_BARS.split())
# Letters of an abbreviation at most, with its point.
LONGEST_ABBREVIATION = 5
_TOKEN = re.compile(r"[\w.’'&-]{1,40}")
# Words of a description before its noun at most.
_FARTHEST = 6
_TAKES_UP: dict[str, tuple[Kind, Gender]] = {
    **dict.fromkeys(("he", "him", "his", "himself"), ("he", "he")),
    **dict.fromkeys(("she", "her", "hers", "herself"), ("he", "she")),
    **dict.fromkeys(("they", "them", "their", "theirs", "themselves"), ("they", "")),
    **dict.fromkeys(("it", "its", "itself"), ("it", "")),
}
_PRONOUN = re.compile(rf"\b(?:{'|'.join(_TAKES_UP)})\b", re.IGNORECASE)
# Characters between a description and the name it belongs to at most: a comma, a blank, a title.
_LONGEST_GAP = 12
_BEHIND = re.compile(r"\s?,\s")
_BEFORE_NAME = re.compile(r"(?:,?\s|,\s(?:the\s)?)(?:(?:Mr|Mrs|Ms|Dr|Gen|Lt|Col|Sen|Rep)\.?\s)?")
# "The head of the customs service, Orla Venn".
_OF_BODY = re.compile(r"\s(?:of|for|to|in)\s[^,.;:()\n]{2,60},\s")
_TITLE = re.compile(
    r"(?:^|[\s(“\"])(?P<title>Mr|Mrs|Ms|Miss|Sir|Lord|Lady|Dame|King|Queen|Prince|Princess|Mister)\.?\s$"
)
# Titles that stand inside a name as it was found.
_NAME_TITLES = frozenset("mr mrs ms miss sir lord lady dame king queen prince princess".split())  # noqa: SIM905
# Steps from a word up to the one whose role it shares: a name in apposition, part of a longer name.
_CLIMB = 3
_SHARES_ROLE = frozenset({"appos", "compound", "flat", "conj", "nmod:desc"})
_ROLES: dict[str, Role] = {
    "nsubj": "subject",
    "nsubj:pass": "subject",
    "csubj": "subject",
    "obj": "object",
    "iobj": "object",
    "obl": "object",
    "obl:agent": "object",
    "nmod:poss": "owner",
}


@dataclass(frozen=True, slots=True)
class Mention:
    """One mention of somebody or of a body."""

    span: Span
    """Where it stands."""
    sort: Sort
    """What it speaks of."""
    name: Entity | None = None
    """The name, if it is one."""
    heads: frozenset[str] = frozenset()
    """Nouns that say what the one spoken of is, in one form for all that mean the same: `spokesperson`."""
    nouns: frozenset[str] = frozenset()
    """The same nouns as they are written, in plain form."""
    words: frozenset[str] = frozenset()
    """The other words that describe, in plain form."""
    gender: Gender = ""
    """By which pronoun a person is taken up, as far as it shows here."""
    takes_up: Kind | None = None
    """What it is as a pronoun; None for names and descriptions."""


@dataclass(frozen=True, slots=True)
class Place:
    """How a mention stands in the report."""

    span: Span
    """Where."""
    sentence: int
    """In which sentence, counted from 0."""
    quotation: int
    """In which quotation, counted from 0; -1 outside of all."""
    role: Role
    """What it is to its verb or noun."""


@dataclass(slots=True)
class Ground:
    """What is known of the places of a report: sentences, quotations, trees."""

    text: str
    """The report's text."""
    sentences: Sequence[Sentence]
    """Its sentences."""
    layers: Layers | None = None
    """Its words with their trees, if the model has any."""
    _starts: list[int] = field(default_factory=list)
    _quotations: tuple[Span, ...] = ()
    _opening: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Note where sentences and quotations begin."""
        self._starts = [s.span.start for s in self.sentences]
        self._quotations = find_quotations(self.text)
        self._opening = [q.start for q in self._quotations]

    def place(self, span: Span) -> Place:
        """How a mention at these characters stands."""
        i = bisect_right(self._opening, span.start) - 1
        inside = i >= 0 and span.end <= self._quotations[i].end
        sentence = max(0, bisect_right(self._starts, span.start) - 1)
        return Place(span, sentence, i if inside else -1, self._role(span))

    def told(self, place: Place) -> bool:
        """Whether a mention is part of what the report tells: bylines and what stands round a report are not."""
        return not self.sentences or self.sentences[place.sentence].zone in {*PROSE_ZONES, "title"}

    def unowned(self, cue: Span) -> bool:
        """Whether words of saying leave open who says it: "was accused", "asked whether", "amid fears that"."""
        if self.layers is None:
            return False
        first, last = self.layers.words_in(cue)
        tags = self.layers.tags[first:last]
        if any(t in {"NN", "NNS"} for t in tags) and not any(t.startswith("VB") for t in tags):
            return True
        reduced = any(
            t in {"VBN", "VBD"} and r == "acl"
            for t, r in zip(tags, self.layers.relations[first:last], strict=True)
        )
        return reduced or (
            "VBN" in tags
            and not any(
                self.layers.tokens.words[i].lower() in {"has", "have", "had", "having"} for i in range(first, last)
            )
        )

    def _role(self, span: Span) -> Role:
        if self.layers is None:
            return ""
        first, last = self.layers.words_in(span)
        heads, relations = self.layers.heads, self.layers.relations
        at = next((i for i in range(last - 1, first - 1, -1) if not first <= heads[i] < last), None)
        for _ in range(_CLIMB):
            if at is None or relations[at] not in _SHARES_ROLE or heads[at] == ROOT:
                break
            at = int(heads[at])
        return "other" if at is None else _ROLES.get(relations[at], "other")


def find_mentions(text: str, names: Sequence[Entity]) -> list[Mention]:
    """Names of people, bodies and countries, people and bodies by description, and he and she, in order of the text."""
    known = [e for e in names if e.type in {"PER", "ORG", "GPE"}]
    starts = [e.span.start for e in names]
    phrases = [p for p in _phrases(text, Span(0, len(text))) if not _touches(names, starts, p.span)]
    out = [*phrases, *pronouns_in(text)]
    spans = sorted((p.span.start, p.span.end, i) for i, p in enumerate(phrases))
    used: set[int] = set()
    for e in known:
        if e.type != "PER":
            last = plain_word(e.span.of(text).split()[-1])
            heads = frozenset({canonical(last)} if last in _HEADS else ())
            out.append(Mention(e.span, "body", e, heads=heads, words=described(e.span.of(text))))
            continue
        beside = list(_around(text, e.span, spans, phrases))
        used.update(beside)
        around = [phrases[i] for i in beside]
        out.append(
            Mention(
                e.span,
                "person",
                e,
                heads=frozenset(h for p in around for h in p.heads),
                words=described(_owned_by(text, e.span) + e.span.of(text)).union(*(p.words for p in around)),
                gender=_gender(text, e.span) or next((p.gender for p in around if p.gender), ""),
            )
        )
    # A man's office without an article ("Trade minister Orla Venn") is no mention of somebody else.
    used.update(i for i, p in enumerate(phrases) if p.sort == "person" and not _determined(text, p.span))
    kept = [m for i, m in enumerate(out) if i not in used]
    return sorted(kept, key=lambda m: (m.span.start, -m.span.end))


def phrase_in(text: str, span: Span) -> Mention | None:
    """The first person or body by description in a stretch of text, not one that owns what is spoken of."""
    return next((p for p in _phrases(text, span) if text[p.span.end : p.span.end + 1] not in {"'", "’"}), None)


def pronouns_in(text: str) -> Iterator[Mention]:
    """Every pronoun of the third person, in whatever case."""
    for m in _PRONOUN.finditer(text):
        kind, gender = _TAKES_UP[m.group().lower()]
        yield Mention(Span(*m.span()), "person" if kind == "he" else "body", gender=gender, takes_up=kind)


def pronoun(word: str) -> Mention | None:
    """The pronoun of the third person that a word is."""
    return next(pronouns_in(word), None) if _PRONOUN.fullmatch(word) else None


def canonical(noun: str) -> str:
    """A noun for people or bodies in one form for all that mean the same."""
    single = _HEADS.get(noun, (noun, "person"))[0]
    return _SAME.get(single, single)


def described(words: str) -> frozenset[str]:
    """The words of a description in plain form, without those that only point; peoples go by their countries' names."""
    plain = (plain_word(w).removesuffix("'s") for w in re.findall(r"[\w.’'-]+", words))
    return frozenset(peoples().get(w) or places().get(w) or w for w in plain if w) - _POINTING


def countries(words: Iterable[str]) -> frozenset[str]:
    """The countries among the words of a description."""
    return frozenset(w for w in words if adjective(w))


_POINTING = frozenset("the a an his her its their our this that these those of for in at on and to by s".split())  # noqa: SIM905


def _phrases(text: str, span: Span) -> Iterator[Mention]:
    """Descriptions by the nouns of `_HEADS`: from an article, or the words that belong to the noun, up to the noun."""
    run: deque[re.Match[str]] = deque(maxlen=_FARTHEST + 1)
    noun = ""
    for token in _TOKEN.finditer(text, span.start, span.end):
        joined = bool(run) and token.start() == run[-1].end() + 1 and text[run[-1].end()].isspace()
        before, noun = noun, _noun(token.group())
        # A noun before another one only says what the other is: "the government official".
        if before and not (joined and noun):
            yield _phrase(text, run, before)
        if not joined or _stops(run[-1].group()):
            run.clear()
        run.append(token)
    if noun:
        yield _phrase(text, run, noun)


def _phrase(text: str, run: Sequence[re.Match[str]], noun: str) -> Mention:
    """The description that ends with a noun for it, the last of some words with single blanks between them."""
    single, sort = _HEADS[noun]
    low = first = len(run) - 1
    while low > 0:
        low -= 1
        word = run[low].group()
        small = word.lower()
        if small in _DETERMINERS:
            counted = low > 0 and run[low - 1].group().lower() in {"the", "these", "those"}  # "the two men"
            first = low - 1 if counted else low
            break
        if small in _BARRED:
            break
        if first == low + 1 and (word[0].isupper() or small in _MODIFIERS or "-" in small or _noun(word)):
            first = low
    found = Span(run[first].start(), run[-1].start() + len(noun))
    return Mention(
        found,
        sort,
        heads=frozenset({canonical(noun)}),
        nouns=frozenset({noun}),
        words=described(found.of(text)) - {noun},
        gender=gender_of_noun(single) if sort == "person" else "",
    )


@lru_cache(maxsize=65_536)
def _noun(word: str) -> str:
    """The noun for people or bodies that a word is, in plain form; empty if it is none."""
    plain = word.lower().rstrip(".").removesuffix("'s").removesuffix("’s").rstrip("'’")
    return plain if plain in _HEADS else ""


def _determined(text: str, span: Span) -> bool:
    """Whether a description begins with an article or the like."""
    return span.of(text).partition(" ")[0].lower() in _DETERMINERS


def _stops(word: str) -> bool:
    """Whether a word ends a sentence, as far as its point tells: abbreviations are short or have points inside."""
    return word.endswith(".") and len(word) > LONGEST_ABBREVIATION and "." not in word[:-1]


def _touches(names: Sequence[Entity], starts: Sequence[int], span: Span) -> bool:
    """Whether the last word of a phrase belongs to a name."""
    i = bisect_left(starts, span.end) - 1
    return i >= 0 and names[i].type in {"PER", "ORG", "GPE", "FAC", "EVENT"} and names[i].span.end >= span.end


def _around(
    text: str, name: Span, spans: Sequence[tuple[int, int, int]], phrases: Sequence[Mention]
) -> Iterator[int]:
    """Which descriptions say who a name is: before it ("the minister Orla Venn") or behind it (", the minister,")."""
    at = bisect_left(spans, (name.start, 0, 0))
    for k in (at - 1, at):
        if not 0 <= k < len(spans):
            continue
        start, end, i = spans[k]
        before = end <= name.start and (
            (name.start - end <= _LONGEST_GAP and _BEFORE_NAME.fullmatch(text, end, name.start))
            or _OF_BODY.fullmatch(text, end, name.start)
        )
        if phrases[i].sort != "body" and (
            before or (start >= name.end and _BEHIND.fullmatch(text, name.end, start))
        ):
            yield i


def _owned_by(text: str, name: Span) -> str:
    """The country before a name: "Russia's Orla Venn", "Russian Orla Venn"."""
    before = re.search(r"([A-Z][\w.]{1,20})(?:[’']s)?\s$", text[max(0, name.start - 24) : name.start])
    return f"{before[1]} " if before and countries(described(before[1])) else ""


def _gender(text: str, name: Span) -> Gender:
    words = name.of(text)
    first = plain_word(words.partition(" ")[0])
    title = _TITLE.search(text[max(0, name.start - 12) : name.start])
    if title is not None:
        return gender_of_noun(plain_word(title["title"]))
    return gender_of_noun(first) if first in _NAME_TITLES else gender_of_name(words)
