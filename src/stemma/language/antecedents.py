"""Who of those mentioned before is meant: features of a pronoun or description and of each of them, and their weights.

A log-linear choice among the candidates (as in Denis & Baldridge 2008, "Specialized models and ranking for coreference
resolution"); the weights stand in `antecedents.json`, one per named feature and kind of mention, fitted by
`training/train_voices.py` on the coreference of GUM's open genres, the marked passages, and quotations whose speaker
other reports of one event name.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from math import log2

from stemma.language.given_names import Gender
from stemma.language.mentions import GENERIC, OFFICES, Kind, Mention, Place, Sort, countries

Weights = Mapping[Kind, Mapping[str, float]]
"""For each kind the weight of each feature; a feature without one counts nothing."""

# How many sentences back somebody may last have been mentioned, and how many are weighed at most.
REACH = 12
MOST = 10
# Referents looked through for them at most, so that the cost of a report grows with its length only.
MOST_SEEN = 80


@dataclass(slots=True, eq=False)
class Referent:
    """Somebody, several people or a body that a report speaks of."""

    voice: str
    """What it is called as a voice."""
    sort: Sort
    """What it is."""
    withheld: bool = False
    """Whether its identity is withheld."""
    name: tuple[str, str] | None = None
    """Type and key of its name, if the report names it."""
    place: bool = False
    """Whether it is a country or a town, which may stand for its government."""
    gender: Gender = ""
    """By which pronoun it is taken up, as far as known."""
    heads: set[str] = field(default_factory=set)
    """Nouns that say what it is."""
    words: set[str] = field(default_factory=set)
    """All words that describe it."""
    times: int = 0
    """How often it has been mentioned."""
    last: Place | None = None
    """Where it was mentioned last."""
    spoke: bool = False
    """Whether it has spoken."""
    taken_up: bool = False
    """Whether it was a pronoun where it was mentioned last."""

    def learn(self, mention: Mention) -> None:
        """Take up what a mention says of it."""
        self.heads |= mention.heads
        self.words |= mention.words
        self.gender = self.gender or mention.gender

    def note(self, place: Place, *, pronoun: bool) -> None:
        """Mention it once more."""
        self.times += 1
        self.last, self.taken_up = place, pronoun


@dataclass(frozen=True, slots=True)
class Asked:
    """A mention whose referent is to be found."""

    kind: Kind
    """What sort of mention it is."""
    place: Place
    """Where it stands."""
    gender: Gender = ""
    """The gender it shows."""
    heads: frozenset[str] = frozenset()
    """Of a description: what it calls the one who is meant."""
    words: frozenset[str] = frozenset()
    """Of a description: its other words."""
    others: frozenset[tuple[str, str]] = frozenset()
    """Of a description: names inside it, of others than the one who is meant."""
    speaks: bool = False
    """Whether it is the subject of words of saying."""


@dataclass(frozen=True, slots=True)
class Said:
    """Who speaks round a mention."""

    last: Referent | None
    """The speaker of the last act of saying before it."""
    names: frozenset[tuple[str, str]] = frozenset()
    """Names in what it says, if it is itself a speaker; by type and key."""


def fits(asked: Asked, one: Referent) -> bool:
    """Whether a referent can be meant at all."""
    if asked.kind == "he":
        return one.sort == "person" and (not one.gender or one.gender == asked.gender)
    if asked.kind == "they":
        return one.sort != "person" or one.name is None
    if asked.kind == "it":
        return one.sort == "body"
    return one.name not in asked.others and (bool(asked.heads & one.heads) or may_be_called(asked, one))


def may_be_called(asked: Asked, one: Referent) -> bool:
    """Whether a name of which the report has not said what it is may bear the office or be the sort of body asked for."""
    if one.name is None or one.heads:
        return False
    if one.sort == "person":
        return asked.heads <= OFFICES and (not asked.gender or one.gender in {"", asked.gender})
    return one.sort == "body" and asked.heads <= GENERIC and not one.place


def features(asked: Asked, one: Referent, said: Said, closer: int) -> dict[str, float]:
    """What speaks for and against a referent that fits, by name.

    Args:
        asked: the mention.
        one: the referent; it was mentioned before.
        said: who speaks round the mention.
        closer: how many others that fit were mentioned after it.

    Returns:
        Values of 0 or 1, but for the logarithms of counts.
    """
    last = one.last
    if last is None:
        raise AssertionError("a referent is mentioned before it is asked for")
    back = asked.place.sentence - last.sentence
    out = {
        "sentences back": log2(1 + back),
        "same sentence": float(back == 0),
        "others closer": log2(1 + closer),
        "mentions": log2(one.times),
        "taken up before": float(one.taken_up),
        "subject": float(last.role == "subject"),
        "subject of the sentence before": float(last.role == "subject" and back == 1),
        "object": float(last.role == "object"),
        "owner": float(last.role == "owner"),
        "spoke last": float(said.last is one),
        "speaker after speaker": float(asked.speaks and said.last is one),
        "out of a quotation": float(last.quotation >= 0 > asked.place.quotation),
        "gender known": float(bool(one.gender)),
        "several": float(one.sort == "group"),
        "body": float(one.sort == "body"),
    }
    if asked.kind != "the":
        out["named in what is said"] = float(one.name in said.names)
    else:
        mine, theirs = countries(asked.words), countries(one.words)
        out |= {
            "words known": float(bool(asked.words) and asked.words <= one.words),
            "words new": float(len(asked.words - one.words)),
            "withheld": float(one.withheld),
            "another country": float(bool(mine and theirs) and not mine & theirs),
            "not called so": float(not asked.heads & one.heads),
        }
    return out


def nobody(asked: Asked) -> dict[str, float]:
    """What speaks for a description that means none of those mentioned before."""
    return {
        "nobody": 1.0,
        "nobody, as a speaker": float(asked.speaks),
        "nobody, more words": float(len(asked.words)),
    }


def candidates(asked: Asked, cast: Sequence[Referent]) -> list[Referent]:
    """Those who can be meant, the one mentioned last first.

    Args:
        asked: the mention.
        cast: those mentioned before, the one mentioned last at the head.
    """
    out: list[Referent] = []
    for one in cast:
        if one.last is None or asked.place.sentence - one.last.sentence > REACH or len(out) == MOST:
            break
        if one.last.span.end <= asked.place.span.start and fits(asked, one):
            out.append(one)
    return out


def choose(asked: Asked, among: Sequence[Referent], said: Said, weights: Weights) -> Referent | None:
    """The likeliest of the candidates, the first of equals; None if there is none, or a description means nobody of them.

    A speaker's description that somebody was called by before means who was called so last.
    """
    table = weights[asked.kind]

    def score(values: Mapping[str, float]) -> float:
        return sum(table.get(name, 0.0) * value for name, value in values.items() if value)

    scores = [score(features(asked, one, said, i)) for i, one in enumerate(among)]
    called = (o for o in among if asked.heads & o.heads and asked.words <= o.words) if asked.speaks else iter(())
    if (last := next(called, None)) is not None:
        return last
    best = max(range(len(among)), key=lambda i: (scores[i], -i), default=None)
    if best is None or (asked.kind == "the" and score(nobody(asked)) > scores[best]):
        return None
    return among[best]


@cache
def load_weights() -> Weights:
    """The weights that come with the package."""
    held: Weights = json.loads((files("stemma.language") / "antecedents.json").read_text(encoding="utf-8"))
    return held
