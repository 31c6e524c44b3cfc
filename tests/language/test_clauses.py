from __future__ import annotations

import numpy as np

from stemma.language.clauses import find_clauses
from stemma.language.layers import Layers
from stemma.language.parsing import ROOT
from stemma.language.tokens import find_tokens
from stemma.text.spans import Span


def layers(text: str, tree: list[tuple[int, str]]) -> Layers:
    tokens = find_tokens(text, Span(0, len(text)))
    assert len(tokens.words) == len(tree)
    return Layers(
        tokens=tokens,
        ends=np.zeros(len(tree), dtype=np.bool_),
        tags=("X",) * len(tree),
        heads=np.array([h for h, _ in tree]),
        relations=tuple(r for _, r in tree),
        names=(),
        sayings=(),
        certainty=np.zeros((len(tree), 5), dtype=np.float32),
    )


def test_verb_beside_a_verb_with_its_own_subject_begins_a_clause():
    text = "The bridge closed and the ferry sank"
    tree = [(1, "det"), (2, "nsubj"), (ROOT, "root"), (6, "cc"), (5, "det"), (6, "nsubj"), (2, "conj")]
    assert [text[at:] for at in find_clauses(layers(text, tree))] == ["and the ferry sank"]


def test_verbs_that_share_a_subject_stay_together():
    text = "The bridge closed and sank"
    tree = [(1, "det"), (2, "nsubj"), (ROOT, "root"), (4, "cc"), (2, "conj")]
    assert find_clauses(layers(text, tree)) == ()


def test_clause_before_its_main_clause_opens_nothing():
    text = "When it rained the bridge closed"
    tree = [(2, "mark"), (2, "nsubj"), (5, "advcl"), (4, "det"), (5, "nsubj"), (ROOT, "root")]
    assert find_clauses(layers(text, tree)) == ()
