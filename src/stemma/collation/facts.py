"""What a sentence asserts, as typed slots that can be compared: numbers, dates, names, offices, quotations."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from stemma.collation.holders import find_holder, is_beside
from stemma.collation.wording import DAYS, EXCLUSIVE, FIELD, OFFICE, PARTY, QUALIFIER, STOP, same_stem, stem
from stemma.model import Analysis, Entity, EntityType, Report
from stemma.text.quantities import Quantity, find_quantities
from stemma.text.spans import Places, Span
from stemma.text.words import find_words, plain_characters

Slot = Literal["number", "date", "name", "role", "word"]

# Words this near to an item on either side are its context.
CONTEXT_WORDS = 5
# Quotations shorter than this (in words) are titles and scare quotes.
LEAST_QUOTED = 3

_QUOTED = re.compile(r'"([^"\n]{3,1500}?)(?:"|\n|$)')
_PLACED = re.compile(
    r"\b(?:in|at|near|off|from|to|into|outside|around|across|toward|towards|via|of)(?: the)? $", re.IGNORECASE
)
_SPEAKS = re.compile(
    r"^(?:,[^,]{2,60},)? ?(?:has |had |also )?(?:said|says|told|added|wrote|argued|warned|insisted|announced|reported)\b"
    r"|(?:according to|said|says)(?: the)? $",
    re.IGNORECASE,
)
# "A lawyer for Bruno Salk said": somebody else speaks.
_UNDER = re.compile(r"\b(?:for|of|with|to)(?: the)? $", re.IGNORECASE)
# "Half a dozen" is read as a dozen, "$5m" as five: what is not read rightly is not compared.
_UNREAD = re.compile(r"\bhalf(?: an?)?[ -]$", re.IGNORECASE)
_CHAIRED = re.compile(r" of (?:the|a|an|its|his|her|their) \w| [A-Z]|(?=, [A-Z])")
_AT_LEAST = re.compile(r"\bno (?:fewer|less) than $", re.IGNORECASE)
_BESIDES = re.compile(r"\w and $")
_OTHERS = re.compile(r"(?: \w+)? others?\b| more\b(?! than)", re.IGNORECASE)
# "1 hr 14 min ago" says when somebody looked at the page.
_AGO = re.compile(r"[ -](?:hrs?|hours?|mins?|minutes?|secs?|seconds?)\b(?: \d+ min\w*)? ago\b", re.IGNORECASE)
_DURATION = re.compile(r"[ -](hour|day|week|month|year)s?\b", re.IGNORECASE)
_BOUND = re.compile(r"\b(?P<up>after|since|from)\b|\b(?P<down>before|until|till|by|up to)\b", re.IGNORECASE)
_SORTS: Mapping[EntityType, Literal["person", "place"]] = {
    "PER": "person",
    "GPE": "place",
    "NORP": "place",
    "LOC": "place",
    "FAC": "place",
}
# An office has few words before it ("former acting deputy defence minister").
MOST_QUALIFIERS = 4


@dataclass(frozen=True, slots=True)
class Item:
    """One filled slot of a sentence."""

    slot: Slot
    """What sort of thing it is."""
    key: str
    """Its value; equal keys of one slot mean the same."""
    span: Span
    """Where it stands."""
    context: frozenset[str]
    """Stems of the words round it."""
    quantity: Quantity | None = None
    """The number, for a number."""
    unit: str = ""
    """The unit of a length of time."""
    besides: int = 0
    """How many more there are, for a number that counts those beside one who is named ("Lodden and six others")."""
    days: float | None = None
    """How long it is, for a length of time."""
    placed: bool = False
    """Whether a preposition of place stands before it, and it is no person."""
    speaks: bool = False
    """Whether a verb of saying stands beside it."""
    holder: str = ""
    """Key of the person to whom the sentence gives an office."""
    beside: bool = False
    """Whether it is an office that nobody named has, behind a preposition: "beside the foreign minister"."""
    sort: Literal["person", "place", "party", ""] = ""
    """Whether a name is that of a person, of a country, a people or a place, or of a party."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What one sentence asserts."""

    span: Span
    """Of the sentence."""
    stems: tuple[tuple[str, Span], ...]
    """Its content words as stems, in order, each with its place."""
    items: tuple[Item, ...]
    """Its filled slots, in order."""
    quoted: tuple[Span, ...]
    """What stands in quotation marks in it, without the marks."""

    def bag(self) -> frozenset[str]:
        """The stems without their places."""
        return frozenset(s for s, _ in self.stems)

    def holds(self, word: str) -> bool:
        """Whether the sentence has the word in some form."""
        return any(same_stem(word, s) for s, _ in self.stems)


def read_facts(report: Report, analysis: Analysis) -> tuple[Facts, ...]:
    """The facts of every sentence, in order."""
    text = report.text
    plain = plain_characters(text)
    quoted = tuple(Span(*m.span(1)) for m in _QUOTED.finditer(plain))
    dates = (Entity("DATE", d.span, d.key) for d in analysis.dates if d.key)  # only these compare
    named = (*(e for e in analysis.entities if e.type != "DATE"), *dates)
    slots, quotations = Places((e.span, e) for e in named), Places((q, q) for q in quoted)
    return tuple(
        _read(text, plain, s.span, slots.touching(s.span), quotations.touching(s.span)) for s in analysis.sentences
    )


