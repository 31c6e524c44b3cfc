from __future__ import annotations

import re
from itertools import groupby

import numpy as np

from stemma.collation.passages import WordTable, tabulate
from stemma.collation.propositions import find_propositions
from stemma.collation.sameness import find_heights
from stemma.model import NARRATOR, Analysis, Sentence, Statement, Words
from stemma.text.spans import Span


def parsed(text: str, tree: str) -> WordTable:
    """The words of a text with their tree: for each word the number of the word it hangs on, from 1, and how."""
    spans = [Span(*m.span()) for m in re.finditer(r"\w+|[^\w\s]", text)]
    links = [link.split(":") for link in tree.split()]
    heads = np.array([int(head) - 1 if head != "0" else n for n, (head, _) in enumerate(links)], dtype=np.int32)
    words = Words(
        starts=np.array([s.start for s in spans], dtype=np.int32),
        ends=np.array([s.end for s in spans], dtype=np.int32),
        heads=heads,
        relations=tuple(relation for _, relation in links),
        vectors=np.zeros((len(spans), 2), dtype=np.float16),
    )
    sentence = Sentence(Span(0, len(text)), "body")
    return tabulate(
        text, Analysis("r1", supported=True, sentences=(sentence,), vectors=np.zeros((1, 2), np.float32)), words
    )


def told(text: str, tree: str, *said: tuple[str, str]) -> list[tuple[str, str]]:
    """The propositions of a sentence, each with its voice, given its statements in order."""
    statements = [
        Statement(Span(text.index(part), text.index(part) + len(part)), 0, voice, "asserted")
        for part, voice in said
    ]
    found = find_propositions(text, parsed(text, tree), Span(0, len(text)), statements)
    return [(s.span.of(text), s.voice) for s in found]


def test_a_clause_with_its_subject_stays_as_it_is():
    text = "Toll said the bridge is closed"
    tree = "2:nsubj 0:root 4:det 6:nsubj 6:aux 2:ccomp"
    assert told(text, tree, ("the bridge is closed", "Toll")) == [("the bridge is closed", "Toll")]


def test_the_object_of_a_saying_takes_in_its_word():
    text = "Calder accused Lesk of arming rebels"
    tree = "2:nsubj 0:root 2:obj 5:mark 2:advcl 5:obj"
    assert told(text, tree, ("Lesk of arming rebels", "Calder")) == [("accused Lesk of arming rebels", "Calder")]


def test_what_the_narrator_tells_of_a_speaker_takes_in_his_name():
    text = "Toll left early and said no"
    tree = "2:nsubj 0:root 2:advmod 5:cc 2:conj 5:obj"
    assert told(text, tree, ("left early and", NARRATOR))[0] == ("Toll left early and", NARRATOR)


def test_a_subject_that_a_speaker_divides_from_its_clause_is_put_together_with_it():
    text = "This aid , Calder said , has kept Lesk alive"
    tree = "8:nsubj:x 8:x 8:punct 5:nsubj 8:parataxis 8:punct 8:aux 0:root 8:obj 8:xcomp"
    tree = tree.replace("8:nsubj:x 8:x", "2:det 8:nsubj")
    said = (("This aid", "Calder"), ("has kept Lesk alive", "Calder"))
    assert told(text, tree, *said) == [("This aid , Calder said , has kept Lesk alive", "Calder")]
    other = (("This aid", NARRATOR), ("has kept Lesk alive", "Calder"))
    assert told(text, tree, *other)[-1] == ("has kept Lesk alive", "Calder")


def test_what_only_names_a_thing_is_no_proposition_unless_it_is_quoted():
    text = "A new pier for Lesk"
    tree = "3:det 3:amod 0:root 5:case 3:nmod"
    assert told(text, tree, (text, NARRATOR)) == []
    quoted = "“ A new pier for Lesk ”"
    tree = "4:punct 4:det 4:amod 0:root 6:case 4:nmod 4:punct"
    assert told(quoted, tree, (quoted, "Toll")) == [(quoted, "Toll")]


def test_no_proposition_runs_into_another_statement():
    text = "Toll said ships left Lesk burning quays"
    tree = "2:nsubj 0:root 4:nsubj 2:ccomp 4:obj 4:advcl 6:obj"
    parts = told(text, tree, ("ships left Lesk", "Toll"), ("burning quays", NARRATOR))
    assert parts == [("ships left Lesk", "Toll"), ("burning quays", NARRATOR)]


def test_what_an_outlet_says_of_its_own_making_is_left_out():
    text = "Elin Castor contributed to this report"
    tree = "3:nsubj 3:nsubj 0:root 6:case 6:det 3:obl"
    assert told(text, tree, (text, NARRATOR)) == []


def test_words_stand_the_lower_the_further_they_are_from_the_top_of_the_tree():
    text = "Ships left after raids on Lesk"
    heights = find_heights(parsed(text, "2:nsubj 0:root 4:case 2:obl 6:case 4:nmod"), Span(0, len(text)))
    order = [
        sorted(group) for _, group in groupby(sorted(heights, key=lambda w: -heights[w]), key=lambda w: heights[w])
    ]
    assert order[0] == ["left"]
    assert heights["lesk"] < heights["raid"] < heights["left"] == 1
