"""The summary on a terminal."""

import io
import re
from dataclasses import replace

import pytest
from rich.console import Console

from stemma.export import print_summary, print_variants
from stemma.export.wording import in_words, one_line
from stemma.model import Count, Derivation, Interval, Origin, Problem, Result, Stemma, Story
from tests.export.large import make_large
from tests.export.odd import alone, hostile


def summary(result: Result, width: int = 80, *, colour: bool = False, full: bool = False) -> str:
    stream = io.StringIO()
    console = Console(file=stream, width=width, no_color=not colour, force_terminal=colour)
    print_summary(result, console, full=full)
    return stream.getvalue()


def flat(text: str) -> str:
    """The text without the breaks, guides and indents of the terminal."""
    return re.sub(r"[\s│├└─]+", " ", text)


@pytest.fixture(scope="module")
def said(result: Result) -> str:
    return flat(summary(result))


def test_headline_and_doubts(said: str):
    assert "9 reports → 8 texts → 2–3 independent origins" in said
    assert "Most probably 3. What would settle it: · if Marenne Herald" in said


def test_tree_says_kind_and_sureness_in_words(said: str):
    assert (
        "● Daily Lantern “Ferry agreement to be signed on Friday” · 2031-03-05 · lantern light edit, almost"
        in said
    )
    assert "verbatim copy, almost certain; direction undecided, it may be the other way round" in said


def test_lost_source_is_hollow(said: str):
    assert "○ Ridge Radio lost source, rather likely: nobody gave us its text" in said


def test_blend_stands_under_each_parent_with_a_note(said: str):
    assert said.count("● The Coast Tribune") == 2
    assert "rewrite, likely; blend: also from Osterhal Wire" in said
    assert "rewrite, uncertain; blend: also from Marenne Herald" in said


def test_claims_best_fragile_and_disputed(said: str):
    best, rest = said.split("Most fragile")
    assert "6 reports → 5 texts → 2–3 origins → no voice named" in best
    assert "5 reports → 4 texts → 1 origin → 2 voices (a senior official, the government): one origin only" in rest
    assert "Disputed" in rest
    assert "“planned no protest”" in rest
    assert "“planned one”" in rest


def test_what_one_origin_alone_carries_is_counted(said: str):
    assert "Only here statements that one origin alone carries" in said


def test_apparatus_marks_the_words_without_colour(said: str):
    assert "number: 350 became 530 (likely)" in said
    assert "Some [350] officers guarded the harbour." in said
    assert "Some [530] officers guarded the harbour." in said


def test_problems_come_last(said: str):
    assert said.strip().endswith("broken.html: not a page: give --format text to read it as it is")


@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_line_is_longer_than_the_terminal(result: Result, width: int):
    assert max(len(line) for line in summary(result, width).splitlines()) <= width


def test_no_escape_codes_without_colour(result: Result):
    assert "\x1b" not in summary(result)
    assert "\x1b[" in summary(result, colour=True)


def test_hostile_text_moves_and_styles_nothing(result: Result):
    bad = hostile(result)
    evil = replace(bad, problems=(Problem("[red]x[/red]\x1b]0;t\x07", "\u202ebad [/] [link=http://a]"),))
    text = summary(evil)
    assert not set("\x1b\x07\u202e\x00") & set(text)
    assert "[red]x[/red]]0;t: bad [/] [link=http://a]" in flat(text)
    assert max(len(line) for line in text.splitlines()) <= 80


def test_long_lists_are_capped_and_say_so():
    large = make_large()
    text = flat(summary(large))
    assert text.count("●") <= 21
    assert re.search(r"Not shown: .*reports of the tree.*positions\.", text)
    assert "--full prints them; --html FILE makes a page with everything" in text
    whole = flat(summary(large, full=True))
    assert 21 < whole.count("●") <= 61
    assert "--full" not in whole


