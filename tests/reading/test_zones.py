from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemma.reading.lines import find_lines
from stemma.reading.zones import find_zones, judge_lines

FIRST = "The harbour council voted on Monday to reopen the northern quay after eleven months of repairs."
SECOND = "Dock workers had asked for the vote since spring, when the first cranes were put back in place."
THIRD = "Nothing in the decision binds the new council, which takes office in the first week of June."


def kinds(text: str, title: str | None = None) -> list[tuple[str, str]]:
    return [(z.kind, text[z.span.start : z.span.end].strip()) for z in find_zones(text, title)]


def kind_in_report(line: str) -> str:
    """What a line is in the midst of a report."""
    paragraphs = [
        "Harbour council votes for the quay",
        *[FIRST, SECOND] * 1,
        THIRD,
        line,
        "The mayor was pleased.",
    ]
    filler = [f"Paragraph {n} tells what the council did in year {n}, at length." for n in range(6)]
    lines = find_lines(
        "\n\n".join([*paragraphs[:4], *filler, *paragraphs[4:], *filler[:0], "It rained that day."])
    )
    verdicts = judge_lines(lines, None)
    return next(v.kind for x, v in zip(lines, verdicts, strict=True) if x.plain == find_lines(line)[0].plain)


@pytest.mark.parametrize(
    "line",
    [
        "Share Tweet Email",
        "Share this page: Facebook | WhatsApp | Copy link",
        "Follow us on Instagram and Telegram",
        "1.4K shares",
        "Listen to this article",
        "Sign up for the Quayside Letter and get it in your inbox every Friday.",
        "Enjoy what you read? Support our newsroom with a small gift.",
        "We use cookies to keep this site running. By reading on you accept our policy.",
        "Accept all cookies",
        "Leave a reply",
        "Your email address will not be published. Required fields are marked *",
        "You must be logged in to comment.",
        "Be the first to comment",
        "READ ALSO: Ten bridges that wait for paint",
        "Related article",
        "Most read: Tide tables for June / Who owns the cranes",
        "More stories from Harbour",
        "Home › Region › Harbour",
        "Tags: harbour, quay, council",
        "ADVERTISEMENT - Story continues below",
        "Sponsored",
        "Exit mobile version",
        "4 min read",
        "© 2031 Quayside Press. All rights reserved.",
        "Contact the author at o.marsh@quayside.example.",
        "This is a developing story. Check back for updates.",
        "10.42 BST",
        "12:05 p.m. ET",
        "Updated at 10:50 BST",
        "14 min ago",
        "2h ago",
        "Key events",
        "Show key events only",
        "Latest posts",
        "Live updates",
        "This live blog has ended.",
        "We are wrapping up our coverage for tonight, thank you for reading.",
        "Follow our live coverage of the quay.",
    ],
)
def test_furniture_of_the_page_becomes_boilerplate(line: str):
    assert kind_in_report(line) == "boilerplate"


@pytest.mark.parametrize(
    "line",
    [
        "Photo: Ola Marsh/Quayside Press",
        "Ola Marsh/Quayside Press",
        "Picture source - Quayside Images",
        "A crane lifts the last stone of the quay. (Photo: Ola Marsh/Quayside Press)",
        "A crane lifts the last stone of the quay. PHOTO/Ola Marsh, Quayside Desk",
        "A crane lifts the last stone of the quay on Friday. Ola Marsh for Quayside Press",
        "Workers rest on the quay, March 3, 2031. QPA/Ola Marsh",
        "The mayor waves from a boat, in this undated picture released by the council. Courtesy of the council",
        "FILE PHOTO: The mayor waves from a boat. QPA/Ola Marsh/File Photo",
        "The mayor waves from a boat while gulls circle over the market; file photograph.",
        "Dock workers, left, and members of the harbour council, right, look on as the last of the eleven cranes that were "
        "taken down after the great storm of the winter before last is lowered into its old place on the northern quay in "
        "Port Ellan, Bralt, on Monday, March 3, 2031, while a small crowd of children from the school across the water and "
        "their teachers wave paper flags in the rain, and a brass band plays on the deck of the ferry. QPA/Ola Marsh",
    ],
)
def test_pictures_and_their_credits_become_captions(line: str):
    assert kind_in_report(line) == "caption"


