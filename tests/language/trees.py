"""Layers of a text from its tree, written down word by word."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stemma.language.layers import Layers
from stemma.language.tokens import find_tokens
from stemma.text.spans import Span

Row = tuple[int, str, str]
"""Of a word: the place of the one it hangs on, the relation, the tag."""


def parsed(text: str, rows: Sequence[Row]) -> Layers:
    """The layers; a full stop ends a sentence, nothing is named and nobody says anything."""
    tokens = find_tokens(text, Span(0, len(text)))
    assert len(tokens.words) == len(rows)
    return Layers(
        tokens=tokens,
        ends=np.array([w == "." for w in tokens.words]),
        tags=tuple(t for _, _, t in rows),
        heads=np.array([h for h, _, _ in rows]),
        relations=tuple(r for _, r, _ in rows),
        names=(),
        sayings=(),
        certainty=np.zeros((len(rows), 5), dtype=np.float32),
    )
