"""Classes of words, written as running text so that a person can read and extend them."""

from __future__ import annotations


def word_class(words: str) -> frozenset[str]:
    """The set of the words in a text."""
    return frozenset(words.split())
