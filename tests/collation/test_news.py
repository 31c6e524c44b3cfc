from __future__ import annotations

from stemma.collation import collate
from stemma.language import EmbeddedModel
from stemma.model import Count, Interval, Origin, Report, Stemma, Story, Zone
from stemma.text.spans import Span

MODEL = EmbeddedModel()
# What the reports tell besides, so that there is something else to choose.
FUND, WRECK = " The mayor opened a fund for the families.", " Divers searched the wreck."


def story(**texts: str) -> Story:
    """Reports that all stand alone."""
    reports = [Report(k, k, t, (Zone("body", Span(0, len(t))),), language="en") for k, t in texts.items()]
    names = tuple(texts)
    origins = tuple(Origin(f"o{k}", k, (k,)) for k in names)
    n = len(names)
    tree = Stemma(names, (), (), origins, Count(n, n, Interval(n, n), n))
    found = collate(reports, [MODEL.analyse(r) for r in reports], tree)
    return Story("s", "", names, tree, found.claims, found.variants)


def only(told: Story, report: str) -> list[str]:
    return [c.text for c in told.only_here().get(f"o{report}", ())]


def disputes(told: Story) -> list[tuple[str, set[str]]]:
    return [(d.kind, {s.words for s in d.stands}) for c in told.claims for d in c.disputes]


def test_what_has_names_and_numbers_that_no_other_origin_has_comes_first():
    told = story(
        a="Maren Toll closed the bridge at Lesk on Monday. "
        "The lamps of the quay stayed dark for hours. Maren Toll paid 340 workers of the Corran yard for the night.",
        b="Maren Toll closed the bridge at Lesk on Monday. Maren Toll had warned of the wind.",
    )
    first, *rest = only(told, "a")
    assert "340" in first
    assert any("lamps" in text for text in rest)


def test_what_cannot_be_read_alone_is_not_listed():
    told = story(
        a="Maren Toll closed the bridge at Lesk on Monday. Who would pay the bill for the pontoon?",
        b="Maren Toll closed the bridge at Lesk on Monday. A long queue at the quay.",
    )
    assert not any("pontoon" in text for text in only(told, "a"))
    assert only(told, "b") == []


def test_what_leans_on_another_sentence_comes_behind_what_does_not():
    told = story(
        a="Maren Toll closed the bridge at Lesk on Monday. "
        "This angered the brewers of Lesk. The brewers of Lesk sued Maren Toll.",
        b="Maren Toll closed the bridge at Lesk on Monday.",
    )
    listed = only(told, "a")
    assert listed.index("sued Maren Toll") < listed.index("This angered the brewers of Lesk.")


def test_who_asks_for_a_thing_contradicts_nobody():
    refused = "The master of the harbour refused to approve the voyage to Lesk." + FUND
    denied = "The master of the harbour did not approve the voyage to Lesk." + FUND
    for asked in ("urged", "called on"):
        union = f"The ferry union {asked} the master of the harbour to approve the voyage to Lesk." + WRECK
        assert disputes(story(a=denied, b=union)) == []
        assert disputes(story(a=refused, b=union)) == []


def test_a_reading_that_holds_both_sides_contradicts_neither():
    both = "Elin Castor said the pier was a blessing for Lesk, not a blessing for Norrby." + FUND
    one = "Elin Castor said the pier was not a blessing for Norrby." + WRECK
    other = "Elin Castor said the pier was a blessing for Norrby." + WRECK
    assert disputes(story(a=both, b=one)) == []
    assert [kind for kind, _ in disputes(story(a=one, b=other))] == ["negation"]


def test_numbers_of_two_days_are_no_dispute_but_those_of_one_are():
    one = "The ferry sank near the northern pier on Tuesday with 31 people on board."
    same = "On Tuesday the ferry sank near the northern pier with 14 people on board."
    apart = "On Friday the ferry sank near the northern pier with 14 people on board."
    assert ("number", {"31", "14"}) in disputes(story(a=one + FUND, b=same + WRECK))
    assert not any(kind == "number" for kind, _ in disputes(story(a=one + FUND, b=apart + WRECK)))


def test_days_that_are_spelt_alike_are_two():
    pier = "The ferry sank near the northern pier on {} with 31 people on board."
    found = disputes(story(a=pier.format("Tuesday") + FUND, b=pier.format("Thursday") + WRECK))
    assert found == [("date", {"Tuesday", "Thursday"})]
