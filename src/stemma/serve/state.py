"""What a running server holds: its library, its jobs, its form token, and the stories it has read."""

from __future__ import annotations

import gc
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from stemma.model import Result
from stemma.pipeline import story_result
from stemma.serve.guard import FORM_TOKEN
from stemma.serve.jobs import Jobs
from stemma.store import Library, StoredCorrection, StoredStory

MOST_STORIES = 6
"""Stories that are kept read: one of 300 reports takes about 50 MB."""


@dataclass(frozen=True, slots=True)
class OpenStory:
    """A story as the pages need it."""

    stored: StoredStory
    """How the library lists it."""
    result: Result
    """Everything worked out about it."""
    corrections: tuple[StoredCorrection, ...]
    """Those that stand, in the order in which they were made."""


@dataclass(slots=True)
class State:
    """What a running server holds."""

    file: Path
    """The library."""
    jobs: Jobs
    """The queue and its worker."""
    form_token: str
    """What the server's own forms carry."""
    model: str | None = None
    """The language model for new reports; the embedded one if none is named."""
    _read: OrderedDict[tuple[str, int], OpenStory] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def open_library(self) -> Iterator[Library]:
        """The library, opened for one request."""
        with Library(self.file) as library:
            yield library

    def story(self, story_id: str) -> OpenStory | None:
        """A story, read from the library if it is new there or has changed; None if there is none."""
        with self.open_library() as library:
            stored = library.story(story_id)
            if stored is None:
                with self._lock:  # what was erased is not kept in memory either
                    for old in [k for k in self._read if k[0] == story_id]:
                        del self._read[old]
                return None
            key = (story_id, stored.revision)
            with self._lock:
                kept = self._read.get(key)
                if kept is not None:
                    self._read.move_to_end(key)
                    return kept
            with library.reading(), _without_collector():
                standing = tuple(c for c in library.corrections(story_id) if c.undone is None)
                found = OpenStory(stored, story_result(library, story_id), standing)
        with self._lock:
            for old in [k for k in self._read if k[0] == story_id]:
                del self._read[old]
            self._read[key] = found
            while len(self._read) > MOST_STORIES:
                self._read.popitem(last=False)
        return found

    def form_action(self, path: str) -> str:
        """The address of a form of ours: with the token that shows where it came from."""
        return f"{path}?{FORM_TOKEN}={self.form_token}"


@contextmanager
def _without_collector() -> Iterator[None]:
    """No search for garbage while a story is read, nor in what was read: it is all kept, and no value leads to itself.

    The search takes a third of the time, and would go through all stories again on every few pages. Threads that begin
    before another ends may turn it on early, which costs only time.
    """
    gc.collect()  # what is garbage now would be kept for good; all that is large has been put aside before
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def story_path(story: str, *more: str) -> str:
    """The address of a story, or of something of it."""
    return "/".join(["/stories", quote(story, safe=""), *(quote(m, safe="") for m in more)])
