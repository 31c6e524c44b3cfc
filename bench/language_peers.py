"""The peers of the language model: a plain spaCy CNN trained on the same data, and the quotations of textacy over it.

The CNN (tok2vec of the usual width and depth, tagger, parser; names over a tok2vec of their own, as in spaCy's published
pipelines; no pretrained vectors) is trained for a fixed time of the processor, so that a bench stays a bench: it is short, and its scores are those of a short training.
"""

from __future__ import annotations

import json
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import spacy
from encoder.corpora import Tree, read_treebank
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example, iob_to_biluo
from spacy.util import fix_random_seed

# Processor seconds of training, and words of a batch.
SECONDS = 300.0
BATCH = 1_200
SEED = 7
# Batches of names among all batches.
NAMED = 0.3
# Sentences of a treebank that make one text, so that the parser learns where sentences end.
TOGETHER = 5
COARSE = {"PER": "PER", "ORG": "ORG", "LOC": "LOC", "GPE": "LOC", "FAC": "LOC"}
TREEBANKS = ("ewt-train", "gum-train")
NAMES = ("politics_train", "gum_train", "wikigold", "crossner_other", "btc", "wnut17")
Quotation = tuple[tuple[int, int], tuple[int, int]]
"""Where a speaker and what he says stand."""
_LISTENER = {"model": {"tok2vec": {"@architectures": "spacy.Tok2VecListener.v1", "width": 96}}}


@dataclass(frozen=True)
class Trained:
    """A pipeline and what its training was."""

    pipeline: Language
    steps: int
    seconds: int
    lemmas: Mapping[tuple[str, str], str]
    """The lemma of a word in small letters with its tag, as seen most often."""


def train(data: Path, seconds: float = SECONDS) -> Trained:
    """The plain CNN, trained on the treebanks and on the sets of names that our model was trained on."""
    fix_random_seed(SEED)
    rng = random.Random(SEED)  # noqa: S311  nothing secret is drawn
    pipeline = spacy.blank("en")
    pipeline.add_pipe("tok2vec")
    for name in ("tagger", "parser"):
        pipeline.add_pipe(name, config=_LISTENER)
    # Not a listener: a component that finds nothing to learn in a batch would keep the shared layers from learning.
    pipeline.add_pipe("ner")
    files = [data / f"language/ud/{name}.conllu" for name in TREEBANKS]
    trees = [e for path in files for e in _tree_examples(pipeline, read_treebank(path))]
    names = [e for name in NAMES for e in _name_examples(pipeline, data / f"language/ner/{name}.jsonl")]
    optimizer = pipeline.initialize(lambda: [*trees, *names])
    batches = (_batches(trees, rng), _batches(names, rng))
    begun, steps = time.process_time(), 0
    while time.process_time() - begun < seconds:
        named = rng.random() < NAMED
        with pipeline.select_pipes(enable=["ner"] if named else ["tok2vec", "tagger", "parser"]):
            pipeline.update(next(batches[named]), sgd=optimizer, drop=0.1)
        steps += 1
    with pipeline.use_params(optimizer.averages):
        pipeline = pipeline.from_bytes(pipeline.to_bytes())
    return Trained(pipeline, steps, round(time.process_time() - begun), _lemmas(files))


def _batches(examples: Sequence[Example], rng: random.Random) -> Iterator[list[Example]]:
    """Batches of about so many words, for ever; each pass in another order."""
    order = list(range(len(examples)))
    batch: list[Example] = []
    while True:
        rng.shuffle(order)
        for i in order:
            batch.append(examples[i])
            if sum(len(e.reference) for e in batch) >= BATCH:
                yield batch
                batch = []


def _tree_examples(pipeline: Language, trees: Sequence[Tree]) -> Iterator[Example]:
    run: list[Tree] = []
    for tree in trees:
        if run and (tree.opens > 1 or len(run) == TOGETHER):
            yield _tree_example(pipeline, run)
            run = []
        run.append(tree)
    if run:
        yield _tree_example(pipeline, run)


