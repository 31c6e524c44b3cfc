"""The page on which reports are erased for good: what will be gone, and a tick before it is."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from stemma.export.page import Form
from stemma.model import Report
from stemma.serve.doing import submit
from stemma.serve.render import page, state_of, text_of
from stemma.serve.state import State
from stemma.serve.work import Task

MOST_NAMED = 50
"""Reports that are named before they are erased."""
MOST_AT_ONCE = 2_000
"""Reports of one form."""


def erase_routes() -> list[Route]:
    """The address at which reports are erased."""
    return [Route("/erase", _ask, methods=["GET"]), Route("/erase", _erase, methods=["POST"])]


def erase_form(state: State, reports: Sequence[str] = (), *, story: str = "", label: str = "Erase it") -> Form:
    """A button that leads to the page where reports, or all of a story, are erased."""
    hidden = [("report", r) for r in reports] + ([("story", story)] if story else [])
    gloss = "For good: the text leaves the library file. You are asked once more."
    return Form(state.form_action("/erase"), label, tuple(hidden), (), gloss)


def _ask(request: Request) -> Response:
    state = state_of(request)
    wanted = _wanted(state, request.query_params.getlist("report"), request.query_params.get("story", ""))
    values = {
        "reports": wanted[:MOST_NAMED],
        "all": wanted,
        "action": state.form_action("/erase"),
    }
    return page(request, "erase.html.j2", values)


async def _erase(request: Request) -> Response:
    state = state_of(request)
    async with request.form(max_files=0, max_fields=MOST_AT_ONCE + 10) as form:
        reports = [v for v in form.getlist("report") if isinstance(v, str)]
        story, sure = text_of(form, "story"), text_of(form, "sure") == "yes"
    if not sure:
        query = urlencode([*(("report", r) for r in reports), *((("story", story),) if story else ())])
        return RedirectResponse(f"/erase?{query}", 303)
    # What came into the story since the page was shown was not agreed to, so that the reports are named by the form.
    wanted = await run_in_threadpool(_wanted, state, reports, "")
    counted = f"{len(wanted)} {'report' if len(wanted) == 1 else 'reports'}"
    return await submit(request, Task(state.file, erase=tuple(r.id for r in wanted)), f"Erase {counted}", "/")


def _wanted(state: State, reports: Sequence[str], story: str) -> list[Report]:
    with state.open_library() as library:
        apart = {r.id: r for r in library.taken_out()}
        asked = dict.fromkeys([*reports, *(library.members(story) if story else ())])
        found = {r: apart.get(r) or library.report(r) for r in asked}
    missing = next((r for r, there in found.items() if there is None), None)
    if missing is not None:
        raise HTTPException(404, f"There is no report {missing} in this library; it may be erased already.")
    if not found:
        raise HTTPException(404, "No report was named to be erased; go to its text, or to Moves.")
    return [r for r in found.values() if r is not None]
