"""A brief says only what its citations say, keeps hedges and voices, and says disputes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stemma.findings.brief import DISPUTED, write_brief
from stemma.findings.material import lay_out
from stemma.findings.support import added_words, agrees, unsupported
from stemma.model import Attribution, BriefSentence, Cite, Entity
from stemma.text.spans import Span
from tests.findings.stories import Claims, Reports, make_material, told

FERRY = "The ferry between Sarnholm and Quillmouth could sail again before winter, the harbour master said."
FIRM = "The ferry between Sarnholm and Quillmouth will sail again before winter, the harbour office said."


def first_sentence(reports: Reports, claims: Claims = (), **kw: object):
    material = make_material(reports, claims=claims, **kw)
    brief, _ = write_brief(material, (), 100)
    return material, brief


def test_takes_a_sentence_whole_and_cites_it():
    material, brief = first_sentence({"a": [told(FERRY, "the harbour master", "hedged")]}, [[("a", 0)]])
    assert brief[0].text == FERRY
    assert brief[0].cites[0].span.of(material.reports["a"].text) == FERRY


LASTED = "The talks on the fishing grounds lasted two hours, she said."


def test_names_the_voice_behind_a_pronoun_in_brackets():
    _, brief = first_sentence(
        {"a": [told("Ilse Tarrow came to Bralt."), told(LASTED, "Ilse Tarrow")]}, [[("a", 1)]]
    )
    assert brief[0].text == "The talks on the fishing grounds lasted two hours, she [Ilse Tarrow] said."


@pytest.mark.parametrize(
    "before",
    [
        "They came to Bralt.",  # the voice is not named before
        "Ilse Tarrow met Mira Dahl in Bralt.",  # another person is nearer
    ],
)
def test_names_no_voice_where_the_pronoun_may_mean_another(before: str):
    material = make_material({"a": [told(before), told(LASTED, "Ilse Tarrow")]}, claims=[[("a", 1)]])
    analysis = material.analyses["a"]
    names = tuple(
        Entity("PER", Span(at, at + len(n)), n)
        for n in ("Ilse Tarrow", "Mira Dahl")
        if (at := before.find(n)) >= 0
    )
    material.analyses["a"] = replace(analysis, entities=names)  # type: ignore[index]
    brief, _ = write_brief(material, (), 100)
    assert brief == ()


@pytest.mark.parametrize(
    "text",
    [
        "Nobody has walked through it yet.",
        "Get the full story of the talks on the fishing grounds in Bralt here.",
        "Our team in Bralt followed every hour of the talks on the fishing grounds.",
    ],
)
def test_leaves_out_what_tells_nothing_and_what_speaks_to_the_reader(text: str):
    _, brief = first_sentence({"a": [told(text)]}, [[("a", 0)]])
    assert brief == ()


def test_leads_with_what_most_origins_open_with():
    visit, ferry = "Ilse Tarrow came to Bralt for talks on Tuesday.", FERRY
    reports = {
        "a": [told(visit), told("The talks were about fish."), told(ferry)],
        "b": [told(visit), told("The talks lasted long."), told(ferry)],
        "c": [told("The winter will be hard."), told("The sea is rough in Bralt."), told(ferry)],
    }
    _, brief = first_sentence(reports, [[("a", 2), ("b", 2), ("c", 2)], [("a", 0), ("b", 0)]])
    assert [s.text for s in brief] == [visit, ferry]


def test_names_a_voice_that_stands_in_another_sentence():
    text = "The talks on the fishing grounds lasted two hours."
    _, brief = first_sentence({"a": [told(text, "Ilse Tarrow")]}, [[("a", 0)]])
    assert [s.text for s in brief] == [f"[Ilse Tarrow]: {text}"]


def test_a_quotation_inside_a_sentence_gives_its_voice_no_more_than_that():
    text = "Sixty fishermen stood outside the gate of Lime House with a banner that read “Our water, our catch”."
    material = make_material({"a": [told(text)]}, claims=[[("a", 0)]])
    at = text.index("Our water")
    quoted = Attribution(None, None, (Span(at, len(text) - 2),), "direct", "Ilse Tarrow")
    analysis = replace(material.analyses["a"], attributions=(quoted,))
    claims = list(material.claims.values())
    brief, _ = write_brief(lay_out([material.reports["a"]], [analysis], material.stemma, claims, ()), (), 100)
    assert not any("Tarrow" in s.text for s in brief)


def test_prefers_the_source_over_the_copy_that_made_it_surer():
    _, brief = first_sentence(
        {"a": [told(FERRY, "the harbour master", "hedged")], "b": [told(FIRM, "the harbour office", "planned")]},
        [[("b", 0), ("a", 0)]],
        parents={"b": "a"},
    )
    assert "could sail" in brief[0].text
    assert not any("will sail" in s.text for s in brief)


def test_leaves_out_a_copy_that_is_surer_than_its_source_even_where_it_is_all_there_is():
    # The source's own sentence leans on the one before it and cannot stand alone.
    reports = {
        "a": [told("It could sail again before winter, the harbour master said.", "the harbour master", "hedged")],
        "b": [told("The ferry will sail again before winter, the harbour office said.", "the harbour office")],
    }
    material = make_material(reports, parents={"b": "a"}, claims=[[("a", 0), ("b", 0)]])
    brief, left = write_brief(material, (), 100)
    assert brief == ()
    assert "says it less surely" in left[0]


@pytest.mark.parametrize("opening", ["He", "This", "However, the minister", "Despite these doubts, the council"])
def test_leaves_out_what_leans_on_the_sentence_before(opening: str):
    _, brief = first_sentence(
        {"a": [told(f"{opening} closed the old bridge over the river in spring.")]}, [[("a", 0)]]
    )
    assert brief == ()


def test_leaves_out_what_points_back_at_its_end():
    _, brief = first_sentence(
        {"a": [told("The council of Quillmouth is not at all happy about this.")]}, [[("a", 0)]]
    )
    assert brief == ()


def test_says_a_dispute_with_both_numbers():
    reports = {
        "a": [told("Some 60 fishermen waited outside the gate of the ministry in Bralt.")],
        "b": [told("Some 160 fishermen waited outside the gate of the ministry in Bralt.")],
    }
    _, brief = first_sentence(reports, [[("a", 0), ("b", 0)]], disputed=[0])
    assert [s.note for s in brief] == [DISPUTED, DISPUTED]
    assert {"60" in s.text and "160" not in s.text for s in brief} == {True, False}


def test_does_not_cite_a_passage_with_another_number():
    reports = {
        "a": [told("Some 60 fishermen waited outside the gate of the ministry in Bralt.")],
        "b": [told("Some 160 fishermen waited outside the gate of the ministry in Bralt.")],
        "c": [told("About 60 fishermen were waiting outside the ministry gate in Bralt.")],
    }
    _, brief = first_sentence(reports, [[("a", 0), ("b", 0), ("c", 0)]])
    assert [c.report for c in brief[0].cites] == ["a", "c"]


def test_best_attested_comes_first_and_length_is_kept():
    reports = {
        "a": [
            told("The old bridge over the river was closed in spring."),
            told("A museum of boats opened in the harbour town."),
        ],
        "b": [told("In spring the old bridge over the river was closed.")],
    }
    material = make_material(reports, claims=[[("a", 1)], [("a", 0), ("b", 0)]])
    brief, _ = write_brief(material, (), 10)
    assert [s.claims for s in brief] == [("c1",)]


def test_tells_nothing_twice():
    reports = {
        "a": [told("The old bridge over the river was closed in spring.")],
        "b": [told("The old bridge over the river was closed in spring.")],
    }
    material = make_material(reports, claims=[[("a", 0)], [("b", 0)]])
    assert len(write_brief(material, (), 100)[0]) == 1


# ── the check ────────────────────────────────────────────────────────────────────────────────────────────


def sound():
    reports = {
        "a": [
            told(FERRY, "the harbour master", "hedged"),
            told("The museum in Bralt was shut for the whole of the winter."),
        ]
    }
    material = make_material(reports, claims=[[("a", 0)]])
    brief, _ = write_brief(material, (), 100)
    return material, brief[0]


def test_check_passes_what_is_sound():
    material, sentence = sound()
    assert unsupported(sentence, material) == ""


@pytest.mark.parametrize(
    ("false", "why"),
    [
        (FERRY.replace("could sail", "will sail"), "word for word"),
        (FERRY.replace("could ", ""), "word for word"),
        (FERRY.replace(", the harbour master said", ""), "word for word"),
        (FERRY.replace("winter", "summer"), "word for word"),
        (f"[Ilse Tarrow]: {FERRY}", "a voice was added"),
        (FERRY + " [sic]", "a voice was added"),
    ],
)
def test_check_catches_a_changed_sentence(false: str, why: str):
    material, sentence = sound()
    assert why in unsupported(replace(sentence, text=false), material)


def test_check_catches_a_citation_of_another_passage():
    material, sentence = sound()
    other = material.analyses["a"].sentences[1].span
    assert unsupported(replace(sentence, cites=(Cite("a", other),)), material)
    assert unsupported(replace(sentence, cites=(*sentence.cites, Cite("a", other))), material)


def test_check_catches_a_passage_that_is_not_there():
    material, sentence = sound()
    far = replace(sentence.cites[0], span=type(sentence.cites[0].span)(0, 10_000))
    assert "does not exist" in unsupported(replace(sentence, cites=(far,)), material)


def test_check_catches_a_voice_lost():
    text = "The talks on the fishing grounds lasted two hours, she said."
    material = make_material({"a": [told(text, "Ilse Tarrow")]}, claims=[[("a", 0)]])
    span = material.analyses["a"].sentences[0].span
    bare = BriefSentence(
        "The talks on the fishing grounds lasted two hours.", "other", ("c0",), (Cite("a", span),)
    )
    assert unsupported(bare, material)


@pytest.mark.parametrize(
    ("text", "passage", "added"),
    [
        ("He [Odell] said no.", "He said no.", ("Odell",)),
        ("[Odell]: It was no.", "It was no.", ("Odell",)),
        ("We told them [the dockers] so.", "We told them [the dockers] so.", ()),
        ("He [Odell] told them [the dockers] so.", "He told them [the dockers] so.", ("Odell",)),
        ("He said yes.", "He said no.", None),
        ("He said [not].", "He said so.", None),
    ],
)
def test_tells_added_words_from_the_passage(text: str, passage: str, added: tuple[str, ...] | None):
    assert added_words(text, passage) == added


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("About 350 boats left the harbour.", "Some 348 boats left the harbour.", True),
        ("Three boats left the harbour.", "Nine boats left the harbour.", False),
        ("The boats left the harbour.", "The boats never left the harbour.", False),
        ("The boats left the harbour.", "Parliament sat until midnight.", False),
    ],
)
def test_agreement_needs_words_numbers_and_polarity(one: str, other: str, *, same: bool):
    assert agrees(one, other) is same


@pytest.mark.parametrize(
    ("passage", "sentence", "same"),
    [
        ("Bralt accused Pellan of breaking the truce.", "Pellan accused Bralt of breaking the truce.", False),
        (
            "Pellan was accused by Bralt of breaking the truce.",
            "Bralt accused Pellan of breaking the truce.",
            True,
        ),
        ("Bralt may have broken the truce with Pellan.", "Bralt has broken the truce with Pellan.", False),
        ("Bralt reportedly broke the truce with Pellan.", "Bralt broke the truce with Pellan.", False),
        ("Bralt has broken the truce with Pellan.", "Bralt may have broken the truce with Pellan.", True),
        ("Bralt never broke the truce with Pellan.", "Bralt broke the truce with Pellan.", False),
        ("Tarrow told Stroud that Odell sold the ferry.", "Odell told Stroud that Tarrow sold the ferry.", False),
        ("The old truce held.", "The new truce broke in Bralt.", False),
        ("The ferry company sold ships.", "The ships sold the ferry company to the ministry of trade.", False),
    ],
)
def test_further_passage_may_neither_be_less_sure_nor_turn_who_does_what_round(
    passage: str, sentence: str, *, same: bool
):
    assert agrees(passage, sentence) is same
