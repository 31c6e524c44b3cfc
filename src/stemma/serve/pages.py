"""The pages: the list of stories, a story's views, search, jobs, corrections, exports."""

from __future__ import annotations

import asyncio
import io
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

from jinja2 import Environment, PackageLoader
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from stemma.errors import MissingExtraError
from stemma.export import FORMS, ExportForm, load_correction, render_page, to_files
from stemma.export.page import (
    VIEWS,
    NavLink,
    Notice,
    PathLinks,
    Site,
    View,
    environment,
    read_options,
    render_story,
)
from stemma.library import parse_query
from stemma.model import Interval
from stemma.serve.actions import StoryActions, read_correction
from stemma.serve.jobs import Job
from stemma.serve.state import OpenStory, State, story_path
from stemma.serve.uploads import lay_down, lay_down_rows
from stemma.serve.work import INPUTS, Task
from stemma.text.spans import Span

ASSETS = "/static/"
PAGE = 20
"""Hits of a search on one page."""
MOST_LISTED = 200
"""Stories on one page of the list."""
MOST_FILES = 2_000
"""Files of one form."""
MOST_PASTED = 16 * 1024 * 1024
"""Bytes of pasted text: four million characters, the longest report, at four bytes each."""
SOON = 1.5
"""Seconds to wait for a job before its own page is shown: most corrections are done by then."""
STEPS = {
    "begin": "Beginning",
    "reading": "Reading the inputs",
    "language": "Reading the language",
    "stories": "Collating the stories",
}
EXPORTS: dict[str, str] = {
    "html": "Page",
    "json": "Story file",
    "csv": "Tables (CSV)",
    "markdown": "Brief (Markdown)",
    "docx": "Brief (Word)",
    "bibtex": "Citations (BibTeX)",
    "graphml": "Graphs (GraphML)",
    "claimreview": "ClaimReview",
    "prov": "PROV",
    "events": "Events",
    "parquet": "Tables (Parquet)",
}
_TYPES = {
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "md": "text/markdown; charset=utf-8",
    "bib": "application/x-bibtex",
    "zip": "application/zip",
}


def page_routes() -> list[Route]:
    """The addresses of all pages."""
    return [
        Route("/", _home, name="home"),
        Route("/add", _add, methods=["POST"]),
        Route("/search", _search),
        Route("/jobs", _jobs),
        Route("/jobs/{job}", _job),
        Route("/stories/{story}", _story),
        Route("/stories/{story}/add", _add_to_story),
        Route("/stories/{story}/corrections", _corrections, methods=["GET"]),
        Route("/stories/{story}/corrections", _correct, methods=["POST"]),
        Route("/stories/{story}/corrections/{number:int}/undo", _undo, methods=["POST"]),
        Route("/stories/{story}/export/{form}", _export),
        Route("/stories/{story}/{view}", _view),
        Route("/reports/{report}", _report),
    ]


def state_of(request: Request) -> State:
    """What the server of a request holds."""
    state: State = request.app.state.stemma
    return state


def make_environment() -> Environment:
    """The templates of this room, which extend those of the views."""
    env = environment(PackageLoader("stemma.serve", "templates"))
    env.filters["address"] = lambda text: quote(str(text), safe="", errors="replace")
    return env


def error_page(request: Request, status: int, words: str) -> Response:
    """What went wrong, and what to do about it."""
    titles = {404: "Not found", 413: "Too much at once", 422: "Not understood", 503: "Busy"}
    title = titles.get(status, "That did not work")
    return _page(request, "error.html.j2", {"title": title, "words": words}, status=status)


def _page(
    request: Request,
    template: str,
    values: Mapping[str, object],
    *,
    current: str = "",
    notices: tuple[Notice, ...] = (),
    status: int = 200,
) -> HTMLResponse:
    env: Environment = request.app.state.templates
    site = _site(current, notices)
    return HTMLResponse(env.get_template(template).render(site=site, **values), status)


def _site(current: str = "", notices: tuple[Notice, ...] = ()) -> Site:
    nav = (("Stories", "/"), ("Jobs", "/jobs"))
    return Site(
        home="/",
        assets=ASSETS,
        nav=tuple(NavLink(label, href, href == current) for label, href in nav),
        notices=notices,
        search="/search",
    )


