"""Whose word it is: what somebody says in the source, and the copy says in its own voice or in another's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stemma.collation.comparison import Change, Side
from stemma.collation.facts import Facts
from stemma.collation.matching import Window
from stemma.collation.wording import CLAIMS, QUOTES, SAYING, STOP, VIEWS, same_stem, stem
from stemma.model import NARRATOR, NOBODYS, Attribution, Entity, Statement
from stemma.text.spans import Span
from stemma.text.words import find_words

# How sure it is that a voice was lost, and that it was exchanged (first guesses).
OF_LOSS, OF_EXCHANGE = 0.65, 0.75
# Share of the words of a statement that must go back to what somebody says in the source, and how many they must be
# at least, for it to be that person's word.
LEAST_SAID, LEAST_WORDS = 0.6, 3

# Among so many words of what is said its subject is looked for.
SUBJECT = 5

_PRONOUN = re.compile(r"(?:he|she|they|who|it|i|we)", re.IGNORECASE)
_ANNOUNCED = re.compile(r"\bannounc\w+", re.IGNORECASE)
_FIRST = re.compile(r"\b(?:I|(?i:my|me|we|our|us))\b")
_THIRD = re.compile(r"\b(?:he|his|him|she|her|they|their|them)\b", re.IGNORECASE)
_TOLD = re.compile(
    r"\b(?:said|says|saying|told|tells|telling|added|adds|wrote|writes|according|account|words?|view|quoted|insisted|argued|warned"
    r"|observed|explained|noted|noting|accus\w+|suggest\w*|claim\w*|alleg\w+)\b",
    re.IGNORECASE,
)
# "With what he indicated were low hopes".
_TELLS = re.compile(
    rf"\b(?:what|which|as) (?:he|she|they|it) (?:has |had |also |later )*(?:{VIEWS.pattern})", re.IGNORECASE
)
# "He said he could not confirm it": what is told is that he said so, whether the copy says "he said" or not.
_OF_HIMSELF = re.compile(
    r"(?:that )?(?:he|she|they|it|I|we)\b(?: (?:had|has|have|would|will|could|can|did|do|was|were|is|not|never|n't|yet|also))*",
    re.IGNORECASE,
)


# Speakers whom nobody can name, however the copy calls them.
_SOME = re.compile(
    r"\b(?:people|persons?|officials?|sources?|aides?|diplomats?|those|someone|insiders?|advis[eo]rs?|staff\w*|he|she|they|who|it)\b",
    re.IGNORECASE,
)


# "An attorney for Toll": not Toll.
_UNDER = re.compile(r"\b(?:for|of|to|with) (?:[\w.]+ )?\Z")


def compare_speakers(child: Side, i: int, parent: Side, window: Window) -> Iterator[Change]:
    """What became of the speakers of what the child's sentence `i` tells."""
    facts = child.facts[i]
    for statement in child.analysis.statements:
        if not facts.span.contains(statement.span):
            continue
        mine = _content(child, statement.span)
        said = _said(mine, parent, window) if len(mine) >= LEAST_WORDS else []
        if not said:
            continue
        heard = [a for a in child.analysis.attributions if any(c.overlap(statement.span) for c in a.content)]
        if not heard and statement.voice == NARRATOR:
            yield from _lost(child, statement, parent, said[0], window)
        elif len(heard) == 1 and not any(s.voice == heard[0].voice for s in said):
            yield from _exchanged(child, heard[0], parent, said[0], window)


def _said(mine: list[str], parent: Side, window: Window) -> list[Attribution]:
    """What somebody says in the source that most of the words go back to, the best first."""
    passage = [parent.facts[j].span for j in window.core]
    credited = {c.name for c in parent.analysis.credits}
    found: list[tuple[float, int, Attribution]] = []
    for n, said in enumerate(parent.analysis.attributions):
        if (
            said.voice in NOBODYS
            or _PRONOUN.fullmatch(said.voice)
            or (said.cue is not None and not VIEWS.search(said.cue.of(parent.text)))
        ):
            continue
        # A report that is credited is where the source has it from, not whose claim it is.
        if said.voice.lower() in credited or not any(c.overlap(s) for c in said.content for s in passage):
            continue
        heard = [c for c in said.content if _is_heard(said, c, parent)]
        if not any(c.overlap(s) for c in heard for s in passage):
            continue
        theirs = {w for c in heard for w in _content(parent, c)}
        share = sum(any(same_stem(w, s) for s in theirs) for w in mine) / len(mine)
        if share >= LEAST_SAID:
            found.append((-share, n, said))
    return [s for _, _, s in sorted(found, key=lambda f: f[:2])]


def _is_heard(said: Attribution, content: Span, side: Side) -> bool:
    """Whether a stretch is surely part of what is said: in quotation marks, or not in a sentence before that of the cue."""
    cue = said.cue or said.source
    if cue is None or any(q.overlap(content) for f in side.facts for q in f.quoted):
        return True
    home = next((f.span for f in side.facts if f.span.contains(cue)), None)
    return home is None or content.end > home.start


def _content(side: Side, span: Span) -> list[str]:
    """Stems of the words that say something."""
    return [stem(w.plain) for w in find_words(side.text, span) if w.plain not in STOP]


