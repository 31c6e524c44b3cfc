"""The order of the rooms: the only code that knows what comes after what."""

from stemma.pipeline.compare import PassageRow, compare, compare_rows
from stemma.pipeline.keeping import Added, add, correct, load_language, story_result, undo
from stemma.pipeline.read import ReadResult, analyse, read

__all__ = [
    "Added",
    "PassageRow",
    "ReadResult",
    "add",
    "analyse",
    "compare",
    "compare_rows",
    "correct",
    "load_language",
    "read",
    "story_result",
    "undo",
]
