from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from stemma.collation import collate, compare_passages
from stemma.collation import variants as apparatus
from stemma.collation.comparison import Side
from stemma.collation.matching import Weights
from stemma.language import EmbeddedModel
from stemma.model import Count, Derivation, Interval, LostSource, Origin, Report, Stemma, Variant, Zone
from stemma.text.spans import Span

MODEL = EmbeddedModel()


def passage(name: str, text: str) -> Report:
    return Report(id=name, source=name, text=text, zones=(Zone("body", Span(0, len(text))),), language="en")


def variants(parent: str, child: str) -> tuple[Variant, ...]:
    one, other = passage("parent", parent), passage("child", child)
    return compare_passages(one, MODEL.analyse(one), other, MODEL.analyse(other))


CHANGED = [
    (
        "number",
        "The harbour board sold 130 cranes to a firm in Oslo on Tuesday.",
        "On Tuesday the harbour board sold 120 cranes to a firm in Oslo.",
        ("130", "120"),
    ),
    (
        "number",
        "The truce is to last six months after the exchange of prisoners.",
        "The truce is to last three months after the exchange of prisoners.",
        ("six", "three"),
    ),
    (
        "date",
        "The envoys met in the old customs house on Tuesday and signed the fishing accord.",
        "On Monday the envoys met in the old customs house and signed the fishing accord.",
        ("Tuesday", "Monday"),
    ),
    (
        "name",
        "The inquiry was led by Maren Toll and lasted the whole winter.",
        "The inquiry was led by Maren Pryce and lasted the whole winter.",
        ("Maren Toll", "Maren Pryce"),
    ),
    (
        "role",
        "The talks were opened by the former minister of Karsova at the lake hotel.",
        "The talks were opened by the deputy minister of Karsova at the lake hotel.",
        ("former minister", "deputy minister"),
    ),
    (
        "certainty",
        "The ferry may have struck a mine near the northern pier.",
        "The ferry struck a mine near the northern pier.",
        ("may have struck", "struck"),
    ),
    (
        "certainty",
        "The ferry struck a mine near the northern pier.",
        "The ferry may have struck a mine near the northern pier.",
        ("struck", "may have struck"),
    ),
    (
        "negation",
        "The council did not approve the sale of the granary to foreign buyers.",
        "The council approved the sale of the granary to foreign buyers.",
        ("did not approve", "approved"),
    ),
    (
        "attribution",
        "The bridge was rotten long before the flood, Odo Farrow said.",
        "The bridge was rotten long before the flood.",
        ("Odo Farrow", ""),
    ),
    (
        "quote",
        'Alda Pryce called the plan "a careful first step" towards peace.',
        'Alda Pryce called the plan "a reckless first step" towards peace.',
        ("a careful first step", "a reckless first step"),
    ),
    (
        "quote",
        "Alda Pryce said the treaty was a careful first step towards peace.",
        'Alda Pryce said the treaty was "a careful first step towards peace".',
        ("a careful first step towards peace", "a careful first step towards peace"),
    ),
]


@pytest.mark.parametrize(("kind", "parent", "child", "words"), CHANGED)
def test_a_planted_change_is_the_only_variant(kind: str, parent: str, child: str, words: tuple[str, str]):
    found = variants(parent, child)
    assert [(v.kind, v.before, v.after) for v in found] == [(kind, *words)]


FAITHFUL = [
    (
        "About 350 people were in the hall when the roof of the granary gave way.",
        "There were 348 people in the hall when the granary roof gave way.",
    ),
    (
        "At least 31 people died when the ferry sank near the northern pier.",
        "No fewer than 31 people died as the ferry sank near the northern pier.",
    ),
    (
        "The crew was given 72 hours to leave the harbour, the board said.",
        "The crew was given three days to leave the harbour, according to the board.",
    ),
    (
        "The ferry may have struck a mine near the northern pier.",
        "It is possible that the ferry struck a mine near the northern pier.",
    ),
    (
        "The council did not approve the sale of the granary.",
        "The council refused to approve the sale of the granary.",
    ),
    (
        "The bridge was rotten long before the flood, Odo Farrow said.",
        "According to Odo Farrow, the bridge was rotten long before the flood.",
    ),
    (
        "Maren Toll, the mayor, opened the market on Tuesday after 14 months of work.",
        "Toll opened the market after 14 months of work.",
    ),
    (
        "Alda Pryce called the plan “a careful first step” towards peace.",
        'The plan was "a careful first step", said Alda Pryce.',
    ),
    (
        "The envoy said he could not yet confirm whether Maren Toll would meet the mayor of Quillmouth.",
        "With the possibility of Toll meeting the mayor of Quillmouth, which is not confirmed yet, the envoy was waiting.",
    ),
]


