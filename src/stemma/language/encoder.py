"""The encoder at run time: windows of words in, one vector a word out; ONNX Runtime, no torch."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property
from importlib.resources import as_file, files
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from stemma.errors import ModelError
from stemma.language.heads import Floats, Heads
from stemma.language.tokens import Pieces, Tokens, forms_of

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

Whole = NDArray[np.int64]

# Pieces of a window: training saw up to about 200; places beyond 512 do not exist in the encoder.
WINDOW = 200
# Windows handed to other threads at once, for each of them: enough to keep them busy, few enough to bound the memory.
AHEAD = 3
_STOPS = frozenset('.!?:;"”’)…')
# What the graph takes: word pieces and the forms of the words they belong to (`training/encoder/export.py`).
INPUTS = ["forms", "pieces"]


class Encoder:
    """The encoder, its vocabulary and its heads."""

    def __init__(self, session: InferenceSession, pieces: Pieces, heads: Heads, threads: int = 1) -> None:
        """Keep the parts; windows are read in so many threads."""
        self._session = session
        self._threads = threads
        self._pieces = pieces
        self.heads = heads

    @classmethod
    def load(cls, folder: Path | None = None) -> Self:
        """The encoder that comes with the package, or another one from a folder of `encoder.onnx` and `heads.npz`.

        Raises:
            ModelError: a file is missing or broken, or of another version.
        """
        import onnxruntime as ort  # noqa: PLC0415  heavy: loaded when a report is read

        options = ort.SessionOptions()
        options.intra_op_num_threads = 1  # each window is read by one thread: nothing is waited for in between
        options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL  # written as it is to run
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
        if sorted(i.name for i in session.get_inputs()) != INPUTS:
            raise ModelError(f"the graph in {folder or weights} is of another version of Stemma: export it again")
        return cls(session, pieces, heads, threads=_cores())

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
        """The windows in order with the vectors of their words, shape (words, width).

        Each window is read alone: its vectors are the same in any company, and none is padded. On more than one core
        the next windows are read while the caller looks at one.
        """
        if self._threads == 1 or len(windows) == 1:
            for window in windows:
                yield window, self._vectors(tokens, window)
            return
        waiting: deque[Future[Floats]] = deque()
        for n, window in enumerate(windows):
            while len(waiting) < min(AHEAD * self._threads, len(windows) - n):
                waiting.append(self._pool.submit(self._vectors, tokens, windows[n + len(waiting)]))
            yield window, waiting.popleft().result()

    @cached_property
    def _pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self._threads, thread_name_prefix="stemma-encoder")

    def _vectors(self, tokens: Tokens, window: tuple[int, int]) -> Floats:
        pieces, forms, firsts = self._row(tokens, window)
        (hidden,) = self._session.run(None, {"pieces": pieces[None], "forms": forms[None]})
        out: Floats = hidden[0, firsts]
        return out

    def _row(self, tokens: Tokens, window: tuple[int, int]) -> tuple[Whole, Whole, Whole]:
        """Pieces, their forms, and the place of the first piece of each word."""
        words = tokens.words[window[0] : window[1]]
        gaps = (0, *tokens.gaps[window[0] + 1 : window[1]])
        cut = [self._pieces.of(w) for w in words]
        sizes = np.fromiter(map(len, cut), dtype=np.int64, count=len(cut))
        ids = (self._pieces.first, *chain.from_iterable(cut), self._pieces.last)
        forms = np.zeros(len(ids), dtype=np.int64)
        forms[1:-1] = np.repeat(forms_of(words, gaps), sizes)
        return np.array(ids, dtype=np.int64), forms, 1 + np.cumsum(sizes) - sizes


def _cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


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
