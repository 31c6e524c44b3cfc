"""Who does it, told by trees that are drawn by hand; no model takes part."""

from __future__ import annotations

import numpy as np
import pytest

from stemma.language.events_roles import Roles, SentenceTree
from stemma.language.layers import Layers
from stemma.language.tokens import Tokens
from stemma.model import Actor
from stemma.text.spans import Span


def read(rows: str, phrase: str) -> Roles:
    """The roles of a phrase in a tree: a word a row with its head (from 1; 0 is the root) and relation; actors in capitals."""
    words, heads, relations, tags, spans, actors = [], [], [], [], [], []
    at = 0
    for row in rows.strip().splitlines():
        word, head, relation, *tag = row.split()
        spans.append(Span(at, at + len(word)))
        at += len(word) + 1
        words.append(word)
        heads.append(int(head) - 1)
        relations.append(relation)
        tags.append(tag[0] if tag else "NN")
        if word.isupper():
            actors.append(Actor(spans[-1], word, word))
    tokens = Tokens(tuple(words), tuple(spans), (0, *(1 for _ in words[1:])))
    layers = Layers(
        tokens,
        np.zeros(len(words), dtype=np.bool_),
        tuple(tags),
        np.array(heads),
        tuple(relations),
        (),
        (),
        np.zeros((len(words), 5)),
    )
    text = " ".join(words)
    start = text.index(phrase)
    found = SentenceTree.of(layers, Span(0, len(text)), actors).roles(Span(start, start + len(phrase)))
    assert found is not None
    return found


def names(actors: tuple[Actor, ...]) -> str:
    return " ".join(a.name for a in actors)


@pytest.mark.parametrize(
    ("rows", "phrase", "source", "target"),
    [
        ("BRALT 2 nsubj\npraised 0 root VBD\nPELLAN 2 obj", "praised", "BRALT", "PELLAN"),
        (
            "BRALT 3 nsubj:pass\nwas 3 aux:pass\npraised 0 root VBN\nby 5 case\nPELLAN 3 obl",
            "praised",
            "PELLAN",
            "BRALT",
        ),
        ("BRALT 2 nsubj\nheld 0 root VBD\ntalks 2 obj\nwith 5 case\nPELLAN 2 obl", "talks", "BRALT", "PELLAN"),
        (
            "BRALT 2 nsubj\nlifted 0 root VBD\nsanctions 2 obj\non 5 case\nPELLAN 3 nmod",
            "lifted",
            "BRALT",
            "PELLAN",
        ),
        (
            "BRALT 2 nsubj\nmet 0 root VBD\nPELLAN 2 obj\nand 5 cc\npraised 2 conj VBD\nCORRAN 5 obj",
            "praised",
            "BRALT",
            "CORRAN",
        ),
        (
            "BRALT 2 nsubj\nurged 0 root VBD\nPELLAN 2 obj\nto 5 mark\nfree 2 xcomp VB\nCORRAN 5 obj",
            "free",
            "PELLAN",
            "CORRAN",
        ),
        (
            "BRALT 2 nsubj\nacted 0 root VBD\nin 4 case\nCORRAN 2 obl\nagainst 6 case\nPELLAN 2 obl",
            "acted",
            "BRALT",
            "PELLAN",
        ),
    ],
)
def test_roles_follow_the_tree(rows: str, phrase: str, source: str, target: str):
    found = read(rows, phrase)
    assert (names(found.sources), names(found.targets)) == (source, target)


def test_what_is_wanted_stands_under_the_wanting():
    rows = "BRALT 2 nsubj\npledged 0 root VBD\nto 4 mark\nfree 2 xcomp VB\nPELLAN 4 obj"
    found = read(rows, "free")
    assert (names(found.sources), names(found.targets)) == ("BRALT", "PELLAN")
    assert found.will == Span(6, 17)
    assert read(rows, "pledged").verb in found.willing


def test_what_somebody_is_asked_to_do_is_not_wanted_of_oneself():
    assert read("BRALT 2 nsubj\nwants 0 root VBZ\nPELLAN 2 obj\nto 5 mark\npay 2 xcomp VB", "pay").will is None


def test_pronoun_in_what_is_said_means_the_sayer():
    rows = "BRALT 2 nsubj\nsaid 0 root VBD\nit 5 nsubj PRP\nwill 5 aux\npraise 2 ccomp VB\nPELLAN 5 obj"
    found = read(rows, "praise")
    assert (names(found.sources), names(found.targets), found.depth) == ("BRALT", "PELLAN", 0)


def test_what_was_done_to_the_sayer_is_said_to_be_so():
    rows = "BRALT 2 nsubj\nsaid 0 root VBD\nPELLAN 4 nsubj\nattacked 2 ccomp VBD\nit 4 obj PRP"
    found = read(rows, "attacked")
    assert found.on_itself
    assert found.sayer is not None
    assert (found.sayer.name, names(found.sources)) == ("BRALT", "PELLAN")


def test_what_no_actor_does_is_done_by_nobody():
    assert read("step 2 nsubj\nhurt 0 root VBD\nPELLAN 2 obj", "hurt").nobody
    assert not read("step 4 nsubj\nof 3 case\nBRALT 1 nmod\nhurt 0 root VBD\nPELLAN 4 obj", "hurt").nobody
