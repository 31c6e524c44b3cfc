"""The API: the objects of the story file, by address; and what the pages can do, for programs.

Each address is described once, in `ENDPOINTS`; routes and OpenAPI document are both made from that.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from stemma.errors import ContractError, MissingExtraError
from stemma.export import correction_row, dump_story_file, load_correction, report_row, to_json_text
from stemma.export.wording import counted
from stemma.model import Report
from stemma.serve.jobs import Job
from stemma.serve.openapi import Endpoint, Parameter, list_of, object_of, openapi_document, ref
from stemma.serve.pages import MOST_FILES
from stemma.serve.render import check_story, state_of
from stemma.serve.state import OpenStory
from stemma.serve.stories import EXPORTS, attachment, export_files
from stemma.serve.uploads import check_rows, lay_down, lay_down_rows
from stemma.serve.work import INPUTS, Move, Task
from stemma.store import StoredCorrection, parse_query
from stemma.version import program_version

PREFIX = "/api/v1"
MOST_JSON = 64 * 1024 * 1024
"""Bytes of a JSON body: as much as an input may have."""
MOST_HITS = 100
_NUMBER = re.compile(r"[0-9]{1,9}")


def api_routes() -> list[Route]:
    """The addresses of the API."""
    return [Route(PREFIX + e.path, e.handler, methods=[e.method]) for e in ENDPOINTS]


def error_row(status: int, words: str) -> Response:
    """What went wrong, as a program reads it."""
    return JSONResponse({"error": words}, status)


# ── what is asked ────────────────────────────────────────────────────────────────────────────────────────────


async def _list_stories(request: Request) -> Response:
    def read() -> list[dict[str, Any]]:
        with state_of(request).open_library() as library:
            return [asdict(s) for s in library.stories()]

    return JSONResponse({"stories": await run_in_threadpool(read)})


async def _get_story(request: Request) -> Response:
    story = await _open(request)
    return _json(dump_story_file(story.result))


async def _list_reports(request: Request) -> Response:
    story = await _open(request)
    return _json(to_json_text({"reports": [report_row(r) for r in story.result.reports]}, None))


async def _get_report(request: Request) -> Response:
    identity = request.path_params["report"]

    def read() -> Report | None:
        state = state_of(request)
        with state.open_library() as library:
            home = library.story_of(identity)
        story = None if home is None else state.story(home)
        return None if story is None else story.result.report(identity)

    report = await run_in_threadpool(read)
    if report is None:
        raise HTTPException(404, f"There is no report {identity} in this library.")
    return _json(to_json_text(report_row(report), None))


async def _search(request: Request) -> Response:
    query = parse_query(request.query_params.get("q", ""))
    start, most = _number(request, "start", 0), min(_number(request, "most", 20), MOST_HITS)

    def read() -> dict[str, Any]:
        with state_of(request).open_library() as library:
            total, hits = library.search(query, start=start, most=most)
        return {
            "total": total,
            "problems": list(query.problems),
            "hits": [
                {
                    "report": h.report,
                    "title": h.title,
                    "outlet": h.outlet,
                    "published": h.published or None,
                    "story": h.story,
                    "story_title": h.story_title,
                    "passages": [
                        {
                            "start": p.span.start,
                            "end": p.span.end,
                            "text": p.text,
                            "voice": p.voice or None,
                            "marks": [[m.start, m.end] for m in p.marks],
                        }
                        for p in h.passages
                    ],
                }
                for h in hits
            ],
        }

    return JSONResponse(await run_in_threadpool(read))


async def _add(request: Request) -> Response:
    state = state_of(request)
    with state.jobs.receiving() as folder:
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        inputs: list[str] = []
        story, one_story = "", False
        if kind == "application/json":
            document = await _body(request)
            rows = check_rows(document.get("reports"))
            story, one_story = str(document.get("story") or ""), document.get("one_story") is True
            inputs.append(await run_in_threadpool(lay_down_rows, folder / INPUTS, rows))
        elif kind == "multipart/form-data":
            async with request.form(max_files=MOST_FILES, max_fields=20) as form:
                for value in form.getlist("files"):
                    if isinstance(value, UploadFile):
                        name = value.filename or ""
                        inputs.append(await run_in_threadpool(lay_down, folder / INPUTS, name, value.file))
                story, one_story = str(form.get("story") or ""), bool(form.get("one_story"))
        else:
            raise HTTPException(415, "Send application/json, or files as multipart/form-data.")
        if not inputs:
            raise HTTPException(422, "Nothing was sent to read; send files in the field `files`.")
        if story:
            await run_in_threadpool(check_story, state, story)
        task = Task(state.file, tuple(inputs), story or None, one_story and not story, state.model)
        job = state.jobs.submit(task, f"Add {counted(len(inputs), 'input')}", folder)
    return JSONResponse(job_row(job), 202)


async def _list_jobs(request: Request) -> Response:
    return JSONResponse({"jobs": [job_row(j) for j in state_of(request).jobs.latest()]})


async def _get_job(request: Request) -> Response:
    job = state_of(request).jobs.get(request.path_params["job"])
    if job is None:
        raise HTTPException(404, "There is no such job any more.")
    return JSONResponse(job_row(job))


async def _list_corrections(request: Request) -> Response:
    story = await _open(request)

    def read() -> list[dict[str, Any]]:
        with state_of(request).open_library() as library:
            return [stored_correction_row(c) for c in library.corrections(story.stored.id)]

    return JSONResponse({"corrections": await run_in_threadpool(read)})


async def _correct(request: Request) -> Response:
    state, story = state_of(request), await _open(request)
    correction = load_correction(await _body(request))
    kind = correction_row(correction)["kind"]
    task = Task(state.file, story=story.stored.id, correction=correction)
    return JSONResponse(job_row(state.jobs.submit(task, f"Correct: {kind}", state.jobs.new_folder())), 202)


async def _undo(request: Request) -> Response:
    state, story = state_of(request), await _open(request)
    number = int(request.path_params["number"])
    task = Task(state.file, story=story.stored.id, undo=number)
    return JSONResponse(job_row(state.jobs.submit(task, f"Undo {number}", state.jobs.new_folder())), 202)


async def _take_out(request: Request) -> Response:
    report = request.path_params["report"]
    return await _arrange(request, Move((report,), out=True), f"Take out {report}")


async def _erase(request: Request) -> Response:
    state, report = state_of(request), request.path_params["report"]
    if (await _body(request)).get("for_good") is not True:
        raise ContractError('erasing cannot be undone; send {"for_good": true} to do it')
    task = Task(state.file, erase=(report,))
    return JSONResponse(job_row(state.jobs.submit(task, "Erase 1 report", state.jobs.new_folder())), 202)


async def _move(request: Request) -> Response:
    report, goal = request.path_params["report"], (await _body(request)).get("story")
    if goal is not None and not isinstance(goal, str):
        raise ContractError('send {"story": "the id of a story"}, or {"story": null} for a new one')
    return await _arrange(request, Move((report,), story=goal), f"Move {report}")


async def _merge(request: Request) -> Response:
    story, into = await _open(request), (await _body(request)).get("into")
    if not isinstance(into, str) or into == story.stored.id:
        raise ContractError('send {"into": "the id of another story"}')
    move = Move(all_of=story.stored.id, story=into)
    return await _arrange(request, move, f"Merge {story.stored.id} with {into}")


async def _arrange(request: Request, move: Move, what: str) -> Response:
    state = state_of(request)
    return JSONResponse(
        job_row(state.jobs.submit(Task(state.file, move=move), what, state.jobs.new_folder())), 202
    )


async def _list_moves(request: Request) -> Response:
    def read() -> list[dict[str, Any]]:
        with state_of(request).open_library() as library:
            return [asdict(m) for m in library.moves()]

    return JSONResponse({"moves": await run_in_threadpool(read)})


async def _undo_move(request: Request) -> Response:
    state, number = state_of(request), int(request.path_params["number"])
    task = Task(state.file, undo_move=number)
    return JSONResponse(job_row(state.jobs.submit(task, f"Undo move {number}", state.jobs.new_folder())), 202)


async def _export(request: Request) -> Response:
    story, form = await _open(request), request.path_params["form"]
    if form not in EXPORTS:
        raise HTTPException(404, f"There is no form {form}; there are {', '.join(EXPORTS)}.")
    try:
        files = await run_in_threadpool(export_files, story, form)
    except MissingExtraError as error:
        raise HTTPException(501, str(error)) from error
    return attachment(story.stored.id, form, files)


async def _openapi(request: Request) -> Response:
    del request
    return JSONResponse(openapi_document(PREFIX, ENDPOINTS, program_version()))


# ── as JSON ──────────────────────────────────────────────────────────────────────────────────────────────────


def job_row(job: Job) -> dict[str, Any]:
    """A job as JSON."""
    state = job.state  # before the rest: the job may end while this is put together
    outcome = job.outcome
    return {
        "id": job.id,
        "what": job.what,
        "state": state,
        "started": job.started.isoformat(timespec="seconds"),
        "progress": job.progress or None,
        "error": job.error or None,
        "new": outcome.new if outcome else None,
        "known": outcome.known if outcome else None,
        "stories": list(outcome.stories) if outcome else [],
        "correction": outcome.correction if outcome else None,
        "move": outcome.move if outcome else None,
        "erased": outcome.erased if outcome else None,
        "problems": [{"source": p.source, "reason": p.reason} for p in job.problems],
    }


def stored_correction_row(stored: StoredCorrection) -> dict[str, Any]:
    """A correction with its number, and when it was made and undone."""
    return {"number": stored.number, "made": stored.made, "undone": stored.undone, **stored.document}


def _json(text: str) -> Response:
    return Response(text.encode("utf-8", "replace"), media_type="application/json")


async def _open(request: Request) -> OpenStory:
    identity = request.path_params["story"]
    story = await run_in_threadpool(state_of(request).story, identity)
    if story is None:
        raise HTTPException(404, f"There is no story {identity} in this library.")
    return story


async def _body(request: Request) -> dict[str, Any]:
    """A JSON object that was sent."""
    raw = bytearray()
    async for part in request.stream():
        raw += part
        if len(raw) > MOST_JSON:
            raise HTTPException(
                413, f"At most {MOST_JSON // 1024 // 1024} MB of JSON are taken; send files instead."
            )
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise ContractError(f"what was sent is no JSON ({error})") from error
    if not isinstance(value, dict):
        raise ContractError("what was sent is no JSON object")
    return value


def _number(request: Request, name: str, otherwise: int) -> int:
    typed = request.query_params.get(name, "")
    return min(int(typed), 1_000_000) if _NUMBER.fullmatch(typed) else otherwise


# ── what there is ────────────────────────────────────────────────────────────────────────────────────────────

_STORY = Parameter("story", "path", "id of a story")
_REPORT = Parameter("report", "path", "id of a report")
_FORM = Parameter("form", "path", "what it is written as", choices=tuple(EXPORTS))


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("GET", "/stories", _list_stories, "All stories", object_of(stories=list_of(ref("stored_story")))),
    Endpoint("GET", "/stories/{story}", _get_story, "A story as a story file", ref("story_file"), parameters=(_STORY,)),
    Endpoint("GET", "/stories/{story}/reports", _list_reports, "The reports of a story", object_of(reports=list_of(ref("report"))), parameters=(_STORY,)),
    Endpoint("GET", "/stories/{story}/corrections", _list_corrections, "What persons corrected", object_of(corrections=list_of(ref("correction"))), parameters=(_STORY,)),
    Endpoint("POST", "/stories/{story}/corrections", _correct, "Correct the machine; the story is worked out anew", ref("job"), 202, (_STORY,), {"application/json": ref("correction")}),
    Endpoint("DELETE", "/stories/{story}/corrections/{number:int}", _undo, "Take a correction back", ref("job"), 202, (_STORY, Parameter("number", "path", "number of a correction", "integer"))),
    Endpoint("GET", "/stories/{story}/export/{form}", _export, "A story as a file for other programs", {"type": "string", "format": "binary"}, parameters=(_STORY, _FORM)),
    Endpoint("GET", "/reports/{report}", _get_report, "A report", ref("report"), parameters=(_REPORT,)),
    Endpoint("DELETE", "/reports/{report}", _take_out, "Take a report out of the library; its story is worked out anew", ref("job"), 202, (_REPORT,)),
    Endpoint("POST", "/reports/{report}/erase", _erase, "Erase a report for good, in a story or taken out, with all that was worked out from it", ref("job"), 202, (_REPORT,), {"application/json": object_of(for_good={"const": True})}),
    Endpoint("POST", "/reports/{report}/move", _move, "Move a report to another story, or with null to a new one", ref("job"), 202, (_REPORT,), {"application/json": object_of(story={"type": ["string", "null"]})}),
    Endpoint("POST", "/stories/{story}/merge", _merge, "Move all reports of a story to another", ref("job"), 202, (_STORY,), {"application/json": object_of(into={"type": "string"})}),
    Endpoint("GET", "/moves", _list_moves, "Reports that were taken out or moved", object_of(moves=list_of(ref("move")))),
    Endpoint("DELETE", "/moves/{number:int}", _undo_move, "Take a move back", ref("job"), 202, (Parameter("number", "path", "number of a move", "integer"),)),
    Endpoint("POST", "/reports", _add, "Add reports; what is there already is left alone", ref("job"), 202, body={"application/json": object_of(reports=list_of(ref("row"))), "multipart/form-data": object_of(files=list_of({"type": "string", "format": "binary"}))}),
    Endpoint("GET", "/search", _search, "Search all reports", object_of(total={"type": "integer"}, problems=list_of({"type": "string"}), hits=list_of({"type": "object"})), parameters=(Parameter("q", "query", 'words, "phrases", outlet:NAME, voice:NAME, date:2024-04, after:DATE, before:DATE'), Parameter("start", "query", "how many are left out at the beginning", "integer"), Parameter("most", "query", f"how many are wanted, at most {MOST_HITS}", "integer"))),
    Endpoint("GET", "/jobs", _list_jobs, "The jobs of this server, the latest first", object_of(jobs=list_of(ref("job")))),
    Endpoint("GET", "/jobs/{job}", _get_job, "How far a job is, and what came of it", ref("job"), parameters=(Parameter("job", "path", "id of a job"),)),
    Endpoint("GET", "/openapi.json", _openapi, "This description", {"type": "object"}),
)  # fmt: skip
