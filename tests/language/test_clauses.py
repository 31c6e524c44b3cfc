from __future__ import annotations

from stemma.language.clauses import find_clauses
from stemma.language.layers import Layers
from stemma.language.parsing import ROOT
from tests.language.trees import parsed


def layers(text: str, tree: list[tuple[int, str]]) -> Layers:
    return parsed(text, [(head, relation, "X") for head, relation in tree])


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