def _tree_example(pipeline: Language, run: Sequence[Tree]) -> Example:
    words: list[str] = []
    heads: list[int] = []
    for tree in run:
        heads += [len(words) + (i if h < 0 else h) for i, h in enumerate(tree.heads)]
        words += tree.words
    spaces = [bool(g) for tree in run for g in (*tree.gaps[1:], not tree.tight)]
    gold = {
        "tags": [t for tree in run for t in tree.tags],
        "heads": heads,
        "deps": ["ROOT" if r == "root" else r for tree in run for r in tree.relations],
        "sent_starts": [i == 0 for tree in run for i in range(len(tree.words))],
    }
    return Example.from_dict(Doc(pipeline.vocab, words=words, spaces=spaces), gold)


def _name_examples(pipeline: Language, path: Path) -> Iterator[Example]:
    for line in path.open(encoding="utf-8"):
        row = json.loads(line)
        tags = ["O" if t == "O" or t[2:] not in COARSE else f"{t[:2]}{COARSE[t[2:]]}" for t in row["tags"]]
        doc = Doc(pipeline.vocab, words=row["tokens"], spaces=row.get("spaces"))
        yield Example.from_dict(doc, {"entities": iob_to_biluo(tags)})


def _lemmas(files: Sequence[Path]) -> dict[tuple[str, str], str]:
    """The lemma of each word and tag of some treebanks: what textacy knows words of saying by."""
    seen: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for path in files:
        for line in path.read_text(encoding="utf-8").splitlines():
            row = line.split("\t")
            if len(row) > 4 and row[0].isdigit():  # noqa: PLR2004  a word's row
                seen[row[1].lower(), row[4]][row[2].lower()] += 1
    return {k: c.most_common(1)[0][0] for k, c in seen.items()}


def score_trees(trained: Trained, path: Path) -> dict[str, float]:
    """Tags and labelled attachment on gold words and sentences; attachment leaves punctuation out."""
    tags = right = edges = labelled = 0
    trees = read_treebank(path)
    docs = [
        Doc(trained.pipeline.vocab, words=t.words, spaces=[bool(g) for g in (*t.gaps[1:], not t.tight)])
        for t in trees
    ]
    for tree, doc in zip(trees, trained.pipeline.pipe(docs, disable=["ner"]), strict=True):
        for i, token in enumerate(doc):
            tags += 1
            right += token.tag_ == tree.tags[i]
            if tree.relations[i] != "punct":
                edges += 1
                head = -1 if token.head.i == i else token.head.i
                relation = "root" if token.dep_ == "ROOT" else token.dep_
                labelled += head == tree.heads[i] and relation == tree.relations[i]
    return {"tag": round(100 * right / tags, 2), "las": round(100 * labelled / edges, 2)}


def sentences(trained: Trained, text: str) -> set[tuple[int, int]]:
    """Where the pipeline sees sentences in running text, blanks left outside."""
    found = set()
    start = 0
    for piece in text.split("\n\n"):
        for sent in trained.pipeline(piece, disable=["ner"]).sents:
            words = sent.text
            left = start + sent.start_char + len(words) - len(words.lstrip())
            found.add((left, left + len(words.strip())))
        start += len(piece) + 2
    return found


def names(trained: Trained, rows: Sequence[Mapping[str, Any]]) -> list[set[tuple[str, int, int]]]:
    """The names of sentences whose words are given: kind, first word, one past the last."""
    docs = [Doc(trained.pipeline.vocab, words=r["tokens"], spaces=r.get("spaces")) for r in rows]
    return [
        {(e.label_, e.start, e.end) for e in doc.ents}
        for doc in trained.pipeline.pipe(docs, disable=["tagger", "parser"])
    ]


def quotations(trained: Trained, text: str) -> list[Quotation]:
    """Speaker and content of what textacy finds; it gives up on a text with an odd number of marks."""
    from textacy.extract.triples import direct_quotations  # noqa: PLC0415  slow to import

    doc = trained.pipeline(text)
    for token in doc:
        token.pos_ = "VERB" if token.tag_.startswith("VB") else "X"
        token.lemma_ = trained.lemmas.get((token.lower_, token.tag_), token.lower_)
    try:
        found = list(direct_quotations(doc))
    except ValueError:
        return []
    return [
        (
            (t.speaker[0].idx, t.speaker[-1].idx + len(t.speaker[-1])),
            (t.content.start_char, t.content.end_char),
        )
        for t in found
    ]
