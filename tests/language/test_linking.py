"""One voice has one name in all reports of a story."""

from __future__ import annotations

import numpy as np
import pytest

from stemma.language import link_speakers
from stemma.language.linking import link_voices
from stemma.model import Analysis, Sentence, Statement
from stemma.text.spans import Span


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Fisheries Minister Pavel Stroud", "Stroud", True),
        ("Pavel Stroud", "Mr Stroud", True),
        ("Pavel Stroud", "Anna Stroud", False),
        ("William Stroud", "Bill Stroud", True),
        ("Party Chairman Pavel Stroud", "Stroud", True),
        ("a senior official", "one of her officials", False),
        ("the police", "police", True),
    ],
)
def test_voices_are_linked_by_their_names(one: str, other: str, *, same: bool):
    linked = link_voices([one, other])
    assert (linked[one] == linked[other]) is same


def test_a_last_name_two_people_bear_is_joined_to_neither():
    linked = link_voices(["Pavel Stroud", "Anna Stroud", "Stroud"])
    assert len({linked[v] for v in ("Pavel Stroud", "Anna Stroud", "Stroud")}) == 3


def test_a_story_calls_a_speaker_by_the_fullest_name():
    def said(report: str, voice: str) -> Analysis:
        sentence = Sentence(Span(0, 9), "body")
        statements = (Statement(Span(0, 9), 0, voice, "asserted"),)
        return Analysis(report, True, (sentence,), np.zeros((1, 2), dtype=np.float32), statements=statements)

    linked = link_speakers(
        [said("a", "Stroud"), said("b", "Fisheries Minister Pavel Stroud"), said("c", "narrator")]
    )
    assert [a.statements[0].voice for a in linked] == ["Pavel Stroud", "Pavel Stroud", "narrator"]