def _lost(child: Side, statement: Statement, parent: Side, said: Attribution, window: Window) -> Iterator[Change]:
    sentence = next(f.span for f in child.facts if f.span.contains(statement.span))
    told = _content(child, sentence)
    named = {stem(w) for w in said.voice.lower().split() if w not in STOP}
    if _is_said(child, statement, sentence):
        return
    if any(same_stem(n, s) for n in named for s in told) and SAYING.search(sentence.of(child.text)):
        return
    passage = [c for c in said.content if any(c.overlap(parent.facts[j].span) for j in window.core)]
    if _THIRD.search(statement.span.of(child.text)) and any(_FIRST.search(c.of(parent.text)) for c in passage):
        return  # told in the third person: "it would be his first task"
    if any(_is_act(said, c, parent) for c in passage) or _is_plain(_content(child, statement.span), parent):
        return
    source = said.source or said.content[0]
    reason = f"The source gives this as the word of {said.voice}; the copy states it in its own voice."
    yield Change("attribution", statement.span, source, source.of(parent.text), "", OF_LOSS, reason)


def _is_act(said: Attribution, content: Span, side: Side) -> bool:
    """Whether what somebody says is that he says, wants, denies or refuses something, or announces what he does."""
    words = content.of(side.text)
    own = _OF_HIMSELF.match(words)
    if own and SAYING.match(words[own.end() :].lstrip()):
        return True
    if said.cue is None or not _ANNOUNCED.search(said.cue.of(side.text)):
        return False
    first = {w.plain for w in find_words(side.text, content)[:SUBJECT]}
    return bool(own) or any(w in first for w in said.voice.lower().split()[-1:])


def _is_plain(mine: list[str], side: Side) -> bool:
    """Whether the source tells the same in its own voice, somewhere."""
    least = LEAST_SAID * len(mine)
    for facts in side.facts:
        if sum(facts.holds(w) for w in mine) < least:
            continue
        for statement in side.analysis.statements:
            if statement.voice == NARRATOR and facts.span.contains(statement.span):
                theirs = [s for s, at in facts.stems if statement.span.contains(at)]
                if sum(any(same_stem(w, t) for t in theirs) for w in mine) >= least:
                    return True
    return False


def _is_said(side: Side, statement: Statement, sentence: Span) -> bool:
    """Whether somebody says the statement after all: in quotation marks, or with words of saying round it."""
    if statement.span.of(side.text)[:1] in f"{QUOTES}‘'" or any(
        q.overlap(statement.span) for f in side.facts for q in f.quoted
    ):
        return True
    before, after = side.text[sentence.start : statement.span.start], side.text[statement.span.end : sentence.end]
    return bool(_TOLD.search(f"{before}|{after}") or _TELLS.search(sentence.of(side.text)))


def _exchanged(
    child: Side, heard: Attribution, parent: Side, said: Attribution, window: Window
) -> Iterator[Change]:
    """Another speaker: another person, or one that is named for one who would not be."""
    if heard.source is None or said.source is None or _PRONOUN.fullmatch(said.source.of(parent.text)):
        return
    if heard.cue is None or not CLAIMS.search(heard.cue.of(child.text)):
        return
    mine, theirs = _names(child, heard.source), _names(parent, said.source)
    unnamed = said.anonymous and not heard.anonymous and not _SOME.search(heard.source.of(child.text))
    persons = [[e for e in names if e.type == "PER"] for names in (mine, theirs)]
    others = all(persons) and not _spoken(child, heard) & _spoken(parent, said)
    another = _is_another(child, heard, parent, said)
    if not unnamed and (_is_described(child, heard) != _is_described(parent, said) or not (others or another)):
        return
    if not another and any(_speaks(_spoken(child, heard), parent.facts[j], parent.text) for j in window.core):
        return
    before, after = said.source.of(parent.text), heard.source.of(child.text)
    reason = f"The source gives this as the word of {said.voice}; the copy, of {heard.voice}."
    yield Change("attribution", heard.source, said.source, before, after, OF_EXCHANGE, reason)


def _is_described(side: Side, said: Attribution) -> bool:
    """Whether the speaker is described ("Toll's adviser") and not named: nothing shows whether he is the one who is."""
    if said.source is None:
        return True
    names = [e.span for e in _names(side, said.source) if e.type == "PER"]
    return not any(
        side.text[n.end : n.end + 2] not in {"'s", "’s"}
        and not _UNDER.search(side.text, said.source.start, n.start)
        for n in names
    )


def _speaks(words: frozenset[str], facts: Facts, text: str) -> bool:
    """Whether the sentence has the words that call a speaker, and a word of saying behind the last of them."""
    places = [[at.end for s, at in facts.stems if same_stem(w, s)] for w in words]
    if not words or not all(places):
        return False
    last = max(p[0] for p in places)
    return bool(CLAIMS.match(text, last + 1))


def _is_another(child: Side, heard: Attribution, parent: Side, said: Attribution) -> bool:
    """Whether the speaker is another one of those whom the source hears."""
    mine, theirs = _spoken(child, heard), _spoken(parent, said)
    if not mine or not theirs or mine & theirs:
        return False
    return any(o is not said and mine == _spoken(parent, o) for o in parent.analysis.attributions)


def _spoken(side: Side, said: Attribution) -> frozenset[str]:
    """Stems of the words that call the speaker."""
    return frozenset(_content(side, said.source)) if said.source is not None else frozenset()


def _names(side: Side, span: Span) -> list[Entity]:
    return [e for e in side.analysis.entities if e.type not in {"DATE", "NUM"} and span.overlap(e.span)]
