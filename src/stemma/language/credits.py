"""Sources that a text names: "told Radio Free Asia", "(Reuters)", "the Post reported"."""

from __future__ import annotations

import re

from stemma.model import Credit
from stemma.text.spans import Span
from stemma.text.words import find_words

# Longer paragraphs are searched in pieces of this length, so that the cost stays linear.
LONGEST = 4_000

_WORD = r"[A-Z][\w&’'-]{0,40}"
_NAME = rf"(?P<name>(?:[Tt]he )?(?<![\w’'.-]){_WORD}(?: (?:of |and )?{_WORD}){{0,4}})"
_MEDIA = re.compile(
    r"\b(?:Times|Post|News|Radio|Press|Agency|Herald|Journal|Wire|Tribune|Gazette|Guardian|Reuters|AFP|AP|CNN"
    r"|BBC|NBC"
    r"|ABC|CBS|MSNBC|NPR|PBS|Television|TV|Daily|Monitor|Courier|Telegraph|Observer|Chronicle|Ledger|Bulletin"
    r"|Broadcasting|Service|Asia|Politico|Magazine|Week|Weekly|Today|Axios|Bloomberg|Xinhua|Interfax|TASS"
    r"|Ukrinform"
    r"|Agence France-Presse|Al Jazeera|Der Spiegel|Le Monde|Haaretz|Caller|Examiner|Beast|Independent|Mail"
    r"|Globe|Sun)\b"
)
_PATTERNS = tuple(
    re.compile(p)
    for p in (
        rf"\b(?:told|tells|telling) {_NAME}",
        r"\((?P<name>[A-Z][A-Za-z]{1,20}(?: [A-Z][A-Za-z]{1,20}){0,3})\)\s?[-–—]",
        r"\((?P<name>Reuters|AP|AFP|UPI|DPA|ANSA|Xinhua|TASS|Bloomberg)\)",
        rf"{_NAME}(?: has| have| had| also)?(?: first)? (?:reported|reports|revealed)\b",
        (
            r"\b(?:[Aa]ccording to|reported by|published (?:by|in)|obtained by|quoted by|seen by|cited by|citing"
            r"|first reported in"
            r"|in an (?:interview|e-?mail|statement) (?:with|to)|interview (?:with|on)|speaking (?:to|on)"
            r"|appearing on) "
            rf"(?:an? (?:report|article|story|interview) (?:in|by|from|with) )?{_NAME}"
        ),
        rf"{_NAME} contributed to this",
    )
)


def find_credits(text: str) -> tuple[Credit, ...]:
    """Sources named in the text, in order; names that are clearly no medium are left out."""
    found: dict[Span, Credit] = {}
    for line in re.finditer(r"[^\n]+", text):
        for start in range(line.start(), line.end(), LONGEST):
            for pattern in _PATTERNS:
                for m in pattern.finditer(text, start, min(line.end(), start + LONGEST)):
                    credit = _read(m)
                    if credit is not None:
                        found[credit.span] = credit
    return tuple(found[s] for s in sorted(found))


def _read(m: re.Match[str]) -> Credit | None:
    name = re.sub(r"[’']s(?: .*)?$", "", m["name"]).strip(".")
    if not _MEDIA.search(name):
        return None
    words = [w.plain for w in find_words(name)]
    key = " ".join(words[1:] if words[:1] == ["the"] else words)
    return Credit(Span(m.start("name"), m.start("name") + len(name)), key)
