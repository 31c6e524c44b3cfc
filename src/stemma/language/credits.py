"""Sources that a text names: "told Radio Free Asia", "(Reuters)", "the Post reported"."""

from __future__ import annotations

import re

from stemma.model import Credit
from stemma.text.spans import Span
from stemma.text.words import find_words

_NAME = r"(?P<name>(?:[Tt]he )?[A-Z][\w&’'-]*(?: (?:of |and )?[A-Z][\w&’'-]*){0,4})"
_MEDIA = r"(?:Times|Post|News|Radio|Press|Agency|Herald|Journal|Wire|Tribune|Gazette|Guardian|Reuters|AFP|AP|CNN|BBC|NBC|ABC|CBS|Television|TV|Daily|Monitor|Courier|Telegraph|Observer|Chronicle|Ledger|Bulletin|Broadcasting|Service|Asia|Politico|Magazine|Week)"
_PATTERNS = tuple(
    re.compile(p)
    for p in (
        rf"\b(?:told|tells) {_NAME}",
        r"\((?P<name>[A-Z][A-Za-z ]{1,30})\)\s*[-–—]",
        rf"{_NAME}(?: has| have| had| also| first)? (?:first )?reported\b",
        rf"\b(?:according to|reported by|published by|in an (?:interview|email|e-mail|statement) (?:with|to)|obtained by|quoted by) (?:a report (?:in|by|from) )?{_NAME}",
        rf"{_NAME} contributed to this",
        rf"\b(?:interview (?:with|on)|speaking (?:to|on)) {_NAME}",
    )
)


def find_credits(text: str) -> tuple[Credit, ...]:
    """Sources named in the text, in order; names that are clearly no medium are left out."""
    found: dict[Span, Credit] = {}
    for pattern in _PATTERNS:
        for m in pattern.finditer(text):
            name = re.sub(r"[’']s$", "", m["name"]).strip(".")
            if not re.search(rf"\b{_MEDIA}\b", name):
                continue
            words = [w.plain for w in find_words(name)]
            key = " ".join(words[1:] if words[:1] == ["the"] else words)
            span = Span(m.start("name"), m.start("name") + len(name))
            found[span] = Credit(span, key)
    return tuple(found[s] for s in sorted(found))
