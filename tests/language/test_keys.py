from __future__ import annotations

from stemma.language.keys import key_names
from stemma.model import DateMention, EntityType
from stemma.text.quantities import find_quantities
from stemma.text.spans import Span


def place(text: str, words: str) -> Span:
    at = text.index(words)
    return Span(at, at + len(words))


def keys(text: str, **names: str) -> list[tuple[str, str]]:
    found: list[tuple[EntityType, Span]] = [(kind, place(text, words)) for kind, words in names.items()]  # type: ignore[misc]
    return [(e.type, e.key) for e in key_names(text, found)]


def test_last_name_has_the_key_of_the_full_name_wherever_that_stands():
    text = "Toll left. Maren Toll came back."
    found: list[tuple[EntityType, Span]] = [("PER", Span(0, 4)), ("PER", place(text, "Maren Toll"))]
    assert [e.key for e in key_names(text, found)] == ["maren toll", "maren toll"]


def test_country_goes_by_one_name():
    text = "Washington and the U.S. agreed with the French."
    assert keys(text, GPE="Washington") == keys(text, GPE="U.S.") == [("GPE", "united states")]
    assert keys(text, NORP="French") == [("NORP", "france")]


def test_people_taken_for_a_place_are_put_right():
    assert keys("A Danish ship sank.", GPE="Danish") == [("NORP", "denmark")]
    assert keys("It reached Norway.", LOC="Norway") == [("GPE", "norway")]


def test_dates_and_numbers_go_by_their_value():
    text = "On 3 May 2031 it lost about 1,200 head."
    dates = [DateMention(place(text, "3 May 2031"), "2031-05-03", "day", "2031-05-03")]
    found: list[tuple[EntityType, Span]] = [
        ("DATE", place(text, "3 May 2031")),
        ("NUM", place(text, "about 1,200")),
    ]
    entities = key_names(text, found, dates, find_quantities(text, Span(0, len(text))))
    assert [e.key for e in entities] == ["2031-05-03", "~1200"]


def test_titles_are_no_part_of_a_name():
    text = "U.S. Foreign Minister Maren Toll spoke. Mr. Toll left with Iven House Speaker Ana Reck. President!"
    found: list[tuple[EntityType, Span]] = [
        ("PER", place(text, "U.S. Foreign Minister Maren Toll")),
        ("ORG", place(text, "Mr. Toll")),
        ("PER", place(text, "Iven House Speaker Ana Reck")),
        ("PER", place(text, "President")),
    ]
    names = [(e.type, e.span.of(text), e.key) for e in key_names(text, found)]
    assert names == [
        ("PER", "Maren Toll", "maren toll"),
        ("PER", "Toll", "maren toll"),
        ("PER", "Ana Reck", "ana reck"),
    ]


def test_headline_of_two_people_names_the_first():
    text = "Toll Calls Reck. Maren Toll met Ana Reck."
    found: list[tuple[EntityType, Span]] = [
        ("PER", place(text, w)) for w in ("Toll Calls Reck", "Maren Toll", "Ana Reck")
    ]
    assert [e.span.of(text) for e in key_names(text, found)] == ["Toll", "Maren Toll", "Ana Reck"]


def people(text: str, *names: str) -> list[tuple[str, str]]:
    found: list[tuple[EntityType, Span]] = []
    for name in names:
        at = text.index(name, found[-1][1].end if found else 0)
        found.append(("PER", Span(at, at + len(name))))
    return [(e.span.of(text), e.key) for e in key_names(text, found)]


def test_name_parted_by_how_it_is_spoken_is_one():
    text = "Kirsten (KEER'-sten) Toll left. Toll came back."
    whole = "Kirsten (KEER'-sten) Toll"
    assert people(text, "Kirsten", "KEER'-sten", "Toll", "Toll") == [
        (whole, "kirsten toll"),
        ("Toll", "kirsten toll"),
    ]
    assert people(text, "Kirsten", "Toll", "Toll") == [(whole, "kirsten toll"), ("Toll", "kirsten toll")]


def test_two_people_in_brackets_stay_two():
    assert [k for _, k in people("Toll (with Venn) met Stroud.", "Toll", "Venn", "Stroud")] == [
        "toll",
        "venn",
        "stroud",
    ]


def test_two_people_joined_by_and_are_not_one():
    text = "President Toll and First Lady Maren Toll left. Toll came back."
    assert [k for _, k in people(text, "Toll", "Maren Toll", "Toll")] == ["toll", "maren toll", "toll"]
