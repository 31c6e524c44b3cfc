"""Designations: what the words that name a speaker say, by themselves."""

from __future__ import annotations

import re

from stemma.language.mentions import phrase_in, pronoun
from stemma.text.spans import Span

RELATIVE = frozenset({"who", "which", "that", "whom"})
"""Pronouns that take up what stands just before them."""
SPEAKING = frozenset({"i", "we", "you", "me", "us"})
"""Pronouns of those who talk to each other."""
DEFINITE = re.compile(r"(?:the|this|that|these|those)\s", re.IGNORECASE)
"""How a description begins that means somebody mentioned before."""
POSSESSED = re.compile(r"(?P<whose>his|her|its|their)\s(?P<what>.+)", re.IGNORECASE | re.DOTALL)
"""Somebody or something that is called after its owner."""
UTTERED = re.compile(
    r"(?:[\w-]{1,20}\s){0,2}(?:statement|tweets?|letter|post|speech|message|testimony|remarks?|comments?|verdict|answer"
    r"|reply|e-?mail|account|words|interview)",
    re.IGNORECASE,
)
"""What somebody utters: it has his own voice ("her statement said")."""
OF_THEM = re.compile(r"(?P<part>.{1,20}\sof)\s(?:them|these|those)", re.IGNORECASE)
"""Some of several mentioned before."""
PART = re.compile(r"(?:[\w-]+\s){1,3}of\s(?=(?:the|these|those|his|her|its|their)\s)", re.IGNORECASE)
"""What says how many of those who follow are meant."""
JOINED = re.compile(r"\sand\s(?:[\w.’'-]{1,20}\s){0,4}")
"""What stands between two who speak together: nothing but a title."""
APPOSED = re.compile(r",\s(?:the\s)?(?:[\w’'-]+-based\s)?")
"""What stands between a description and the name it introduces."""

_SMALL_WORDS = frozenset("the a an his her their its one two three some several many our".split())  # noqa: SIM905
_HUMAN = (
    r"(?:officials?|sources?|diplomats?|aides?|advis[eo]rs?|people|persons?|insiders?|officers?|witness(?:es)?"
    r"|residents?|survivors?|survivor|lawmakers?|negotiators?|engineers?|executives?|traders?|employees?|workers?"
    r"|staff|members?|delegates?|envoys?|m[ae]n|wom[ae]n|villagers?|ministers?|commanders?|soldiers?|doctors?"
    r"|nurses?|lawyers?|relatives?|neighbou?rs?|critics|opponents|investigators?|one|two|three|some|several|others"
    r"|both|colleagues?|guards?|drivers?)"
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
_FOR_ANOTHER = re.compile(r"(?:an?|the|his|her|its|their|one)\s[^,]*\b(?:for|of|to|by)\b[^,]*$", re.IGNORECASE)
_INTRODUCED = re.compile(
    r"(?:the|its|his|her|their|one of|an?)\s[^,]*,\s(?:the\s)?(?:[\w’'-]+-based\s)?", re.IGNORECASE
)
_OWNS = re.compile(r"\s?[’']s?\s")


def bare(words: str) -> str:
    """A speaker's words without what is only told besides: relative clauses, what follows a comma."""
    return _TRAILING.sub("", words) or words


def as_voice(words: str) -> str:
    """The words of a speaker who is not named, as they would stand inside a sentence."""
    first, _, rest = " ".join(words.split()).partition(" ")
    small = first.lower()
    if not rest:
        return small if small in RELATIVE | SPEAKING or pronoun(first) else first
    return f"{small} {rest}" if small in _SMALL_WORDS else f"{first} {rest}"


def once(name: str) -> str:
    """A name without brackets, and without what stands twice in it where a heading runs into it: "Orla Venn Orla Venn"."""
    words = re.sub(r"\s\([^()]*\)", "", name).split()
    start = max((i + 1 for i, w in enumerate(words) if w in words[i + 1 :]), default=0)
    return " ".join(words[start:])


def is_human(voice: str) -> bool:
    """Whether people are meant by a description, as far as its own nouns tell."""
    return _ANONYMOUS_HEAD.search(_BEHIND_HEAD.split(voice)[0]) is not None


def is_indefinite(words: str) -> bool:
    """Whether a speaker's words leave open who he is."""
    return _INDEFINITE.search(words.strip()) is not None


def introduces(before: str) -> bool:
    """Whether words before a name say who bears it: "The company, "."""
    return _INTRODUCED.fullmatch(before) is not None


def is_about_person(text: str, name: Span, source: Span) -> bool:
    """Whether a person's name is what a speaker's words are about, not a part of it.

    It is a part in "a lawyer of Orla Venn", "Orla Venn's lawyer", "the Venn administration".
    """
    behind = text[name.end : source.end]
    called = phrase_in(behind, Span(0, len(behind)))
    if called is not None and called.span.start == 1 and behind[0].isspace():
        return False
    owned = _OWNS.match(text, name.end, source.end)
    if owned and not UTTERED.fullmatch(text, owned.end(), source.end):
        return False
    return not _FOR_ANOTHER.match(text[source.start : name.start])


def is_about_body(text: str, name: Span, source: Span) -> bool:
    """Whether a body's name is all of a speaker's words, or what they introduce ("The company, Orla Arms")."""
    before = text[source.start : name.start]
    if introduces(before):
        return True
    kind = phrase_in(text, Span(source.start, name.start))
    called = kind is not None and kind.span.start == source.start and not before[len(kind.span) :].strip()
    whole = name.end >= source.start + len(bare(source.of(text)))
    return whole and (called or before.strip().lower() in {"", "the"})
