from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest

from stemma.export import correction_row, load_story, story_row
from stemma.model import RejectedEdge, Result
from stemma.store import Library
from stemma.store.shown import pack_shown, unpack_shown


def keep(library: Library, result: Result) -> None:
    (story,) = result.stories
    row = {**story_row(story), "corrections": [correction_row(RejectedEdge("post", "wire"))]}
    with library.writing():
        library.set_shown(row, load_story(row), result.analyses)


def test_what_is_shown_comes_back_as_the_story_file_says_it(library: Library, result: Result):
    (story,) = result.stories
    assert library.shown(story.id) is None
    keep(library, result)
    shown = library.shown(story.id)
    assert shown is not None
    assert shown.story == load_story(story_row(story))
    assert shown.corrections == ({"kind": "rejected edge", "child": "post", "parent": "wire"},)
    assert [a.report for a in shown.analyses] == sorted(story.reports)
    for found, kept in zip(shown.analyses, library.outlines(story.id), strict=True):
        assert (found.report, found.supported) == (kept.report, kept.supported)
        assert (found.sentences, found.statements) == (kept.sentences, kept.statements)


def test_it_goes_when_the_story_is_worked_out_anew_or_stands_empty(library: Library, result: Result):
    (story,) = result.stories
    keep(library, result)
    with library.writing():
        library.set_story(story_row(story), result.run, "", [])
    assert library.shown(story.id) is None
    keep(library, result)
    with library.writing():
        library.empty_story(story.id)
    assert library.shown(story.id) is None


@pytest.mark.parametrize("change", ["form = 'another'", "content = x'00'", "content = x''"])
def test_another_form_and_what_cannot_be_read_are_left_aside(library: Library, result: Result, change: str):
    keep(library, result)
    with sqlite3.connect(library.file) as writer:
        writer.execute(f"UPDATE shown SET {change}")  # noqa: S608  from the list above
    writer.close()
    assert library.shown(result.stories[0].id) is None


def test_what_utf8_cannot_hold_is_not_kept(result: Result):
    (story,) = result.stories
    assert pack_shown(replace(story, title="caf\udce9"), (), result.analyses) is None


def test_what_is_damaged_is_not_read(result: Result):
    (story,) = result.stories
    packed = pack_shown(story, (), result.analyses)
    assert packed is not None
    assert unpack_shown(packed) is not None
    text = story.claims[0].id.encode()
    assert unpack_shown(packed.replace(text, b"\xff" * len(text))) is None
