"""What a copy does to the predicates of its source: the same verb without its "not", its "may", its speaker, or turned round.

What is lost leaves no word in the copy that could be marked, so it is looked for along the tree: two words of one stem
that head clauses with shared matter are one predicate, and what hangs on the one should hang on the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from stemma.collation.comparison import Change, Side
from stemma.collation.matching import Window
from stemma.collation.passages import WordTable, hull_of
from stemma.collation.wording import QUOTES, SAYING, STOP, same_stem, stem
from stemma.model import NARRATOR, Statement
from stemma.text.spans import Span

# How sure a change of each sort is (first guesses; the judge weighs them where there is one).
OF_NEGATION, OF_CERTAINTY, OF_TURN, OF_SUBJECT, OF_SPEAKER = 0.8, 0.7, 0.85, 0.65, 0.65
# Governing verbs looked at above a predicate.
CHAIN = 3
# Share of the words of a statement that must go back to what somebody says in the source, and of what they must be
# at least, for its speaker to have been lost.
LEAST_SAID, LEAST_WORDS = 0.6, 4
# Words before a predicate that are read for a denial or a doubt that does not hang on it.
BEFORE = 5
# A stem this short says too little to be a predicate.
SHORTEST = 3

_HEADS = frozenset({"root", "ccomp", "xcomp", "advcl", "conj", "acl", "acl:relcl", "parataxis", "csubj"})
_UP = frozenset({"xcomp", "ccomp", "csubj"})
_NOT = frozenset(
    {"not", "n't", "n’t", "never", "cannot", "neither", "nor", "no", "none", "nobody", "nothing", "without"}
)
_WEAK = frozenset(
    [
        "may",
        "might",
        "could",
        "allegedly",
        "reportedly",
        "likely",
        "unlikely",
        "possibly",
        "probably",
        "perhaps",
        "apparently",
        "purportedly",
        "seemingly",
        "supposedly",
        "potentially",
    ]
)
_DOUBTING = frozenset(
    [
        "hope",
        "hoped",
        "hopes",
        "hoping",
        "expect",
        "expected",
        "expects",
        "seem",
        "seemed",
        "seems",
        "appear",
        "appeared",
        "appears",
        "suggest",
        "suggested",
        "suggests",
        "believe",
        "believed",
        "believes",
        "think",
        "thinks",
        "thought",
        "fear",
        "feared",
        "fears",
        "suspect",
        "suspected",
        "suspects",
        "consider",
        "considered",
        "considering",
        "considers",
        "likely",
        "unlikely",
        "alleged",
        "alleges",
        "propose",
        "proposed",
        "proposes",
        "threatened",
        "threatens",
    ]
)
_TOLD = re.compile(
    r"\b(?:said|says|told|tells|added|adds|wrote|writes|according|account|words?|view|quoted|insisted|argued|warned)\b",
    re.IGNORECASE,
)
# What keeps a clause near it from being plain, narrower than the words a whole sentence is searched for.
_DENIAL = re.compile(
    r"\b(?:not|never|no|cannot|neither|nor|none|nobody|nothing|without|den(?:y|ies|ied|ying|ial)|refus\w+|reject\w*|dismiss\w*"
    r"|declin\w+|fail\w*|lack\w*|absen\w+|yet|unable|impossib\w+|hardly|scarcely|barely|rather than|instead|far from|un\w{4,}|rul\w+ out"
    r"|prevent\w*|avoid\w*|bar(?:s|red)|block\w*)\b|n['’]t\b"
)
_DOUBT = re.compile(
    r"\b(?:may|might|could|can|perhaps|maybe|possib\w+|probab\w+|(?:un)?likel\w+|alleg\w+|reportedly|apparent\w*|seem\w*"
    r"|appear\w*|suspect\w*|suggest\w*|believ\w+|think\w*|thought|expect\w*|hop(?:e|es|ed|ing)|plan(?:s|ned|ning)?|intend\w*"
    r"|consider\w*|propos\w*|if|whether|unless|unclear|claim\w*|fear\w*|due|set|want\w*|try|tries|tried)\b"
)
_SUBJECT, _OBJECT = frozenset({"nsubj", "csubj"}), frozenset({"obj", "nsubj:pass", "iobj"})
_NAME_PARTS = frozenset({"compound", "flat", "flat:name", "amod", "nmod:poss"})


@dataclass(frozen=True, slots=True)
class Clause:
    """A word that heads a clause, and what hangs on it."""

    table: WordTable
    """The words of the report."""
    head: int
    """Place of the word."""
    below: tuple[int, ...]
    """Places of the words that hang on it."""
    above: tuple[int, ...]
    """The verbs that govern it, the nearest first."""
    round_about: tuple[int, ...]
    """What hangs on those."""

    @property
    def negated(self) -> int | None:
        """The word that denies it, or its subject or object, or the verb that governs it."""
        t = self.table
        nouns = [d for d in self.below if t.relations[d] in _SUBJECT | _OBJECT]
        for k in (*self.below, *(self.round_about if self.above[:1] else ())):
            if t.whole.plain[k] in _NOT:
                return k
        return next((d for n in nouns for d in t.below[n] if t.whole.plain[d] == "no"), None)

    @property
    def doubted(self) -> int | None:
        """The word that makes it doubtful: a modal verb, an adverb, or a verb that governs it."""
        plain = self.table.whole.plain
        near = [k for k in (*self.below, *self.round_about) if plain[k] in _WEAK]
        over = [k for k in self.above if plain[k] in _DOUBTING]
        return min([*near, *over], key=lambda k: abs(k - self.head), default=None)

    def says(self, pattern: re.Pattern[str]) -> bool:
        """Whether a word of the clause, of its governors or shortly before them matches a pattern."""
        t = self.table
        words = {
            self.head,
            *self.below,
            *self.above,
            *self.round_about,
            *(d for b in self.below for d in t.below[b]),
        }
        before = {k for head in (self.head, *self.above) for k in range(max(0, head - BEFORE), head)}
        return bool(pattern.search(" ".join(t.whole.plain[k] for k in sorted(words | before))))

    def matter(self) -> frozenset[str]:
        """Stems of what it is about: the words that hang on it and on those, small words left out."""
        t = self.table
        deep = [*self.below, *(d for b in self.below for d in t.below[b])]
        return frozenset(str(t.whole.stems[k]) for k in deep if t.whole.plain[k] not in STOP)

    def role(self, relations: frozenset[str], *, by: bool = False) -> frozenset[str]:
        """Stems of the words that stand in a role; with `by`, also of the doer a passive names."""
        t = self.table
        out: set[str] = set()
        for d in self.below:
            doer = (
                by and t.relations[d] in {"obl", "obl:agent"} and any(t.whole.plain[k] == "by" for k in t.below[d])
            )
            if t.relations[d] in relations or doer:
                parts = [d, *(k for k in t.below[d] if t.relations[k] in _NAME_PARTS)]
                out |= {str(t.whole.stems[k]) for k in parts if t.whole.plain[k] not in STOP}
        return frozenset(out)


def compare_predicates(child: Side, i: int, parent: Side, window: Window) -> Iterator[Change]:
    """What became of the predicates that the child's sentence `i` shares with its passage."""
    if child.words is None or parent.words is None:
        return
    theirs = [c for j in window.core for c in clauses(parent.words, parent.facts[j].span)]
    for mine in clauses(child.words, child.facts[i].span):
        other = _same(mine, theirs)
        if other is None:
            continue
        yield from _senses(child, mine, parent, other)
        yield from _turned(child, mine, parent, other)
    for statement in child.analysis.statements:
        if child.facts[i].span.contains(statement.span):
            yield from _unsaid(child, statement, parent, window)


