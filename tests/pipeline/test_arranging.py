"""Reports taken out, moved, merged: what is left is what reading the rest gives, and undo gives back what was."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import stemma
from stemma.errors import LibraryError
from stemma.model import RejectedEdge
from stemma.pipeline import add, correct, describe_move, merge, move, story_result, take_out, undo_move
from stemma.store import Library, parse_query


def report(library: Library, name: str) -> str:
    return next(s.report.id for s in library.reports() if s.report.source.endswith(f"{name}.txt"))


def home(library: Library, name: str) -> str:
    found = library.story_of(report(library, name))
    assert found is not None
    return found


def content(library: Library) -> dict[str, object]:
    """All that the library says, but for when it was worked out."""
    document = json.loads(story_result(library).to_json())
    return {k: v for k, v in document.items() if k != "run"}


def test_what_is_left_is_what_reading_the_rest_gives(library: Library, filled: Path):
    story = home(library, "copy")
    take_out(library, [report(library, "copy")])
    kept = story_result(library, story).stories[0]
    read = stemma.read([filled / "harbour.txt"]).stories[0]
    assert (kept.reports, kept.claims, kept.stemma, kept.findings) == (
        read.reports,
        read.claims,
        read.stemma,
        read.findings,
    )


def test_a_report_taken_out_is_found_by_nothing_until_it_is_put_back(library: Library):
    before, gone = content(library), report(library, "copy")
    query = parse_query('voice:Tarrow "170 boats"')
    assert library.search(query)[0] == library.search(parse_query("170"))[0] == 1
    number = take_out(library, [gone])
    assert library.search(query)[0] == library.search(parse_query("170"))[0] == 0
    assert (library.report(gone), library.story_of(gone), library.count()) == (None, None, 2)
    undo_move(library, number)
    assert content(library) == before
    assert library.search(query)[0] == library.search(parse_query("170"))[0] == 1


def test_a_story_without_reports_is_listed_no_more_and_comes_back(library: Library):
    story = home(library, "museum")
    number = take_out(library, [report(library, "museum")])
    assert library.story(story) is None
    assert story not in {s.id for s in library.stories()}
    assert undo_move(library, number) == (story,)
    assert library.story(story) is not None


def test_stories_are_merged_and_parted_again(library: Library):
    before = content(library)
    one, other = home(library, "museum"), home(library, "harbour")
    number = merge(library, one, other)
    assert [s.id for s in library.stories()] == [other]
    assert len(story_result(library).stories[0].reports) == 3
    undo_move(library, number)
    assert content(library) == before


def test_a_report_moves_to_a_new_story_even_where_the_old_one_has_its_id(library: Library):
    """A story is called after its first reports; one that leaves it again may not take its name."""
    story = home(library, "museum")
    merge(library, home(library, "harbour"), story)
    move(library, [report(library, "museum")], None)
    assert home(library, "museum") != story
    assert home(library, "harbour") == story


def test_a_report_that_is_added_again_takes_no_other_reports_story(library: Library, filled: Path):
    story = home(library, "museum")
    merge(library, home(library, "harbour"), story)
    take_out(library, [report(library, "museum")])
    add(library, [filled / "museum.txt"], one_story=True)
    assert home(library, "museum") != story
    assert [len(library.document(s.id)["reports"]) for s in library.stories()] == [
        s.reports for s in library.stories()
    ]
    assert sorted(s.reports for s in library.stories()) == [1, 2]


def test_corrections_follow_the_reports_they_speak_of(library: Library):
    child, parent = report(library, "copy"), report(library, "harbour")
    old, goal = home(library, "harbour"), home(library, "museum")
    correct(library, old, RejectedEdge(child, parent))
    number = merge(library, old, goal)
    assert [c.document["kind"] for c in library.corrections(goal)] == ["rejected edge"]
    assert {(e.child, e.parent) for e in story_result(library, goal).stories[0].stemma.edges} & {
        (child, parent),
        (parent, child),
    } == set()
    undo_move(library, number)
    assert [len(library.corrections(s)) for s in (old, goal)] == [1, 0]


def test_moves_are_undone_in_the_order_of_their_making(library: Library):
    first = move(library, [report(library, "copy")], home(library, "museum"))
    assert first is not None
    take_out(library, [report(library, "copy")])
    with pytest.raises(LibraryError, match=r"no longer where move 1 left it; undo what came after it first"):
        undo_move(library, first)


def test_a_report_that_was_added_again_is_not_put_back_twice(library: Library, filled: Path):
    number = take_out(library, [report(library, "copy")])
    assert len(add(library, [filled / "copy.txt"]).new) == 1
    with pytest.raises(LibraryError, match="no longer where move 1 left it"):
        undo_move(library, number)


def test_moving_where_it_stands_is_no_move(library: Library):
    assert move(library, [report(library, "copy")], home(library, "copy")) is None
    assert library.moves() == ()


@pytest.mark.parametrize(
    ("do", "words"),
    [
        (lambda kept: take_out(kept, ["r404"]), "has no report r404"),
        (lambda kept: move(kept, [report(kept, "copy")], "s404"), "has no story s404"),
        (lambda kept: merge(kept, "s404", home(kept, "copy")), "has no story s404"),
        (lambda kept: merge(kept, home(kept, "copy"), home(kept, "copy")), "merged with itself"),
        (lambda kept: undo_move(kept, 7), "has no move 7"),
    ],
)
def test_what_is_not_there_is_said_and_nothing_changes(
    library: Library, do: Callable[[Library], object], words: str
):
    before = content(library)
    with pytest.raises(LibraryError, match=words):
        do(library)
    assert content(library) == before
    assert library.moves() == ()


def test_a_move_is_told_in_words(library: Library):
    take_out(library, [s.report.id for s in library.reports()])
    (stored,) = library.moves()
    assert describe_move(stored).endswith("taken out of the library")
    assert describe_move(stored).count(".txt") == 3
    assert library.stories() == ()
