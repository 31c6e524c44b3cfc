"""Files that come into folders, found by looking again and again.

Looking, not being told: what tells of changes (inotify, FSEvents) says nothing on network drives and many mounts,
and a look at a thousand names takes ten milliseconds.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

MOST_FILES = 20_000
"""Files that are watched; a look at that many takes about a quarter of a second."""
MOST_AT_ONCE = 200
"""Files that are given at a time, so that a large folder shows its first stories soon."""
# How programs name a file that they are still writing.
_UNFINISHED = ("~", ".part", ".partial", ".crdownload", ".download", ".tmp", ".swp")


@dataclass(frozen=True, slots=True)
class Look:
    """What one look came to."""

    ready: tuple[str, ...]
    """Files that are new or have changed, and stood still since the look before; sorted, at most `MOST_AT_ONCE`."""
    waiting: int
    """How many more there are: still growing, or for the next look."""
    gone: tuple[str, ...]
    """Folders that are not there, sorted."""
    full: bool
    """Whether there are more files than are watched."""


@dataclass(slots=True)
class FolderWatch:
    """Looks into folders and says which files came since."""

    folders: Sequence[str]
    """What is watched, with all below it; hidden files and folders are left out."""
    _before: dict[str, tuple[int, int]] = field(default_factory=dict)
    _given: dict[str, tuple[int, int]] = field(default_factory=dict)

    def look(self) -> Look:
        """Which files are new or have changed since they were given, and have come to rest."""
        now: dict[str, tuple[int, int]] = {}
        full = False
        for path, state in self._files():
            if len(now) >= MOST_FILES:
                full = True
                break
            now[path] = state
        wanted = sorted(p for p, state in now.items() if self._given.get(p) != state)
        still = [p for p in wanted if self._before.get(p) == now[p]][:MOST_AT_ONCE]
        self._before = now
        self._given = {p: s for p, s in self._given.items() if p in now} | {p: now[p] for p in still}
        gone = sorted(f for f in self.folders if not os.path.isdir(f))  # noqa: PTH112 - names stay strings, as given
        return Look(tuple(still), len(wanted) - len(still), tuple(gone), full)

    def again(self, files: Sequence[str]) -> None:
        """Give these files once more with the next look: nothing came of them."""
        for file in files:
            self._given.pop(file, None)

    def _files(self) -> Iterator[tuple[str, tuple[int, int]]]:
        """Every file with its size and the time of its last change; links are not followed into other folders."""
        for folder in self.folders:
            for at, below, names in os.walk(folder):
                below[:] = sorted(f for f in below if not f.startswith("."))
                for name in sorted(names):
                    if name.startswith(".") or name.lower().endswith(_UNFINISHED):
                        continue
                    path = os.path.join(at, name)  # noqa: PTH118 - names stay strings, as given
                    try:
                        found = os.stat(path)  # noqa: PTH116
                    except OSError:
                        continue  # gone again, or a link to nothing
                    if stat.S_ISREG(found.st_mode):
                        yield path, (found.st_size, found.st_mtime_ns)
