"""What pages stand on: the templates, the style and scripts, and what a server puts round a view."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, Protocol

from jinja2 import BaseLoader, ChoiceLoader, Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from stemma.export.page.days import say_day, say_time
from stemma.export.wording import make_visible

STYLE = "style.css"
SCRIPTS = ("page.js", "tables.js", "texts.js")
"""The script modules, in the order in which a page names them. They add comfort; no page needs them."""
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""The Content-Security-Policy that a server sends with every page made from these templates."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that pages of a server ask for."""

    name: str
    """As it stands after the prefix in `Site.assets`."""
    media_type: str
    """For the `Content-Type` header."""
    content: bytes
    """The file."""


@dataclass(frozen=True, slots=True)
class Field:
    """Something a person fills in before a form is sent."""

    name: str
    """As it is sent."""
    label: str
    """What it asks for."""
    type: Literal["text", "date", "choice", "several"] = "text"
    """A line, a day, one of the choices, or any number of them."""
    value: str = ""
    """What stands there at first."""
    choices: tuple[tuple[str, str], ...] = ()
    """Value and label of every choice."""


@dataclass(frozen=True, slots=True)
class Form:
    """Something a person may do with what stands beside it; sent by POST."""

    action: str
    """The address it is sent to."""
    label: str
    """What the button says."""
    hidden: tuple[tuple[str, str], ...] = ()
    """Names and values that are sent along."""
    fields: tuple[Field, ...] = ()
    """What is asked for; with none the button stands alone."""
    gloss: str = ""
    """What will happen, in a sentence."""


class Actions(Protocol):
    """What a server lets a person do from the views of a story."""

    def for_edge(self, child: str, parent: str) -> Sequence[Form]:
        """Forms under the explanation of an edge; the parent may be a lost source."""

    def for_report(self, report: str) -> Sequence[Form]:
        """Forms under the head of a report."""

    def for_claim(self, claim: str) -> Sequence[Form]:
        """Forms under the readings of a claim."""


@dataclass(frozen=True, slots=True)
class NavLink:
    """A link of the head of a page, or one to an export."""

    label: str
    """What it says."""
    href: str
    """Where it leads."""
    current: bool = False
    """Whether the page is there."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that just happened, or that a reader must know."""

    text: str
    """In a sentence."""
    forms: tuple[Form, ...] = ()
    """What can be done about it, such as to undo it."""
    bad: bool = False
    """Whether something failed."""


@dataclass(frozen=True, slots=True)
class Site:
    """What a server puts round every page."""

    home: str = "/"
    """Where the name in the head leads."""
    assets: str = "/static/"
    """What stands before the names of `static_assets()`."""
    nav: tuple[NavLink, ...] = ()
    """Links in the head."""
    exports: tuple[NavLink, ...] = ()
    """Links under the title of a story: what it can be taken away as."""
    notices: tuple[Notice, ...] = ()
    """Shown above the content."""
    actions: Actions | None = None
    """What a person may do; None to only read."""
    search: str = ""
    """The address that a search in the head is sent to (`?q=`); empty for none."""


def environment(*more: BaseLoader) -> Environment:
    """The environment of all pages; templates of further loaders can extend `site.html.j2`.

    Everything is escaped; text from outside loses its control characters and turning marks first. A template
    that extends `site.html.j2` fills the blocks `title` and `content`, and is rendered with `site` (a `Site`).
    """
    env = Environment(
        loader=ChoiceLoader([FunctionLoader(_template), *more]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    env.filters["day"] = say_day
    env.filters["time"] = say_time
    env.filters["versioned"] = lambda name: versioned(name, static_assets()[name].content)
    env.globals["scripts"] = SCRIPTS
    env.globals["stylesheet"] = STYLE
    return env


@cache
def own_environment() -> Environment:
    """The environment of this room's own pages, made once: compiling the templates takes longer than a page."""
    return environment()


def prepare_pages() -> None:
    """Compile the templates now, so that the first page of a server does not wait for it."""
    for template in files("stemma.export.page").joinpath("templates").iterdir():
        if template.name.endswith(".j2"):
            own_environment().get_template(template.name)


def versioned(name: str, content: bytes) -> str:
    """The name of an asset with a digest of it: a browser may keep it for good, and asks anew when it changes."""
    return f"{name}?v={hashlib.sha256(content).hexdigest()[:12]}"


@cache
def static_assets() -> Mapping[str, Asset]:
    """The style and the script modules that the pages of a server ask for, by name."""
    made = [Asset(STYLE, "text/css; charset=utf-8", asset(STYLE).encode())]
    made += [Asset(name, "text/javascript; charset=utf-8", asset(name).encode()) for name in SCRIPTS]
    return {a.name: a for a in made}


@cache
def asset(name: str) -> str:
    """A file of this folder."""
    return files("stemma.export.page").joinpath(name).read_text("utf-8")


def _template(name: str) -> str | None:
    try:
        return asset(f"templates/{name}")
    except FileNotFoundError:
        return None


def _finalize(value: object) -> object:
    """Text from outside loses its control characters before it is escaped; our own markup stays as it is."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return make_visible(value)
    return value
