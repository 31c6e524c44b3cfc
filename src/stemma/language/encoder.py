"""The encoder at run time: windows of words in, one vector a word out; ONNX Runtime, no torch."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np

from stemma.errors import ModelError
from stemma.language.heads import Floats, Heads
from stemma.language.tokens import Pieces, Tokens, forms_of

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

# Pieces of a window: training saw up to about 200; places beyond 512 do not exist in the encoder.
WINDOW = 200
# Pieces of a batch, padding included: bounds the memory whatever the report.
BATCH = 1_200
_STOPS = frozenset('.!?:;"”’)…')


class Encoder:
    """The encoder, its vocabulary and its heads."""

    def __init__(self, session: InferenceSession, pieces: Pieces, heads: Heads) -> None:
        """Keep the parts."""
        self._session = session
        self._pieces = pieces
        self.heads = heads

    @classmethod
    def load(cls, folder: Path | None = None) -> Self:
        """The encoder that comes with the package, or another one from a folder of `encoder.onnx` and `heads.npz`.

        Raises:
            ModelError: a file is missing or broken.
        """
        import onnxruntime as ort  # noqa: PLC0415  heavy: loaded when a report is read

        options = ort.SessionOptions()
        options.intra_op_num_threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 0
        options.log_severity_level = 3
        weights = files("stemma.language") / "weights"
        try:
            with as_file(folder or weights) as held:
                session = ort.InferenceSession(
                    str(held / "encoder.onnx"), options, providers=["CPUExecutionProvider"]
                )
                with np.load(held / "heads.npz", allow_pickle=False) as table:
                    heads = Heads.read(dict(table))
            pieces = Pieces((weights / "vocabulary.txt").read_text(encoding="utf-8").splitlines())
        except (OSError, KeyError, ValueError, RuntimeError) as error:
            raise ModelError(f"the language model cannot be read ({error}): install Stemma again") from error
        return cls(session, pieces, heads)

    @property
    def width(self) -> int:
        """Length of the vectors of the words."""
        return self.heads.width

    def windows(self, tokens: Tokens, parts: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """Stretches `[first, last)` of the words, each inside one part and short enough to be read at once.

        They end at a paragraph's end if one is near, else at a sentence's, else wherever they must.
        """
        sizes = [len(self._pieces.of(w)) for w in tokens.words]
        out: list[tuple[int, int]] = []
        for first, last in parts:
            start = first
            while start < last:
                end = _window_end(tokens, sizes, start, last)
                out.append((start, end))
                start = end
        return out

    def encode(
        self, tokens: Tokens, windows: Sequence[tuple[int, int]]
    ) -> Iterator[tuple[tuple[int, int], Floats]]:
        """The windows with the vectors of their words, shape (words, width), not in order: by length, in batches."""
        rows = [self._row(tokens, w) for w in windows]
        order = sorted(range(len(rows)), key=lambda i: len(rows[i][0]))
        batch: list[int] = []
        for i in order:
            if batch and (len(batch) + 1) * len(rows[i][0]) > BATCH:
                yield from self._run(windows, rows, batch)
                batch = []
            batch.append(i)
        if batch:
            yield from self._run(windows, rows, batch)

    def _row(self, tokens: Tokens, window: tuple[int, int]) -> tuple[list[int], list[int], list[int]]:
        """Pieces, their forms, and the place of the first piece of each word."""
        first, last = window
        gaps = (0, *tokens.gaps[first + 1 : last])
        ids, forms, firsts = [self._pieces.first], [0], []
        for word, form in zip(tokens.words[first:last], forms_of(tokens.words[first:last], gaps), strict=True):
            pieces = self._pieces.of(word)
            firsts.append(len(ids))
            ids.extend(pieces)
            forms.extend([int(form)] * len(pieces))
        ids.append(self._pieces.last)
        forms.append(0)
        return ids, forms, firsts

    def _run(
        self,
        windows: Sequence[tuple[int, int]],
        rows: Sequence[tuple[list[int], list[int], list[int]]],
        batch: Sequence[int],
    ) -> Iterator[tuple[tuple[int, int], Floats]]:
        longest = len(rows[batch[-1]][0])
        pieces = np.zeros((len(batch), longest), dtype=np.int64)
        mask, forms = np.zeros_like(pieces), np.zeros_like(pieces)
        for b, i in enumerate(batch):
            n = len(rows[i][0])
            pieces[b, :n], forms[b, :n], mask[b, :n] = rows[i][0], rows[i][1], 1
        (hidden,) = self._session.run(None, {"pieces": pieces, "mask": mask, "forms": forms})
        for b, i in enumerate(batch):
            yield windows[i], _picked(hidden[b], rows[i][2])


def _picked(hidden: Floats, places: Sequence[int]) -> Floats:
    out: Floats = hidden[np.asarray(places, dtype=np.int64)]
    return out


def _window_end(tokens: Tokens, sizes: Sequence[int], start: int, last: int) -> int:
    """Where a window ends that begins at a word: at the best parting of its second half, the latest of equals."""
    size, best, i = sizes[start], (-1, last), start + 1
    while i < last and size + sizes[i] <= WINDOW:
        if size * 2 > WINDOW:
            best = max(best, (_parting(tokens, i), i))
        size += sizes[i]
        i += 1
    return i if i == last or best[0] < 0 else best[1]


def _parting(tokens: Tokens, i: int) -> int:
    """How good a place the gap before a word is to part a text: 3 blank line, 2 line after a stop, 1 stop, 0."""
    gap, stop = tokens.gaps[i], tokens.words[i - 1][-1:] in _STOPS
    if gap == 3:  # noqa: PLR2004  a blank line
        return 3
    return (2 if gap == 2 else 1) if stop else 0  # noqa: PLR2004  a line break
