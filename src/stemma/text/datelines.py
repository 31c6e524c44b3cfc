"""The dateline that stands before the first sentence of a report: `PORT ELLAN, March 4 (Corran Wire) —`."""

from __future__ import annotations

import re

# Blanks between names are insisted on: without that, long runs of capitals match in exponentially many ways.
_CAPITALS = r"[A-ZÀ-Þ][A-ZÀ-Þ./'’-]+(?:,? [A-ZÀ-Þ][A-ZÀ-Þ./'’-]+){0,4}"
_DAY = r"(?:[A-Z][a-z]{2,8}\.? \d{1,2}(?:, \d{4})?|\d{1,2} [A-Z][a-z]{2,8}\.?(?: \d{4})?)"

DATELINE = re.compile(
    rf"(?!FILE\b)(?:(?P<capitals>{_CAPITALS}(?:, ?(?!{_DAY})[A-Z][\w. ]{{2,20}}?)?)"
    r"|(?P<named>[A-ZÀ-Þ][\w.'’-]*(?:,? [A-ZÀ-Þ\d][\w.'’-]*){0,6}?)|(?=\())"
    rf"(?:,? (?P<day>{_DAY}))?(?: ?\((?P<agency>[^()\n]{{2,30}})\))?"
    # Without an agency only capitals are a place, and only what stands apart is a dash: "US-Russia" is none.
    r"(?(agency)[ \u00a0]{0,2}|(?(capitals)(?:[ \u00a0]{1,2}|(?=—))|(?!)))"
    r"(?:--|[-–—])[ \u00a0]{0,2}(?=[\"'“‘(]?[A-ZÀ-Þ\d]|$)",
    re.MULTILINE,
)
"""A place in capitals (`capitals`), or, if an agency stands behind it, any place (`named`) or none; a `day`, an `agency`, a dash."""
