from __future__ import annotations

import pytest

from stemma.language.layers import Layers, SaidWords
from stemma.language.parsing import ROOT
from stemma.language.subjects import with_subjects
from tests.language.trees import parsed

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