def test_short_summary_fits_two_screens_and_says_what_it_leaves_out(result: Result):
    text = summary(result)
    assert len(text.splitlines()) <= 90
    longer = summary(result, full=True)
    assert len(longer.splitlines()) >= len(text.splitlines())
    for position in result.stories[0].findings.positions:
        assert one_line(position.text)[:30] in flat(longer)


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("2031-03-12", "2031-03-12"),
        ("2031-03-12TNI", "2031-03-12 night"),
        ("2031-03-12T10:30", "2031-03-12 10:30"),
        ("2031-W11", "week of 2031-03-10"),
        ("2031-W11-WE", "weekend of 2031-03-15"),
        ("2031-03", "2031-03"),
    ],
)
def test_times_are_put_in_words(when: str, words: str):
    assert in_words(when) == words


def test_lone_reports_are_counted(result: Result):
    made = [alone(f"z{n}") for n in range(3)]
    text = flat(
        summary(
            replace(
                result,
                reports=(*result.reports, *(m[0] for m in made)),
                analyses=(*result.analyses, *(m[1] for m in made)),
                stories=(*result.stories, *(m[2] for m in made)),
            )
        )
    )
    assert "12 reports in 4 stories" in text
    assert "3 reports without another on the same event." in text


def test_variants_of_two_reports(result: Result):
    story = result.stories[0]
    chosen = [v for v in story.variants if (v.child, v.parent) == ("lantern", "post")]
    stream = io.StringIO()
    console = Console(file=stream, width=80)
    print_variants(result.report("lantern"), result.report("post"), chosen, console)
    print_variants(result.report("quay"), result.report("herald"), [], console)
    text = flat(stream.getvalue())
    assert "3 places where Daily Lantern departs in meaning from Lakeside Post:" in text
    assert "No place was found where Quay News departs in meaning from Marenne Herald." in text


def test_many_lone_origins_are_capped(result: Result):
    made = [alone(f"z{n:02}") for n in range(20)]
    ids = tuple(m[0].id for m in made)
    origins = tuple(Origin(f"o-{i}", i, (i,)) for i in ids)
    stemma = Stemma(ids, (), (), origins, Count(20, 20, Interval(20, 20), 20))
    story = Story("s", "Twenty lines", ids, stemma, (), ())
    run = replace(result, reports=tuple(m[0] for m in made), analyses=tuple(m[1] for m in made), stories=(story,))
    text = flat(summary(run))
    assert "… and 12 origins more" in text
    assert "Not shown: 12 reports of the tree." in text
    assert "None: no claim has more than one origin for sure." in text
    assert "no copy was found to change the meaning of its source" in text


def test_branches_of_a_blend_are_shown_once(result: Result):
    ids = ("a", "b", "c", "d")
    made = [alone(i) for i in ids]
    edges = tuple(
        Derivation(child, parent, "rewrite", 0.9, 0.9, ("order",)) for child, parent in ("ca", "cb", "dc")
    )
    origins = (Origin("o1", "a", ("a", "c", "d")), Origin("o2", "b", ("b", "c", "d")))
    stemma = Stemma(ids, edges, (), origins, Count(4, 4, Interval(2, 2), 2))
    story = Story("s", "A blend", ids, stemma, (), ())
    run = replace(result, reports=tuple(m[0] for m in made), analyses=tuple(m[1] for m in made), stories=(story,))
    text = flat(summary(run))
    assert text.count("“About c”") == 2
    assert text.count("“About d”") == 1
    assert "blend: also from a; its branches stand above" in text


def test_small_stories_beyond_the_cap_are_counted(result: Result):
    made = [alone(f"z{n:02}") for n in range(20)]
    stories = []
    for one, other in zip(made[::2], made[1::2], strict=True):
        ids = (one[0].id, other[0].id)
        origins = tuple(Origin(f"o-{i}", i, (i,)) for i in ids)
        stories.append(
            Story(f"s-{ids[0]}", "Two", ids, Stemma(ids, (), (), origins, Count(2, 2, Interval(2, 2), 2)), (), ())
        )
    run = replace(
        result, reports=tuple(m[0] for m in made), analyses=tuple(m[1] for m in made), stories=tuple(stories)
    )
    text = flat(summary(run))
    assert "Other stories" in text
    assert text.count("2 reports → 2 texts → 2 independent origins") == 10