@pytest.mark.parametrize(("parent", "child"), FAITHFUL)
def test_a_faithful_copy_has_no_variant(parent: str, child: str):
    assert variants(parent, child) == ()


def test_another_fact_of_the_event_has_no_variant():
    parent = "The ferry sank near the northern pier with 31 people on board."
    assert variants(parent, "Schools in the province stayed closed for 12 days.") == ()


def test_a_text_has_no_variant_against_itself():
    text = 'The envoys met on Tuesday. "We may sign," said Maren Toll, who did not name the 12 others.'
    assert variants(text, text) == ()


def test_spans_hold_the_words_and_stay_short():
    for _, parent, child, (before, after) in CHANGED:
        for v in variants(parent, child):
            assert v.parent_span is not None
            assert after in v.child_span.of(child)
            assert v.kind == "quote" or before in v.parent_span.of(parent)
            assert len(v.child_span) <= 400


def test_a_report_in_another_language_is_left_alone():
    one = passage("parent", "Die Fähre hatte 31 Menschen an Bord.")
    text = "Die Fähre hatte 12 Menschen an Bord."
    other = Report("child", "child", text, (Zone("body", Span(0, len(text))),), language="de")
    assert compare_passages(one, MODEL.analyse(one), other, MODEL.analyse(other)) == ()


@given(st.integers(20, 999), st.integers(20, 999))
def test_numbers_differ_exactly_where_they_differ(before: int, after: int):
    template = "The harbour board counted {} cranes at the northern pier of the town."
    found = variants(template.format(before), template.format(after))
    assert [v.kind for v in found] == (["number"] if before != after else [])


def variants_of_siblings(texts: dict[str, str]) -> tuple[Variant, ...]:
    """The variants of reports that all go back to one lost source."""
    reports = [Report(k, k, t, (Zone("body", Span(0, len(t))),), language="en") for k, t in texts.items()]
    ids = tuple(sorted(texts))
    lost = LostSource("lost-1", ids, None, 0.9, ("they share what none has from another",))
    tree = Stemma(ids, (), (lost,), (Origin("o1", "lost-1", ids),), Count(len(ids), len(ids), Interval(1, 1), 1))
    return collate(reports, [MODEL.analyse(r) for r in reports], tree).variants


def test_siblings_under_a_lost_source_are_held_against_one_another():
    found = variants_of_siblings(
        {
            "a": "The harbour authority said on Tuesday that 31 people were on board the ferry Merle.",
            "b": "On Tuesday the harbour authority said 31 people were on board the ferry Merle.",
            "c": "The harbour authority said on Tuesday that 47 people were on board the ferry Merle.",
        }
    )
    assert [(v.kind, v.child, v.before, v.after) for v in found] == [("number", "c", "31", "47")]


def test_of_many_siblings_each_is_held_against_few(monkeypatch: pytest.MonkeyPatch):
    compared: list[tuple[str, str]] = []
    match = apparatus.match

    def counted(child: Side, parent: Side, weights: Weights) -> NDArray[np.float64]:
        compared.append((child.id, parent.id))
        return match(child, parent, weights)

    monkeypatch.setattr(apparatus, "match", counted)
    said = "The harbour authority said on Tuesday that {} people were on board the ferry Merle, which sank off {}."
    texts = {f"r{n:02}": said.format(47 if n == 20 else 31, f"Pier {n}") for n in range(40)}
    found = variants_of_siblings(texts)
    assert {v.child for v in found if (v.before, v.after) == ("31", "47")} == {"r20"}
    assert len(compared) <= 40 * apparatus.MOST_SIBLINGS


