"""Jobs: what takes longer than a page, done one after another in a process of its own.

A process and not a thread, so that pages stay quick while reports are read. What it has got to stands in a small
file beside the job, so that nothing runs between the two but the call and its result.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Literal

from stemma.errors import StemmaError
from stemma.model import Problem
from stemma.serve.work import INPUTS, Outcome, Task, warm_up, work

MOST_WAITING = 20
"""Jobs that wait their turn; more are refused."""
MOST_KEPT = 100
"""Finished jobs whose outcome can still be asked for."""
State = Literal["waiting", "running", "done", "failed"]


class BusyError(StemmaError):
    """Too many jobs wait already."""


@dataclass(slots=True)
class Job:
    """One piece of work."""

    id: str
    """Its number among the jobs of this server."""
    what: str
    """What it does, in words."""
    folder: Path
    """Its own: what was sent lies there until it is done."""
    future: Future[Outcome]
    """What comes of it."""
    then: str = ""
    """The address to go on to when it is done; empty to show what came of it."""
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    """When it was asked for."""

    @property
    def state(self) -> State:
        """How far it is."""
        if self.future.done():
            return "failed" if self.error else "done"
        return "running" if self.progress else "waiting"

    @property
    def progress(self) -> dict[str, Any]:
        """Step, how much of it is done, and how much there is; empty before it begins."""
        with suppress(OSError, ValueError):
            found: dict[str, Any] = json.loads((self.folder / "progress.json").read_text("utf-8"))
            return found
        return {}

    @property
    def error(self) -> str:
        """Why it failed, in words; empty if it did not, or is not done."""
        if not self.future.done():
            return ""
        if self.future.cancelled():
            return "the server was stopped before its turn came"
        failure = self.future.exception()
        if failure is None:
            return ""
        if isinstance(failure, StemmaError):
            return str(failure)
        if isinstance(failure, BrokenProcessPool):
            return "the worker was stopped, perhaps for want of memory; nothing was changed. Try fewer reports at once"
        return f"a defect in Stemma ({type(failure).__name__}: {failure}); nothing was changed"

    @property
    def outcome(self) -> Outcome | None:
        """What came of it; None while it runs and where it failed."""
        return self.future.result() if self.future.done() and not self.error else None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What could not be read; the rest was."""
        outcome = self.outcome
        return () if outcome is None else outcome.problems


class Jobs:
    """The queue and its one worker."""

    def __init__(self, make_executor: Callable[[], Executor] | None = None) -> None:
        """An empty queue.

        Args:
            make_executor: makes the worker; a process of its own if not given.
        """
        self._make = make_executor or OneProcess
        self._executor: Executor | None = None
        self._pid: int | None = None
        self._jobs: dict[str, Job] = {}
        self._count = 0
        self._lock = threading.Lock()
        self._root = Path(tempfile.mkdtemp(prefix="stemma-"))

    def start(self, model: str | None) -> None:
        """Let the worker get ready, so that the first job does not wait for it."""
        with self._lock:
            self._executor = self._executor or self._make()
            self._executor.submit(warm_up, model)

    def new_folder(self) -> Path:
        """A new folder for a job, and in it an empty one (`INPUTS`) for what it is sent."""
        folder = Path(tempfile.mkdtemp(dir=self._root))
        (folder / INPUTS).mkdir()
        return folder

    @contextmanager
    def receiving(self) -> Iterator[Path]:
        """A new folder for what comes in; it is gone again if that comes to no job."""
        folder = self.new_folder()
        try:
            yield folder
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def submit(self, task: Task, what: str, folder: Path, then: str = "") -> Job:
        """Put a task into the queue.

        Raises:
            BusyError: too many wait already.
        """
        with self._lock:
            if sum(not j.future.done() for j in self._jobs.values()) >= MOST_WAITING:
                shutil.rmtree(folder, ignore_errors=True)
                raise BusyError("too many jobs are waiting; try again when some of them are done")
            self._count += 1
            future = self._run(task, folder)
            job = Job(str(self._count), what, folder, future, then)
            self._jobs[job.id] = job
            for old in list(self._jobs.values())[:-MOST_KEPT]:
                if old.future.done():
                    del self._jobs[old.id]
        future.add_done_callback(lambda _: shutil.rmtree(folder, ignore_errors=True))
        return job

    def _run(self, task: Task, folder: Path) -> Future[Outcome]:
        for _ in range(2):  # a worker that was killed is replaced once
            if self._executor is None:
                self._executor = self._make()
            try:
                return self._executor.submit(work, task, folder)
            except BrokenProcessPool:
                self._executor = None
        raise BusyError("the worker cannot be started; look at the machine's memory and start the server again")

    def get(self, job: str) -> Job | None:
        """The job with this id; None if there is none, or none any more."""
        return self._jobs.get(job)

    def latest(self) -> tuple[Job, ...]:
        """The jobs that are still known, the latest first."""
        return tuple(reversed(self._jobs.values()))

    def close(self) -> None:
        """Stop the worker in the middle of whatever it does: what a library had not yet kept never began."""
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)
            self._executor = None
        shutil.rmtree(self._root, ignore_errors=True)


class OneProcess(ProcessPoolExecutor):
    """A worker in a process of its own, which ends at once when it is shut down or when its server dies."""

    def __init__(self) -> None:
        """A worker that starts with its first job."""
        context = get_context("spawn")
        far_end, self._leash = context.Pipe(duplex=False)
        super().__init__(max_workers=1, mp_context=context, initializer=_begin, initargs=(far_end,))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002  as it is
        """Let go of the worker."""
        self._leash.close()
        super().shutdown(wait, cancel_futures=cancel_futures)


def _begin(leash: Connection) -> None:
    """In the worker: Ctrl-C is for the server; whoever holds the other end of the leash decides when to end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(leash,), daemon=True).start()


def _end_with(leash: Connection) -> None:
    with suppress(EOFError, OSError):
        leash.recv()  # nothing is ever sent: this ends when the other end is closed
    os._exit(0)
