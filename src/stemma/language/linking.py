"""Voices linked across the reports of a story: "Fisheries Minister Pavel Stroud" is "Pavel Stroud" is "Stroud"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from stemma.model import NARRATOR, Analysis

_OFFICES = """
president vice prime minister foreign defence defense interior finance trade fisheries treasury secretary of
state ambassador spokesman spokeswoman spokesperson general gen governor mayor senator sen rep chancellor king
queen mr mrs ms dr sir lord lady professor prof judge justice chief director chairman chairwoman chair
commissioner deputy former acting us u.s uk british chinese russian french german leader premier
party republican democratic national committee senate house gop rnc dnc labour conservative opposition executive
representative the and for attorney captain colonel officer minister's undersecretary assistant counsel
"""
_TITLES = frozenset(_OFFICES.split())
# Short forms of first names, by the full one: two of them do not make two people.
_SHORT = {
    short: full
    for full, shorts in {
        "william": "bill will billy", "robert": "bob rob bobby", "michael": "mike mick", "james": "jim jimmy", "joseph": "joe",
        "thomas": "tom tommy", "richard": "dick rick", "anthony": "tony", "benjamin": "ben bibi", "elizabeth": "liz beth",
        "charles": "charlie chuck", "edward": "ed ted", "christopher": "chris", "daniel": "dan danny", "david": "dave",
        "donald": "don", "gregory": "greg", "katherine": "kate kathy", "kenneth": "ken", "lawrence": "larry",
        "matthew": "matt", "nicholas": "nick", "patrick": "pat", "peter": "pete", "samuel": "sam", "stephen": "steve",
        "steven": "steve", "timothy": "tim", "andrew": "andy", "alexander": "alex", "jeffrey": "jeff", "ronald": "ron",
        "theodore": "ted", "deborah": "debbie", "susan": "sue", "margaret": "maggie", "patricia": "pat",
    }.items()
    for short in shorts.split()
}  # fmt: skip
_WORD = re.compile(r"[\w’'.-]+")


def link_speakers(analyses: Sequence[Analysis]) -> tuple[Analysis, ...]:
    """The analyses of a story with every voice called by one name in all of its reports."""
    told = [v for a in analyses for x in (a.statements, a.attributions) for v in (y.voice for y in x)]
    names = link_voices(told)
    return tuple(
        replace(
            a,
            statements=tuple(replace(s, voice=names.get(s.voice, s.voice)) for s in a.statements),
            attributions=tuple(replace(s, voice=names.get(s.voice, s.voice)) for s in a.attributions),
        )
        for a in analyses
    )


def link_voices(voices: Iterable[str]) -> Mapping[str, str]:
    """Each voice with the name it is shown by: the fullest name of the person it can only be.

    A name is joined to a longer one that ends in it (or has the same words), if there is just one such person.
    Described voices ("a senior official") are joined only where they are worded alike.
    """
    times = Counter(v for v in voices if v != NARRATOR)
    keys = {v: _key(v) for v in sorted(times)}
    names = {k for k in keys.values() if k}
    full: dict[tuple[str, ...], tuple[str, ...]] = {}
    for key in names:
        longer = {o for o in names if len(o) > len(key) and o[-len(key) :] == key}
        tops = {o for o in longer if not any(o != p and p[-len(o) :] == o for p in longer)}
        full[key] = next(iter(tops)) if len(tops) == 1 else key
    shown: dict[tuple[str, ...], str] = {}
    for voice in sorted(times, key=lambda v: (-times[v], len(v), v)):
        key = keys[voice]
        if key and len(key) == len(full[key]):
            shown.setdefault(
                full[key],
                " ".join(w for w in _WORD.findall(voice) if {_plain(w), _SHORT.get(_plain(w), "")} & {*full[key]}),
            )
    plain: dict[str, str] = {}
    out = {}
    for voice in sorted(times):
        key = keys[voice]
        if key:
            out[voice] = shown.get(full[key], voice)
        else:
            bare = voice.strip(" \"'“”‘’,.;:")
            out[voice] = plain.setdefault(re.sub(r"^(?:the|an?) ", "", bare.lower()), bare or voice)
    return out


def _plain(word: str) -> str:
    return word.lower().strip(".'’")


def _key(voice: str) -> tuple[str, ...]:
    """The words of a person's name in small letters, without titles; empty for a voice that is only described."""
    words = _WORD.findall(voice)
    if not words or words[0].lower() in {"a", "an", "one", "some", "two", "several"} or "and" in words:
        return ()
    named = [w.lower().strip(".'’") for w in words if w[0].isupper() and w.lower().strip(".'’") not in _TITLES]
    lower = [w for w in words if not w[0].isupper() and w.lower() not in _TITLES]
    return () if lower else tuple(_SHORT.get(w, w) if len(named) > 1 else w for w in named)