DOERS = [
    ("actor", "Tavria lent Morvane three boats in May.", "Morvane lent Tavria three boats in May."),
    (
        "role",
        "Odo Farrow, the trade minister, left on Friday.",
        "Odo Farrow, the finance minister, left on Friday.",
    ),
    ("negation", "The court allowed cameras into the room.", "The court barred cameras from the room."),
    ("certainty", "The firm may sell the mine to Calder.", "The firm will sell the mine to Calder."),
    (
        "actor",
        "The proposal to share the river came from the Tavrian side, both delegations said.",
        "It was Morvane that had proposed to share the river, the two delegations said.",
    ),
    ("actor", "Calder sold forty boats to Tavria last year.", "Calder bought forty boats from Tavria last year."),
    ("negation", "The envoys failed to agree on a date.", "The envoys agreed on a date."),
    (
        "place",
        "Shells fell on the northern suburbs of the town.",
        "Shells fell on the southern suburbs of the town.",
    ),
    ("date", "The guards left the depot at dawn on Friday.", "The guards left the depot at dusk on Friday."),
    (
        "certainty",
        "Maren Toll raised the alleged support of Calder for the armourers of Lesk.",
        "Maren Toll raised the support of Calder for the armourers of Lesk.",
    ),
    (
        "certainty",
        "Maren Toll raised the support of Calder for the armourers of Lesk.",
        "Maren Toll raised the alleged support of Calder for the armourers of Lesk.",
    ),
    (
        "date",
        "The board said on Monday that the ferry would sail on 1 June.",
        "The board said on Monday that the ferry would sail on 1 July.",
    ),
    (
        "name",
        "Greta Lonn, who leads the union, said it was late.",
        "Greta Lund, who leads the union, said it was late.",
    ),
]


@pytest.mark.parametrize(("kind", "source", "copy"), DOERS)
def test_who_does_what_and_how_surely_is_compared_along_the_tree(kind: str, source: str, copy: str):
    assert [v.kind for v in variants(source, copy)] == [kind]


SAME = [
    ("Calder sold forty boats to Tavria last year.", "Tavria bought forty boats from Calder last year."),
    (
        "The council holds a third of the shares in the port.",
        "The council holds 33 percent of the shares in the port.",
    ),
    (
        "Odo Farrow said he could not confirm the sale of the granary to the army.",
        "The sale of the granary to the army could not be confirmed.",
    ),
    (
        "The granary has been sold to the army for nine million crowns. Odo Farrow said that the granary had been sold to "
        "the army for nine million crowns.",
        "The granary was sold to the army for nine million crowns.",
    ),
    ("Maren Toll met Odo Farrow at the lake hotel.", "Odo Farrow met Maren Toll at the lake hotel."),
    ("The board could not give a date for the sale.", "The board was unable to name a date for the sale."),
    ("Odo Farrow used to be finance minister.", "Odo Farrow is a former finance minister."),
    (
        "The granary can’t be sold without the consent of Calder.",
        "The consent of Calder is needed for the granary to be sold.",
    ),
    (
        "Asked whether the council would sell the granary, Odo Farrow called the idea silly.",
        "Odo Farrow said it would be silly for the council to sell the granary.",
    ),
    (
        "Maren Toll is set to meet Odo Farrow at the lake hotel.",
        "Maren Toll will meet Odo Farrow at the lake hotel.",
    ),
    (
        'Odo Farrow said "nothing bad will come of it (the sale), and maybe some good."',
        'Odo Farrow said "nothing bad will come of it, and maybe some good."',
    ),
    (
        "Maren Toll raised the alleged support of Calder for the armourers of Lesk.",
        "Maren Toll raised the support for the armourers of Lesk of which Calder is accused.",
    ),
    ("Lodden and six other towns abstained.", "Seven towns abstained, among them Lodden."),
    (
        "Colonel Ister, who commands the zone, has left.",
        "Colonel Ister, the commander of the zone, has left.",
    ),
    (
        "Maren Toll, the mayor, spoke of the mine at the lake hotel.",
        "After talks with the foreign minister, Maren Toll spoke of the mine at the lake hotel. She is the mayor.",
    ),
    (
        "President Maren Toll spoke of the mine at the lake hotel.",
        "At the lake hotel, beside the foreign minister, Maren Toll spoke of the mine.",
    ),
    (
        "Maren Toll, the mayor, opened the granary to the public on Tuesday.",
        "Maren Toll opened the granary to the public on Tuesday, against the advice of the finance minister.",
    ),
    (
        "The mayor sold the granary to the army on Tuesday, said Maren Toll, the treasurer.",
        "Maren Toll, the treasurer, said that the granary was sold to the army on Tuesday.",
    ),
    (
        "An adviser of Calder, Odo Farrow, has left the lake hotel.",
        "Odo Farrow, adviser to the president of Calder, has left the lake hotel.",
    ),
    (
        "“My first task will be the bridge,” Maren Toll said.",
        "Maren Toll spoke of what comes next. Her first task would be the bridge.",
    ),
]


