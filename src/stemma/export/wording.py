"""How results are put to a person: names, kinds and probabilities in words, and text made safe to show."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from stemma.model import (
    Certainty,
    Claim,
    Correction,
    Corrections,
    Count,
    Derivation,
    DerivationKind,
    GivenDate,
    Interval,
    LostSource,
    MergedClaims,
    RejectedEdge,
    Report,
    SplitClaim,
    VariantKind,
)

CORRECTIONS: dict[type[Correction], tuple[str, str]] = {
    RejectedEdge: ("edge taken out", "edges taken out"),
    GivenDate: ("date set", "dates set"),
    MergedClaims: ("merger of claims", "mergers of claims"),
    SplitClaim: ("claim split", "claims split"),
}
"""What persons did, once and several times."""
KINDS: dict[DerivationKind, str] = {
    "copy": "verbatim copy",
    "edit": "light edit",
    "rewrite": "rewrite",
    "summary": "summary",
    "excerpt": "excerpt",
}
"""What a child is of its parent."""
VARIANTS: dict[VariantKind, str] = {
    "number": "number",
    "date": "date",
    "place": "place",
    "name": "name",
    "role": "role",
    "actor": "actor",
    "negation": "negation",
    "certainty": "certainty",
    "attribution": "attribution",
    "quote": "quotation",
    "invention": "invention",
}
"""What kind of change a variant is."""
CERTAINTIES: dict[Certainty, str] = {
    "asserted": "asserted",
    "hedged": "hedged",
    "planned": "planned",
    "denied": "denied",
    "asked": "asked",
}
"""How sure a reading is."""

# Words for probabilities, a little coarser than those of Kent (1964), "Words of Estimative Probability".
_SURE = ((0.95, "almost certain"), (0.8, "likely"), (0.6, "rather likely"), (0.4, "uncertain"), (0.0, "doubtful"))
# A link below this probability is drawn as unsure.
UNSURE_BELOW = 0.6
# Characters that turn or hide what stands round them (UAX #9): overrides, embeddings, isolates.
_TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)], "\ufffd")
_CONTROLS = {c: chr(0x2400 + c) for c in range(0x20) if c not in b"\t\n\r"} | {0x7F: "\u2421"}
_CONTROLS |= dict.fromkeys(range(0x80, 0xA0), "\ufffd") | dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
_VISIBLE = {**_TURNING, **_CONTROLS}
_BLANKS = re.compile(r"\s+")


def make_visible(text: str) -> str:
    """The text with control characters and turning marks shown as signs; same length, so that spans stay true."""
    return text.translate(_VISIBLE)


def one_line(text: str) -> str:
    """The text on one line, without control and format characters: safe for a terminal."""
    if text.isascii() and text.isprintable():  # nearly all are, and need no look at each character
        return _BLANKS.sub(" ", text).strip()
    kept = "".join(" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c)[0] != "C")
    return _BLANKS.sub(" ", kept).strip()


def cut(text: str, most: int) -> str:
    """The text, cut to so many characters with `…` if it is longer."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def counted_interval(origins: Interval) -> str:
    """A number of origins in words: `1 origin`, `3 origins`."""
    return f"{origins} {'origin' if origins.high == 1 else 'origins'}"


def counted(n: int, noun: str) -> str:
    """`1 report`, `2 reports`; of `entry of the timeline` the first word is counted."""
    if n == 1:
        return f"1 {noun}"
    head, of, rest = noun.partition(" of ")
    return f"{n:,} {head[:-1] + 'ies' if head.endswith('ry') else head + 's'}{of}{rest}"


_PARTS_OF_DAY = {"MO": "morning", "AF": "afternoon", "EV": "evening", "NI": "night"}


def in_words(when: str) -> str:
    """A TIMEX3-style value for a person: `2010-07-01TNI` is `2010-07-01 night`, `2010-W27` the week of its Monday."""
    day, mark, part = when.partition("T")
    if week := re.fullmatch(r"(\d{4})-W(\d{2})(-WE)?", day):
        try:
            first = date.fromisocalendar(int(week[1]), int(week[2]), 6 if week[3] else 1)
        except ValueError:  # no year has it
            return when
        return f"{'weekend' if week[3] else 'week'} of {first.isoformat()}"
    return f"{day} {_PARTS_OF_DAY.get(part, part)}" if mark else day


def headline(count: Count) -> str:
    """The count of a story in a line: reports, texts, independent origins."""
    one = count.origins.high == 1
    origins = f"{count.origins} independent {'origin' if one else 'origins'}"
    return f"{counted(count.reports, 'report')} → {counted(count.texts, 'text')} → {origins}"


def behind(claim: Claim) -> str:
    """What stands behind a claim, in a line: reports, texts, origins, voices."""
    c = claim.corroboration
    origins = f"{c.origins} {'origin' if c.origins.high == 1 else 'origins'}"
    voices = counted(len(c.voices), "voice") if c.voices else "no voice named"
    return f"{counted(c.reports, 'report')} → {counted(c.texts, 'text')} → {origins} → {voices}"


def sureness(probability: float) -> str:
    """A probability in words."""
    return next(words for least, words in _SURE if probability >= least)


def describe_edge(edge: Derivation) -> str:
    """Kind, confidence and direction of an edge in words."""
    said = f"{KINDS[edge.kind]}, {sureness(edge.confidence)}"
    return said + ("; direction undecided, it may be the other way round" if edge.undecided else "")


def unsure(edge: Derivation) -> bool:
    """Whether an edge is to be shown as unsure: the link itself or its direction."""
    return edge.undecided or edge.confidence < UNSURE_BELOW


def name_report(report: Report) -> str:
    """How a report is called: its outlet, else the end of its source, else its id."""
    return report.name


def name_lost(lost: LostSource) -> str:
    """How a lost source is called."""
    return lost.name or "unnamed lost source"


def corrections_in_words(corrections: Corrections) -> str:
    """How much of a story persons set, such as `2 edges taken out, 1 date set`; empty where nothing."""
    said: list[str] = []
    for kind, (once, several) in CORRECTIONS.items():
        n = sum(isinstance(c, kind) for c in corrections.every)
        if n:
            said.append(f"{n} {once if n == 1 else several}")
    return ", ".join(said)
