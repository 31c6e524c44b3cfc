"""The forms with which a person corrects a story, and how what they send is read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from stemma.errors import ContractError
from stemma.export import given_publication, load_correction
from stemma.export.page import Field, Form, Notice
from stemma.model import (
    Cite,
    Claim,
    Correction,
    GivenDate,
    MergedClaims,
    Reading,
    RejectedEdge,
    Report,
    SplitClaim,
)
from stemma.serve.erasing import erase_form
from stemma.serve.state import OpenStory, State, story_path
from stemma.text.spans import Span
from stemma.text.words import plain_words

MOST_OFFERED = 30
"""Claims offered for merging with one: those that share most of their words."""
MOST_STORIES = 200
"""Stories offered for a report to go to, and for merging: those with the latest reports."""
LONGEST_LABEL = 110
"""Characters of a claim in a list of choices."""
_CITE = re.compile(r"(.+):(\d{1,9})-(\d{1,9})", re.DOTALL)


@dataclass(slots=True)
class StoryActions:
    """What a person may do in a story."""

    state: State
    """Of the server."""
    story: OpenStory
    """The story."""
    back: str = ""
    """The address to come back to."""
    _words: dict[str, frozenset[str]] = field(default_factory=dict)
    _stories: tuple[tuple[str, str], ...] | None = None

    def for_edge(self, child: str, parent: str) -> Sequence[Form]:
        """To take an edge out; a lost source is not among the reports, and goes when its children's edges do."""
        reports = {r.id for r in self.story.result.reports}
        if child not in reports or parent not in reports:
            return ()
        return (
            self._form(
                "Take this edge out",
                {"kind": "rejected edge", "child": child, "parent": parent},
                gloss="Neither was made from the other. The tree is worked out again without it; you can undo this.",
            ),
        )

    def for_report(self, report: str) -> Sequence[Form]:
        """To set the date of a report, and to take one back that a person set."""
        forms = [
            self._undo(c.number, "Undo the date a person set")
            for c in self.story.corrections
            if c.document["kind"] == "given date" and c.document["report"] == report
        ]
        published = next((r.published for r in self.story.result.reports if r.id == report), None)
        day = Field("published", "Published on", "date", "" if published is None else published.iso()[:10])
        gloss = "Counts more than what the report says itself. The tree is worked out again; you can undo this."
        set_date = self._form("Set the date", {"kind": "given date", "report": report}, (day,), gloss)
        return (*forms, set_date, *self._to_move(report))

    def for_story(self) -> Sequence[Form]:
        """To erase the story, and to merge it with another where there is one."""
        gone = erase_form(self.state, story=self.story.stored.id, label="Erase all its reports")
        if not self._others:
            return (gone,)
        into = Field("into", "This story and", "choice", self._others[0][0], self._others)
        action = self.state.form_action(story_path(self.story.stored.id, "merge"))
        gloss = "Its reports join that story, which is worked out again; you can undo this under Moves."
        return (Form(action, "Merge them", (), (into,), gloss), gone)

    def _to_move(self, report: str) -> Sequence[Form]:
        action = self.state.form_action(story_path(self.story.stored.id, "move"))
        hidden = (("report", report), ("back", self.back))
        choices = (("", "a new story of its own"), *self._others)
        alone = len(self.story.result.reports) == 1
        to = Field("to", "It belongs to", "choice", "", choices[1:] if alone else choices)
        gloss = "Both stories are worked out again; you can undo this under Moves."
        out = Form(
            action, "Take it out of the library", (*hidden, ("out", "yes")), (), "You can undo this under Moves."
        )
        away = (out, erase_form(self.state, (report,)))
        return (Form(action, "Move it", hidden, (to,), gloss), *away) if to.choices else away

    def for_claim(self, claim: str) -> Sequence[Form]:
        """To go where a claim is merged or split, and to take back what a person did to it."""
        path = story_path(self.story.stored.id, "claims", claim, "correct")
        ask = Form(self.state.form_action(path), "Merge or split this claim", (("back", self.back),))
        return (*self._undo_claim(claim), ask)

    def for_one_claim(self, claim: Claim) -> Sequence[Form]:
        """To merge a claim with another, and to split readings off."""
        forms: list[Form] = []
        near = self._near(claim)
        if near:
            choices = tuple((_value(c.readings[0]), _short(c.text)) for c in near)
            also = Field("with", "Says the same as", "choice", choices[0][0], choices)
            hidden = {"kind": "merged claims", "reading": _value(claim.readings[0])}
            gloss = "Both become one claim; you can undo this."
            forms.append(self._form("Merge them", hidden, (also,), gloss))
        if len(claim.readings) > 1:
            names = {r.id: r.name for r in self.story.result.reports}
            texts = {r.id: r.text for r in self.story.result.reports}
            choices = tuple(
                (_value(r), f"{names[r.report]}: {' '.join(r.span.of(texts[r.report]).split())}")
                for r in claim.readings
            )
            leave = Field("reading", "These say something else", "several", "", choices)
            gloss = "What you tick becomes a claim of its own; you can undo this."
            forms.append(self._form("Split them off", {"kind": "split claim"}, (leave,), gloss))
        return forms

    def claim(self, claim: str) -> Claim | None:
        """The claim with this id; None if there is none."""
        return next((c for c in self._claims if c.id == claim), None)

    def _undo_claim(self, claim: str) -> list[Form]:
        made = [c for c in self.story.corrections if c.document["kind"] in {"merged claims", "split claim"}]
        one = self.claim(claim) if made else None
        words = {"merged claims": "Undo what a person merged", "split claim": "Undo what a person split"}
        return [
            self._undo(c.number, words[c.document["kind"]]) for c in made if one and _speaks_of(c.document, one)
        ]

    def notices(self) -> tuple[Notice, ...]:
        """That persons corrected the story, if they did."""
        if not self.story.corrections:
            return ()
        said = "; ".join(self.describe(load_correction(c.document)) for c in self.story.corrections[-3:])
        more = len(self.story.corrections) - 3
        tail = f"; and {more} more, all under Corrections" if more > 0 else ""
        label = "Undo" if len(self.story.corrections) == 1 else "Undo the last one"
        last = self._undo(self.story.corrections[-1].number, label)
        return (Notice(f"Set by a person: {said}{tail}.", (last,)),)

    def describe(self, correction: Correction) -> str:
        """A correction in words."""
        names = {r.id: r.name for r in self.story.result.reports}
        if isinstance(correction, RejectedEdge):
            child, parent = (names.get(i, i) for i in (correction.child, correction.parent))
            return f"{child} was not made from {parent}, nor the other way round"
        if isinstance(correction, GivenDate):
            return f"{names.get(correction.report, correction.report)} was published {correction.published.iso()}"
        texts = {r.id: r for r in self.story.result.reports}
        quoted = [_quote(texts.get(c.report), c) for c in correction.readings[:2]]
        if isinstance(correction, MergedClaims):
            return f"{' and '.join(quoted)} are one claim"
        return f"{' and '.join(quoted)} stand apart from the claim they were in"

    @property
    def _others(self) -> tuple[tuple[str, str], ...]:
        """Other stories of the library with their titles, for a list of choices."""
        if self._stories is None:
            with self.state.open_library() as library:
                others = [s for s in library.stories() if s.id != self.story.stored.id][:MOST_STORIES]
            self._stories = tuple((s.id, f"{_short(s.title)} ({s.reports})") for s in others)
        return self._stories

    @property
    def _claims(self) -> Sequence[Claim]:
        return self.story.result.stories[0].claims

    def _near(self, claim: Claim) -> list[Claim]:
        """Other claims, those that share most words with this one first."""
        if not self._words:
            self._words.update((c.id, frozenset(plain_words(c.text))) for c in self._claims)
        mine = self._words[claim.id]
        scored = [
            (len(mine & self._words[c.id]) / (len(mine | self._words[c.id]) or 1), n, c)
            for n, c in enumerate(self._claims)
        ]
        scored.sort(key=lambda s: (-s[0], s[1]))
        return [c for _, _, c in scored if c.id != claim.id][:MOST_OFFERED]

    def _form(
        self, label: str, hidden: Mapping[str, str], fields: tuple[Field, ...] = (), gloss: str = ""
    ) -> Form:
        action = self.state.form_action(story_path(self.story.stored.id, "corrections"))
        return Form(action, label, (*hidden.items(), ("back", self.back)), fields, gloss)

    def _undo(self, number: int, label: str) -> Form:
        path = story_path(self.story.stored.id, "corrections", str(number), "undo")
        return Form(self.state.form_action(path), label, (("back", self.back),))


