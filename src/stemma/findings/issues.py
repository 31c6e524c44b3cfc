"""What the statements of a story are about: issues found in the material, or named by the user."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from stemma.text.words import find_words

# Issues that are found by themselves: at most so many, each in at least so many statements.
MOST_ISSUES, LEAST_STATEMENTS = 8, 3
# A phrase in more than this share of the statements tells nothing apart.
TOO_COMMON = 0.4
OTHER = "other"
# Letters of a word that can name something.
SHORTEST = 4
_STEM = 5
# Words that end so are mostly verbs and adverbs.
_NO_NOUN = ("ed", "ly")
# Words that end so are mostly verbs and adverbs.
_NO_NOUN = ("ed", "ly")

_SMALL = """
states united the a an and or but of in on at to for from by with as is are was were be been being it its this that these
those he she they his her their them him i we you our your my me us not no nor so if than then there here when
where who whom which what how why will would shall should may might can could must do does did done has have
had having said says say told tell asked ask according also more most less least very much many some any all
both each other another such only just after before during between about over under into out up down off again
still yet even new old last next first second one two three four five six seven eight nine ten hundred
thousand million billion year years month months week weeks day days today time times monday tuesday wednesday
thursday friday saturday sunday january february march april june july august september october november
december people man men woman women mr mrs ms dr spokesman spokeswoman official officials minister president
secretary government ministry state country countries statement report reports news including part way number
late early made make makes take took taken give gave given get got come came go went put set because while
although though however since until through against among around across per cent percent own same great good
bad big long little few lot further well back held hold holds whether ago near two-hour half several already
nobody nothing somebody something someone everyone everything anyone anything thing things place end side
members matter case question answer word words name kind sort issue issues concern concerns meeting meetings
discussion discussions significant region regional importance important effort efforts action actions various
topic topics situation leader leaders visit trip
"""
_STOP = frozenset(_SMALL.split())
# A noun stands behind one of these at least once.
_OPENERS = """
the a an of on over about for in its his her their our this that these those any no some both joint new more
"""
_BEFORE_NOUN = frozenset(_OPENERS.split())


@dataclass(frozen=True, slots=True)
class Issue:
    """Something that statements are about."""

    name: str
    """How it is shown."""
    words: tuple[tuple[str, ...], ...]
    """Phrases as rows of word stems; a statement that holds one of them is about the issue."""


def parse_issues(text: str) -> tuple[Issue, ...]:
    """The issues of a user's file: a line each, `name` or `name: word, phrase, ...`; `#` begins a comment."""
    out = []
    for line in text.splitlines():
        bare = line.split("#")[0].strip()
        if not bare:
            continue
        name, _, rest = bare.partition(":")
        phrases = [p for p in (rest.split(",") if rest.strip() else [name]) if p.strip()]
        out.append(Issue(name.strip(), tuple(tuple(_stem(w) for w in p.split()) for p in phrases)))
    return tuple(out)


def find_issues(texts: Sequence[str], actors: Iterable[str]) -> tuple[Issue, ...]:
    """Issues of the material: the nouns and pairs of words that most statements can be sorted by.

    Greedy set cover: the phrase that holds the most statements not yet covered is taken, longer phrases before shorter.

    Args:
        texts: the statements, copies of one text counted once by the caller.
        actors: names of actors, whose words are no issues.
    """
    taken = frozenset(_stem(w.plain) for a in actors for w in find_words(a))
    holders: dict[tuple[str, ...], set[int]] = defaultdict(set)
    shown: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    nouns: set[str] = set()
    ends: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for n, text in enumerate(texts):
        words = find_words(text)
        plain = [w.plain for w in words]
        for i, word in enumerate(plain):
            if not _names_something(word, taken):
                continue
            if any(w in _BEFORE_NOUN for w in plain[max(0, i - 2) : i]):
                nouns.add(_stem(word))
            # An adjective has its noun behind it, a noun mostly a small word or the end.
            seen[_stem(word)] += 1
            ends[_stem(word)] += i + 1 == len(plain) or plain[i + 1] in _STOP
            for length in (1, 2, 3):
                row = plain[i : i + length]
                if len(row) == length and all(_names_something(w, taken) for w in row):
                    key = tuple(_stem(w) for w in row)
                    holders[key].add(n)
                    shown[key][text[words[i].span.start : words[i + length - 1].span.end]] += 1
    most = max(LEAST_STATEMENTS, TOO_COMMON * len(texts))
    fit = {
        k: v
        for k, v in holders.items()
        if k[-1] in nouns and 2 * ends[k[-1]] >= seen[k[-1]] and LEAST_STATEMENTS <= len(v) <= most
    }
    covered: set[int] = set()
    out: list[Issue] = []
    while len(out) < MOST_ISSUES:
        best = max(fit, key=lambda k: (len(fit[k] - covered) * (1.5 if len(k) > 1 else 1.0), k), default=None)
        if best is None or len(fit[best] - covered) < LEAST_STATEMENTS:
            break
        covered |= fit.pop(best)
        name = max(shown[best].items(), key=lambda x: (x[1], -len(x[0]), x[0]))[0]
        out.append(Issue(name, (best,)))
    return tuple(out)


def _names_something(word: str, taken: frozenset[str]) -> bool:
    """Whether a word can be part of an issue: long enough, no small word, no verb, no actor."""
    fit = len(word) >= SHORTEST and word.isalpha() and not word.endswith(_NO_NOUN)
    return fit and word not in _STOP and _stem(word) not in taken


def assign(text: str, issues: Sequence[Issue]) -> str:
    """The name of the issue a statement is about: the first whose phrase stands nearest its beginning; else `other`."""
    stems = [_stem(w.plain) for w in find_words(text)]
    best = (len(stems), OTHER)
    for issue in issues:
        for row in issue.words:
            for i in range(len(stems) - len(row) + 1):
                if tuple(stems[i : i + len(row)]) == row:
                    best = min(best, (i, issue.name))
                    break
    return best[1]


def _stem(word: str) -> str:
    bare = re.sub(r"[^a-z0-9]", "", word.lower())
    bare = re.sub(r"(?:ies|es|s)$", "", bare) if len(bare) > _STEM - 1 else bare
    return bare[: _STEM + 2]