def clauses(table: WordTable, span: Span) -> list[Clause]:
    """The words of a sentence that head a clause, in order."""
    out = []
    for k in table.inside(span):
        if table.relations[k] not in _HEADS or len(str(table.whole.stems[k])) < SHORTEST:
            continue
        above: list[int] = []
        at = k
        while len(above) < CHAIN and table.relations[at] in _UP and table.whole.heads[at] != at:
            at = int(table.whole.heads[at])
            above.append(at)
        below = table.below[k]
        around = [d for a in above for d in table.below[a] if d != k and d not in above]
        out.append(Clause(table, k, tuple(below), tuple(above), tuple(around)))
    return out


def _same(mine: Clause, theirs: Iterable[Clause]) -> Clause | None:
    """The clause of the parent with the same predicate and most of the same matter."""
    stem, matter = str(mine.table.whole.stems[mine.head]), mine.matter()
    alike = [
        (len(matter & o.matter()), -o.head, o) for o in theirs if same_stem(stem, str(o.table.whole.stems[o.head]))
    ]
    shared, _, best = max(alike, key=lambda x: x[:2], default=(0, 0, None))
    return best if best is not None and 2 * shared >= len(matter) and shared else None


def _senses(child: Side, mine: Clause, parent: Side, other: Clause) -> Iterator[Change]:
    """Its denial or its doubt, lost or added."""
    here, there = _group(mine), _group(other)
    after, before = here.of(child.text), there.of(parent.text)
    if after == before:
        return
    if (mine.negated is None) != (other.negated is None):
        bare = mine if mine.negated is None else other
        if not bare.says(_DENIAL):
            reason = f"The source says “{before}”; the copy says “{after}”: the sense is turned round."
            yield Change("negation", here, there, before, after, OF_NEGATION, reason)
            return
    if (mine.doubted is None) != (other.doubted is None):
        bare = mine if mine.doubted is None else other
        if not bare.says(_DOUBT):
            surer = "surer" if mine.doubted is None else "less sure"
            reason = f"The source says “{before}”; the copy says “{after}”: it sounds {surer}."
            yield Change("certainty", here, there, before, after, OF_CERTAINTY, reason)


