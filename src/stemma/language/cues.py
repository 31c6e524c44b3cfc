"""Words of saying: which they are, what they do to what is said, and whom they address."""

from __future__ import annotations

import re
from typing import Literal

Force = Literal["say", "deny", "ask", "doubt", "promise"]
"""What a cue does to its content: states it, denies it, asks it or asks for it, doubts it, promises it."""

_FORCES: dict[Force, str] = {
    "say": """
        say said says saying tell told tells telling add added adds adding write wrote writes writing tweet tweeted
        state stated states stating declare declared declares announce announced announces announcing warn warned
        warns warning argue argued argues arguing insist insisted insists insisting note noted notes noting explain
        explained explains explaining acknowledge acknowledged acknowledges admit admitted admits concede conceded
        concedes conceding confirm confirmed confirms reply replied replies replying respond responded responds
        report reported reports reporting maintain maintained maintains indicate indicated indicates emphasise
        emphasised emphasize emphasized emphasizes stress stressed stresses stressing mention mentioned mentions
        recall recalled recalls testify testified testifies caution cautioned cautions cautioning reiterate
        reiterated reiterates repeat repeated repeats remark remarked remarks observe observed observes complain
        complained complains accuse accused accuses accusing blame blamed blames blaming call called calls
        calling describe described describes describing answer answered answers retort retorted counter countered
        counters object objected objects clarify clarified conclude concluded concludes joke joked quip quipped
        assure assured assures remind reminded reminds inform informed criticise criticised criticize criticized
        criticizes praise praised praises praising hail hailed hails welcome welcomed welcomes condemn condemned
        condemns condemning denounce denounced denounces grumble grumbled comment commented disclose disclosed
        reveal revealed reveals claim claimed claims claiming allege alleged alleges
        alleging assert asserted asserts
        contend contended contends lament lamented laments shout shouted laugh laughed apologise apologised
        testifying
        document documented documents remember remembers remembered radioed charge charged charges grumbles assess
        assessed assesses count counted counts put puts ruled found
    """,
    "deny": """
        deny denied denies denying reject rejected rejects rejecting dismiss dismissed dismisses dismissing dispute
        disputed disputes disputing refute refuted refutes rebut rebutted doubt doubted doubts question questioned
        questions
    """,
    "ask": """
        ask asked asks asking urge urged urges urging demand demanded demands demanding appeal appealed appeals
        wonder wondered wonders request requested requests recommend recommended recommends propose proposed
        proposes order ordered instruct instructed advise advised advises plead pleaded
    """,
    "doubt": """
        believe believed believes think thinks thought suspect suspected suspects suggest suggested suggests
        suggesting estimate estimated estimates expect expects expected predict predicted predicts reckon reckons
        reckoned hint hinted forecast forecasts projected speculate speculated fear fears feared calculates
    """,
    "promise": """
        promise promised promises promising pledge pledged pledges vow vowed vows vowing threaten threatened
        threatens threatening offer offered offers
    """,
}
_FORCE_OF: dict[str, Force] = {word: force for force, words in _FORCES.items() for word in words.split()}
_CALLING_ON = re.compile(r"\bcall(?:s|ed|ing)? (?:[a-z]+ly )?(?:on|upon|for)\b", re.IGNORECASE)
# Said of what somebody means to do; beside a speaker they are no words of saying by themselves.
_INTENDING = frozenset(
    "plan plans planned planning intend intends intended intending aim aims aimed hope hopes hoped".split()  # noqa: SIM905
)
_VERB = "|".join(sorted(_FORCE_OF, key=len, reverse=True))
_AUXILIARY = (
    r"(?:(?:has|have|had|(?:did|does|do|would|could|will)(?= not)|neither|nor|not|also|later|then|again"
    r"|further|repeatedly"
    r"|publicly|privately|previously|reportedly|earlier|now|immediately|once|only|twice|itself|himself|herself"
    r"|(?:declined|refused|wanted|want|wants) to)(?: not)? ){0,4}"
)
CUE = re.compile(
    rf"(?<![\w’'-])(?P<help>{_AUXILIARY})(?P<verb>{_VERB}|pointed out|points? out|pointing out)\b(?![-’'])"
)
"""A verb of saying with its auxiliaries."""

# After these a form that could be a verb of saying is a noun, an infinitive or a passive.
_NO_VERB_AFTER = re.compile(
    r"(?:^|[\s(])(?:the|a|an|its|his|her|their|our|my|your|of|these|those|this|to|in|for|with|by|no|any|some"
    r"|be|been"
    r"|being|was|were|is|are|am|get|got|first|so|as|more|will|would|could|may|might|can|must|should|shall|on"
    r"|at|from|under|without|over|about|per)\s$",
    re.IGNORECASE,
)
_NOUN_FORM = re.compile(
    r"^(?:call|report|claim|charge|order|request|demand|appeal|doubt|question|estimate|offer)s?$"
)
_NEEDS_THAT = frozenset(
    [
        "found",
        "ruled",
        "assess",
        "assessed",
        "document",
        "observed",
        "remarks",
        "recall",
        "recalled",
        "recalls",
        "counts",
        "count",
    ]
)

