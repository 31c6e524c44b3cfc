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
    r"|HuffPost|Agence France-Presse|Al Jazeera|Der Spiegel|Le Monde|Haaretz|Caller|Examiner|Beast|Independent|Mail"
    r"|Globe|Sun)\b"
)
# Names that are said to have said something are media only if they end so: "the Secret Service said" names none.
_OUTLETS = (
    r"(?:Times|Post|News|Press|Herald|Journal|Wire|Tribune|Gazette|Guardian|Reuters|AFP|AP|UPI|CNN|BBC|NBC|ABC|CBS|MSNBC|NPR"
    r"|PBS|Courier|Telegraph|Chronicle|Ledger|Politico|HuffPost|Magazine|Axios|Bloomberg|Xinhua|Interfax|TASS|Caller|Examiner)"
)
_OUTLET = rf"(?P<name>(?:[Tt]he )?(?<![\w’'.-])(?:{_WORD} (?:of )?){{0,4}}{_OUTLETS})\b"
_STATIONS = r"(?P<name>CNN|BBC|NBC|ABC|CBS|MSNBC|NPR|PBS|(?:Fox|Sky) News)"
_AGENCY = (
    r"(?P<name>(?:[Tt]he )?(?:Reuters|AFP|AP|UPI|DPA|ANSA|EFE|TASS|Xinhua|Interfax|Agence France-Presse"
    r"|Bloomberg(?: News)?|(?:Associated|Canadian|United|Australian Associated) Press))\b"
)
_PATTERNS = tuple(
    re.compile(p)
    for p in (
        rf"\b(?:told|tells|telling|informed|informs) {_NAME}",
        # "Confirmed the sum to Fox News", "speaking to the Post", "spoke with the Times", "heard from".
        (
            r"\b(?:said|spoke|speaks?|speaking|talked|talking|confirmed|explained|admitted|wrote|telling)(?: [\w$,.’'-]+){0,5}? (?:to|with) "
            rf"{_OUTLET}"
        ),
        r"\((?P<name>[A-Z][A-Za-z]{1,20}(?: [A-Z][A-Za-z]{1,20}){0,3})\)\s?[-–—]",
        r"\((?P<name>Reuters|AP|AFP|UPI|DPA|ANSA|Xinhua|TASS|Bloomberg)\)",
        rf"{_NAME}(?: has| have| had| also| now)?(?: first)? (?:reported|reports|revealed)\b",
        (
            rf"{_OUTLET}(?: has| have| had| also| now| later)* (?:said|says|added|adds|wrote|writes|noted|informs|informed|quoted|quotes"
            r"|cited|confirmed|learned|had the news|broke the news|was (?:the )?first to|that (?:first )?reported)\b"
        ),
        (
            r"\b(?:[Aa]ccording to|reported by|published (?:by|in)|obtained by|quoted by|seen by|cited by|citing|quoting"
            r"|first reported in"
            r"|in an (?:interview|e-?mail|statement) (?:with|to)|interview (?:with|on)|speaking (?:to|on)"
            r"|appearing on|appeared on|guest on|heard from) "
            rf"(?:an? (?:report|article|story|interview) (?:in|by|from|with) )?{_NAME}"
        ),
        # "A New York Times interview", "an article in the Post".
        rf"\b(?:[Aa]n?|[Hh]is|[Hh]er|[Tt]heir|[Tt]his) {_OUTLET} (?:interview|report|story|article|investigation|dispatch)\b",
        rf"\b(?:interview|report|story|article|investigation|dispatch|account) (?:in|by|from|for|with|to) {_OUTLET}",
        # Programmes: "on “Fox News Sunday”", "on ABC's “This Week”".
        r"\b(?:[Oo]n|in|to) [\"“](?P<name>[A-Z][\w’'-]*(?: (?:[A-Z][\w’'-]*|the|of|and)){0,4}),?[\"”]",
        rf"\b[Oo]n {_STATIONS}\b",
        rf"{_NAME}(?: writers?| reporters?| staff| journalists?)?(?: [A-Z][\w.’'-]+| and|,){{0,8}} contributed\b",
        # What stands by itself at the head or the foot: "By Reuters", "By A. Toll, Associated Press", "Source: AFP".
        rf"(?m:^)(?:[Bb]y|[-–—]) ?(?:{_WORD}\.?,? (?:and )?){{0,6}}?{_AGENCY}",
        (
            r"(?:(?m:^)|\()(?:[Ss]ource|[Vv]ia|[Ww]ith (?:\w+ )?(?:inputs?|files|material|reporting|contributions?|information) (?:from|by)"
            rf"|(?:[Aa]dditional )?[Rr]eporting by) ?:? ?{_OUTLET}"
        ),
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
    # Of names that overlap ("Fox News" in "Fox News Sunday") the longer one is meant.
    return tuple(found[s] for s in sorted(found) if not any(o != s and o.contains(s) for o in found))


def _read(m: re.Match[str]) -> Credit | None:
    name = re.sub(r"[’']s(?: .*)?$", "", m["name"]).strip(".")
    if not _MEDIA.search(name):
        return None
    words = [w.plain for w in find_words(name)]
    key = " ".join(words[1:] if words[:1] == ["the"] else words)
    return Credit(Span(m.start("name"), m.start("name") + len(name)), key)
