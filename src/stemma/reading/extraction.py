"""A second opinion: what trafilatura takes for the report on a page."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import numpy as np

from stemma.reading.lines import Line, words_of
from stemma.reading.measures import Numbers
from stemma.text.shingles import shingles

# Its text moves blanks and quotation marks about, so that lines are compared by their runs of words.
RUN_OF_WORDS = 3
# Larger pages are no news pages.
LARGEST_EXTRACTED = 8_000_000


def ask_extractor(page: str, lines: Sequence[Line]) -> Numbers | None:
    """How much of each line trafilatura keeps, 0 to 1; None where it finds no report or stumbles over the page."""
    if len(page) > LARGEST_EXTRACTED:
        return None
    from trafilatura import bare_extraction  # noqa: PLC0415 - heavy

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it finds wrong with a page is no news here
    try:
        found = bare_extraction(page, fast=True, include_comments=False)
    except Exception:  # noqa: BLE001 - whatever it stumbles over, the page's own measures are left
        return None
    text = getattr(found, "text", None) or ""
    if not text.strip():
        return None
    runs = set(shingles(words_of(text), RUN_OF_WORDS))
    whole = {words_of(line) for line in text.split("\n")}
    return np.array([_kept(line, runs, whole) for line in lines])


def _kept(line: Line, runs: set[tuple[str, ...]], whole: set[tuple[str, ...]]) -> float:
    mine = shingles(line.words, RUN_OF_WORDS)
    if not mine:
        return float(line.words in whole)
    return sum(run in runs for run in mine) / len(mine)
