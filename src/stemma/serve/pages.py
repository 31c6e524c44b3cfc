"""The pages that are of no one story: the list, what is added, jobs, search."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from stemma.export.page import PathLinks, read_page
from stemma.model import Interval
from stemma.serve.doing import notices_of
from stemma.serve.render import check_story, page, state_of, text_of, with_query
from stemma.serve.state import story_path
from stemma.serve.uploads import lay_down, lay_down_rows
from stemma.serve.work import INPUTS, Task
from stemma.store import parse_query
from stemma.text.spans import Span

LONGEST = 500
"""Characters of each field of the search."""
FILTERS = ("outlet", "voice", "after", "before")
"""Fields of the search beside its words."""
PAGE = 20
"""Hits of a search on one page."""
MOST_LISTED = 200
"""Stories on one page of the list."""
NOTHING_GIVEN = "Nothing was given to read. Go back, and choose files, drop them on the page, or paste a text."
MOST_FILES = 2_000
"""Files of one form."""
MOST_PASTED = 16 * 1024 * 1024
"""Bytes of pasted text: four million characters, the longest report, at four bytes each."""
_ENDS = frozenset('.!?"”’)')
"""A passage that ends otherwise is cut off."""


def page_routes() -> list[Route]:
    """The addresses of the pages that are of no one story."""
    return [
        Route("/", _home),
        Route("/add", _add, methods=["POST"]),
        Route("/search", _search),
        Route("/jobs", _jobs),
        Route("/jobs/{job}", _job),
    ]


# ── the list and what is added ───────────────────────────────────────────────────────────────────────────────


def _home(request: Request) -> Response:
    state = state_of(request)
    at = read_page(request.query_params.get("page", ""))
    with state.open_library() as library:
        stories, reports = library.stories(), library.count()
    shown = stories[(at - 1) * MOST_LISTED : at * MOST_LISTED]
    rows = [
        {
            "story": s,
            "href": story_path(s.id, "tree"),
            "origins": str(Interval(s.origins_low, s.origins_high)),
        }
        for s in shown
    ]
    return page(
        request,
        "home.html.j2",
        {
            "rows": rows,
            "stories": len(stories),
            "reports": reports,
            "page": at,
            "pages": max(1, -(-len(stories) // MOST_LISTED)),
            "action": state.form_action("/add"),
            "into": None,
        },
        current="/",
        notices=notices_of(state, request.query_params.get("job", "")),
    )


async def _add(request: Request) -> Response:
    state = state_of(request)
    with state.jobs.receiving() as folder:
        async with request.form(max_files=MOST_FILES, max_fields=20, max_part_size=MOST_PASTED) as form:
            inputs = await run_in_threadpool(_lay_down, folder / INPUTS, form)
            story, one_story = text_of(form, "story"), bool(form.get("one_story"))
        if not inputs:
            raise HTTPException(422, NOTHING_GIVEN)
        if story:
            await run_in_threadpool(check_story, state, story)
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
    if text_of(form, "text"):
        # A browser sends lines that end in two characters; the text that was pasted has one.
        row = {name: text_of(form, name) for name in ("title", "outlet", "url", "published")}
        row["text"] = str(form.get("text")).replace("\r\n", "\n")
        inputs.append(lay_down_rows(folder, [row]))
    return inputs


# ── jobs ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _jobs(request: Request) -> Response:
    return page(request, "jobs.html.j2", {"jobs": state_of(request).jobs.latest()}, current="/jobs")


def _job(request: Request) -> Response:
    state = state_of(request)
    job = state.jobs.get(request.path_params["job"])
    if job is None:
        raise HTTPException(
            404,
            "There is no such job any more: the server was started again since. What it added is in the library.",
        )
    stands = job.state  # before the rest: the job may end while this page is made
    outcome = job.outcome
    if stands == "done" and outcome is not None and not job.problems:
        then = job.then or (story_path(outcome.stories[0], "tree") if len(outcome.stories) == 1 else "")
        if then:
            return RedirectResponse(with_query(then, job=job.id), 303)
    with state.open_library() as library:
        stories = [s for i in (outcome.stories if outcome else ()) if (s := library.story(i)) is not None]
    progress = job.progress
    return page(
        request,
        "job.html.j2",
        {
            "job": job,
            "state": stands,
            "step": progress.get("words", ""),
            "done": progress.get("done", 0),
            "total": progress.get("total", 0),
            "outcome": outcome,
            "stories": [{"story": s, "href": story_path(s.id, "tree")} for s in stories],
        },
        current="/jobs",
    )


# ── search ───────────────────────────────────────────────────────────────────────────────────────────────────


def _search(request: Request) -> Response:
    asked = {name: request.query_params.get(name, "")[:LONGEST] for name in ("q", *FILTERS)}
    typed = asked["q"]
    at = read_page(request.query_params.get("page", ""))
    query = parse_query(" ".join([typed, *(_filter(n, asked[n]) for n in FILTERS if asked[n].strip())]))
    with state_of(request).open_library() as library:
        total, hits = library.search(query, start=(at - 1) * PAGE, most=PAGE)
        outlets, voices = library.outlets(), library.voices()
    rows = []
    for hit in hits:
        links = PathLinks(story_path(hit.story))
        passages = [
            {
                "href": links.passage(hit.report, p.span),
                "voice": p.voice,
                "parts": _parts(p.text, p.marks),
                "begins": p.text[:1].islower(),
                "goes_on": p.text.rstrip()[-1:] not in _ENDS,
            }
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
    given = {k: v for k, v in asked.items() if v}
    near = {
        n: f"/search?{urlencode({**given, 'page': n}, errors='replace')}"
        for n in (at - 1, at + 1)
        if 1 <= n <= pages
    }
    values = {
        "asked": asked,
        "outlets": outlets,
        "voices": voices,
        "query": query,
        "total": total,
        "rows": rows,
        "page": at,
        "pages": pages,
        "near": near,
    }
    return page(request, "search.html.j2", values)


def _filter(name: str, value: str) -> str:
    """What a field of the search asks, as it would be typed."""
    return f'{name}:"{value.replace(chr(34), " ")}"'


def _parts(text: str, marks: tuple[Span, ...]) -> list[tuple[str, bool]]:
    """A passage in pieces: what stands there, and whether it was looked for."""
    parts: list[tuple[str, bool]] = []
    at = 0
    for mark in marks:
        parts.extend([(text[at : mark.start], False), (text[mark.start : mark.end], True)])
        at = mark.end
    parts.append((text[at:], False))
    return [(words, found) for words, found in parts if words]
