"""The pages of a story: its views, its exports, and what persons correct in it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import replace

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from stemma.errors import MissingExtraError
from stemma.export import FORMS, ExportForm, load_correction, render_page, to_files
from stemma.export.page import VIEWS, NavLink, PathLinks, View, read_options, render_story
from stemma.serve.actions import StoryActions, read_correction
from stemma.serve.doing import notices_of, submit
from stemma.serve.render import error_page, inside, page, site_of, state_of, text_of, with_query, without_query
from stemma.serve.state import OpenStory, story_path
from stemma.serve.work import Task

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
    "picture": "Picture of the tree (SVG)",
    "parquet": "Tables (Parquet)",
}
_TYPES = {
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "md": "text/markdown; charset=utf-8",
    "bib": "application/x-bibtex",
    "svg": "image/svg+xml",
    "zip": "application/zip",
}


def story_routes() -> list[Route]:
    """The addresses of a story's pages."""
    return [
        Route("/stories/{story}", _story),
        Route("/stories/{story}/add", _add_to_story),
        Route("/stories/{story}/corrections", _corrections, methods=["GET"]),
        Route("/stories/{story}/corrections", _correct, methods=["POST"]),
        Route("/stories/{story}/corrections/{number:int}/undo", _undo, methods=["POST"]),
        Route("/stories/{story}/claims/{claim}/correct", _claim, methods=["GET", "POST"]),
        Route("/stories/{story}/export/{form}", _export),
        Route("/stories/{story}/{view}", _view),
        Route("/reports/{report}", _report),
    ]


def _add_to_story(request: Request) -> Response:
    story = _open(request)
    return page(
        request,
        "add.html.j2",
        {"action": state_of(request).form_action("/add"), "into": story.stored},
    )


def _story(request: Request) -> Response:
    story = _open(request)
    return RedirectResponse(story_path(story.stored.id, "tree"), 303)


def _report(request: Request) -> Response:
    report = request.path_params["report"]
    with state_of(request).open_library() as library:
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
    actions = StoryActions(state, story, without_query(here, "job"))
    site = replace(
        site_of(notices=(*notices_of(state, query.get("job", "")), *actions.notices())),
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


def _corrections(request: Request) -> Response:
    state, story = state_of(request), _open(request)
    actions = StoryActions(state, story)
    identity = story.stored.id
    with state.open_library() as library:
        every = library.corrections(identity)
    rows = [
        {
            "correction": c,
            "words": actions.describe(load_correction(c.document)),
            "undo": state.form_action(story_path(identity, "corrections", str(c.number), "undo")),
        }
        for c in reversed(every)
    ]
    forms = actions.for_story()
    values = {"story": story.stored, "href": story_path(identity, "tree"), "rows": rows, "forms": forms}
    return page(request, "corrections.html.j2", values)


async def _claim(request: Request) -> Response:
    """Where a claim is merged and split; asked for by a form of the claim, and shown at an address of its own."""
    state, story = state_of(request), await run_in_threadpool(_open, request)
    base = story_path(story.stored.id)
    if request.method == "POST":
        async with request.form(max_files=0, max_fields=10) as form:
            back = inside(text_of(form, "back"), base)
        return RedirectResponse(with_query(request.url.path, back=back), 303)
    links = PathLinks(base)
    back = inside(request.query_params.get("back", ""), base) or links.view("claims")
    actions = StoryActions(state, story, back)
    claim = actions.claim(request.path_params["claim"])
    if claim is None:
        raise HTTPException(
            404, "There is no such claim: the story was worked out anew. Find it again under Claims."
        )
    values = {"claim": claim, "forms": actions.for_one_claim(claim), "back": back, "story": story.stored}
    return await run_in_threadpool(page, request, "claim.html.j2", values)


async def _correct(request: Request) -> Response:
    state = state_of(request)
    story = await run_in_threadpool(_open, request)
    async with request.form(max_files=0, max_fields=1_000) as form:
        sent = {name: [v for v in form.getlist(name) if isinstance(v, str)] for name in form}
    correction = read_correction(sent)
    words = StoryActions(state, story).describe(correction)
    task = Task(state.file, story=story.stored.id, correction=correction)
    return await submit(request, task, words, _back(next(iter(sent.get("back", ())), ""), story))


async def _undo(request: Request) -> Response:
    story = await run_in_threadpool(_open, request)
    async with request.form(max_files=0, max_fields=10) as form:
        back = text_of(form, "back")
    number = int(request.path_params["number"])
    task = Task(state_of(request).file, story=story.stored.id, undo=number)
    return await submit(request, task, "a correction taken back", _back(back, story))


def _back(back: str, story: OpenStory) -> str:
    """Where to go when a correction is done."""
    return inside(back, story_path(story.stored.id)) or story_path(story.stored.id, "tree")


def _open(request: Request) -> OpenStory:
    identity = request.path_params["story"]
    story = state_of(request).story(identity)
    if story is None:
        raise HTTPException(404, f"There is no story {identity} in this library.")
    return story
