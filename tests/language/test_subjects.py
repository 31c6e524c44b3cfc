from __future__ import annotations

from collections.abc import Sequence

import pytest

from stemma.language.layers import Layers, SaidWords
from stemma.language.parsing import ROOT
from stemma.language.subjects import with_subjects
from tests.language.trees import Row, parsed

# "Orla Venn met the envoy, urging calm. The council called." with its tree, word by word.
TEXT = "Orla Venn met the envoy, urging calm. The council called."
TREE = [
    (2, "nsubj", "NNP"),
    (0, "flat", "NNP"),
    (ROOT, "root", "VBD"),
    (4, "det", "DT"),
    (2, "obj", "NN"),
    (6, "punct", ","),
    (2, "advcl", "VBG"),
    (6, "obj", "NN"),
    (2, "punct", "."),
    (10, "det", "DT"),
    (11, "nsubj", "NN"),
    (ROOT, "root", "VBD"),
    (11, "punct", "."),
]


def layers(relation: str = "advcl", subject: str = "NNP") -> Layers:
    rows = [(h, relation if i == 6 else r, subject if i == 0 else t) for i, (h, r, t) in enumerate(TREE)]
    return parsed(TEXT, rows)


def said(source: tuple[int, int] | None) -> SaidWords:
    return SaidWords(source=source, cue=(6, 7), content=((7, 8),), withheld=0.0)


@pytest.mark.parametrize("found", [None, (9, 11), (4, 5)])
def test_participle_has_the_subject_of_the_verb_beside_it(found: tuple[int, int] | None):
    assert with_subjects(layers(), [said(found)]) == [said((0, 2))]


def test_source_that_holds_the_subject_stays():
    assert with_subjects(layers(), [said((0, 3))]) == [said((0, 3))]


def test_participle_that_is_part_of_a_noun_keeps_its_source():
    assert with_subjects(layers("acl"), [said((4, 5))]) == [said((4, 5))]


def test_pronoun_does_not_replace_a_source():
    assert with_subjects(layers(subject="PRP"), [said((9, 11))]) == [said((9, 11))]
    assert with_subjects(layers(subject="PRP"), [said(None)]) == [said((0, 2))]


def rows_said(
    text: str, rows: Sequence[Row], source: tuple[int, int] | None, cue: tuple[int, int], content: tuple[int, int]
) -> list[tuple[int, int] | None]:
    """The sources of an act of saying once the tree has been looked at; empty if it is none."""
    one = SaidWords(source=source, cue=cue, content=(content,), withheld=0.0)
    return [s.source for s in with_subjects(parsed(text, rows), [one])]


ACCUSED = [
    (1, "compound", "NN"),
    (3, "nsubj:pass", "NNS"),
    (3, "aux:pass", "VBP"),
    (ROOT, "root", "VBN"),
    (5, "case", "IN"),
    (3, "obl", "NN"),
    (3, "punct", "."),
]


def test_subject_of_a_passive_is_no_speaker():
    assert rows_said("Grain traders are accused of theft.", ACCUSED, (0, 2), (3, 4), (4, 6)) == [None]
    assert rows_said("Grain traders are concerned about theft.", ACCUSED, (0, 2), (3, 4), (4, 6)) == [(0, 2)]


def test_agent_of_a_passive_speaks():
    rows = [(1, "nsubj:pass", "NNP"), (ROOT, "root", "VBN"), (3, "case", "IN"), (1, "obl:agent", "NNP")]
    rows += [(5, "mark", "IN"), (1, "advcl", "VBG"), (1, "punct", ".")]
    assert rows_said("Stroud accused by Venn of lying.", rows, (3, 4), (1, 2), (4, 6)) == [(3, 4)]
    assert rows_said("Stroud accused by Venn of lying.", rows, (0, 1), (1, 2), (4, 6)) == [None]


@pytest.mark.parametrize("tag", ["VBN", "VBD"])
def test_who_is_accused_is_no_speaker(tag: str):
    rows = [(1, "nsubj", "NNP"), (ROOT, "root", "VBD"), (1, "obj", "NNS"), (2, "acl", tag), (5, "case", "IN")]
    rows += [(3, "obl", "NN"), (1, "punct", ".")]
    assert rows_said("Venn met traders accused of theft.", rows, (2, 3), (3, 4), (4, 6)) == [None]


def test_alleged_support_is_said_by_nobody():
    rows = [(1, "nmod:poss", "NNS"), (3, "nmod:poss", "POS"), (3, "amod", "JJ"), (ROOT, "root", "NN")]
    assert not rows_said("Traders' alleged support", [*rows], (0, 2), (2, 3), (3, 4))


STATEMENT = [
    (1, "nsubj", "NNP"),
    (ROOT, "root", "VBD"),
    (3, "det", "DT"),
    (1, "obj", "NN"),
    (3, "acl", "VBG"),
    (6, "case", "IN"),
    (4, "obl", "NN"),
    (1, "punct", "."),
]


@pytest.mark.parametrize(("noun", "source"), [("statement", (0, 1)), ("horse", None)])
def test_who_issues_a_statement_says_what_is_in_it(noun: str, source: tuple[int, int] | None):
    assert rows_said(f"Venn issued a {noun} calling for calm.", STATEMENT, None, (4, 5), (5, 7)) == [source]


def test_speaker_is_not_part_of_what_he_says():
    text = "The paper said talks were secondary, saying so."
    rows = [(1, "det", "DT"), (2, "nsubj", "NN"), (ROOT, "root", "VBD"), (5, "nsubj", "NNS"), (5, "cop", "VBD")]
    rows += [(2, "ccomp", "JJ"), (7, "punct", ","), (5, "advcl", "VBG"), (7, "obj", "RB"), (2, "punct", ".")]
    outer = SaidWords(source=(0, 2), cue=(2, 3), content=((3, 6),), withheld=0.0)
    inner = SaidWords(source=(3, 4), cue=(7, 8), content=((8, 9),), withheld=0.0)
    found = with_subjects(parsed(text, rows), [outer, inner])
    assert [s.source for s in found] == [(0, 2), (0, 2)]


def test_source_that_is_a_clause_shrinks_to_its_subject():
    text = "It comes as officials accuse traders."
    rows = [
        (1, "nsubj", "PRP"),
        (ROOT, "root", "VBZ"),
        (4, "mark", "IN"),
        (4, "nsubj", "NNS"),
        (1, "advcl", "VBP"),
    ]
    rows += [(4, "obj", "NNS"), (1, "punct", ".")]
    assert rows_said(text, rows, (1, 4), (4, 5), (5, 6)) == [(3, 4)]
