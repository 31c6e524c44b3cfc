"""Agency text: whose words a report says it prints.

An outlet that prints "HELSINKI (AP) —" has its text from the agency, not from another outlet that prints the same:
the two are siblings, and the agency is their source whether or not its own report was given. What counts here is
the credit of a whole text (dateline, byline, rights, the agency's own writers). That an agency "contributed to this
report" says that a part is its own, and the credit of a picture says nothing of the text; neither counts.
"""

from __future__ import annotations

import re
from itertools import chain, islice

from stemma.model import Report, ZoneKind
from stemma.text.datelines import DATELINE
from stemma.text.words import find_words

# Every way in which an agency is written, by the name it is shown under.
_WRITTEN = {
    "Associated Press": ("Associated Press", "AP", "apnews", "apnews.com"),
    "Reuters": ("Reuters", "Thomson Reuters", "Thomson/Reuters", "reuters.com"),
    "Agence France-Presse": ("Agence France-Presse", "Agence France Presse", "AFP", "afp.com"),
    "United Press International": ("United Press International", "UPI", "upi.com"),
    "Deutsche Presse-Agentur": ("Deutsche Presse-Agentur", "dpa", "DPA"),
    "Press Association": ("Press Association", "PA Media"),
    "Canadian Press": ("Canadian Press",),
    "Australian Associated Press": ("Australian Associated Press", "AAP"),
    "Press Trust of India": ("Press Trust of India", "PTI"),
    "Bloomberg": ("Bloomberg", "Bloomberg News", "bloomberg.com"),
    "Kyodo": ("Kyodo", "Kyodo News"),
    "Xinhua": ("Xinhua", "Xinhua News Agency"),
    "TASS": ("TASS", "ITAR-TASS"),
    "Interfax": ("Interfax",),
    "ANSA": ("ANSA",),
    "EFE": ("EFE", "Agencia EFE"),
    # Not agencies, but others print what they sell.
    "CNN": ("CNN", "CNN Wire", "CNN Wires", "CNN NewsSource", "CNN NewSource"),
    "Washington Post": ("Washington Post",),
    "New York Times": ("New York Times",),
    "Los Angeles Times": ("Los Angeles Times",),
    "USA Today": ("USA TODAY", "USA Today"),
}


def plain_name(name: str | None) -> str:
    """The name of an outlet or a source in the form in which names are compared; empty where there is none.

    The names of one agency ("AP", "The Associated Press") have one form.
    """
    words = [w.plain for w in find_words(name or "")]
    plain = " ".join(words[1:] if words[:1] == ["the"] else words)
    return _KEYS.get(plain, plain)


def shown_name(key: str) -> str | None:
    """The name under which an agency is shown, from its plain form; None where it is no agency."""
    return _SHOWN.get(key)


def without_agency(line: str) -> str:
    """What stands before the name of an agency; the line itself where none is in it."""
    m = _NAME.search(line)
    return line[: m.start()] if m else line


def find_agencies(report: Report) -> frozenset[str]:
    """Plain names of the agencies whose text this report says it prints; its own name is not among them."""
    head = [m.end() for m in islice(_WITH_WORDS.finditer(report.text), _TITLE_LINES)]
    matches = chain(
        _UNDER_TITLE.finditer(report.text, 0, max(head, default=0)),
        *(pattern.finditer(report.text) for pattern in _WHOLE),
    )
    found = {plain_name(m["name"]) for m in matches if report.zone_at(m.start("name")) not in _APART}
    for line in _LINE_HEAD.finditer(report.text):
        for m in DATELINE.finditer(line.group()):
            at_head = m["agency"] and m.start() <= _DATELINE_WITHIN
            if at_head and report.zone_at(line.start() + m.start("agency")) not in _APART:
                found |= {name for name in (plain_name(m["agency"]),) if name in _SHOWN}
    for zone in report.zones:
        if zone.kind in {"byline", "dateline"}:
            found |= {plain_name(m["name"]) for m in _NAME.finditer(zone.span.of(report.text))}
    return frozenset(found) - {plain_name(report.outlet)}


def _plain(name: str) -> str:
    return " ".join(w.plain for w in find_words(name))


_KEYS = {_plain(written): _plain(shown) for shown, names in _WRITTEN.items() for written in names}
_SHOWN = {_plain(shown): shown for shown in _WRITTEN}
# Zones in which a name credits a picture.
_APART: frozenset[ZoneKind] = frozenset({"caption"})
_LONG = 6
"""Names of fewer letters are matched in the case in which they are written: "AP", not "ap"."""