@pytest.mark.parametrize(
    "line",
    [
        "The company said it would share the data with Facebook and Twitter.",
        '"Please subscribe to my newsletter," the mayor wrote in an email to supporters.',
        "Twitter did not respond to an email seeking comment.",
        "He shared the link on Twitter and Facebook.",
        "The regulator fined the company over its cookie policy.",
        "The officials said the photo, taken in 2014, showed the mayor with his lawyer.",
        "In a photo posted on Telegram, the two leaders are seen shaking hands.",
        "You have to be registered to vote here, he told us.",
        "Update: The ministry has now confirmed the death toll.",
        "Most read the ruling as a defeat.",
        "Pictures: the one thing both sides agree on",
        "By late Tuesday, council leaders had no deal.",
        "A comment from the mayor",
        "The first ferry left at 10.42, two hours late.",
        "Two years ago",
        "What we know of the quay is little, the harbour master said.",
        "Not the only tension",
        "The talks were brokered by Oldmark/Westmark, officials said.",
        "The vote was 51-49 (the vice president broke the tie).",
    ],
)
def test_sentences_that_resemble_furniture_stay_body(line: str):
    assert kind_in_report(line) == "body"


def test_short_first_line_is_the_title():
    text = f"Council Votes to Reopen the Quay\n\n{FIRST}\n\n{SECOND}"
    assert kinds(text) == [("title", "Council Votes to Reopen the Quay"), ("body", f"{FIRST}\n\n{SECOND}")]


def test_first_sentence_with_a_full_stop_is_no_title():
    assert kinds(f"The quay is open.\n\n{FIRST}")[0][0] == "body"


def test_given_title_is_known_again_although_it_stops():
    assert kinds(f"The quay is open.\n\n{FIRST}", "The quay is open.")[0] == ("title", "The quay is open.")


def test_repeated_headline_is_a_title_both_times():
    headline = "Council Votes to Reopen the Quay"
    assert [k for k, _ in kinds(f"{headline}\n\n{headline}\n\n{FIRST}")] == ["title", "title", "body"]


def test_line_twice_in_a_row_is_a_caption():
    seen = "A crane lifts the last stone of the quay into place in the evening sun."
    assert ("caption", f"{seen}\n{seen}") in kinds(f"Quay\n\n{FIRST}\n\n{seen}\n{seen}\n\n{SECOND}")


def test_long_caption_and_its_credit_are_captions_each_time_they_stand():
    seen = (
        "A crane lifts the last stone of the quay into place while dock workers, members of the council and children from "
        "the school across the water look on from the wall in Port Ellan, Bralt, on the evening of Monday, March 3, 2031."
    )
    pair = f"{seen}\n\nOla Marsh/Quayside Press"
    found = kinds(f"Quay\n\n{FIRST}\n\n{pair}\n\n{SECOND}\n\n{pair}\n\n{THIRD}\n\n{pair}")
    assert not any(k == "body" and ("crane" in t or "Ola" in t) and "stone" in t for k, t in found)
    assert [t for k, t in found if k == "body"] == [FIRST, SECOND, THIRD]


def test_quoted_sentence_again_is_boilerplate_only_the_second_time():
    pulled = "“We have waited for this day since the first stone fell,” said the harbour master."
    found = kinds(f"Quay\n\n{pulled}\n\n{SECOND}\n\n{pulled}\n\n{THIRD}")
    assert [k for k, t in found if pulled in t] == ["body", "boilerplate"]


def test_new_wording_of_a_caption_before_its_credit_is_a_caption():
    seen = "A crane lifts the last stone of the quay into place in the evening sun, May 9, 2031."
    again = "A crane is seen while it lifts the last stone of the quay. The evening sun shines."
    text = f"Quay\n\n{FIRST}\n\n{seen}\n\n{seen}\n\n{again}\n\nOla Marsh/Quayside Press\n\n{SECOND}"
    assert [k for k, t in kinds(text) if "crane " in t] == ["caption", "caption"]