# ── the list and what is added ───────────────────────────────────────────────────────────────────────────────


def _home(request: Request) -> Response:
    state = state_of(request)
    page = _number(request.query_params.get("page", ""))
    with state.library() as library:
        stories, reports = library.stories(), library.count()
    shown = stories[(page - 1) * MOST_LISTED : page * MOST_LISTED]
    rows = [
        {
            "story": s,
            "href": story_path(s.id, "tree"),
            "origins": str(Interval(s.origins_low, s.origins_high)),
            "days": _days(s.first_day, s.last_day),
        }
        for s in shown
    ]
    return _page(
        request,
        "home.html.j2",
        {
            "rows": rows,
            "stories": len(stories),
            "reports": reports,
            "page": page,
            "pages": max(1, -(-len(stories) // MOST_LISTED)),
            "action": state.form_action("/add"),
            "into": None,
        },
        current="/",
    )


def _add_to_story(request: Request) -> Response:
    story = _open(request)
    return _page(
        request,
        "add.html.j2",
        {"action": state_of(request).form_action("/add"), "into": story.stored},
    )


async def _add(request: Request) -> Response:
    state = state_of(request)
    folder = state.jobs.new_folder()
    async with request.form(max_files=MOST_FILES, max_fields=20, max_part_size=MOST_PASTED) as form:
        inputs = await run_in_threadpool(_lay_down, folder / INPUTS, form)
        story, one_story = _text(form, "story"), bool(form.get("one_story"))
    if not inputs:
        return error_page(
            request,
            422,
            "Nothing was given to read. Go back, and choose files, drop them on the page, or paste a text.",
        )
    if story:
        with state.library() as library:
            if library.story(story) is None:
                raise HTTPException(404, f"There is no story {story} to add to.")
    what = f"Add {len(inputs)} {'file' if len(inputs) == 1 else 'files'}"
    task = Task(state.file, tuple(inputs), story or None, one_story and not story, state.model)
    job = state.jobs.submit(task, what, folder)
    return RedirectResponse(f"/jobs/{job.id}", 303)


def _lay_down(folder: Path, form: FormData) -> list[str]:
    inputs = [
        lay_down(folder, value.filename or "", value.file)
        for value in form.getlist("files")
        if isinstance(value, UploadFile) and (value.filename or value.size)
    ]
    if _text(form, "text"):
        # A browser sends lines that end in two characters; the text that was pasted has one.
        row = {name: _text(form, name) for name in ("title", "outlet", "url", "published")}
        row["text"] = str(form.get("text")).replace("\r\n", "\n")
        inputs.append(lay_down_rows(folder, [row]))
    return inputs


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""


# ── jobs ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _jobs(request: Request) -> Response:
    return _page(request, "jobs.html.j2", {"jobs": state_of(request).jobs.latest()}, current="/jobs")


def _job(request: Request) -> Response:
    state = state_of(request)
    job = state.jobs.get(request.path_params["job"])
    if job is None:
        raise HTTPException(
            404,
            "There is no such job any more: the server was started again since. What it added is in the library.",
        )
    outcome = job.outcome
    if job.state == "done" and outcome is not None and not job.problems and len(outcome.stories) == 1:
        then = job.then or story_path(outcome.stories[0], "tree")
        return RedirectResponse(_with(then, job=job.id), 303)
    with state.library() as library:
        stories = [s for i in (outcome.stories if outcome else ()) if (s := library.story(i)) is not None]
    progress = job.progress
    return _page(
        request,
        "job.html.j2",
        {
            "job": job,
            "state": job.state,
            "step": STEPS.get(str(progress.get("step")), ""),
            "done": progress.get("done", 0),
            "total": progress.get("total", 0),
            "outcome": outcome,
            "stories": [{"story": s, "href": story_path(s.id, "tree")} for s in stories],
        },
        current="/jobs",
    )


async def _soon(job: Job) -> None:
    """Wait for a job for a little while."""
    waited = 0.0
    while not job.future.done() and waited < SOON:
        await asyncio.sleep(0.05)
        waited += 0.05


# ── a story ──────────────────────────────────────────────────────────────────────────────────────────────────


def _story(request: Request) -> Response:
    story = _open(request)
    return RedirectResponse(story_path(story.stored.id, "tree"), 303)


def _report(request: Request) -> Response:
    report = request.path_params["report"]
    with state_of(request).library() as library:
        story = library.story_of(report)
    if story is None:
        raise HTTPException(404, f"There is no report {report} in this library.")
    return RedirectResponse(PathLinks(story_path(story)).report(report), 303)


def _view(request: Request) -> Response:
    view = request.path_params["view"]
    if view not in VIEWS:
        raise HTTPException(404, f"A story has no view {view}; it has {', '.join(VIEWS)}.")
    state, story = state_of(request), _open(request)
    query = request.query_params
    identity = story.stored.id
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    actions = StoryActions(state, story, _without(here, "job"))
    site = replace(
        _site(notices=(*_done(state, query.get("job", "")), *actions.notices())),
        exports=tuple(NavLink(label, story_path(identity, "export", form)) for form, label in EXPORTS.items()),
        actions=actions,
    )
    extra = (
        NavLink("Add to this story", story_path(identity, "add")),
        NavLink(f"Corrections ({len(story.corrections)})", story_path(identity, "corrections")),
    )
    site = replace(site, nav=(*site.nav, *extra))
    chosen: View = view
    links = PathLinks(story_path(identity))
    return HTMLResponse(
        render_story(story.result, identity, chosen, links, options=read_options(query), site=site)
    )


def _done(state: State, job_id: str) -> tuple[Notice, ...]:
    """What the job that led here came to."""
    job = state.jobs.get(job_id) if job_id else None
    outcome = job.outcome if job else None
    if job is None or outcome is None:
        return ()
    if outcome.new or outcome.known:
        there = f", {outcome.known} there already" if outcome.known else ""
        return (Notice(f"{outcome.new} {'report' if outcome.new == 1 else 'reports'} added{there}."),)
    return (Notice(f"Done: {job.what}. The story was worked out anew."),)


def _export(request: Request) -> Response:
    story, form = _open(request), request.path_params["form"]
    if form not in EXPORTS:
        raise HTTPException(404, f"There is no form {form}; there are {', '.join(EXPORTS)}.")
    try:
        files = export_files(story, form)
    except MissingExtraError as error:
        return error_page(request, 501, str(error))
    return attachment(story.stored.id, form, files)


def export_files(story: OpenStory, form: str) -> dict[str, bytes]:
    """The files of a story in one form.

    Raises:
        MissingExtraError: the form needs a package that is not installed.
    """
    if form == "html":
        return {"story.html": render_page(story.result).encode("utf-8", "replace")}
    known: ExportForm = next(f for f in FORMS if f == form)
    return to_files(story.result, [known])


def attachment(story_id: str, form: str, files: Mapping[str, bytes]) -> Response:
    """Files as one download: as they are, or several of them in a ZIP archive."""
    if len(files) == 1:
        ((name, content),) = files.items()
    else:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(zipfile.ZipInfo(name), content)
        name, content = f"{form}.zip", packed.getvalue()
    media = _TYPES.get(name.rpartition(".")[2], "application/octet-stream")
    safe = "".join(c if c.isascii() and c.isalnum() else "-" for c in story_id)
    return Response(
        content, media_type=media, headers={"Content-Disposition": f'attachment; filename="{safe}-{name}"'}
    )


# ── corrections ──────────────────────────────────────────────────────────────────────────────────────────────


def _corrections(request: Request) -> Response:
    state, story = state_of(request), _open(request)
    actions = StoryActions(state, story)
    identity = story.stored.id
    with state.library() as library:
        every = library.corrections(identity)
    rows = [
        {
            "correction": c,
            "words": actions.describe(load_correction(c.document)),
            "undo": state.form_action(story_path(identity, "corrections", str(c.number), "undo")),
        }
        for c in reversed(every)
    ]
    values = {"story": story.stored, "href": story_path(identity, "tree"), "rows": rows}
    return _page(request, "corrections.html.j2", values)


async def _correct(request: Request) -> Response:
    state = state_of(request)
    story = await run_in_threadpool(_open, request)
    async with request.form(max_files=0, max_fields=1_000) as form:
        sent = {name: [v for v in form.getlist(name) if isinstance(v, str)] for name in form}
    correction = read_correction(sent)
    words = StoryActions(state, story).describe(correction)
    task = Task(state.file, story=story.stored.id, correction=correction)
    return await _submit(request, story, task, words, next(iter(sent.get("back", ())), ""))


async def _undo(request: Request) -> Response:
    story = await run_in_threadpool(_open, request)
    async with request.form(max_files=0, max_fields=10) as form:
        back = _text(form, "back")
    number = int(request.path_params["number"])
    task = Task(state_of(request).file, story=story.stored.id, undo=number)
    return await _submit(request, story, task, "a correction taken back", back)


async def _submit(request: Request, story: OpenStory, task: Task, what: str, back: str) -> Response:
    """Queue a correction; go back at once if it is soon done, else to the page of the job."""
    state = state_of(request)
    then = _inside(back, story_path(story.stored.id)) or story_path(story.stored.id, "tree")
    job = state.jobs.submit(task, what, state.jobs.new_folder(), then)
    await _soon(job)
    if job.state == "failed":
        return error_page(request, 422, job.error)
    return RedirectResponse(_with(then, job=job.id) if job.state == "done" else f"/jobs/{job.id}", 303)


def _open(request: Request) -> OpenStory:
    identity = request.path_params["story"]
    story = state_of(request).story(identity)
    if story is None:
        raise HTTPException(404, f"There is no story {identity} in this library.")
    return story


# ── search ───────────────────────────────────────────────────────────────────────────────────────────────────


def _search(request: Request) -> Response:
    typed = request.query_params.get("q", "")[:1_000]
    page = _number(request.query_params.get("page", ""))
    query = parse_query(typed)
    with state_of(request).library() as library:
        total, hits = library.search(query, start=(page - 1) * PAGE, most=PAGE)
    rows = []
    for hit in hits:
        links = PathLinks(story_path(hit.story))
        passages = [
            {"href": links.passage(hit.report, p.span), "voice": p.voice, "parts": _parts(p.text, p.marks)}
            for p in hit.passages
        ]
        rows.append(
            {
                "hit": hit,
                "href": links.report(hit.report),
                "story": story_path(hit.story, "tree"),
                "passages": passages,
            }
        )
    pages = max(1, -(-total // PAGE))
    near = {
        n: f"/search?{urlencode({'q': typed, 'page': n}, errors='replace')}"
        for n in (page - 1, page + 1)
        if 1 <= n <= pages
    }
    values = {
        "typed": typed,
        "query": query,
        "total": total,
        "rows": rows,
        "page": page,
        "pages": pages,
        "near": near,
    }
    return _page(request, "search.html.j2", values)


def _parts(text: str, marks: tuple[Span, ...]) -> list[tuple[str, bool]]:
    """A passage in pieces: what stands there, and whether it was looked for."""
    parts: list[tuple[str, bool]] = []
    at = 0
    for mark in marks:
        parts.extend([(text[at : mark.start], False), (text[mark.start : mark.end], True)])
        at = mark.end
    parts.append((text[at:], False))
    return [(words, found) for words, found in parts if words]


# ── small things ─────────────────────────────────────────────────────────────────────────────────────────────


def _days(first: str | None, last: str | None) -> str:
    if first is None or last is None:
        return "no date known"
    return first if first == last else f"{first} – {last}"


def _number(typed: str) -> int:
    return min(int(typed), 100_000) if typed.isascii() and typed.isdigit() and int(typed) > 0 else 1


def _inside(back: str, path: str) -> str:
    """An address to go back to, if it is one of the story's own; else nothing: a form may hold anything."""
    parts = urlsplit(back)
    inside = parts.path == path or parts.path.startswith(path + "/")
    plain = back.isascii() and back.isprintable() and "\\" not in back and ".." not in parts.path
    return back if inside and plain and not parts.scheme and not parts.netloc else ""


def _with(address: str, **more: str) -> str:
    """An address with something added to its query, before its fragment."""
    parts = urlsplit(_without(address, *more))
    query = "&".join(q for q in (parts.query, urlencode(more)) if q)
    return parts._replace(query=query).geturl()


def _without(address: str, *names: str) -> str:
    parts = urlsplit(address)
    kept = [q for q in parts.query.split("&") if q and q.partition("=")[0] not in names]
    return parts._replace(query="&".join(kept)).geturl()
