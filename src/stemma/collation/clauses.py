"""The words of a sentence that head a clause, with what denies and what doubts them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile

from stemma.collation.passages import WordTable
from stemma.collation.wording import STOP, strength
from stemma.text.spans import Span

# Governing verbs looked at above a predicate.
CHAIN = 3
# Words before a predicate that are read for a denial or a doubt that does not hang on it.
BEFORE = 6
# And after it.
AFTER = 2
# A verb of doubt that is further from the predicate than this is not heard any more.
REACH = 8
# A stem this short says too little to be a predicate.
SHORTEST = 2

_HEADS = frozenset({"root", "ccomp", "xcomp", "advcl", "conj", "acl", "acl:relcl", "parataxis", "csubj"})
_UP = frozenset({"xcomp", "ccomp", "csubj"})
_NOT = frozenset(
    {"not", "n't", "n’t", "never", "cannot", "neither", "nor", "no", "none", "nobody", "nothing", "without"}
)
_FAILING = frozenset(
    [
        "fail",
        "fails",
        "failed",
        "failing",
        "refuse",
        "refuses",
        "refused",
        "refusing",
        "decline",
        "declines",
        "declined",
        "declining",
    ]
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
        "unclear",
        "uncertain",
    ]
)
# What keeps a clause near it from being plain, narrower than the words a whole sentence is searched for.
DENIAL = re.compile(
    r"\b(?:not|never|no|cannot|neither|nor|none|nobody|nothing|without|den(?:y|ies|ied|ying|ial)|refus\w+|reject\w*|dismiss\w*"
    r"|declin\w+|fail\w*|lack\w*|absen\w+|yet|unable|impossib\w+|hardly|scarcely|barely|rather than|instead|far from|un\w{4,}|rul\w+ out"
    r"|prevent\w*|avoid\w*|bar(?:s|red)|block\w*|reluctan\w*)\b|n['’]t\b"
)
DOUBT = re.compile(
    r"\b(?:may|might|could|perhaps|maybe|possib\w+|probab\w+|(?:un)?likel\w+|alleg\w+|accus\w+|(?:is|are|was|were) said to|reportedly|apparent\w*|seem\w*"
    r"|appear\w*|suspect\w*|suggest\w*|believ\w+|think\w*|thought|expect\w*|hop(?:e|es|ed|ing)|plan(?:s|ned|ning)?|intend\w*"
    r"|consider\w*|propos\w*|if|whether|unless|unclear|claim\w*|fear\w*|due|set|want\w*|await\w*|try|tries|tried|reluctan\w*|unwilling\w*)\b"
)
CONDITION = re.compile(
    r"\b(?:if|unless|provided|as long as|once|when|in case|should|condition\w*|had)\b", re.IGNORECASE
)
SUBJECT, OBJECT = frozenset({"nsubj", "csubj"}), frozenset({"obj", "nsubj:pass", "iobj"})
PASSIVE = frozenset({"nsubj:pass"})
_IF = frozenset({"if", "unless"})
_AUXILIARY = frozenset({"aux", "aux:pass", "cop"})
_OBLIQUE = frozenset({"obl", "obl:agent"})
_RELATIVE = frozenset({"who", "which", "that"})
_SOME = frozenset(
    [
        "one",
        "two",
        "three",
        "four",
        "five",
        "some",
        "many",
        "most",
        "several",
        "all",
        "both",
        "part",
        "half",
        "dozens",
        "hundreds",
        "members",
    ]
)
_NAME_PARTS = frozenset({"compound", "flat", "flat:name", "amod", "nmod:poss", "appos"})
_WHOLE_NAME = frozenset({"compound", "flat", "flat:name", "appos"})


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
    def asked(self) -> bool:
        """Whether it is what somebody asks, or is not sure of: it is neither said nor denied."""
        t = self.table
        return any(t.whole.plain[k] in {"whether", "if"} and t.relations[k] == "mark" for k in self.below)

    @property
    def finite(self) -> bool:
        """Whether it is said of a time, and not only named ("to ask", "asking")."""
        t = self.table
        if any(t.relations[k] in _AUXILIARY for k in self.below):
            return True
        return not self.word.endswith("ing") and not any(
            t.whole.plain[k] == "to" and t.relations[k] == "mark" for k in self.below
        )

    @property
    def negated(self) -> int | None:
        """The word that denies it, or its subject or object, or the verb that governs it."""
        t = self.table
        nouns = [d for d in self.below if t.relations[d] in SUBJECT | OBJECT]
        # Who cannot say whether it happened does not deny it, nor who does not confirm that it did.
        over = self.above[:1] and not self.asked and strength(str(t.whole.plain[self.above[0]])) <= 0
        for k in (*self.below, *(self.round_about if over else ())):
            if t.whole.plain[k] in _NOT or (t.whole.plain[k] == "unless" and t.relations[k] == "mark"):
                return k
        if t.relations[self.head] == "xcomp" and t.whole.plain[self.governor] in _FAILING:
            return self.governor
        return next((d for n in nouns for d in t.below[n] if t.whole.plain[d] == "no"), None)

    @property
    def doubted(self) -> int | None:
        """The word that makes it doubtful: a modal verb, an adverb, or a verb that governs it."""
        plain = self.table.whole.plain
        near = [k for k in (*self.below, *self.round_about) if plain[k] in _WEAK]
        near += [k for k in self.below if plain[k] == "whether"]
        if self.negated is not None:  # "could not" is no doubt
            near = [k for k in near if plain[k] != "could"]
        over = [k for k in self.above if plain[k] in _DOUBTING and abs(k - self.head) <= REACH]
        return min([*near, *over], key=lambda k: abs(k - self.head), default=None)

    @property
    def conditioned(self) -> int | None:
        """The "if" or "unless" under which it is said; of what would be, any that follows in the sentence."""
        t = self.table
        hang = [k for k in self.below if t.relations[k] == "advcl"]
        if self.has("would"):
            hang += takewhile(lambda k: t.relations[k] != "root", range(self.head + 1, len(t.starts)))
        return next(
            (d for k in hang for d in t.below[k] if t.relations[k] == "advcl" and t.whole.plain[d] in _IF), None
        )

    @property
    def governor(self) -> int:
        """Place of the word it hangs on; its own for the root."""
        return int(self.table.whole.heads[self.head])

    @property
    def passive(self) -> bool:
        """Whether its subject is what it is done to."""
        return any(self.table.relations[d] == "nsubj:pass" for d in self.below)

    @property
    def word(self) -> str:
        """The word itself, in plain form."""
        return str(self.table.whole.plain[self.head])

    def has(self, word: str) -> bool:
        """Whether a small word hangs on it."""
        return any(self.table.whole.plain[k] == word for k in self.below)

    def says(self, pattern: re.Pattern[str], *, but_itself: bool = False) -> bool:
        """Whether a word of the clause, of its governors or shortly before them matches a pattern.

        Args:
            pattern: what is looked for.
            but_itself: whether the head of the clause does not count.
        """
        t = self.table
        words = {
            self.head,
            *self.below,
            *self.above,
            *self.round_about,
            *(d for b in self.below for d in t.below[b]),
        }
        near = {k for head in (self.head, *self.above) for k in range(max(0, head - BEFORE), head)}
        near |= {k for k in range(self.head + 1, self.head + 1 + AFTER) if k < len(t.starts)}
        left = (words | near) - ({self.head} if but_itself else set())
        return bool(pattern.search(" ".join(t.whole.plain[k] for k in sorted(left))))

    def matter(self) -> list[int]:
        """Places of what it is about: the words that hang on it and on those, small words left out."""
        t = self.table
        return sorted(
            k
            for k in t.deep(self.head)[1:]
            if t.whole.plain[k] not in STOP and str(t.whole.plain[k])[:1].isalnum()
        )

    def stands(self, relations: frozenset[str], *, by: bool = False, to: bool = False) -> list[int]:
        """What stands in a role; for "who", "which" and "that" of a relative clause, what they stand for."""
        t = self.table
        out = []
        # What stands before a verb that has no subject is its subject, whatever the parser says.
        bare = not self.passive and not any(t.relations[d] in SUBJECT for d in self.below)
        for d in self.below:
            if bare and d < self.head and t.relations[d] in OBJECT:
                if relations & SUBJECT:
                    out.append(d)
                continue
            case = {str(t.whole.plain[k]) for k in t.below[d]} if t.relations[d] in _OBLIQUE else set()
            if t.relations[d] in relations or (by and "by" in case) or (to and "to" in case):
                relative = t.relations[self.head] == "acl:relcl" and t.whole.plain[d] in _RELATIVE
                out.append(int(t.whole.heads[self.head]) if relative else d)
        return out

    def doers(self) -> list[int]:
        """Places of its subject; where it has none, of that of the verb it follows."""
        t, at = self.table, self.head
        for _ in range(CHAIN):
            found = [d for d in t.below[at] if t.relations[d] in SUBJECT | PASSIVE]
            if found or t.relations[at] not in {"xcomp", "conj"}:
                break
            at = int(t.whole.heads[at])
        return self.stands(SUBJECT | PASSIVE) or found

    def role(self, relations: frozenset[str], *, by: bool = False, to: bool = False) -> frozenset[str]:
        """Stems of what stands in a role; with `by`, also of the doer a passive names, with `to`, of who is addressed."""
        t = self.table
        stand = self.stands(relations, by=by, to=to)
        # "One of the robbers", "some of the boats": the robbers, the boats.
        stand += [p for d in stand if t.whole.plain[d] in _SOME for p in t.below[d] if t.relations[p] == "nmod"]
        parts = {k for d in stand for k in (d, *(p for p in t.below[d] if t.relations[p] in _NAME_PARTS))}
        return frozenset(str(t.whole.stems[k]) for k in parts if t.whole.plain[k] not in STOP)

    def named(self, places: list[int]) -> list[int]:
        """Places of the words of the name that stands at some places, in order; none where it is none or several are joined."""
        t = self.table
        if any(t.relations[k] == "conj" for d in places for k in t.below[d]):
            return []
        parts = {k for d in places for k in (d, *(p for p in t.below[d] if t.relations[p] in _WHOLE_NAME))}
        return sorted(k for k in parts if t.whole.names[k])


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
