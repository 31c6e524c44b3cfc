"""What hostile input may cost at most, measured: time of the processor, and memory above what was there before."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MOST_SECONDS = 10.0
MOST_MEMORY = 1024 * 1024  # KiB

_STATUS, _RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def _kilobytes(name: str) -> int:
    """A size out of the process's status; 0 where the system keeps none."""
    if not _STATUS.exists():
        return 0
    return next((int(line.split()[1]) for line in _STATUS.read_text().splitlines() if line.startswith(name)), 0)


@contextmanager
def bounded(what: object) -> Iterator[None]:
    """Fail if what runs inside takes more time or memory than input may cost."""
    if _RESET.exists():
        _RESET.write_text("5")  # the peak begins anew (proc(5))
    before, start = _kilobytes("VmRSS"), time.process_time()
    yield
    seconds, grown = time.process_time() - start, _kilobytes("VmHWM") - before
    assert seconds <= MOST_SECONDS, f"{what}: {seconds:.1f} s"
    assert grown <= MOST_MEMORY, f"{what}: {grown // 1024} MiB"
