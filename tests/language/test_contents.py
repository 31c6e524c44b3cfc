from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from stemma.language.contents import with_contents
from stemma.language.layers import Layers, SaidWords
from stemma.language.tokens import find_tokens
from stemma.model import Sentence
from stemma.text.spans import Span


def read(text: str, *sentences: str) -> tuple[Layers, list[Sentence]]:
    """Words without a tree, and the sentences as given."""
    tokens = find_tokens(text, Span(0, len(text)))
    n = len(tokens.words)
    none = np.zeros(n, dtype=np.int64)
    layers = Layers(
        tokens=tokens,
        ends=none.astype(np.bool_),
        tags=("NN",) * n,
        heads=none,
        relations=("dep",) * n,
        names=(),
        sayings=(),
        certainty=np.zeros((n, 5), dtype=np.float32),
    )
    return layers, [Sentence(Span(text.index(s), text.index(s) + len(s)), "body") for s in sentences]


def said(
    content: list[tuple[int, int]], cue: tuple[int, int] | None = None, source: tuple[int, int] | None = None
) -> SaidWords:
    return SaidWords(source=source, cue=cue, content=tuple(content), withheld=0.0)


def test_heading_is_not_said():
    layers, sentences = read(
        "A second tension\nGrain was stolen, Venn said.", "A second tension", "Grain was stolen, Venn said."
    )
    whole = said([(0, 6)], (8, 9), (7, 8))
    assert [s.content for s in with_contents(layers, sentences, [whole])] == [((3, 6),)]


def test_wrapped_line_is_no_heading():
    layers, sentences = read(
        "A second tension\nover grain is near, Venn said.", "A second tension\nover grain is near, Venn said."
    )
    whole = said([(0, 7)], (9, 10), (8, 9))
    assert with_contents(layers, sentences, [whole]) == [whole]


TWO = ("Venn said grain was stolen.", "Stroud said nobody knew.")


def test_what_stands_beside_anothers_cue_is_his():
    layers, sentences = read(" ".join(TWO), *TWO)
    first, second = said([(2, 5), (8, 10)], (1, 2), (0, 1)), said([(8, 10)], (7, 8), (6, 7))
    found = with_contents(layers, sentences, [first, second])
    assert [s.content for s in found] == [((2, 5),), ((8, 10),)]


def test_what_is_said_within_what_is_said_stays():
    layers, sentences = read(" ".join(TWO), *TWO)
    outer, inner = said([(2, 5), (6, 10)], (1, 2), (0, 1)), said([(8, 10)], (7, 8), (6, 7))
    assert with_contents(layers, sentences, [outer, inner]) == [outer, inner]


def test_part_of_a_sentence_without_words_of_saying_is_said_by_nobody():
    layers, sentences = read("Grain was stolen from the port.", "Grain was stolen from the port.")
    assert not with_contents(layers, sentences, [said([(0, 3)])])
    assert len(with_contents(layers, sentences, [said([(0, 6)])])) == 1


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 4)), min_size=1, max_size=4))
def test_contents_are_only_ever_cut(stretches: list[tuple[int, int]]):
    layers, sentences = read(" ".join(TWO), *TWO)
    given_ = [said([(a, min(11, a + n))], (1, 2)) for a, n in stretches]
    for one in with_contents(layers, sentences, given_):
        assert any(a <= x and y <= b for x, y in one.content for g in given_ for a, b in g.content)


def test_sentence_that_names_its_speaker_is_his():
    text = '"According to a second official, grain was stolen."'
    layers, sentences = read(text, text)
    (found,) = with_contents(layers, sentences, [said([(0, 11)])])
    assert (found.cue, found.source, found.content) == ((1, 3), (3, 6), ((7, 11),))
    other = said([(0, 11)], source=(3, 6))
    assert with_contents(layers, sentences, [other]) == [other]