@pytest.mark.parametrize(("source", "copy"), SAME)
def test_the_same_told_in_other_words_is_no_variant(source: str, copy: str):
    assert variants(source, copy) == ()


def test_a_party_is_held_against_the_one_in_its_place_though_the_story_names_both():
    before, after = (
        "The Republican chairman stayed in Lesk.",
        "Snow closed the road. The Democratic mayor stayed at home.",
    )
    source = f"{before} Hours later a GOP operative began pitching the column to reporters in the hall. {after}"
    copy = f"{before} Hours later a Democratic operative started offering the column to journalists in the hall. {after}"
    (found,) = story_variants({"r1": source, "r2": copy}, {"r2": "r1"})
    assert (found.kind, found.before, found.after) == ("actor", "GOP", "Democratic")


def test_whose_lawyer_speaks_is_not_who_speaks():
    told = "said on Monday that Farrow would not comply with the summons."
    withheld = f"A lawyer for Odo Farrow, who asked not to be named, {told}"
    assert [v.kind for v in variants(withheld, f"Odo Farrow {told}")] == ["attribution"]
    assert "attribution" not in {v.kind for v in variants(withheld, f"Odo Farrow’s attorney {told}")}


def story_variants(texts: dict[str, str], parents: dict[str, str]) -> tuple[Variant, ...]:
    reports = [passage(k, t) for k, t in texts.items()]
    edges = tuple(Derivation(c, p, "edit", 0.9, 0.9, ("word for word",)) for c, p in parents.items())
    roots = [k for k in texts if k not in parents]
    origins = tuple(
        Origin(f"o-{r}", r, tuple(sorted({r, *(c for c, p in parents.items() if p == r)}))) for r in roots
    )
    count = Count(len(texts), len(texts), Interval(len(roots), len(roots)), len(roots))
    tree = Stemma(tuple(sorted(texts)), edges, (), origins, count)
    return collate(reports, [MODEL.analyse(r) for r in reports], tree).variants


def test_two_numbers_of_two_siblings_are_one_variant_that_leaves_open_who_departs():
    texts = {
        "a": "The harbour authority said on Tuesday that 31 people were on board the ferry Merle.",
        "b": "The harbour authority said on Tuesday that 47 people were on board the ferry Merle.",
    }
    lost = LostSource("lost-1", ("a", "b"), None, 0.9, ("they share what none has from another",))
    tree = Stemma(("a", "b"), (), (lost,), (Origin("o1", "lost-1", ("a", "b")),), Count(2, 2, Interval(1, 1), 1))
    reports = [passage(k, t) for k, t in texts.items()]
    (found,) = collate(reports, [MODEL.analyse(r) for r in reports], tree).variants
    assert (found.kind, found.child, found.parent) == ("number", "a", "b")
    assert found.confidence <= 0.5
    assert "open" in found.reason


def test_a_sentence_nobody_has_is_an_invention_in_a_close_copy_only():
    kept = [
        "The envoys met in the old customs house on Tuesday.",
        "The fishing accord was signed by Maren Toll.",
        "The ferry struck a mine near the northern pier.",
        "Prosecutors charged the harbour master with fraud.",
        "The council approved the sale of the granary.",
        "Snow closed the road to Norrby for a week.",
    ]
    added = "Calder has promised every skipper a medal and a pension."
    texts = {"r1": " ".join(kept), "r2": " ".join([*kept, added])}
    found = story_variants(texts, {"r2": "r1"})
    assert [(v.kind, v.after, v.parent, v.parent_span) for v in found] == [("invention", added, None, None)]
    assert story_variants(texts | {"r3": added}, {"r2": "r1"}) == ()


