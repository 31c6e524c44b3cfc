"""The order of the rooms: the only code that knows what comes after what."""

from stemma.pipeline.arranging import describe_move, merge, move, take_out, undo_move
from stemma.pipeline.compare import PassageRow, compare, compare_rows
from stemma.pipeline.erasing import erase
from stemma.pipeline.keeping import Added, add, correct, load_language, story_result, undo
from stemma.pipeline.progress import STEPS, Progress
from stemma.pipeline.read import ReadResult, analyse, read
from stemma.pipeline.watching import Watched, watch

__all__ = [
    "STEPS",
    "Added",
    "PassageRow",
    "Progress",
    "ReadResult",
    "Watched",
    "add",
    "analyse",
    "compare",
    "compare_rows",
    "correct",
    "describe_move",
    "erase",
    "load_language",
    "merge",
    "move",
    "read",
    "story_result",
    "take_out",
    "undo",
    "undo_move",
    "watch",
]
