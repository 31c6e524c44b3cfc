"""What a person types into the search: words, "phrases", and outlet:, voice:, date:, after:, before:."""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST = 500
"""Characters of a query that are read: more is no question of a person."""
MOST_WORDS = 24
_PART = re.compile(
    r'(?:(?P<name>outlet|voice|date|after|before):)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))', re.IGNORECASE
)
_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
# Words of a query may start anywhere in Unicode, but need a letter or a digit: the index holds nothing else.
_SAYS_SOMETHING = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A query in its parts; a report must fulfil all of them."""

    words: tuple[str, ...] = ()
    """Words and phrases that the report, or with a voice one statement, must hold; a final * leaves the end open."""
    outlet: str = ""
    """Part of the name of its outlet."""
    voice: str = ""
    """Part of the name of a voice it quotes."""
    after: str = ""
    """The first day, month or year of publication, ISO 8601."""
    before: str = ""
    """The last day, month or year of publication, ISO 8601."""
    problems: tuple[str, ...] = ()
    """What was typed and could not be used, in words."""

    @property
    def empty(self) -> bool:
        """Whether it asks for nothing."""
        return not (self.words or self.outlet or self.voice or self.after or self.before)

    def match(self) -> str:
        """The words in the language of SQLite's full-text index; nothing that was typed is an operator there."""
        return " AND ".join(_quoted(w) for w in self.words)


def parse_query(typed: str) -> SearchQuery:
    """The parts of what a person typed; never fails."""
    words: list[str] = []
    filters = {"outlet": "", "voice": "", "after": "", "before": ""}
    problems: list[str] = []
    for part in _PART.finditer(typed[:LONGEST].replace("\x00", " ")):
        name = (part["name"] or "").casefold()
        value = (part["phrase"] if part["phrase"] is not None else part["word"]).strip()
        if not name:
            if _SAYS_SOMETHING.search(value):
                words.append(value)
        elif name in {"outlet", "voice"}:
            filters[name] = value
        elif _DATE.fullmatch(value):
            for end in ("after", "before") if name == "date" else (name,):
                filters[end] = value
        else:
            problems.append(f"{name}:{value} is no date; write it like {name}:2024-04-20 or {name}:2024-04")
    if len(words) > MOST_WORDS:
        problems.append(f"only the first {MOST_WORDS} words were looked for")
    return SearchQuery(tuple(words[:MOST_WORDS]), **filters, problems=tuple(problems))


def _quoted(word: str) -> str:
    start = word.endswith("*") and len(word) > 1
    inner = word.rstrip("*").replace('"', '""')
    return f'"{inner}"' + ("*" if start else "")