def read_correction(sent: Mapping[str, Sequence[str]]) -> Correction:
    """The correction that a form sent.

    Raises:
        ContractError: it is none; the message says what to mend.
    """

    def one(name: str) -> str:
        return next(iter(sent.get(name, ())), "").strip()

    kind = one("kind")
    if kind == "rejected edge":
        return RejectedEdge(one("child"), one("parent"))
    if kind == "given date":
        if not one("published"):
            raise ContractError("no date was given; write it like 2024-04-20")
        return GivenDate(one("report"), given_publication(one("published")))
    readings = tuple(_cite(value) for name in ("reading", "with") for value in sent.get(name, ()))
    if kind == "merged claims":
        return MergedClaims(readings)
    if kind == "split claim":
        if not readings:
            raise ContractError("no reading was ticked; tick those that say something else")
        return SplitClaim(readings)
    raise ContractError(f"{kind[:40]!r} is no kind of correction")


def _cite(value: str) -> Cite:
    found = _CITE.fullmatch(value)
    if found is None:
        raise ContractError(f"{value[:40]!r} is no passage; it looks like REPORT:10-95")
    return Cite(found[1], Span(*sorted((int(found[2]), int(found[3])))))


def _value(reading: Reading) -> str:
    """A reading as a form sends it."""
    return f"{reading.report}:{reading.span.start}-{reading.span.end}"


def _speaks_of(document: Mapping[str, object], claim: Claim) -> bool:
    cites = document["readings"]
    assert isinstance(cites, list)  # noqa: S101  as `correction_row` writes it
    spans = [(c["report"], Span(c["start"], c["end"])) for c in cites]
    return any(r.report == report and r.span.overlap(span) for r in claim.readings for report, span in spans)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_LABEL else text[:LONGEST_LABEL].rsplit(" ", 1)[0] + " …"


def _quote(report: Report | None, cite: Cite) -> str:
    text = "" if report is None else " ".join(report.text[cite.span.start : cite.span.end].split())
    return f"“{_short(text)}”"