def _group(clause: Clause) -> Span:
    """The predicate with what denies it, doubts it, and its small verbs."""
    t = clause.table
    small = [
        k
        for k in clause.below
        if t.relations[k] in {"aux", "aux:pass", "cop", "advmod"} and abs(k - clause.head) <= CHAIN
    ]
    marks = [k for k in (clause.negated, clause.doubted) if k is not None]
    return hull_of(t.starts, t.ends, [clause.head, *small, *marks])


def _turned(child: Side, mine: Clause, parent: Side, other: Clause) -> Iterator[Change]:
    """Who does it and to whom it is done, exchanged."""
    doer, done = mine.role(_SUBJECT, by=True), mine.role(_OBJECT)
    doer_there, done_there = other.role(_SUBJECT, by=True), other.role(_OBJECT)
    if doer & done_there and done & doer_there and not doer & doer_there and not done & done_there:
        here, there = _whole(mine), _whole(other)
        before, after = there.of(parent.text), here.of(child.text)
        reason = f"The source says “{before}”; the copy says “{after}”: who does it and to whom is turned round."
        yield Change("actor", here, there, before, after, OF_TURN, reason)


def _whole(clause: Clause) -> Span:
    t = clause.table
    parts = [k for k in clause.below if t.relations[k] in _SUBJECT | _OBJECT | {"obl", "obl:agent"}]
    return hull_of(t.starts, t.ends, [clause.head, *parts])


def _unsaid(child: Side, statement: Statement, parent: Side, window: Window) -> Iterator[Change]:
    """What somebody says in the source and the copy says in its own voice."""
    if statement.voice != NARRATOR or child.words is None or parent.words is None:
        return
    t, o = child.words, parent.words
    mine = _content(t, t.inside(statement.span))
    home = next(f.span for f in child.facts if f.span.contains(statement.span))
    if len(mine) < LEAST_WORDS or _is_said(child, statement.span, home):
        return
    told = {str(t.whole.stems[k]) for k in t.inside(home)}
    passage = [parent.facts[j].span for j in window.core]
    for said in parent.analysis.attributions:
        source = said.source
        if source is None or said.voice in {NARRATOR, "unknown"} or not any(s.overlap(source) for s in passage):
            continue
        if said.cue is None or not SAYING.search(said.cue.of(parent.text)):
            continue
        theirs = {str(o.whole.stems[k]) for c in said.content for k in o.inside(c)}
        kept = [k for k in mine if any(same_stem(str(t.whole.stems[k]), s) for s in theirs)]
        named = {stem(w) for w in said.voice.lower().split() if w not in STOP}
        if len(kept) < LEAST_SAID * len(mine) or any(same_stem(n, s) for n in named for s in told):
            continue
        reason = f"The source gives this as the word of {said.voice}; the copy states it in its own voice."
        before = source.of(parent.text)
        yield Change("attribution", statement.span, source, before, "", OF_SPEAKER, reason)
        return


def _is_said(side: Side, statement: Span, sentence: Span) -> bool:
    """Whether somebody says the statement after all: in quotation marks, or with words of saying round it."""
    if statement.of(side.text)[:1] in QUOTES or any(q.overlap(statement) for f in side.facts for q in f.quoted):
        return True
    if any(c.overlap(statement) for a in side.analysis.attributions for c in a.content):
        return True
    return bool(
        _TOLD.search(side.text[sentence.start : statement.start] + "|" + side.text[statement.end : sentence.end])
    )


def _content(table: WordTable, places: Iterable[int]) -> list[int]:
    return [k for k in places if table.whole.plain[k] not in STOP and str(table.whole.plain[k])[:1].isalnum()]


def merged(found: Sequence[Change]) -> list[Change]:
    """Changes without those that a surer one of the same kind overlaps."""
    out: list[Change] = []
    for change in sorted(found, key=lambda c: (-c.confidence, c.child)):
        if not any(o.kind == change.kind and o.child.overlap(change.child) for o in out):
            out.append(change)
    return sorted(out, key=lambda c: (c.child, c.kind, c.parent))
