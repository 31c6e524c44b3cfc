"""The library room: the store of reports and of all that was worked out from them. Only this room talks SQL."""

from stemma.store.file import Library
from stemma.store.query import SearchQuery, parse_query
from stemma.store.rows import MovedReport, StoredCorrection, StoredMove, StoredReport, StoredStory
from stemma.store.schema import DEFAULT_FILE
from stemma.store.search import Hit, Passage
from stemma.store.shown import ShownStory, prepare_shown

__all__ = [
    "DEFAULT_FILE",
    "Hit",
    "Library",
    "MovedReport",
    "Passage",
    "SearchQuery",
    "ShownStory",
    "StoredCorrection",
    "StoredMove",
    "StoredReport",
    "StoredStory",
    "parse_query",
    "prepare_shown",
]
