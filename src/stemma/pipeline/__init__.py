"""The order of the rooms: the only code that knows what comes after what."""

from stemma.pipeline.compare import PassageRow, compare, compare_rows
from stemma.pipeline.read import ReadResult, analyse, read

__all__ = ["PassageRow", "ReadResult", "analyse", "compare", "compare_rows", "read"]
