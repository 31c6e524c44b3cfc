"""The pages: a result as one self-contained file, or view by view for a server; from one set of templates."""

from stemma.export.page.links import Links, PathLinks
from stemma.export.page.options import VIEWS, Options, View, read_options, read_page
from stemma.export.page.picture import render_picture
from stemma.export.page.render import NAMES, render_page, render_story
from stemma.export.page.site import (
    POLICY,
    Actions,
    Asset,
    Field,
    Form,
    NavLink,
    Notice,
    Site,
    environment,
    prepare_pages,
    static_assets,
    versioned,
)

__all__ = [
    "NAMES",
    "POLICY",
    "VIEWS",
    "Actions",
    "Asset",
    "Field",
    "Form",
    "Links",
    "NavLink",
    "Notice",
    "Options",
    "PathLinks",
    "Site",
    "View",
    "environment",
    "prepare_pages",
    "read_options",
    "read_page",
    "render_page",
    "render_picture",
    "render_story",
    "static_assets",
    "versioned",
]
