"""The application: pages, API and assets behind one wall."""

from __future__ import annotations

import contextlib
import gc
import secrets
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from stemma.errors import ContractError, StemmaError
from stemma.export.page import POLICY, prepare_pages, versioned
from stemma.serve.api import PREFIX, api_routes, error_row
from stemma.serve.erasing import erase_routes
from stemma.serve.guard import API, Guard, Rules, TooMuchError
from stemma.serve.jobs import BusyError, Jobs
from stemma.serve.moves import move_routes
from stemma.serve.pages import page_routes
from stemma.serve.render import ASSETS, assets, error_page, make_environment
from stemma.serve.state import State
from stemma.serve.stories import story_routes
from stemma.store import Library, prepare_shown

LEAST_PACKED = 1_000
"""Bytes of an answer that is packed on its way: less is not worth it."""
PACKING = 1
"""How hard it is packed: a page shrinks to a fifth in some milliseconds; more takes more time than it saves."""
DEFECT = "A defect in Stemma; what it was stands where the server was started. Nothing was changed by it."


def create_app(
    library: Path,
    *,
    names: frozenset[str],
    any_address: bool = False,
    token: str = "",
    model: str | None = None,
    make_executor: Callable[[], Executor] | None = None,
    most_body: int | None = None,
) -> ASGIApp:
    """The application over a library, made if it does not exist.

    Args:
        library: its file.
        names: the names the server may be called by, lower case, without port.
        any_address: whether any numeric address is such a name.
        token: what a stranger must show; empty where only this machine can reach the server.
        model: the language model for new reports.
        make_executor: makes the worker; a process of its own if not given.
        most_body: bytes of a request.

    Raises:
        LibraryError: the file is no library.
    """
    Library(library, create=True).close()
    jobs = Jobs(make_executor)

    @contextlib.asynccontextmanager
    async def life(app: Starlette) -> AsyncIterator[None]:
        del app
        jobs.start(model)
        prepare_pages()
        prepare_shown()
        gc.collect()
        gc.freeze()  # what a server is made of stays, and need not be searched for garbage
        yield
        jobs.close()

    app = Starlette(
        routes=[
            *api_routes(),
            Route(ASSETS + "{name}", _asset),
            *page_routes(),
            *move_routes(),
            *erase_routes(),
            *story_routes(),
        ],
        lifespan=life,
        middleware=[Middleware(GZipMiddleware, minimum_size=LEAST_PACKED, compresslevel=PACKING)],
        exception_handlers={
            HTTPException: _refused,
            StemmaError: _failed,
            TooMuchError: _too_much,
            Exception: _defect,
        },
    )
    form_token = secrets.token_urlsafe(24)
    app.state.stemma = State(library, jobs, form_token, model)
    app.state.templates = make_environment()
    rules = Rules(POLICY, form_token, names, any_address, token)
    if most_body is not None:
        rules = Rules(POLICY, form_token, names, any_address, token, most_body)
    return Guard(app, rules)


def _asset(request: Request) -> Response:
    asset = assets().get(request.path_params["name"])
    if asset is None:
        raise HTTPException(404, f"There is no file {request.path_params['name']}.")
    # What a page names by its digest never changes; what is asked for without one may be another after an update.
    named = f"{asset.name}?{request.url.query}" == versioned(asset.name, asset.content)
    caching = "private, max-age=31536000, immutable" if named else "no-cache"
    return Response(asset.content, headers={"Cache-Control": caching, "Content-Type": asset.media_type})


def _say(request: Request, status: int, words: str) -> Response:
    """What went wrong, to a person or to a program."""
    if request.url.path.startswith(API):
        return error_row(status, words)
    return error_page(request, status, words)


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  what it is registered for
    words = error.detail
    if error.status_code == 404 and words == "Not Found":  # noqa: PLR2004
        words = f"There is nothing at this address. The library is at /, the API at {PREFIX}/openapi.json."
    return _say(request, error.status_code, words)


def _failed(request: Request, error: Exception) -> Response:
    status = 503 if isinstance(error, BusyError) else 422 if isinstance(error, ContractError) else 400
    return _say(request, status, str(error))


def _too_much(request: Request, error: Exception) -> Response:
    return _say(request, 413, str(error))


def _defect(request: Request, error: Exception) -> Response:
    del error
    return _say(request, 500, DEFECT)
