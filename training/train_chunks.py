"""Train the network that types pairs of chunks and write its weights.

    python training/train_chunks.py --data DATA [--write]

Reads the training half of SemEval 2016 task 2 (interpretable similarity) in `alignment/ists/train` of the development
data; prints the official scores of five-fold cross-validation over sentence pairs, set by set, and, with --write,
trains on all pairs and writes `src/stemma/collation/chunks.npz`. NumPy alone; a minute or two.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from stemma.collation.chunk_features import Chunk, compare_chunks
from stemma.collation.chunks import EXCHANGED, FARTHEST, LINK_KINDS, ChunkedSentence, ChunkWeights, align_chunks
from stemma.language.vectors import Vectors
from stemma.text.spans import Span

TARGET = Path(__file__).parents[1] / "src" / "stemma" / "collation" / "chunks.npz"
SETS = {
    "headlines": "train_2015_10_22.utf-8/STSint.input.headlines",
    "images": "train_2015_10_22.utf-8/STSint.input.images",
    "students": "train_students_answers_2015_10_27.utf-8/STSint.input.answers-students",
}
FOLDS = 5
# Chosen in coarse steps in the same cross-validation: directions of heads, hidden units, share of them left out at
# each step (dropout), weight decay, passes, step size, pairs a step, share of the unlinked pairs that is read.
AXES, HIDDEN, DROPPED, DECAY, PASSES, STEP, BATCH, KEPT = 12, 32, 0.25, 1e-3, 30, 3e-3, 256, 0.3
AXES_SCALE = 3.0

_PAIR = re.compile(r'<sentence id="(\d+)".*?\n// (.*?)\n// (.*?)\n(.*?)</sentence>', re.DOTALL)
_LINK = re.compile(r"^([\d ]+) <==> ([\d ]+) // (\S+) // (\S+) //", re.MULTILINE)
# The marks that the official scorer leaves out.
_MARK = re.compile(r"[.,:'`?;\"-]")

Links = list[tuple[tuple[int, ...], tuple[int, ...], str, float]]
"""Words of the first sentence and of the second by their number from 1, types joined by `_`, score."""
Floats = NDArray[np.floating]


@dataclass(frozen=True)
class GoldPair:
    """Two sentences as they were annotated."""

    words: tuple[str, ...]
    other_words: tuple[str, ...]
    one: ChunkedSentence
    other: ChunkedSentence
    links: Links


def read_pairs(folder: Path, name: str) -> list[GoldPair]:
    """The sentence pairs of a set, with the chunks that are given and the links that are wanted."""
    stem = folder / SETS[name]
    given = [Path(f"{stem}.sent{k}.chunk.txt").read_text("utf-8").splitlines() for k in (1, 2)]
    out = []
    for n, m in enumerate(_PAIR.finditer(Path(f"{stem}.wa").read_text("utf-8"))):
        links = [
            (_numbers(x[1]), _numbers(x[2]), x[3], 0.0 if x[4] == "NIL" else float(x[4]))
            for x in _LINK.finditer(m[4])
        ]
        words, others = m[2].split(), m[3].split()
        out.append(GoldPair(tuple(words), tuple(others), _chunked(given[0][n]), _chunked(given[1][n]), links))
    return out


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(x) for x in text.split() if x != "0")


def _chunked(line: str) -> ChunkedSentence:
    """A line of chunks in brackets as a sentence of words with single blanks."""
    chunks = [" ".join(c.split()) for c in re.findall(r"\[ (.*?) \](?= |$)", line)]
    spans, at = [], 0
    for c in chunks:
        spans.append(Span(at, at + len(c)))
        at += len(c) + 1
    return ChunkedSentence(" ".join(chunks), tuple(spans))


def word_numbers(sentence: ChunkedSentence) -> list[tuple[int, ...]]:
    """The words of each chunk by their number from 1."""
    out, at = [], 1
    for span in sentence.chunks:
        size = len(span.of(sentence.text).split())
        out.append(tuple(range(at, at + size)))
        at += size
    return out


def wanted(pair: GoldPair) -> dict[tuple[int, int], int]:
    """The type of every pair of given chunks of whose pairs of words most are linked."""
    linked = {(u, v): kind.split("_")[0] for x, y, kind, _ in pair.links for u in x for v in y}
    out = {}
    for i, x in enumerate(word_numbers(pair.one)):
        for j, y in enumerate(word_numbers(pair.other)):
            kinds = Counter(linked[u, v] for u in x for v in y if (u, v) in linked)
            if 2 * kinds.total() > len(x) * len(y):
                out[i, j] = LINK_KINDS.index(max(sorted(kinds), key=lambda k: kinds[k]))  # type: ignore[arg-type]
    return out


def all_equal(pairs: Sequence[GoldPair]) -> list[Links]:
    """The true alignment with every link said to be of one meaning: what typing has to beat."""
    return [[(x, y, "EQUI", 5.0) for x, y, _, _ in p.links] for p in pairs]


def find_links(pair: GoldPair, vectors: Vectors, weights: ChunkWeights) -> Links:
    """What the aligner says, in the form of the annotation."""
    one, other = word_numbers(pair.one), word_numbers(pair.other)
    return [
        (one[x.one], other[x.other], x.kind, float(x.score))
        for x in align_chunks(pair.one, pair.other, vectors.encode, weights)
        if x.one is not None and x.other is not None
    ]


def score(pairs: Sequence[GoldPair], found: Sequence[Links], *, typed: bool, scored: bool = False) -> float:
    """The F1 of the official scorer (`evalF1.pl`): links of words, each worth one over its larger fan-out.

    All words of two linked chunks are linked, marks left out (Melamed 1998). Precision takes the weights from what
    was found, recall from what is wanted; `typed` multiplies by the Jaccard coefficient of the two sets of types
    (EQUI_POL is two), `scored` by 1 less a fifth of the difference of the scores.
    """
    grids = [(_grid(p, p.links), _grid(p, f)) for p, f in zip(pairs, found, strict=True)]
    precision = _covered([(f, g) for g, f in grids], typed=typed, scored=scored)
    recall = _covered(grids, typed=typed, scored=scored)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


Grid = dict[tuple[int, int], tuple[frozenset[str], float]]


def _grid(pair: GoldPair, links: Links) -> Grid:
    def kept(words: Sequence[str], numbers: Sequence[int]) -> list[int]:
        return [n for n in numbers if n > len(words) or not _MARK.fullmatch(words[n - 1])]

    return {
        (u, v): (frozenset(kind.lower().split("_")), value)
        for x, y, kind, value in links
        for u in kept(pair.words, x)
        for v in kept(pair.other_words, y)
    }


def _covered(grids: Sequence[tuple[Grid, Grid]], *, typed: bool, scored: bool) -> float:
    """Share of the weight of the first grids that the second ones have too."""
    total = shared = 0.0
    for one, other in grids:
        rows, columns = Counter(u for u, _ in one), Counter(v for _, v in one)
        for (u, v), (kinds, value) in one.items():
            weight = 1 / max(rows[u], columns[v])
            total += weight
            if (u, v) in other:
                kinds2, value2 = other[u, v]
                weight *= len(kinds & kinds2) / len(kinds | kinds2) if typed else 1.0
                shared += weight * (1 - abs(value - value2) / 5 if scored else 1.0)
    return shared / total if total else 0.0


def fit(pairs: Sequence[GoldPair], vectors: Vectors, seed: int = 0) -> ChunkWeights:
    """The network, trained on these pairs and on the same with the sentences exchanged."""
    rng = np.random.default_rng(seed)
    axes = _axes(pairs, vectors)
    rows: list[Floats] = []
    kinds: list[NDArray[np.int64]] = []
    for p in pairs:
        first, second = compare_chunks(_chunks(p.one), _chunks(p.other), vectors.encode, axes)
        for table, exchanged in ((first, False), (second, True)):
            gold = np.zeros(table.shape[:2], dtype=np.int64)
            for (i, j), kind in wanted(p).items():
                gold[i, j] = EXCHANGED[kind] if exchanged else kind
            read = (gold > 0) | (rng.random(gold.shape) < KEPT)
            rows.append(table[read])
            kinds.append(gold[read])
    inputs, gold = np.concatenate(rows), np.concatenate(kinds)
    mean, spread = inputs.mean(axis=0), inputs.std(axis=0) + 1e-6
    plain = np.clip((inputs - mean) / spread, -FARTHEST, FARTHEST)
    weights = np.where(gold == 0, 1 / KEPT, 1.0)
    return ChunkWeights(axes, mean, spread, *descend(plain, gold, weights / weights.mean(), rng))


def _chunks(sentence: ChunkedSentence) -> list[Chunk]:
    return [Chunk(tuple(s.of(sentence.text).split())) for s in sentence.chunks]


def _axes(pairs: Sequence[GoldPair], vectors: Vectors) -> Floats:
    """The main directions in which the words of the sentences differ, shape (dimensions, axes)."""
    words = sorted({w.lower() for p in pairs for w in (*p.words, *p.other_words)})
    table = vectors.encode(words).astype(np.float64)
    _, _, directions = np.linalg.svd(table - table.mean(axis=0), full_matrices=False)
    directions = directions[:AXES]
    largest = directions[np.arange(AXES), np.abs(directions).argmax(axis=1)]
    return (directions * np.sign(largest)[:, None]).T * AXES_SCALE


def descend(
    plain: Floats, gold: NDArray[np.int64], weights: Floats, rng: np.random.Generator
) -> tuple[Floats, Floats, Floats, Floats]:
    """Weights of one hidden layer by Adam (Kingma & Ba 2015) with dropout; the step falls to 0."""
    inputs, kinds = plain.shape[1], len(LINK_KINDS)
    parts = [
        rng.normal(0, inputs**-0.5, (inputs, HIDDEN)), np.zeros(HIDDEN),
        rng.normal(0, HIDDEN**-0.5, (HIDDEN, kinds)), np.zeros(kinds),
    ]  # fmt: skip
    mean, square = [np.zeros_like(p) for p in parts], [np.zeros_like(p) for p in parts]
    steps = 0
    for k in range(PASSES):
        order = rng.permutation(len(plain))
        step = STEP * (1 - k / PASSES) + 1e-5
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            x = plain[batch]
            mask = (rng.random((len(batch), HIDDEN)) > DROPPED) / (1 - DROPPED)
            hidden = np.maximum(x @ parts[0] + parts[1], 0) * mask
            scores = hidden @ parts[2] + parts[3]
            back = np.exp(scores - scores.max(axis=1, keepdims=True))
            back /= back.sum(axis=1, keepdims=True)
            back[np.arange(len(batch)), gold[batch]] -= 1
            back *= weights[batch, None] / len(batch)
            deep = back @ parts[2].T * (hidden > 0) * mask
            slopes = [
                x.T @ deep + DECAY * parts[0],
                deep.sum(axis=0),
                hidden.T @ back + DECAY * parts[2],
                back.sum(axis=0),
            ]
            steps += 1
            for i, slope in enumerate(slopes):
                mean[i] = 0.9 * mean[i] + 0.1 * slope
                square[i] = 0.999 * square[i] + 0.001 * slope**2
                size = np.sqrt(square[i] / (1 - 0.999**steps)) + 1e-8
                parts[i] = parts[i] - step * mean[i] / (1 - 0.9**steps) / size
    return parts[0], parts[1], parts[2], parts[3]


def cross_validate(sets: dict[str, list[GoldPair]], vectors: Vectors) -> dict[str, list[Links]]:
    """What is found in every pair by weights trained on the other folds of all sets."""
    found: dict[str, list[Links]] = {name: [[] for _ in pairs] for name, pairs in sets.items()}
    for k in range(FOLDS):
        weights = fit([p for pairs in sets.values() for n, p in enumerate(pairs) if n % FOLDS != k], vectors)
        for name, pairs in sets.items():
            for n in range(k, len(pairs), FOLDS):
                found[name][n] = find_links(pairs[n], vectors, weights)
    return found


def main() -> None:
    """Score and, if asked, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--write", action="store_true", help="train on all pairs and write the weights")
    options = parser.parse_args()
    folder, vectors = options.data / "alignment" / "ists" / "train", Vectors.load()
    sets = {name: read_pairs(folder, name) for name in SETS}
    for name, found in cross_validate(sets, vectors).items():
        figures = [
            score(sets[name], found, typed=t, scored=s) for t, s in ((False, False), (True, False), (True, True))
        ]
        print(
            name,
            len(found),
            *(f"{n} {v:.3f}" for n, v in zip(("aligned", "typed", "typed and scored"), figures, strict=True)),
        )
    if options.write:
        fit([p for pairs in sets.values() for p in pairs], vectors).save(TARGET)
        print("wrote", TARGET, TARGET.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
