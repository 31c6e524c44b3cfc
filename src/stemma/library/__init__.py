"""The library room: the store of reports and of all that was worked out from them. Only this room talks SQL."""

from stemma.library.query import SearchQuery, parse_query
from stemma.library.schema import DEFAULT_FILE
from stemma.library.search import Hit, Passage
from stemma.library.store import Library, StoredCorrection, StoredReport, StoredStory

__all__ = [
    "DEFAULT_FILE",
    "Hit",
    "Library",
    "Passage",
    "SearchQuery",
    "StoredCorrection",
    "StoredReport",
    "StoredStory",
    "parse_query",
]