def _read(text: str, plain: str, span: Span, entities: Sequence[Entity], quoted: Sequence[Span]) -> Facts:
    stems = tuple((stem(w.plain), w.span) for w in find_words(text, span) if w.plain not in STOP)
    items = [_item(plain, span, e, stems) for e in entities if span.contains(e.span) and _names(e)]
    dated = [i.span for i in items if i.slot == "date"]
    items.extend(
        _number(text, q, stems)
        for q in find_quantities(text, span)
        if not any(d.overlap(q.span) for d in dated)
        and not _UNREAD.search(text[max(0, q.span.start - 9) : q.span.start])
        and not text[q.span.end : q.span.end + 1].isalpha()
        and not _AGO.match(text, q.span.end)
    )
    items.extend(_offices(text, span, stems, [e for e in entities if e.type == "PER" and span.contains(e.span)]))
    items.extend(
        Item("word", EXCLUSIVE[w.plain], w.span, _context(stems, w.span))
        for w in find_words(text, span)
        if w.plain in EXCLUSIVE and not any(i.span.overlap(w.span) for i in items)
    )
    inside = tuple(
        Span(max(q.start, span.start), min(q.end, span.end))
        for q in quoted
        if len(find_words(text, q)) >= LEAST_QUOTED
    )
    return Facts(span, stems, tuple(sorted(items, key=lambda i: (i.span, i.slot))), inside)


def _names(entity: Entity) -> bool:
    """Whether the entity can be compared: numbers are read anew, and small words are no names."""
    if entity.type in {"NUM", "EVENT"}:
        return False
    return entity.type == "DATE" or not set(entity.key.split()) <= STOP


def _number(text: str, quantity: Quantity, stems: tuple[tuple[str, Span], ...]) -> Item:
    follows = _DURATION.match(text, quantity.span.end)
    unit = follows[1].lower() if follows else ""
    days = quantity.value * DAYS[unit] if unit else None
    if quantity.exactness == "under" and _AT_LEAST.search(
        text[max(0, quantity.span.start - 20) : quantity.span.start]
    ):
        quantity = replace(quantity, exactness="over")
    return Item(
        "number",
        quantity.key,
        quantity.span,
        _context(stems, quantity.span),
        quantity=quantity,
        unit=unit,
        besides=int(
            bool(_BESIDES.search(text[max(0, quantity.span.start - 6) : quantity.span.start]))
            and bool(_OTHERS.match(text, quantity.span.end))
        ),
        days=days,
    )


def _item(plain: str, sentence: Span, entity: Entity, stems: tuple[tuple[str, Span], ...]) -> Item:
    before = plain[sentence.start : entity.span.start]
    after = plain[entity.span.end : sentence.end]
    if entity.type == "DATE":
        m = list(_BOUND.finditer(before[-14:]))
        bound = "" if not m else "+" if m[-1]["up"] else "-"
        return Item("date", entity.key + bound, entity.span, _context(stems, entity.span))
    return Item(
        "name",
        PARTY.get(entity.key, entity.key),
        entity.span,
        _context(stems, entity.span),
        placed=entity.type != "PER" and bool(_PLACED.search(before)),
        speaks=bool((_SPEAKS.search(after) and not _UNDER.search(before)) or _SPEAKS.search(before)),
        sort="party" if entity.key in PARTY else _SORTS.get(entity.type, ""),
    )


def _offices(text: str, span: Span, stems: tuple[tuple[str, Span], ...], persons: Sequence[Entity]) -> list[Item]:
    """Offices with what qualifies them: "former secretary" is another office than "secretary"."""
    words = find_words(text, span)
    found = []
    for n, word in enumerate(words):
        if word.plain not in OFFICE or (word.plain == "general" and n and words[n - 1].plain in OFFICE):
            continue
        if word.plain == "chair" and not _CHAIRED.match(text, word.span.end):  # somebody may sit in it
            continue
        first = n
        marks = set()
        while (
            first
            and n - first < MOST_QUALIFIERS
            and not re.search(r"[,;]", text[words[first - 1].span.end : words[first].span.start])
        ):
            first -= 1
            if words[first].plain in QUALIFIER:
                marks.add(QUALIFIER[words[first].plain])
            elif words[first].plain in FIELD:
                marks.add("@" + words[first].plain)
            elif words[first].plain in STOP:
                break
        place = Span(word.span.start, word.span.end)
        if marks:
            start = min(w.span.start for w in words[first : n + 1] if w.plain in QUALIFIER or w.plain in FIELD)
            place = Span(start, word.span.end)
        key = " ".join([*sorted(marks), f"#{OFFICE[word.plain]}"])
        holder = find_holder(text, place, persons)
        beside = not holder and is_beside(text, place)
        found.append(Item("role", key, place, _context(stems, place), holder=holder, beside=beside))
    return found


def _context(stems: tuple[tuple[str, Span], ...], span: Span) -> frozenset[str]:
    before = [s for s, at in stems if at.end <= span.start][-CONTEXT_WORDS:]
    after = [s for s, at in stems if at.start >= span.end][:CONTEXT_WORDS]
    return frozenset(before + after)