def _pattern() -> str:
    written = sorted({w for names in _WRITTEN.values() for w in names}, key=lambda w: (-len(w), w))
    return "|".join(f"(?i:{re.escape(w)})" if len(w) >= _LONG else re.escape(w) for w in written)


# Datelines stand at the head of a line, behind not more than names ("By JO LIND HELSINKI (AP) —").
_DATELINE_WITHIN = 60
_LINE_HEAD = re.compile(r"^.{1,160}", re.MULTILINE)
_AGENCY = rf"(?P<name>{_pattern()})"
_NAME = re.compile(rf"(?<![\w./]){_AGENCY}(?![\w./])")
# Pages leave wide gaps where links stood; wider ones are none of a byline, which bounds the cost of any line.
_GAP = r"[ \t\u00a0]{0,200}"
_PERSON = r"[A-ZÀ-Þ][\w.'’-]*(?: [A-ZÀ-Þ][\w.'’-]*){1,3}"
# Behind a byline stand the day and what else a page puts there: "| Sunday, July 15, 2018", "— By JO LIND".
_REST = r"(?:[ \t]*[|•·][^\n]*|[ \t]*[-–—][ \t]*(?=[Bb]y |[A-Z][a-z]+day)[^\n]*|[ \t]+(?:[A-Z][a-z]+day,? )?[A-Z][a-z]{2,8}\.? \d[^\n]*)?[ \t]*$"
_WRITER = r"(?:(?: \w{1,15}){0,2} [Ww]riter)?"
_WHOLE = tuple(
    re.compile(p, re.MULTILINE)
    for p in (
        # The Associated Press    By Reuters    The Associated Press | Sunday, May 3, 2031
        rf"^(?i:by )?(?i:the )?{_AGENCY}{_WRITER}{_REST}",
        # By JO LIND, Associated Press    By JO LIND, AP Diplomatic Writer    By JO LIND - Associated Press - Sunday, May 3
        rf"^(?i:by )[^\n|/]{{3,90}}?[,-]?[ \t]{{1,200}}(?i:the )?{_AGENCY}{_WRITER}{_REST}",
        # By JO LIND , ADA TOLL    and   KAI SOLBERG Associated Press    By Jo Lind | Associated Press
        rf"^(?i:by)(?=[ \t\u00a0]){_GAP}{_PERSON}(?:{_GAP}(?:,|&|\band\b){_GAP}{_PERSON}){{0,5}}{_GAP}(?:[,|-]{_GAP})?(?i:the )?{_AGENCY}{_WRITER}{_REST}",
        # Jo Lind and Ada Toll, Associated Press: one name alone may be the photographer's. Pages run such lines together.
        rf"^{_PERSON}(?:, {_PERSON}){{0,3}} and {_PERSON}?(?:, ?|(?<=[a-zà-þ]))(?i:the )?{_AGENCY}[ \t]*$",
        # Jo Lind , Associated Press Published 6:18 a.m. ET May 3, 2031
        rf"^(?:{_PERSON}(?:, {_PERSON}){{0,3}}(?: and {_PERSON})? ?, ?)?(?i:the )?{_AGENCY}[ \t]+Published\b[^\n]*$",
        # Posted 6:08 am, May 3, 2031, by CNN Wires
        rf"^(?i:posted|published|updated)\b[^\n]{{0,60}}\bby (?i:the )?{_AGENCY}[ \t]*$",
        # Source: AFP    Reporting by Reuters
        rf"^(?i:source|reporting by):? ?(?i:the )?{_AGENCY}\.?[ \t]*$",
        # Copyright 2018 The Associated Press    © 2018 Reuters    Copyright 2018 by CNN NewSource
        rf"(?i:copyright|©|\(c\))[^\n\w]{{0,3}}(?i:copyright )?\d{{4}} (?i:by )?(?i:the )?{_AGENCY}(?!\w)",
        # Associated Press writer Jo Lind contributed to this report
        rf"^{_AGENCY} (?:staff )?writers? ",
    )
)
# The line under the title: Jo Lind, Associated Press. Further down such a line names a photographer.
_UNDER_TITLE = re.compile(rf"^{_PERSON}(?:, ?| \| )(?i:the )?{_AGENCY}[ \t]*$", re.MULTILINE)
# Titles and kickers stand in so many lines with words at most.
_TITLE_LINES = 3
_WITH_WORDS = re.compile(r"^.*\w.*$", re.MULTILINE)