def test_headline_under_a_bare_label_belongs_to_it():
    found = kinds(f"Quay\n\n{FIRST}\n\nRelated article\n\nCan the cranes be saved?\n\n{SECOND}")
    assert ("boilerplate", "Can the cranes be saved?") in found


def test_sentence_under_a_bare_label_stays_body():
    assert ("body", SECOND) in kinds(f"Quay\n\n{FIRST}\n\nRelated article\n\n{SECOND}")


def test_plain_byline_is_a_byline_and_one_with_an_address_is_furniture():
    assert ("byline", "By Ola Marsh") in kinds(f"Quay\n\nBy Ola Marsh\n\n{FIRST}")
    furnished = "By Ola Marsh | o.marsh@quayside.example"
    assert ("boilerplate", furnished) in kinds(f"Quay\n\n{furnished}\n\n{FIRST}")


@pytest.mark.parametrize(
    "line",
    [
        "Port Ellan, 3 March 2031",
        "PORT ELLAN, Tuesday, March 4, 2031",
        "Mon 3 Mar 2031 09.00 GMT",
        "Published: 03/04/2031",
    ],
)
def test_line_that_gives_place_and_day_is_no_prose(line: str):
    assert ("dateline", line) in kinds(f"Harbour council votes for the quay\n{line}\n{FIRST}\n{SECOND}")


@pytest.mark.parametrize(
    "line", ["The council met, 3 March 2031, to vote.", "They last voted on 3 March 2031", "A vote, 3 March 2031"]
)
def test_line_that_tells_something_of_a_day_is_prose(line: str):
    assert not [k for k, passage in kinds(f"{FIRST}\n{line}\n{SECOND}\n{THIRD}") if k == "dateline"]


def test_dateline_is_cut_from_the_first_paragraph():
    found = kinds(f"Quay\n\nPORT ELLAN (Quayside Press) - {FIRST}")
    assert found[1:] == [("dateline", "PORT ELLAN (Quayside Press) -"), ("body", FIRST)]


def test_postscript_of_the_editor_is_a_note_to_the_end():
    found = kinds(f"Quay\n\n{FIRST}\n\nEditor's P/S:\n\n{SECOND}\n\n{THIRD}")
    assert found[-1] == ("note", f"Editor's P/S:\n\n{SECOND}\n\n{THIRD}")


def test_hard_wrapped_paragraph_is_one_line():
    wrapped = (
        "The harbour council voted on Monday to reopen the quay that has been\n"
        "shut for eleven months while all of the cranes on it\n"
        "were repaired and painted in the town."
    )
    assert len(find_lines(f"{wrapped}\n\n{SECOND}")) == 2


def test_every_zone_but_body_has_a_reason():
    text = (
        f"Quay\n\nBy Ola Marsh\n\n{FIRST}\n\nShare this page\n\nOla Marsh/Quayside Press\n\nCorrection: {SECOND}"
    )
    assert all(z.reason for z in find_zones(text) if z.kind != "body")
    assert {z.kind for z in find_zones(text)} == {"title", "byline", "body", "boilerplate", "caption", "note"}


@given(
    st.lists(
        st.sampled_from(
            [FIRST, SECOND, "", " ", "Share", "By Ola Marsh", "a/B", "> so", "Related", "\x85", "É\r"]
        ),
        max_size=12,
    ).flatmap(lambda ls: st.sampled_from(["\n", "\r\n", "\r", "\n\n"]).map(lambda sep: sep.join(ls)))
    | st.text(max_size=80)
)
def test_zones_partition_any_text(text: str):
    zones = find_zones(text)
    assert "".join(text[z.span.start : z.span.end] for z in zones) == text
    assert all(len(z.span) for z in zones)
    assert all(a.span.end == b.span.start for a, b in pairwise(zones))
