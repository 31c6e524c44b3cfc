"""Reading: from bytes that somebody gives to reports with zones. The only room that opens files."""

from stemma.reading.drafts import FORMATS
from stemma.reading.inputs import MAX_BYTES, MAX_CHARACTERS
from stemma.reading.reports import ReadOutcome, read_inputs
from stemma.reading.watching import FolderWatch

__all__ = ["FORMATS", "MAX_BYTES", "MAX_CHARACTERS", "FolderWatch", "ReadOutcome", "read_inputs"]
