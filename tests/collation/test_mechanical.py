"""One thing changed by machine in a hand-written sentence: that variant appears, there, and no other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stemma.collation import compare_passages
from stemma.language import EmbeddedModel
from stemma.model import Analysis, Report, Variant
from stemma.pipeline.compare import judge_of
from stemma.text.spans import Span
from tests.collation.cases import KNOWN, cases
from tests.conftest import plain_report

MODEL = EmbeddedModel()
JUDGE = judge_of(MODEL)

# In brackets what can be changed: the kind of variant, what the source says, what the copy says. Each is changed
# both ways.
SENTENCES = {
    "cranes": "The harbour board of Norrby sold [number:130|120] cranes to [name:Maren Toll|Maren Pryce] on "
    "[date:Tuesday|Friday].",
    "truce": "The truce [certainty:may|will] hold for [number:six|three] weeks, [attribution:Colonel Ister|Judge Ekwall] "
    "said on [date:Monday|Saturday].",
    "budget": "The cabinet of Kerrow [negation:did not approve|approved] the budget of [number:2.5|3.5] billion crowns.",
    "steel": "[actor:Tavria|Morvane] will lift its tariffs on steel in [date:July|September], officials said.",
    "ferry": "The ferry [certainty:may have struck|struck] a mine off [place:Norrby|Helmsby] with [number:31|13] people "
    "on board.",
    "verdict": "[role:Former minister|Deputy minister] Lajos Kerrin was sentenced to [number:four|nine] years in prison.",
    "strike": "At least [number:4,000|6,000] nurses walked out of hospitals in the Venn valley on "
    "[date:12 March|19 March].",
    "letter": "[attribution:The army|The opposition] said that the letter had been signed by [name:Radka Solen|Elin Castor].",
    "tanker": "The tanker was [negation:not insured|insured] when it sank, [attribution:the owner|the harbour master] said.",
    "accord": 'Ilse Varga called the accord "[quote:a careful first step|a reckless first step]" towards peace.',
    "raid": 'The archbishop said the raid was "[quote:a wound to the whole city|a shame for the whole country]".',
    "observers": "The observers [negation:never reached|reached] the village before the shelling of [date:3 May|8 May].",
    "border": "The drone came down [number:300|800] metres from the border, in a field near [place:Lesk|Mirov].",
    "bank": "[actor:Tavria|Pellia] lent Calder [number:200|900] million crowns for its railways.",
    "governor": "Governor Ada Lorne [certainty:is expected to ask|will ask] the capital for [number:500|50] tents.",
    "vote": "The motion passed by [number:61|71] votes to [number:58|28] late on [date:Thursday|Wednesday].",
    "hostages": "The hostages were [certainty:reportedly|] freed near the Tarn pass on [date:Sunday|Tuesday].",
    "mine": "The mine at Graulitz employs [number:1,180|1,810] people and is owned by [name:the Dorn family|the Salk family].",
    "minister": "Yusuf Ardal, the [role:finance minister|defence minister], told deputies about the plan on "
    "[date:2 June|12 June].",
    "court": "The court in Helmsby freed [number:two|seven] men on bail, a lawyer for [name:Bruno Salk|Clement Haas] said.",
}  # fmt: skip

_SLOT = re.compile(r"\[(\w+):([^|\]]*)\|([^\]]*)\]")


@dataclass(frozen=True)
class Change:
    """A sentence, the same with one thing changed, and where the changed words stand in it."""

    source: str
    copy: str
    kind: str
    place: Span


def make_changes() -> dict[str, Change]:
    """Every slot of every sentence changed, there and back."""
    out = {}
    for name, pattern in SENTENCES.items():
        slots = list(_SLOT.finditer(pattern))
        for n, slot in enumerate(slots):
            for way, (before, after) in (("there", (slot[2], slot[3])), ("back", (slot[3], slot[2]))):
                source, _ = _fill(pattern, n, before)
                copy, place = _fill(pattern, n, after)
                out[f"{name}-{n}-{slot[1]}-{way}"] = Change(source, copy, slot[1], place)
    return out


def _fill(pattern: str, changed: int, value: str) -> tuple[str, Span]:
    """The sentence with one slot set and all others as the source has them, and where the set one stands."""
    text, at, place = "", 0, Span(0, 0)
    for n, slot in enumerate(_SLOT.finditer(pattern)):
        text += pattern[at : slot.start()]
        words = value if n == changed else slot[2]
        if n == changed:
            place = Span(len(text), len(text) + len(words))
        text, at = text + words, slot.end()
    whole = text + pattern[at:]
    if "  " in whole:  # an emptied slot leaves two blanks
        return whole.replace("  ", " "), Span(place.start, place.end)
    return whole, place


CHANGES = make_changes()


@lru_cache(maxsize=512)
def read(text: str) -> tuple[Report, Analysis]:
    report = plain_report(text)
    return report, MODEL.analyse(report)


def compare(source: str, copy: str) -> tuple[Variant, ...]:
    return compare_passages(*read(source), *read(copy), JUDGE)


@pytest.mark.parametrize("change", cases("mechanical", CHANGES))
def test_one_change_is_one_variant_at_its_place(change: str):
    case = CHANGES[change]
    found = compare(case.source, case.copy)
    assert [v.kind for v in found] == [case.kind]
    assert found[0].child_span.start <= case.place.end
    assert found[0].child_span.end >= case.place.start


@pytest.mark.parametrize("name", SENTENCES)
def test_the_unchanged_sentence_has_no_variant(name: str):
    text, _ = _fill(SENTENCES[name], -1, "")
    assert compare(text, text) == ()


def test_every_sort_of_change_is_made():
    assert {c.kind for c in CHANGES.values()} >= {
        "number", "date", "name", "place", "role", "certainty", "negation", "attribution", "quote",
    }  # fmt: skip
    assert KNOWN["mechanical"].keys() <= CHANGES.keys()


_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


@settings(max_examples=25)
@given(st.sampled_from(_DAYS), st.sampled_from(_DAYS))
def test_days_differ_exactly_where_they_differ(before: str, after: str):
    pattern = "The envoys of Calder met in the customs house on {} and signed the fishing accord."
    found = compare(pattern.format(before), pattern.format(after))
    assert [(v.kind, v.before, v.after) for v in found] == ([("date", before, after)] if before != after else [])


_NAMES = ["Maren Toll", "Ivo Brandt", "Sella Quist", "Petra Lund", "Corin Vale", "Alda Pryce"]


@settings(max_examples=25)
@given(st.sampled_from(_NAMES), st.sampled_from(_NAMES), st.integers(21, 99), st.integers(21, 99))
def test_two_changes_are_two_variants(before: str, after: str, some: int, more: int):
    pattern = "The inquiry into the fire was led by {} and heard {} witnesses over the winter."
    found = compare(pattern.format(before, some), pattern.format(after, more))
    wanted = [("name", before, after)] if before != after else []
    wanted += [("number", str(some), str(more))] if some != more else []
    assert [(v.kind, v.before, v.after) for v in found] == wanted
