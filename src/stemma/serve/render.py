"""What every page of the library stands on: its templates, what stands round it, errors, and addresses."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from urllib.parse import quote, urlencode, urlsplit

from jinja2 import Environment, PackageLoader
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from stemma.export.page import Asset, NavLink, Notice, Site, environment, static_assets, versioned
from stemma.serve.state import State

ASSETS = "/static/"
OWN_ASSETS = {"serve.js": "text/javascript; charset=utf-8", "serve.css": "text/css; charset=utf-8"}


def state_of(request: Request) -> State:
    """What the server of a request holds."""
    state: State = request.app.state.stemma
    return state


def check_story(state: State, story: str) -> None:
    """Refuse to go on with a story that is not there."""
    with state.open_library() as library:
        if library.story(story) is None:
            raise HTTPException(404, f"There is no story {story} in this library.")


@cache
def assets() -> Mapping[str, Asset]:
    """The style and scripts of the views and of this room's own pages, by name."""
    folder = files("stemma.serve") / "static"
    own = [Asset(name, kind, (folder / name).read_bytes()) for name, kind in OWN_ASSETS.items()]
    return {**static_assets(), **{a.name: a for a in own}}


def make_environment() -> Environment:
    """The templates of this room, which extend those of the views."""
    env = environment(PackageLoader("stemma.serve", "templates"))
    env.filters["versioned"] = lambda name: versioned(name, assets()[name].content)
    env.filters["address"] = lambda text: quote(str(text), safe="", errors="replace")
    return env


def error_page(request: Request, status: int, words: str) -> Response:
    """What went wrong, and what to do about it."""
    titles = {404: "Not found", 413: "Too much at once", 422: "Not understood", 503: "Busy"}
    title = titles.get(status, "That did not work")
    return page(request, "error.html.j2", {"title": title, "words": words}, status=status)


def page(
    request: Request,
    template: str,
    values: Mapping[str, object],
    *,
    current: str = "",
    notices: tuple[Notice, ...] = (),
    status: int = 200,
) -> HTMLResponse:
    """A page made from a template."""
    env: Environment = request.app.state.templates
    site = site_of(current, notices)
    return HTMLResponse(env.get_template(template).render(site=site, **values), status)


def site_of(current: str = "", notices: tuple[Notice, ...] = ()) -> Site:
    """What stands round a page of the library."""
    nav = (("Stories", "/"), ("Jobs", "/jobs"), ("Moves", "/moves"))
    return Site(
        home="/",
        assets=ASSETS,
        nav=tuple(NavLink(label, href, href == current) for label, href in nav),
        notices=notices,
        search="/search",
    )


def inside(back: str, path: str) -> str:
    """An address to go back to, if it is one of the story's own; else nothing: a form may hold anything."""
    parts = urlsplit(back)
    inside = parts.path == path or parts.path.startswith(path + "/")
    plain = back.isascii() and back.isprintable() and "\\" not in back and ".." not in parts.path
    return back if inside and plain and not parts.scheme and not parts.netloc else ""


def with_query(address: str, **more: str) -> str:
    """An address with something added to its query, before its fragment."""
    parts = urlsplit(without_query(address, *more))
    query = "&".join(q for q in (parts.query, urlencode(more)) if q)
    return parts._replace(query=query).geturl()


def without_query(address: str, *names: str) -> str:
    """An address without some names of its query."""
    parts = urlsplit(address)
    kept = [q for q in parts.query.split("&") if q and q.partition("=")[0] not in names]
    return parts._replace(query="&".join(kept)).geturl()


def text_of(form: FormData, name: str) -> str:
    """What stands in a field of a form, without outer blanks; empty for a file."""
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""
