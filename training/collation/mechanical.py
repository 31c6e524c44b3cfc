"""Mechanical edits of a passage: one change of meaning at a known place, or a change of wording that changes nothing.

The trained judge of the collation room sees written pairs first of all; they are few. These edits show it many more
numbers, names, days, hedges and denials that were exchanged, inside whatever wording the passage already has.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from stemma.model import Analysis, VariantKind
from stemma.text.spans import Span

_NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?![\w])")
_WORDS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "twenty",
          "thirty", "forty", "fifty")  # fmt: skip
_COUNT = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b", re.IGNORECASE)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip
_DAY = re.compile(rf"\b(?:{'|'.join(_DAYS)})\b")
_MONTH = re.compile(rf"\b(?:{'|'.join(m for m in _MONTHS if m != 'May')})\b")
_RELATIVE = (
    ("last", "next"), ("last", "this"), ("earlier", "later"), ("yesterday", "today"), ("today", "tomorrow"),
    ("morning", "evening"), ("afternoon", "morning"), ("before", "after"), ("since", "until"),
)  # fmt: skip
_TIMED = "week|month|year|summer|winter|spring|autumn|night"
# What is exchanged for what, each way round; the first words of each group are the surer.
_OFFICES = (
    ("foreign minister", "defence minister", "interior minister", "finance minister", "deputy foreign minister"),
    ("president", "vice-president", "former president", "prime minister"),
    ("prime minister", "deputy prime minister", "former prime minister", "president"),
    ("ambassador", "former ambassador", "consul", "envoy"),
    ("spokesman", "adviser", "spokeswoman for the opposition"), ("spokeswoman", "adviser"),
    ("general", "colonel"), ("soldiers", "policemen", "officers"), ("governor", "mayor", "deputy governor"),
    ("prosecutor", "judge", "lawyer"), ("lawmakers", "ministers"), ("minister", "deputy minister", "former minister"),
    ("chairman", "deputy chairman"), ("director", "deputy director"), ("lawyer", "brother"),
)  # fmt: skip
_OPPOSED = (
    ("agreed to", "refused to"), ("confirmed", "denied"), ("accepted", "rejected"), ("approved", "rejected"),
    ("supports", "opposes"), ("supported", "opposed"), ("allowed", "barred"), ("rose", "fell"), ("lifted", "imposed"),
    ("increased", "reduced"), ("raised", "lowered"), ("won", "lost"), ("opened", "closed"), ("for", "against"),
    ("with", "without"), ("in favour of", "against"), ("arrested", "released"), ("found", "failed to find"),
    ("managed to", "failed to"), ("passed", "blocked"), ("joined", "left"), ("can", "cannot"),
    ("is", "is not"), ("are", "are not"), ("was", "was not"), ("were", "were not"), ("had", "had not"),
    ("has", "has not"), ("have", "have not"), ("will", "will not"), ("would", "would not"), ("could", "could not"),
    ("any", "no"), ("all", "none"), ("everyone", "nobody"), ("both", "neither"),
)  # fmt: skip
_DOUBT = (
    ("will", "may"), ("will", "might"), ("will", "could"), ("will", "is expected to"), ("will", "plans to"),
    ("would", "might"), ("would", "could"), ("is to", "may"), ("are to", "may"), ("must", "should"),
    ("has", "may have"), ("have", "may have"), ("had", "may have"), ("had", "appears to have"),
    ("was", "may have been"), ("were", "may have been"), ("is", "may be"), ("are", "may be"),
    ("was", "was reportedly"), ("were", "were reportedly"), ("has", "has reportedly"), ("had", "had allegedly"),
    ("is expected to", "is certain to"), ("are expected to", "will"), ("plans to", "has begun to"),
    ("hopes to", "will"), ("hope to", "will"), ("expects to", "will"), ("could", "will"), ("might", "will"),
    ("may", "will"), ("appears to have", "has"), ("appeared to have", "had"), ("seems to", "does"), ("suggest", "prove"),
    ("suggests", "proves"), ("indicated", "proved"), ("is likely to", "will"), ("are likely to", "will"),
    ("probably", "certainly"), ("possibly", "certainly"), ("believed", "known"), ("thought", "known"),
    ("feared", "knew"), ("considering", "planning"), ("proposed", "decided"), ("offered", "agreed"),
    ("was expected to", "did"), ("threatened to", "began to"), ("plans", "has begun"), ("possible", "certain"),
    ("likely", "certain"), ("unlikely", "impossible"), ("hopes", "knows"), ("suspected", "known"),
)  # fmt: skip
_SPEAKERS = (
    "a government spokesman", "opposition leaders", "witnesses", "two diplomats", "a senior official",
    "state television", "local media", "aid workers", "an army spokesman", "the defence ministry",
    "the interior ministry", "the foreign ministry", "human rights groups", "analysts", "residents", "a UN official",
    "the prime minister", "the president", "his lawyer", "her lawyer", "military officials", "a source close to the talks",
    "police", "prosecutors", "a person familiar with the matter", "the embassy", "the company", "rebels",
)  # fmt: skip
_ALIKE = (
    ("will", "is going to"), ("percent", "per cent"), ("about", "roughly"), ("around", "about"),
    ("more than", "over"), ("fewer than", "under"), ("did not", "didn't"), ("is not", "isn't"), ("could not", "couldn't"),
    ("was not", "wasn't"), ("said", "stated"), ("said", "told reporters"), ("but", "however,"), ("because", "since"),
    ("though", "although"), ("until", "till"), ("may", "might"), ("could", "might"), ("might", "could"),
    ("denied", "rejected claims"), ("is expected to", "is due to"), ("began", "started"), ("ended", "came to an end"),
    ("two", "2"), ("three", "3"), ("four", "4"), ("five", "5"), ("six", "6"), ("seven", "7"), ("eight", "8"),
    ("nine", "9"), ("ten", "10"), ("twelve", "12"), ("twenty", "20"), ("the United States", "the US"),
    ("killed", "left dead"), ("reportedly", "allegedly"), ("according to", "in the words of"), ("told", "said to"),
    ("talks", "negotiations"), ("aid", "assistance"), ("after", "following"), ("in an effort to", "to"),
    ("failed to", "did not"), ("refused to", "would not"), ("also", "in addition"), ("only", "just"),
)  # fmt: skip
_SAID = re.compile(r",? (?:the )?[\w’' -]{3,40} (?:said|says)(?= on |,|\.|;)")
_NOTHING = re.compile(r"(?<=[a-z]),? (?=(?:and|but|while|after|because|on|in|which|who)\b)")


@dataclass(frozen=True, slots=True)
class Edit:
    """A passage after one edit."""

    text: str
    """The passage."""
    kind: VariantKind | None
    """What changed; None where the meaning is the same."""
    span: Span
    """The words that changed."""


@dataclass(frozen=True, slots=True)
class Pool:
    """What other passages offer for exchange."""

    names: dict[str, Sequence[str]]
    """Names by type."""
    asides: Sequence[str]
    """Phrases that can stand behind a clause: what nobody said here."""


def edits(text: str, analysis: Analysis, pool: Pool, rng: random.Random) -> Iterator[Edit]:
    """One edit of each kind the passage has room for, in random order; each starts from the passage itself."""
    kinds: list[Callable[[], Edit | None]] = [
        lambda: _number(text, rng),
        lambda: _date(text, rng),
        lambda: _name(text, analysis, pool, rng),
        lambda: _listed(text, _OFFICES, "role", rng),
        lambda: _listed(text, _OPPOSED, "negation", rng),
        lambda: _listed(text, _DOUBT, "certainty", rng),
        lambda: _speaker(text, analysis, rng),
        lambda: _quote(text, analysis, rng),
        lambda: _aside(text, pool, rng),
        lambda: _traded(text, analysis, rng),
        lambda: _one_way(text, _ALIKE, rng),
    ]
    rng.shuffle(kinds)
    yield from filter(None, (make() for make in kinds))


def _put(text: str, at: Span, new: str, kind: VariantKind | None) -> Edit | None:
    old = at.of(text)
    if old[:1].isupper() and new[:1].islower() and at.start == 0:
        new = new[:1].upper() + new[1:]
    if new == old:
        return None
    return Edit(text[: at.start] + new + text[at.end :], kind, Span(at.start, at.start + len(new)))


def _pick(found: Sequence[re.Match[str]], rng: random.Random) -> Span | None:
    return Span(*rng.choice(found).span()) if found else None


def _number(text: str, rng: random.Random) -> Edit | None:
    digits, words = list(_NUMBER.finditer(text)), list(_COUNT.finditer(text))
    at = _pick(digits if digits and (not words or rng.random() < 0.7) else words, rng)  # noqa: PLR2004
    if at is None:
        return None
    old = at.of(text)
    if old[0].isdigit():
        value = float(old.replace(",", ""))
        new = rng.choice(
            [
                value * 10,
                value + rng.choice((1, 2, 3, 10)),
                max(1.0, value - rng.choice((1, 2, 5))),
                value * 2,
                value // 2 + 1,
            ]
        )
        shown = f"{new:,.0f}" if "." not in old else f"{new:.1f}"
        return _put(text, at, shown if "," in old or new < 10_000 else shown.replace(",", ""), "number")  # noqa: PLR2004
    return _put(text, at, rng.choice([w for w in _WORDS if w != old.lower()]), "number")


def _date(text: str, rng: random.Random) -> Edit | None:
    options: list[tuple[Span, str]] = []
    for rule, names in ((_DAY, _DAYS), (_MONTH, _MONTHS)):
        options += [
            (Span(*m.span()), rng.choice([n for n in names if n != m.group()])) for m in rule.finditer(text)
        ]
    for one, other in _RELATIVE:
        for old, new in ((one, other), (other, one)):
            behind = rf"(?= (?:{_TIMED})\b)" if old in {"last", "next", "this", "earlier", "later"} else r"\b"
            options += [(Span(*m.span()), new) for m in re.finditer(rf"\b{old}\b{behind}", text)]
    options += [
        (Span(*m.span(1)), str((int(m[1]) + rng.choice((1, 3, 7))) % 28 + 1))
        for m in re.finditer(rf"\b(\d\d?) (?:{'|'.join(_MONTHS)})\b", text)
    ]
    if not options:
        return None
    at, new = rng.choice(options)
    return _put(text, at, new, "date")


def _name(text: str, analysis: Analysis, pool: Pool, rng: random.Random) -> Edit | None:
    named = [
        e for e in analysis.entities if e.type in {"PER", "GPE", "NORP", "ORG", "LOC"} and pool.names.get(e.type)
    ]
    if not named:
        return None
    one = rng.choice(named)
    old = one.span.of(text)
    new = rng.choice(list(pool.names[one.type]))
    if one.type == "PER":
        if " " in old and " " in new:
            new = f"{old.rsplit(' ', 1)[0]} {new.rsplit(' ', 1)[1]}"
        else:
            new = new.rsplit(" ", 1)[-1] if " " not in old else new
        return _put(text, one.span, new, "name")
    placed = bool(re.search(r"\b(?:in|at|near|from|to|into|outside)(?: the)? $", text[: one.span.start]))
    kind: VariantKind = "place" if placed and one.type in {"GPE", "LOC"} else "actor"
    return _put(text, one.span, new, kind)


def _traded(text: str, analysis: Analysis, rng: random.Random) -> Edit | None:
    """Two actors of one sort exchanged for one another."""
    named = [e for e in analysis.entities if e.type in {"PER", "GPE", "NORP", "ORG"}]
    pairs = [
        (a, b)
        for n, a in enumerate(named)
        for b in named[n + 1 :]
        if a.type == b.type and a.key != b.key and a.span.end < b.span.start
    ]
    if not pairs:
        return None
    a, b = rng.choice(pairs)
    left, right = a.span.of(text), b.span.of(text)
    whole = text[: a.span.start] + right + text[a.span.end : b.span.start] + left + text[b.span.end :]
    if rng.random() < 0.5:  # noqa: PLR2004
        return Edit(whole, "actor", Span(a.span.start, a.span.start + len(right)))
    shift = len(right) - len(left)
    return Edit(whole, "actor", Span(b.span.start + shift, b.span.start + shift + len(left)))


def _listed(text: str, groups: Sequence[Sequence[str]], kind: VariantKind, rng: random.Random) -> Edit | None:
    options = [
        (Span(*m.span()), new)
        for group in groups
        for old in group
        for new in group
        if old != new
        for m in re.finditer(rf"\b{re.escape(old)}\b(?! not\b)", text)
    ]
    if not options:
        return None
    at, new = rng.choice(options)
    return _put(text, at, new, kind)


def _one_way(text: str, groups: Sequence[tuple[str, str]], rng: random.Random) -> Edit | None:
    options = [(Span(*m.span()), new) for old, new in groups for m in re.finditer(rf"\b{re.escape(old)}\b", text)]
    if not options:
        return None
    at, new = rng.choice(options)
    return _put(text, at, new, None)


def _speaker(text: str, analysis: Analysis, rng: random.Random) -> Edit | None:
    said = [a for a in analysis.attributions if a.source is not None]
    if not said:
        return None
    source = rng.choice(said).source
    if source is None or len(source) > 80:  # noqa: PLR2004
        return None
    return _put(text, source, rng.choice(_SPEAKERS), "attribution")


def _quote(text: str, analysis: Analysis, rng: random.Random) -> Edit | None:
    marked = list(re.finditer(r"[\"“]([^\"”]{12,})[\"”]", text))
    if marked and rng.random() < 0.7:  # noqa: PLR2004
        inside = rng.choice(marked)
        words = list(re.finditer(r"\b[a-z]{4,}\b", inside[1]))
        if len(words) < 2:  # noqa: PLR2004
            return None
        one, other = rng.sample(words, 2)
        at = Span(inside.start(1) + one.start(), inside.start(1) + one.end())
        changed = _put(text, at, other.group(), "quote")
        return changed and Edit(
            changed.text, "quote", Span(inside.start(), inside.end() + len(changed.text) - len(text))
        )
    said = [c for a in analysis.attributions for c in a.content if 15 < len(c) < 90 and '"' not in c.of(text)]  # noqa: PLR2004
    if not said:
        return None
    at = rng.choice(said)
    return _put(text, at, f'"{at.of(text)}"', "quote")


def _aside(text: str, pool: Pool, rng: random.Random) -> Edit | None:
    places = list(_NOTHING.finditer(text))
    if not places or not pool.asides:
        return None
    at = rng.choice(places).start()
    aside = rng.choice(list(pool.asides))
    return Edit(f"{text[:at]} {aside}{text[at:]}", "invention", Span(at + 1, at + 1 + len(aside)))


def asides(texts: Sequence[str]) -> list[str]:
    """Phrases of the passages that say something of their own: from a preposition or a relative to the next comma."""
    found = set()
    for text in texts:
        for m in re.finditer(
            r"(?<=, )(?:who|which|where|after|because|despite|following|under|amid|by|with|using) [^,.;\"“”]{12,60}(?=[,.;])",
            text,
        ):
            found.add(m.group())
    return sorted(found)
