"""Who speaks, as far as grammar leaves no choice: a participle's subject, nobody for what is said in the passive.

The encoder looks for a source near the cue, also in the next sentence, and is seldom wrong about its words; where it is,
the tree says who does what.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from stemma.language.layers import Layers, SaidWords
from stemma.language.parsing import ROOT

SUBJECTS = frozenset({"nsubj", "nsubj:pass"})
# "Venn arrived on Monday, urging restraint": the participle is a clause beside the verb, not part of a noun.
_BESIDE = frozenset({"advcl", "conj"})
# "Venn issued a statement urging restraint": it is part of a noun for what the subject utters.
_UTTERED = frozenset(
    "statement letter message communique communiqué resolution declaration memo memorandum note tweet post".split()  # noqa: SIM905
)
# "Venn is concerned", "Venn was quoted as saying": in the passive these tell what the subject thinks or says itself.
_OWNED = """
alarmed committed concerned convinced determined disappointed encouraged inclined opposed pleased prepared quoted cited heard
seen satisfied set supposed surprised troubled worried
"""
_OWN = frozenset(_OWNED.split())
# Acts of saying before a participle that may hold the subject of its verb.
MOST_BEFORE = 8
# Steps up a tree and words of a subject at most: nobody is named at such length.
HIGHEST = 6
LONGEST = 25
FINITE = frozenset({"VBD", "VBZ", "VBP", "VBN"})
_STOPS = frozenset({",", ";", ":", "-", "–", "—", "(", '"', "“", "”"})


def with_subjects(layers: Layers, sayings: Sequence[SaidWords]) -> list[SaidWords]:
    """The acts of saying, given in order, their sources put right where the tree leaves no choice.

    - A participle beside a verb has that verb's subject for its source; so has one after what the subject utters.
    - What is said in the passive ("was accused", "officers accused of") is not said by its subject: no source.
    - "Alleged support" is no act of saying.
    - A source that is a clause shrinks to the clause's subject, or gives way to the subject of the verb above.
    """
    below: list[list[int]] = [[] for _ in layers.heads]
    for i, head in enumerate(layers.heads.tolist()):
        if head != ROOT:
            below[head].append(i)
    tree = _Tree(layers, below)
    return [
        tree.mended(s, sayings[max(0, i - MOST_BEFORE) : i])
        for i, s in enumerate(sayings)
        if not tree.describes(s)
    ]


@dataclass(frozen=True, slots=True)
class _Tree:
    """The words of a report with what hangs on each."""

    layers: Layers
    below: Sequence[Sequence[int]]

    def describes(self, one: SaidWords) -> bool:
        """Whether the words of saying only describe a noun: "alleged support"."""
        cue = one.cue
        return cue is not None and cue[1] - cue[0] == 1 and self._relation(cue[0]) == "amod"

    def mended(self, one: SaidWords, before: Sequence[SaidWords]) -> SaidWords:
        """The act of saying with its source put right, given some that come before it."""
        if one.cue is None:
            return one
        verb = self._head(one.cue)
        if self._done_to(verb, one):
            return replace(one, source=None)
        if self.layers.tags[verb] == "VBG":
            return self._participle(one, verb, before)
        if one.source is not None and self.layers.tags[self._head(one.source)] in FINITE:
            return self._clause(one, one.source)
        return one

    def _relation(self, i: int) -> str:
        return self.layers.relations[i].partition(":")[0]

    def _head(self, span: tuple[int, int]) -> int:
        """The word of a stretch that hangs on none of it, the first of several."""
        heads = self.layers.heads
        return next((i for i in range(*span) if not span[0] <= heads[i] < span[1]), span[0])

    def _done_to(self, verb: int, one: SaidWords) -> bool:
        """Whether the source is not who says so, but of whom, or to whom, it is said."""
        source, cue = one.source, one.cue
        if source is None or cue is None or self.layers.tokens.words[verb].lower() in _OWN:
            return False
        tag, relation = self.layers.tags[verb], self.layers.relations[verb]
        below = {self.layers.relations[i]: i for i in self.below[verb]}
        if source[0] and self.layers.tokens.words[source[0] - 1].lower() == "by":  # "asked by Venn"
            return False
        if relation == "acl" and not SUBJECTS & below.keys():  # "officers accused of"
            return tag in {"VBN", "VBD"} and source[1] == cue[0]
        if relation == "advcl" and not (SUBJECTS | {"aux"}) & below.keys():  # "Asked whether he would, Venn said"
            return tag == "VBN"
        return tag == "VBN" and source[0] <= below.get("nsubj:pass", -1) < source[1]

    def _participle(self, one: SaidWords, verb: int, before: Sequence[SaidWords]) -> SaidWords:
        source = one.source
        clause = source is not None and self.layers.tags[self._head(source)] in FINITE
        subject = self._subject_above(verb, source if clause else None, uttered=source is None)
        if subject is None:
            return one
        # "The paper said the talks were secondary, saying …": who says so is not part of what is said.
        for other in before:
            held = any(a <= subject < b and not a <= verb < b for a, b in other.content)
            if held and other.source is not None:
                return replace(one, source=other.source)
        # A pronoun says no more than a source that was found; who is meant by it is another question.
        if source is not None and (self.layers.tags[subject] == "PRP" or source[0] <= subject < source[1]):
            return one
        return self._with(one, subject)

    def _clause(self, one: SaidWords, source: tuple[int, int]) -> SaidWords:
        """The act of saying whose source was taken for more than a subject: the last one in it stands next to the verb."""
        inside = [
            i for i in range(*source) if self.layers.relations[i] in SUBJECTS and self.layers.tags[i] != "WDT"
        ]
        return self._with(one, inside[-1]) if inside else one

    def _with(self, one: SaidWords, subject: int) -> SaidWords:
        source = self._phrase(subject)
        inside = any(a < source[1] and source[0] < b for a, b in one.content)
        return one if inside else replace(one, source=source)

    def _subject_above(self, verb: int, clause: tuple[int, int] | None, *, uttered: bool) -> int | None:
        """The subject of the nearest verb above a participle that has one.

        Args:
            verb: the participle.
            clause: the clause that was taken for its source, if one was: the way up leads out of it whatever it is.
            uttered: whether it may also stand after what the subject utters.
        """
        at = verb
        for _ in range(HIGHEST):
            relation, head = self._relation(at), int(self.layers.heads[at])
            if head == ROOT:
                return None
            noun = self.layers.tokens.words[head].lower()
            if uttered and relation == "acl" and noun in _UTTERED and self._relation(head) == "obj":
                at = int(self.layers.heads[head])
            elif relation in _BESIDE | {"xcomp"} or clause is not None:
                at = head
            else:
                return None
            subject = next((i for i in self.below[at] if self.layers.relations[i] in SUBJECTS), None)
            if subject is not None and not (clause and clause[0] <= subject < clause[1]):
                return subject
        return None

    def _phrase(self, head: int) -> tuple[int, int]:
        """The words of a noun phrase round its head, up to the first mark behind it."""
        words = self.layers.tokens.words
        first = last = head
        reached = {head}
        stack = [head]
        while stack:
            for i in self.below[stack.pop()]:
                if i not in reached and abs(i - head) <= LONGEST:
                    reached.add(i)
                    stack.append(i)
        while first - 1 in reached and words[first - 1] not in _STOPS:
            first -= 1
        while last + 1 in reached and words[last + 1] not in _STOPS:
            last += 1
        return first, last + 1
