"""What the statements of a story are about: issues found in the material, or named by the user."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from stemma.text.words import Word, find_words

# Issues that are found by themselves: at most so many, each in at least so many statements.
MOST_ISSUES, LEAST_STATEMENTS = 8, 3
# A phrase in more than this share of the statements tells nothing apart.
TOO_COMMON = 0.4
# An issue is shown as a longer phrase that so much of it stands in.
MOSTLY = 0.4
OTHER = "other"
# Letters of a word that can name something.
SHORTEST = 4
_STEM = 5
# Words that end so are mostly verbs and adverbs.
_NO_NOUN = ("ed", "ly")
# What joins two nouns to one thing: "support for Russia", "war in Ukraine".
_JOINS = frozenset({"for", "in", "of", "on", "over", "with", "to", "against"})

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
topic topics situation leader leaders visit trip prime vice foreign senior former chief chairman interior spokesperson
world needs need wants seeks moves plans calls claims
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


@dataclass(slots=True)
class _Counts:
    """What is counted of the words of the statements."""

    holders: dict[tuple[str, ...], set[int]] = field(default_factory=lambda: defaultdict(set))
    """Numbers of the statements that hold a phrase, by its stems."""
    shown: dict[tuple[str, ...], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """How a phrase is written."""
    nouns: set[str] = field(default_factory=set)
    """Stems that stand behind an article or a preposition somewhere."""
    ends: Counter[str] = field(default_factory=Counter)
    """How often a stem ends a row of telling words."""
    seen: Counter[str] = field(default_factory=Counter)
    """How often a stem stands anywhere."""
    parts: Counter[str] = field(default_factory=Counter)
    """How often a stem is part of a longer name."""

    def note(self, statement: int, row: Sequence[str], words: str) -> None:
        """Count a phrase."""
        key = tuple(_stem(w) for w in row)
        self.holders[key].add(statement)
        self.shown[key][words] += 1


def _count(texts: Sequence[str], taken: frozenset[str]) -> _Counts:
    counts = _Counts()
    for n, text in enumerate(texts):
        words = find_words(text)
        plain = [w.plain for w in words]
        for i, word in enumerate(plain):
            if not _names_something(word, taken):
                continue
            stem = _stem(word)
            if any(w in _BEFORE_NOUN for w in plain[max(0, i - 2) : i]):
                counts.nouns.add(stem)
            # An adjective has its noun behind it, a noun mostly a small word or the end.
            counts.seen[stem] += 1
            counts.parts[stem] += _part_of_name(text, words, i)
            counts.ends[stem] += i + 1 == len(plain) or plain[i + 1] in _STOP
            for length in (1, 2, 3):
                row = plain[i : i + length]
                if len(row) == length and all(_names_something(w, taken) for w in row):
                    counts.note(n, row, text[words[i].span.start : words[i + length - 1].span.end])
            joined = plain[i + 1 : i + 3]
            if len(joined) == 2 and joined[0] in _JOINS and _names_something(joined[1], taken):  # noqa: PLR2004 - two words
                counts.note(n, [word, *joined], text[words[i].span.start : words[i + 2].span.end])
    return counts


def find_issues(texts: Sequence[str], actors: Iterable[str]) -> tuple[Issue, ...]:
    """Issues of the material: the nouns and pairs of words that most statements can be sorted by.

    Greedy set cover: the phrase that holds the most statements not yet covered is taken, longer phrases before shorter.

    Args:
        texts: the statements, copies of one text counted once by the caller.
        actors: names of actors, whose words are no issues.
    """
    counts = _count(texts, frozenset(_stem(w.plain) for a in actors for w in find_words(a)))
    holders, seen = counts.holders, counts.seen
    most = max(LEAST_STATEMENTS, TOO_COMMON * len(texts))
    fit = {
        k: v
        for k, v in holders.items()
        if (len(k) > 1 or 2 * counts.parts[k[0]] < seen[k[0]])
        and k[-1] in counts.nouns
        and 2 * counts.ends[k[-1]] >= seen[k[-1]]
        and LEAST_STATEMENTS <= len(v) <= most
    }
    covered: set[int] = set()
    out: list[Issue] = []
    while len(out) < MOST_ISSUES:
        best = max(fit, key=lambda k: (len(fit[k] - covered) * (1.5 if len(k) > 1 else 1.0), k), default=None)
        if best is None or len(fit[best] - covered) < LEAST_STATEMENTS:
            break
        covered |= fit.pop(best)
        out.append(Issue(_name_of(best, counts), (best,)))
    return tuple(out)


def _name_of(key: tuple[str, ...], counts: _Counts) -> str:
    """How an issue is shown: as it is mostly written, or as the longer phrase that it mostly stands in."""
    longer = [k for k in counts.holders if len(k) > len(key) == 1 and key[0] in {k[0], k[-1]}]
    fuller = max(longer, key=lambda k: (len(counts.holders[k]), k), default=key)
    if len(counts.holders[fuller]) >= MOSTLY * len(counts.holders[key]):
        key = fuller
    return max(counts.shown[key].items(), key=lambda x: (x[1], -len(x[0]), x[0]))[0]


def _part_of_name(text: str, words: Sequence[Word], i: int) -> bool:
    """Whether a word is written large beside another that is: "Standard" in "Weekly Standard" names nothing alone."""
    if not text[words[i].span.start].isupper():
        return False
    beside = (words[j] for j in (i - 1, i + 1) if 0 <= j < len(words))
    return any(
        text[w.span.start].isupper()
        and len(text[min(w.span.end, words[i].span.end) : max(w.span.start, words[i].span.start)]) == 1
        for w in beside
    )


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
