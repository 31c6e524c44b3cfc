from __future__ import annotations

import time

import pytest

from stemma.language.credits import find_credits


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("He told Radio Free Bralt that it was over.", "radio free bralt"),
        ("BRALT (Reuters) - It was over.", "reuters"),
        ("The Harbour Times reported on Monday.", "harbour times"),
        ("It was over, according to Pellan News.", "pellan news"),
        ("It was over, she said in an email to the Daily Ledger.", "daily ledger"),
        ("Quill Press contributed to this report.", "quill press"),
    ],
)
def test_sources_named_in_the_text_are_credits(text: str, name: str):
    (credit,) = find_credits(text)
    assert credit.name == name
    assert credit.span.of(text).casefold().removeprefix("the ") == name


@pytest.mark.parametrize(
    "text", ["He told Orla Venn that it was over.", "The Navy reported a loss.", "It was (Over) done."]
)
def test_what_is_no_medium_is_no_credit(text: str):
    assert find_credits(text) == ()


def test_one_endless_word_costs_little():
    start = time.process_time()
    find_credits("A" * 300_000)
    assert time.process_time() - start < 5
