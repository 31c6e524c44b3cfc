"""What the reports of a story quote: words that were said or written in public, which any report may repeat.

A statement, a speech or a tweet stands in quotation marks in one report and without them in the next: indented, or as
a page embeds it. What one report of the story quotes is therefore known as quoted in all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stemma.text.shingles import shingles
from stemma.text.spans import Span
from stemma.text.words import find_words, plain_characters

# So many words in a row of what another report quotes are the same quotation, with or without quotation marks. Fewer
# are a turn of phrase that anybody may use.
SAID_RUN = 6

QUOTATION = re.compile(r'"([^"\n]{12,600})"')
_MARKED = re.compile(r'"[^"\n]*"')


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of some sentences of a report, and which of them stand in quotation marks."""

    sentences: tuple[tuple[str, ...], ...]
    """Plain words of each sentence."""
    marked: tuple[NDArray[np.bool_], ...]
    """Of each sentence, which of its words stand in quotation marks."""


def read_wording(text: str, spans: Sequence[Span]) -> Wording:
    """The words of the sentences of a report."""
    marked = np.zeros(len(text) + 1, dtype=bool)
    for m in _MARKED.finditer(plain_characters(text)):
        marked[m.start() : m.end()] = True
    found = [find_words(text, span) for span in spans]
    return Wording(
        tuple(tuple(w.plain for w in words) for words in found),
        tuple(np.array([marked[w.span.start] for w in words], dtype=bool) for words in found),
    )


def find_said(wordings: Sequence[Wording]) -> list[tuple[NDArray[np.bool_], ...]]:
    """By report and sentence which of its words are quoted, there or in another report of the story."""
    known = {run for wording in wordings for run in _quoted_runs(wording)}
    said: list[tuple[NDArray[np.bool_], ...]] = []
    for wording in wordings:
        found: list[NDArray[np.bool_]] = []
        for words, marked in zip(wording.sentences, wording.marked, strict=True):
            mask = marked.copy()
            for k, run in enumerate(shingles(words, SAID_RUN)):
                if run in known:
                    mask[k : k + SAID_RUN] = True
            found.append(mask)
        said.append(tuple(found))
    return said


def _quoted_runs(wording: Wording) -> Iterator[tuple[str, ...]]:
    for words, marked in zip(wording.sentences, wording.marked, strict=True):
        for k, run in enumerate(shingles(words, SAID_RUN)):
            if marked[k : k + SAID_RUN].all():
                yield run
