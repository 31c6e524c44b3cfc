"""The pages on which reports are taken out, moved to another story and brought back, and stories merged."""

from __future__ import annotations

from collections.abc import Collection

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from stemma.pipeline import describe_move
from stemma.serve.doing import notices_of, submit, undo_form
from stemma.serve.erasing import erase_form
from stemma.serve.render import page, state_of, text_of
from stemma.serve.state import OpenStory, story_path
from stemma.serve.work import Move, Task
from stemma.store import StoredMove

MOST_LISTED = 500
"""Moves that are listed, the latest first."""


def move_routes() -> list[Route]:
    """The addresses of moves."""
    return [
        Route("/moves", _moves),
        Route("/moves/{number:int}/undo", _undo, methods=["POST"]),
        Route("/stories/{story}/move", _move, methods=["POST"]),
        Route("/stories/{story}/merge", _merge, methods=["POST"]),
    ]


def _moves(request: Request) -> Response:
    state = state_of(request)
    with state.open_library() as library:
        moves = library.moves()[-MOST_LISTED:]
        titles = {s.id: s.title for s in library.stories()}
        apart = {r.id for r in library.taken_out()}
    rows = [
        {
            "move": m,
            "words": describe_move(m),
            "goal": (story_path(goal), titles[goal]) if (goal := m.reports[0].after) in titles and goal else None,
            "form": undo_form(state, m.number),
            "erase": erase_form(state, gone, label="Erase for good") if (gone := _kept_apart(m, apart)) else None,
        }
        for m in reversed(moves)
    ]
    notices = notices_of(state, request.query_params.get("job", ""))
    return page(request, "moves.html.j2", {"rows": rows}, current="/moves", notices=notices)


def _kept_apart(move: StoredMove, apart: Collection[str]) -> tuple[str, ...]:
    """The reports of a move that lie outside of all stories since, until somebody brings them back or erases them."""
    return tuple(r.report for r in move.reports if r.after is None and r.report in apart and move.undone is None)


async def _undo(request: Request) -> Response:
    number = int(request.path_params["number"])
    return await submit(
        request, Task(state_of(request).file, undo_move=number), f"move {number} taken back", "/moves"
    )


async def _move(request: Request) -> Response:
    story = await run_in_threadpool(_open, request)
    async with request.form(max_files=0, max_fields=10) as form:
        report, to, out = text_of(form, "report"), text_of(form, "to"), bool(text_of(form, "out"))
    names = {r.id: r.name for r in story.result.reports}
    if report not in names:
        raise HTTPException(404, f"This story has no report {report}; it may have been moved. Search for it.")
    what = f"{names[report]} taken out" if out else f"{names[report]} moved"
    task = Task(state_of(request).file, move=Move((report,), story=to or None, out=out))
    then = story_path(to) if to and not out else story_path(story.stored.id) if len(names) > 1 else ""
    return await submit(request, task, what, f"{then}/tree" if then else "/moves")


async def _merge(request: Request) -> Response:
    story = await run_in_threadpool(_open, request)
    async with request.form(max_files=0, max_fields=10) as form:
        into = text_of(form, "into")
    if not into or into == story.stored.id:
        raise HTTPException(422, "Name another story to merge this one with.")
    task = Task(state_of(request).file, move=Move(all_of=story.stored.id, story=into))
    return await submit(request, task, f"merge with {into}", story_path(into, "tree"))


def _open(request: Request) -> OpenStory:
    identity = request.path_params["story"]
    story = state_of(request).story(identity)
    if story is None:
        raise HTTPException(404, f"There is no story {identity} in this library.")
    return story
