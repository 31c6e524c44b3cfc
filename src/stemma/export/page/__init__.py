"""The page: a result as one self-contained HTML file that needs neither network nor script."""

from stemma.export.page.render import render_page

__all__ = ["render_page"]
