from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from stemma.language import events_actors, events_lexicon
from stemma.text.spans import Span
from stemma.text.words import openings

# Words that phrases begin with, go on with, and nearly are.
TEXT = """
the US us U.S. UK Turkey turkey's TURKEY New Zealand Sri Lanka new police officers mps mp MP government-held government
companies company compan air force aid workers worker attorney-general defence minister G7 al-Qaeda sued sues su over
withdrew troops withdraw from met meets met with on alert go slow hold talks bill said , . - ’s
"""
WORDS = st.sampled_from(TEXT.split())


@given(st.lists(WORDS, max_size=25))
def test_phrases_tried_by_opening_are_those_of_one_pattern(words: list[str]):
    text = "Then " + " ".join(words)
    within = Span(5, len(text))
    for phrases in (events_actors._known_names(), events_actors._country_names(), events_actors._role_words()):
        # One pattern of all, in the order in which they were given.
        whole = re.compile("|".join(dict.fromkeys(phrases.patterns.values())))
        one_by_one = [m.span() for m in phrases.find(text, within, list(openings(text, within)))]
        assert one_by_one == [m.span() for m in whole.finditer(text, within.start, within.end)]


@given(st.lists(WORDS, max_size=25))
def test_triggers_are_those_of_all_patterns(words: list[str]):
    text = " ".join(words).lower()
    found = sorted(
        (m.start(), m.end(), event, mode)
        for event, mode, phrases in events_lexicon._rows()
        for m in events_lexicon.compiled(
            r"\b(?:" + "|".join(map(events_lexicon._regex, phrases)) + r")\b"
        ).finditer(text)
    )
    assert sorted((t.start, t.end, t.event, t.mode) for t in events_lexicon.find_triggers(text)) == found
