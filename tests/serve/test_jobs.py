from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest

from stemma.errors import MissingExtraError
from stemma.serve import serve
from stemma.serve.jobs import MOST_WAITING, BusyError, Jobs
from stemma.serve.work import INPUTS, Task
from stemma.store import Library
from tests.serve.conftest import OTHER


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    made = Jobs(lambda: ThreadPoolExecutor(1))
    yield made
    made.close()


class Broken(Executor):
    """A worker that was killed."""

    def submit(self, *_: object, **__: object) -> Future[Any]:  # type: ignore[override]
        raise BrokenProcessPool("gone")


def test_a_killed_worker_is_replaced(tmp_path: Path):
    made: list[Executor] = [Broken(), ThreadPoolExecutor(1)]
    jobs = Jobs(lambda: made.pop(0))
    job = jobs.submit(Task(tmp_path / "stemma.db"), "nothing", jobs.new_folder())
    assert job.future.result(timeout=600).new == 0
    jobs.close()


def test_what_a_job_was_sent_is_gone_when_it_is_done(jobs: Jobs, tmp_path: Path):
    folder = jobs.new_folder()
    (folder / INPUTS / "a.txt").write_text(OTHER, "utf-8")
    task = Task(tmp_path / "stemma.db", (str(folder / INPUTS / "a.txt"),))
    job = jobs.submit(task, "add", folder)
    assert job.future.result(timeout=600).new == 1
    jobs.close()
    assert not folder.exists()
    with Library(tmp_path / "stemma.db") as library:
        assert [r.report.source for r in library.reports()] == ["a.txt"]


def test_too_many_jobs_are_refused(tmp_path: Path):
    hold = threading.Event()

    class Held(ThreadPoolExecutor):
        def submit(self, *_: object, **__: object) -> Future[Any]:  # type: ignore[override]
            return super().submit(hold.wait)

    jobs = Jobs(lambda: Held(1))
    for _ in range(MOST_WAITING):
        jobs.submit(Task(tmp_path / "stemma.db"), "wait", jobs.new_folder())
    with pytest.raises(BusyError, match="try again"):
        jobs.submit(Task(tmp_path / "stemma.db"), "wait", jobs.new_folder())
    hold.set()
    jobs.close()


def test_a_defect_is_told_and_not_raised(jobs: Jobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def fail(*_: object) -> None:
        raise ZeroDivisionError("by nought")

    monkeypatch.setattr("stemma.serve.jobs.work", fail)
    job = jobs.submit(Task(tmp_path / "stemma.db"), "fail", jobs.new_folder())
    job.future.exception(timeout=600)
    assert job.state == "failed"
    assert "nothing was changed" in job.error


def test_a_worker_in_a_process_of_its_own_does_the_same(tmp_path: Path):
    jobs = Jobs()
    job = jobs.submit(Task(tmp_path / "stemma.db", (str(tmp_path / "missing.txt"),)), "add", jobs.new_folder())
    assert [p.source for p in job.future.result(timeout=600).problems] == [str(tmp_path / "missing.txt")]
    jobs.close()


def test_serving_without_its_packages_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(__import__("sys").modules, "uvicorn", None)
    with pytest.raises(MissingExtraError, match=r'pip install "stemma-news\[serve\]"'):
        serve(tmp_path / "stemma.db", host="127.0.0.1", port=0, names=[], model=None, say=print)
