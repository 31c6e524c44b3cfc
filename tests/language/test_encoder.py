from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stemma.errors import ModelError
from stemma.language.encoder import WINDOW, Encoder
from stemma.language.layers import Memory, read_layers
from stemma.language.tokens import MOST_PIECES, find_tokens
from stemma.text.spans import Span

TEXT = "The bridge at Bralt closed on Monday, the ministry said. “We did warn them,” Orla Venn said."


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder.load()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(["word ", "x. ", "Long\n\n", "supercalifragilistic ", "1,2 "]), max_size=600))
def test_windows_partition_the_words_and_are_short(encoder: Encoder, pieces: list[str]):
    text = "".join(pieces)
    tokens = find_tokens(text, Span(0, len(text)))
    windows = encoder.windows(tokens, [(0, len(tokens.words))] if tokens.words else [])
    assert [i for a, b in windows for i in range(a, b)] == list(range(len(tokens.words)))
    assert all(a < b <= a + WINDOW for a, b in windows)


def test_windows_stay_inside_their_parts(encoder: Encoder):
    tokens = find_tokens(TEXT, Span(0, len(TEXT)))
    assert encoder.windows(tokens, [(0, 5), (5, len(tokens.words))]) == [(0, 5), (5, len(tokens.words))]


def test_each_word_has_the_same_vector_in_any_company(encoder: Encoder):
    tokens = find_tokens(TEXT, Span(0, len(TEXT)))
    alone = dict(encoder.encode(tokens, [(0, 11)]))[0, 11]
    beside = dict(encoder.encode(tokens, [(0, 11), (11, len(tokens.words))]))[0, 11]
    assert alone.shape[0] == 11
    assert np.array_equal(alone, beside)


def test_threads_read_the_same_as_one(encoder: Encoder):
    text = "\n\n".join([f"{TEXT} {n}" for n in range(40)])
    tokens = find_tokens(text, Span(0, len(text)))
    windows = encoder.windows(tokens, [(0, len(tokens.words))])
    read = [
        list(Encoder(encoder._session, encoder._pieces, encoder.heads, threads).encode(tokens, windows))
        for threads in (1, 3)
    ]
    assert [w for w, _ in read[0]] == [w for w, _ in read[1]] == windows
    assert all(np.array_equal(x, y) for (_, x), (_, y) in zip(*read, strict=True))


def test_what_is_remembered_reads_as_if_it_were_new(encoder: Encoder):
    memory = Memory(most=3)
    texts = [f"{TEXT}\n\nIt rained in Bralt.", f"It rained.\n\n{TEXT}", TEXT]
    for text in [*texts, *texts]:
        tokens = find_tokens(text, Span(0, len(text)))
        cut = next((i for i, gap in enumerate(tokens.gaps) if gap == 3), len(tokens.words))
        parts = [p for p in ((0, cut), (cut, len(tokens.words))) if p[0] < p[1]]
        one = read_layers(encoder, tokens, parts, memory=memory)
        other = read_layers(encoder, tokens, parts)
        assert (one.tags, one.relations, one.names, one.sayings) == (
            other.tags,
            other.relations,
            other.names,
            other.sayings,
        )
        assert np.array_equal(one.heads, other.heads)
        assert np.array_equal(one.ends, other.ends)
        assert np.array_equal(one.certainty, other.certainty)


def test_layers_cover_all_words(encoder: Encoder):
    tokens = find_tokens(TEXT, Span(0, len(TEXT)))
    layers = read_layers(encoder, tokens, [(0, len(tokens.words))])
    n = len(tokens.words)
    assert len(layers.tags) == len(layers.heads) == len(layers.relations) == len(layers.certainty) == n
    assert layers.ends.sum() == 2
    assert all(-1 <= h < n for h in layers.heads)


def test_word_without_end_has_few_pieces(encoder: Encoder):
    text = "x" * 50_000
    (window,) = encoder.windows(find_tokens(text, Span(0, len(text))), [(0, 1)])
    assert window == (0, 1)
    assert MOST_PIECES < WINDOW


def test_reading_needs_no_torch():
    code = (
        "import sys; from stemma.language.encoder import Encoder; Encoder.load(); sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_graph_of_another_version_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("stemma.language.encoder.INPUTS", ["forms", "mask", "pieces"])
    with pytest.raises(ModelError, match="another version"):
        Encoder.load()
