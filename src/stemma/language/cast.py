"""The cast of a report: those it speaks of, as they come up."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from stemma.language.antecedents import MOST_SEEN, Asked, Referent, Said, candidates
from stemma.language.designations import as_voice, is_human, is_indefinite, once
from stemma.language.gazetteer import adjective
from stemma.language.mentions import OFFICES, Mention, Place
from stemma.model import Entity

Pick = Callable[[Asked, Sequence[Referent], Said], Referent | None]
"""Says who of those mentioned before is meant."""
Names = frozenset[tuple[str, str]]
"""Names by type and key."""

_ONE_OF_SEVERAL = re.compile(r"(?:an?|another|one)\s")


@dataclass(slots=True)
class Cast:
    """Those spoken of so far."""

    text: str
    """The report's text."""
    pick: Pick
    """What says who is meant."""
    last: Referent | None = None
    """Who spoke last."""
    _fullest: dict[tuple[str, str], Entity] = field(default_factory=dict)
    _named: dict[tuple[str, str], Referent] = field(default_factory=dict)
    _endings: dict[str, list[Referent]] = field(default_factory=dict)
    _called: dict[str, Referent] = field(default_factory=dict)
    _mentioned: dict[int, Referent] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str, names: Sequence[Entity], pick: Pick) -> Cast:
        """An empty cast that knows how the report writes its names in full."""
        cast = cls(text, pick)
        for e in names:
            held = cast._fullest.setdefault((e.type, e.key), e)
            if len(e.span) > len(held.span):
                cast._fullest[e.type, e.key] = e
        return cast

    def note(self, one: Referent, place: Place, *, takes_up: bool = False) -> None:
        """Mention somebody; `takes_up` by a pronoun."""
        one.note(place, pronoun=takes_up)
        self._mentioned.pop(id(one), None)
        self._mentioned[id(one)] = one

    def nearest(self) -> Referent | None:
        """Who was mentioned last."""
        return next(reversed(self._mentioned.values()), None)

    def ask(self, asked: Asked, names: Names = frozenset()) -> Referent | None:
        """Who of those mentioned before is meant; `names` stand in what the one who is meant says."""
        among = candidates(asked, list(islice(reversed(self._mentioned.values()), MOST_SEEN)))
        found = self.pick(asked, among, Said(self.last, names))
        if found is not None and asked.gender and found.sort == "person":
            found.gender = found.gender or asked.gender
        return found

    def bearer(self, name: Entity) -> Referent | None:
        """Who bears a name, if he has come up: also the body whose longer name ends in it ("the Post"), if it is one."""
        one = self._named.get((name.type, name.key))
        longer = self._endings.get(name.key, []) if one is None and name.type == "ORG" else []
        return longer[0] if len(longer) == 1 else one

    def named(self, mention: Mention, name: Entity) -> Referent:
        """Who bears the name that is mentioned; a country or its capital stands for its government."""
        one = self.bearer(name)
        if one is None:
            seat = adjective(name.key) if name.type == "GPE" else None
            written = self._fullest.get((name.type, name.key), name).span.of(self.text)
            voice = f"{seat.title()} government" if seat else once(written)
            one = Referent(voice, mention.sort, name=(name.type, name.key), place=name.type == "GPE")
            self._named[name.type, name.key] = one
            words = name.key.split() if name.type == "ORG" else []
            for i in range(1, len(words)):
                self._endings.setdefault(" ".join(words[i:]), []).append(one)
        one.learn(mention)
        return one

    def described(self, words: str, mention: Mention | None = None, *, told: str = "") -> Referent:
        """Somebody with this description; the same as before if he is described alike and not as one of several.

        Args:
            words: the description.
            mention: what it says.
            told: all words of the speaker, where the description leaves some out.
        """
        voice = as_voice(words)
        one = self._called.get(voice.lower())
        if one is None or _ONE_OF_SEVERAL.match(voice):
            human = is_human(voice)
            sort = mention.sort if mention else "person" if human else "body"
            human = human or (mention is not None and not mention.heads & OFFICES)
            withheld = sort != "body" and human and is_indefinite(told or words)
            one = self._called[voice.lower()] = Referent(voice, sort, withheld)
        if mention is not None:
            one.learn(mention)
        return one

    def together(self, all_of: Sequence[str], last: str = "") -> Referent:
        """Several who speak as one: "Orla Venn and Pavel Stroud", "French and Danish governments"."""
        one = self.described(f"{' and '.join(all_of)}{last}")
        one.sort, one.withheld = "group", False
        return one
