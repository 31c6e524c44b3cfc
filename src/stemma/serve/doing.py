"""From a form that changes something to the page that says it is done: the job, the wait, the notice."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from stemma.export.page import Form, Notice
from stemma.pipeline import describe_move
from stemma.serve.jobs import Job
from stemma.serve.render import error_page, state_of, with_query
from stemma.serve.state import State
from stemma.serve.work import Task

SOON = 1.5
"""Seconds to wait for a job before its own page is shown: most corrections are done by then."""


async def submit(request: Request, task: Task, what: str, then: str) -> Response:
    """Queue a task; go on at once if it is soon done, else to the page of the job.

    Args:
        request: what asked for it.
        task: what is to be done.
        what: the same in words.
        then: the address to go on to.
    """
    state = state_of(request)
    job = state.jobs.submit(task, what, state.jobs.new_folder(), then)
    await _soon(job)
    if job.state == "failed":
        return error_page(request, 422, job.error)
    return RedirectResponse(with_query(then, job=job.id) if job.state == "done" else f"/jobs/{job.id}", 303)


def notices_of(state: State, job_id: str) -> tuple[Notice, ...]:
    """What the job that led to a page came to."""
    job = state.jobs.get(job_id) if job_id else None
    outcome = job.outcome if job else None
    if job is None or outcome is None or outcome.correction is not None:
        return ()  # what was corrected is said of the story anyway
    if outcome.move is not None:
        with state.open_library() as library:
            moved = next((m for m in library.moves() if m.number == outcome.move), None)
        if moved is not None and moved.undone is None:
            return (Notice(f"{describe_move(moved)}.", (undo_form(state, moved.number),)),)
    if outcome.erased:
        counted = "1 report was" if outcome.erased == 1 else f"{outcome.erased} reports were"
        return (Notice(f"{counted} erased for good."),)
    if outcome.new or outcome.known:
        there = f", {outcome.known} there already" if outcome.known else ""
        return (Notice(f"{outcome.new} {'report' if outcome.new == 1 else 'reports'} added{there}."),)
    return (Notice(f"Done: {job.what}. The story was worked out anew."),)


def undo_form(state: State, number: int) -> Form:
    """A button that takes a move back."""
    return Form(state.form_action(f"/moves/{number}/undo"), "Undo")


async def _soon(job: Job) -> None:
    """Wait for a job for a little while."""
    waited = 0.0
    while not job.future.done() and waited < SOON:
        await asyncio.sleep(0.05)
        waited += 0.05
