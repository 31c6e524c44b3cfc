"""What Stemma itself wrote is no report: its page and its tables often lie in the folder that is read next."""

from __future__ import annotations

import re

from stemma.errors import FormatError

# The marks stand at the head of what Stemma writes; a summary has its count below the title.
_HEAD = 8_192
_MARKS = (
    (re.compile(r'<meta name="generator" content="Stemma\b'), "a page that Stemma wrote"),
    (re.compile(r'\A\s*\{\s*"stemma":'), "a story file that Stemma wrote"),
    (re.compile(r"\Astory,(?:claim|number,issue),text,"), "a table that Stemma wrote"),
    (
        re.compile(r"^\d+ reports? → \d+ texts? → (?:\d+–)?\d+ independent origins?\.?\s*$", re.MULTILINE),
        "a summary that Stemma wrote",
    ),
    (re.compile(r"\A\s*(?:<\?xml[^<>]{0,100}>\s*)?<graphml\b"), "a graph (GraphML)"),
    (re.compile(r"\A\s*(?:<\?xml[^<>]{0,100}>\s*)?<svg\b"), "a drawing (SVG)"),
    (re.compile(r"\A@\w{1,20}\{[^,\n]{1,200},\s*\w+ = \{"), "a list of references (BibTeX)"),
)


def refuse_result(name: str, text: str) -> None:
    """Raise if a text is a result and no report: read as one, what Stemma wrote would be a copy of all reports.

    Raises:
        FormatError: it is.
    """
    head = text[:_HEAD]
    for mark, what in _MARKS:
        if mark.search(head):
            raise FormatError(name, f"is {what}, and no report; left out")