def test_a_copy_that_adds_much_does_reporting_of_its_own():
    kept = [
        "The envoys met in the old customs house on Tuesday.",
        "The fishing accord was signed by Maren Toll.",
        "The ferry struck a mine near the northern pier.",
        "Prosecutors charged the harbour master with fraud.",
        "The council approved the sale of the granary.",
        "Snow closed the road to Norrby for a week.",
        "A storm drove two trawlers on to the rocks.",
        "The archive of the guild was moved to a cellar.",
    ]
    added = [
        "Calder has promised every skipper a medal and a pension.",
        "Divers from Lesk found three cannons and an anchor.",
        "Elin Castor won the regatta in a borrowed boat.",
    ]
    texts = {"r1": " ".join(kept), "r2": " ".join([*kept, *added])}
    assert story_variants(texts, {"r2": "r1"}) == ()


ON_ONE_SUBJECT = [
    (
        "Maren Toll spoke by telephone early on Monday, hours before the meeting with Ivo Farrow, to blame Calder for the "
        "closure of the mine at Lesk.",
        "The closure of the mine is being examined by Elin Castor, whom the board of Lesk named in spring.",
    ),
    (
        "Trade between Tavria and Calder has doubled since the bridge at Lesk was opened in 2009, Maren Toll said.",
        "Trade between Morvane and Pellia was the subject of the talks in Norrby, which Maren Toll did not attend.",
    ),
    (
        "About 45 minutes behind schedule, Maren Toll arrived at the palace for the talks with Ivo Farrow.",
        "The board had set aside 90 minutes for the talks, and Maren Toll was joined at lunch by her advisers.",
    ),
]


@pytest.mark.parametrize(("one", "other"), ON_ONE_SUBJECT)
def test_two_sentences_on_one_subject_are_not_two_readings_of_one(one: str, other: str):
    rest = [
        "Prosecutors charged the harbour master with fraud.",
        "The council approved the sale of the granary.",
        "Snow closed the road to Norrby for a week.",
    ]
    texts = {"r1": " ".join([one, *rest]), "r2": " ".join([other, *rest])}
    assert story_variants(texts, {"r2": "r1"}) == ()


def test_what_stands_word_for_word_has_no_variant_whatever_stands_beside_it():
    kept = [
        "He said Tavria is a foe in certain respects and that Calder is a foe in trade.",
        "The council approved the sale of the granary.",
        "Snow closed the road to Norrby for a week.",
        "Prosecutors charged the harbour master with fraud.",
    ]
    texts = {"r1": "Maren Toll spoke at noon. " + " ".join(kept), "r2": " ".join(kept)}
    assert story_variants(texts, {"r2": "r1"}) == ()


def test_a_change_beside_one_parent_stands_where_the_other_tells_of_something_else():
    texts = {
        "a": "The envoys met in the old customs house on Tuesday. Prosecutors charged the harbour master with fraud. "
        "The council approved the sale of the granary. Snow closed the road to Norrby for a week.",
        "b": "Elin Castor won the regatta in a borrowed boat. The envoys had sent a parcel of books ahead. "
        "The archive was moved to a cellar. A fire damaged two barns near Lesk.",
        "c": "The envoys met in the old customs house on Monday. Elin Castor won the regatta in a borrowed boat. "
        "The council approved the sale of the granary. A fire damaged two barns near Lesk.",
    }
    edges = tuple(Derivation("c", p, "rewrite", 0.9, 0.9, ("word for word",)) for p in ("a", "b"))
    origins = (Origin("o1", "a", ("a", "c")), Origin("o2", "b", ("b", "c")))
    tree = Stemma(("a", "b", "c"), edges, (), origins, Count(3, 3, Interval(2, 2), 2))
    reports = [passage(k, t) for k, t in texts.items()]
    found = collate(reports, [MODEL.analyse(r) for r in reports], tree).variants
    assert [(v.kind, v.parent, v.before, v.after) for v in found] == [("date", "a", "Tuesday", "Monday")]


@pytest.mark.filterwarnings("error")
def test_numbers_of_dozens_of_digits_are_compared_like_others():
    source = f"The board counted {'9' * 45} crates in the hold."
    assert variants(source, source) == ()
