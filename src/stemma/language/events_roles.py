"""Who does it and to whom, read off the tree of a sentence (Universal Dependencies).

The subject of the verb that a phrase hangs on does it, its object or what is joined to it by a preposition it is done to;
a passive turns that round. A verb without a subject has that of the verb it hangs on ("agreed to lift", "met and
praised"), and a pronoun inside what somebody says means the one who says it ("Interpol said it will send").
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from stemma.language.events_actors import is_role
from stemma.language.layers import Layers
from stemma.language.parsing import ROOT
from stemma.model import Actor
from stemma.text.spans import Span

# Steps along a tree at most: sentences are not nested deeper.
DEEPEST = 30

_SUBJECTS = frozenset({"nsubj", "nsubj:pass", "csubj", "csubj:pass"})
# Clauses with a life of their own: what stands in them is done to nobody outside.
_CLAUSES = frozenset({"ccomp", "advcl", "acl", "acl:relcl", "parataxis", "conj", "csubj", "list"})
_SELF = frozenset({"it", "itself", "he", "him", "himself", "she", "her", "herself", "they", "them", "themselves"})
_PLACING = frozenset(
    {"in", "at", "near", "over", "during", "outside", "inside", "across", "after", "before", "since", "as"}
)
# Verbs of will: what somebody wants or promises to do is the event, and it is planned.
_WILL = re.compile(
    r"(?:agree|pledg|promis|vow|plan|intend|want|wish|hop|seek|prepar|offer|decid|aim|commit|vot|mean|expect|tr[yi]|volunteer"
    r"|consent|propos)\w*$|ready$|set$|willing$|sought$",
    re.IGNORECASE,
)
_SAYING = re.compile(
    r"(?:sa(?:y|id)|announc|declar|claim|stat|report|add|tell|told|insist|warn|alleg|confirm|maintain|charg)\w*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Roles:
    """Who does what a phrase tells, and to whom."""

    sources: tuple[Actor, ...]
    """Who does it; empty where the tree does not show it."""
    targets: tuple[Actor, ...]
    """To whom; empty where the tree does not show it."""
    passive: bool
    """Whether the verb is passive."""
    nobody: bool
    """Whether what does it is no actor of the sentence ("a step enjoyed support", "who refused")."""
    verb: int
    """The word it hangs on."""
    depth: int
    """How far the verb stands below the main verb: what stands higher is told first."""
    will: Span | None = None
    """Words of wanting or promising that it stands under, from the first to where the verb begins."""
    willing: tuple[int, ...] = ()
    """Those words."""
    wants: bool = False
    """Whether it is itself such a verb with another verb behind it: "seek to mend"."""
    asides: tuple[Span, ...] = ()
    """Clauses that say more of who or what it is, and not what is done."""
    sayer: Actor | None = None
    """Who says it, if the verb stands in what an actor of the sentence says."""
    on_itself: bool = False
    """Whether the one who says it is the one it is done to, by a pronoun."""


@dataclass(slots=True)
class SentenceTree:
    """The tree of one sentence with the actors in it."""

    layers: Layers
    """The words of the report."""
    first: int
    """The first word of the sentence."""
    last: int
    """One past its last."""
    actors: Sequence[Actor]
    """Who is named in it, in order."""
    below: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    """Words by the word they hang on."""

    def __post_init__(self) -> None:
        """Turn the heads round."""
        for i in range(self.first, self.last):
            self.below[int(self.layers.heads[i])].append(i)

    @classmethod
    def of(cls, layers: Layers, sentence: Span, actors: Sequence[Actor]) -> SentenceTree:
        """The tree of a sentence of the text."""
        first, last = layers.words_in(sentence)
        return cls(layers, first, last, actors)

    def roles(self, phrase: Span) -> Roles | None:
        """Who stands in which role to a phrase; None where it has no words here."""
        word = self._anchor(phrase)
        if word is None:
            return None
        verb = self._verb_of(word)
        will = self._will_of(verb)
        top = will[-1] if will else verb
        subject, passive = self._subject(verb)
        sayer, said = self._sayer(top)
        doers = self._actors_of(subject, said) if subject is not None else []
        nobody = subject is not None and not passive and not doers and not self._names_any(subject)
        done_to, by = self._complements(verb, subject, said, passive=passive)
        if passive:
            done_to, doers = doers, by
        on_itself = sayer is not None and any(self._means_sayer(i, said) for i in self._arguments(verb))
        starts = self.layers.tokens.spans
        return Roles(
            tuple(doers),
            tuple(a for a in done_to if a not in doers),
            passive,
            nobody,
            verb,
            self._depth(top),
            Span(starts[will[-1]].start, starts[verb].start) if will and will[-1] < verb else None,
            tuple(will),
            self._wants(verb),
            tuple(self._asides(verb)),
            sayer,
            on_itself,
        )

    # ── words ────────────────────────────────────────────────────────────────────────────────────────────

    def _word(self, i: int) -> str:
        return self.layers.tokens.words[i].lower()

    def _relation(self, i: int) -> str:
        return self.layers.relations[i]

    def _head(self, i: int) -> int:
        head = int(self.layers.heads[i])
        return head if self.first <= head < self.last else ROOT

    def _anchor(self, phrase: Span) -> int | None:
        """The word of a phrase that the others hang on."""
        a, b = self.layers.words_in(phrase)
        words = range(max(a, self.first), min(b, self.last))
        return next((i for i in words if self._head(i) not in words), None)

    def _verb_of(self, word: int) -> int:
        """The verb that a phrase hangs on: itself, or the one whose object it is ("held talks", "made a visit")."""
        at = word
        for _ in range(3):
            if self.layers.tags[at].startswith("VB") or self._relation(at) in _CLAUSES or self._head(at) == ROOT:
                return at
            if self._relation(at).split(":")[0] not in {
                "obj",
                "obl",
                "nmod",
                "xcomp",
                "compound",
                "amod",
                "aux",
            } and (
                self._relation(at) != "nsubj:pass"  # "a bomb was fired"
            ):
                return at
            at = self._head(at)
        return at

    def _will_of(self, verb: int) -> list[int]:
        """Verbs of will above a verb, from the nearest on."""
        out: list[int] = []
        at = verb
        while len(out) < DEEPEST and self._relation(at) in {"xcomp", "ccomp"} and self._head(at) != ROOT:
            above = self._head(at)
            if not _WILL.match(self._word(above)) or (
                self._relation(at) == "ccomp" and self._own_subject(at) is not None
            ):
                break
            if any(self._relation(c) in {"obj", "iobj"} for c in self.below[above]):
                break  # "wants the town to pay" is asked of the town
            out.append(above)
            at = above
        return out

    def _wants(self, verb: int) -> bool:
        relations = {self._relation(c) for c in self.below[verb]}
        return bool(_WILL.match(self._word(verb))) and "xcomp" in relations and not relations & {"obj", "iobj"}

    def _depth(self, word: int) -> int:
        steps = 0
        while steps < DEEPEST and (head := self._head(word)) != ROOT:
            # What is said stands as high as the saying.
            steps += not (self._relation(word) == "ccomp" and _SAYING.match(self._word(head)))
            word = head
        return steps

    # ── roles ────────────────────────────────────────────────────────────────────────────────────────────

    def _own_subject(self, verb: int) -> int | None:
        found = [c for c in self.below[verb] if self._relation(c) in _SUBJECTS]
        # "Hundreds of troops" may be hung up word by word: the one that names an actor is meant.
        return next((c for c in found if self._held_by(c) is not None), found[0] if found else None)

    def _subject(self, verb: int) -> tuple[int | None, bool]:
        """The subject of a verb, its own or that of what it hangs on; and whether the verb is passive."""
        passive = any(self._relation(c) in {"nsubj:pass", "aux:pass"} for c in self.below[verb])
        at, subject = verb, self._own_subject(verb)
        for _ in range(DEEPEST):
            head, relation = self._head(at), self._relation(at).split(":")[0]
            if subject is not None or head == ROOT:
                break
            if relation == "acl":
                return head, passive or self.layers.tags[at] == "VBN"
            wanted = relation == "ccomp" and _WILL.match(self._word(head))
            if relation not in {"xcomp", "conj", "advcl"} and not wanted:
                break
            held = next((c for c in self.below[head] if self._relation(c) in {"obj", "iobj"} and c < at), None)
            subject = held if relation == "xcomp" and held is not None else self._own_subject(head)
            if subject is not None and relation == "conj" and self.layers.tags[verb] == "VBN":
                passive = passive or self._relation(subject).endswith(":pass")  # "were met and praised"
            at = head
        return subject, passive

    def _sayer(self, verb: int) -> tuple[Actor | None, int | None]:
        """Who says it, and the word that names the sayer, if the verb stands in what is said."""
        at = verb
        for _ in range(DEEPEST):
            head = self._head(at)
            if head == ROOT:
                break
            if self._relation(at) in {"ccomp", "parataxis"} and _SAYING.match(self._word(head)):
                subject = self._own_subject(head)
                found = self._actors_of(subject, None) if subject is not None else []
                return (found[0] if found else None), subject
            at = head
        # "..., she said": the saying hangs on what is said.
        for c in self.below[verb]:
            if self._relation(c) in {"parataxis", "ccomp"} and _SAYING.match(self._word(c)):
                subject = self._own_subject(c)
                found = self._actors_of(subject, None) if subject is not None else []
                return (found[0] if found else None), subject
        return None, None

    def _means_sayer(self, word: int, said: int | None) -> bool:
        return said is not None and self._word(word) in _SELF

    def _asides(self, verb: int) -> Iterator[Span]:
        """Where clauses stand that hang on the subject or an object of a verb."""
        spans = self.layers.tokens.spans
        for argument in self.below[verb]:
            for clause in self.below[argument]:
                if self._relation(clause) in {"acl", "acl:relcl"}:
                    inside = self._under(clause)
                    yield Span(spans[min(inside)].start, spans[max(inside)].end)

    def _under(self, word: int) -> list[int]:
        """A word and all that hangs on it."""
        out = [word]
        for at in out:
            out.extend(c for c in self.below[at] if c not in out)
        return out

    def _arguments(self, verb: int) -> Iterator[int]:
        """Words that fill a place of the verb but that of its active subject."""
        for c in self.below[verb]:
            if self._relation(c).split(":")[0] in {"obj", "iobj", "obl"} or self._relation(c) == "nsubj:pass":
                yield c

    def _complements(
        self, verb: int, subject: int | None, said: int | None, *, passive: bool
    ) -> tuple[list[Actor], list[Actor]]:
        """To whom it is done, the nearest kind of complement first; and who does it, in the passive."""
        kinds: dict[str, list[Actor]] = {
            k: [] for k in ("held", "object", "joined", "place", "far", "said", "by", "from")
        }
        for c in self.below[verb]:
            relation = self._relation(c).split(":")[0]
            if relation == "ccomp" and (inner := self._own_subject(c)) is not None:
                kinds["said"].extend(self._actors_of(inner, said))  # "alleged that they knew"
            if c == subject or relation not in {"obj", "iobj", "obl", "nmod", "xcomp"}:
                continue
            cases = {self._word(x) for x in self.below[c] if self._relation(x) == "case"}
            direct = self._named_by(c) is not None or self._means_sayer(c, said)
            if passive and "by" in cases:
                kind = "by"
            elif passive and "from" in cases:
                kind = "from"  # "was fired at it from the coast"
            elif relation in {"obj", "iobj"}:
                kind = "held" if direct else "object"
            elif direct:
                kind = "place" if cases & _PLACING and relation == "obl" else "joined"
            else:
                kind = "far"
            if not kinds[kind] or kind == "held":
                kinds[kind].extend(self._actors_of(c, said))
        done_to = next((kinds[k] for k in ("held", "object", "joined", "place", "far", "said") if kinds[k]), [])
        return done_to, kinds["by"] or kinds["from"]

    def _names_any(self, word: int) -> bool:
        """Whether an actor is named anywhere below a word."""
        spans = self.layers.tokens.spans
        return any(a.span.contains(spans[i]) for i in self._under(word) for a in self.actors)

    def _actors_of(self, word: int, said: int | None) -> list[Actor]:
        """The actors that a word stands for: it and what is joined to it, else the first in what hangs on it."""
        if self._means_sayer(word, said) and said is not None and said != word:
            return self._actors_of(said, None)
        out: list[Actor] = []
        for w in (word, *(c for c in self.below[word] if self._relation(c) == "conj")):
            held = self._held_by(w)
            if held and held not in out:
                out.append(held)
        return out

    def _named_by(self, word: int) -> Actor | None:
        """The actor whose name holds a word; "military" in "military exercises" is none."""
        span = self.layers.tokens.spans[word]
        found = next((a for a in self.actors if a.span.contains(span)), None)
        describes = self._relation(word) in {"amod", "compound"}
        return None if found and describes and found.span == span and is_role(found.code) else found

    def _held_by(self, word: int) -> Actor | None:
        """The actor whose name holds a word, else the nearest one that hangs on it, clauses left aside."""
        waiting = [word]
        for _ in range(DEEPEST):
            if not waiting:
                return None
            at = waiting.pop(0)
            found = self._named_by(at)
            if found:
                return found
            waiting.extend(c for c in self.below[at] if self._relation(c) not in _CLAUSES)
        return None