_STARTER = (
    r"(?:that|the|a|an|he|she|it|they|we|I|you|his|her|its|their|there|this|these|those|no|not|if|whether|to|in|on"
    r"|at|by|after|during|over|about|of|as|what|how|why|who|when|where|nobody|some|two|three|all|both|[A-Z]\w+|\d)"
)
ADDRESSEE = re.compile(
    r" (?:(?:the|a|an|his|her|their|its"
    r"|our) (?:[a-z’'-]+ ){0,2}(?:[A-Z][\w’'-]*)(?: (?:of (?:the )?)?[A-Z][\w’'-]*){0,4}"
    r"(?: (?!(?:that|in|on|at|he|she|it|they)\b)[a-z]+)?(?=[,.:;]| [a-z]|\s?\x00|$)"
    r"|(?:the|a|an|his|her|their|its|our) (?:[\w’'-]+ ){0,3}?[\w’'-]+(?= " + _STARTER + r"\b|[,.:;]|\s?\x00|$)"
    r"|(?:him|her|them|us|me|you|reporters|journalists|lawmakers|parliament|investigators|residents|troops"
    r"|students"
    r"|friends|investors|[a-z]+s)\b"
    r"|(?:[A-Z][\w.’'-]*|\d+)(?: (?:of (?:the )?)?(?:[A-Z][\w.’'-]*|\d+)){0,5}(?: (?:[a-z]+))?(?= "
    + _STARTER
    + r"\b|[,.:;]|$))"
)
"""Whom a verb of telling addresses; begins with the blank behind the verb."""
_TELLS = frozenset(
    [
        "tell",
        "told",
        "tells",
        "telling",
        "inform",
        "informed",
        "remind",
        "reminded",
        "reminds",
        "assure",
        "assured",
        "assures",
    ]
)


def force_of(cue: str, behind: str = "") -> Force:
    """What a cue does to its content, given what stands behind it ("called" or "called on"); `say` if nothing is known."""
    words = cue.casefold().split()
    called = _CALLING_ON.search(f"{cue} {behind.lstrip()}")
    if called and called.start() < len(cue):
        return "ask"
    known: Force = next((_FORCE_OF[w] for w in words if w in _FORCE_OF), "say")
    if known == "say" and _INTENDING & set(words):
        return "promise"
    return (
        "doubt" if known == "say" and {"declined", "not", "neither"} & set(words) and "confirm" in words else known
    )


def tells(verb: str) -> bool:
    """Whether the verb takes an addressee before what is said."""
    return verb.casefold() in _TELLS


def is_saying(outside: str, cue: re.Match[str]) -> bool:  # noqa: PLR0911  one per rule
    """Whether the matched word is used as a verb of saying here; `outside` is the text without quotations."""
    verb = cue["verb"]
    at = cue.start()
    if verb.endswith("ing"):
        before = outside[max(0, at - 4) : at].rstrip()
        return before.endswith((",", "as")) or outside[max(0, at - 5) : at] == " and "
    if cue["help"] and "declined" not in cue["help"]:
        return not _NO_VERB_AFTER.search(outside[max(0, at - 12) : at])
    if _NO_VERB_AFTER.search(outside[max(0, at - 12) : at]):
        return False
    behind = outside[cue.end() : cue.end() + 14]
    if verb in {"called", "calls", "call"} and re.match(r"\s?(?:off|in|up|out|back|to)\b|[.,]", behind):
        return False
    if verb in _NEEDS_THAT and not re.match(r"\s?that\b|\s?[,.:]| how\b| \d", behind.removeprefix(" ")):
        return False
    if verb in {"put", "puts"}:
        return bool(re.match(r" [^,.;]{2,80}? (?:at|down to|closer to)\b", outside[cue.end() : cue.end() + 100]))
    if verb in {"said", "says", "say"} and re.match(r" (?:nothing|little|no more)\b", behind):
        return False
    if verb in {"added", "adds", "add", "offered", "offers", "offer"}:
        return not re.match(r" (?:to|up|\d|more|another|new)\b", behind)
    if _NOUN_FORM.match(verb) and re.match(r" (?:of|for|by|over|against|in|from|were|was|have|had)\b", behind):
        return verb.startswith("call") and " for" in behind
    return True
