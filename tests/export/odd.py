"""Stories at the edge: hostile text wherever text from outside stands, and a report without another."""

from dataclasses import replace

import numpy as np

from stemma.model import (
    Analysis,
    Claim,
    Corroboration,
    Count,
    Derivation,
    Interval,
    Origin,
    PassagePair,
    Reading,
    Report,
    Result,
    Sentence,
    Stemma,
    Story,
    Variant,
    Zone,
)
from stemma.text.spans import Span

HOSTILE = (
    "</style></script><script>alert(1)</script><img src=x onerror=alert(1)> {{ 7*7 }} {% raw %} "
    "\u202egnp.exe\x00\x1b[31m " + "x" * 5000
)


def hostile(result: Result) -> Result:
    """The result with hostile text wherever text from outside stands."""
    text = HOSTILE + "\n"
    report = Report(
        id='"><script>alert(2)</script>',
        source=HOSTILE,
        text=text,
        zones=(Zone("body", Span(0, len(text))),),
        title=HOSTILE,
        outlet=HOSTILE,
        url="javascript:alert(3)",
        language='en" onclick="alert(4)',
    )
    other = replace(report, id="plain", outlet=None)
    reports = tuple(sorted([report, other], key=lambda r: r.id))
    sentence = Sentence(Span(0, len(HOSTILE)), "body")
    analyses = tuple(
        Analysis(r.id, supported=True, sentences=(sentence,), vectors=np.zeros((1, 2), "f4")) for r in reports
    )
    span = sentence.span
    readings = tuple(Reading(r.id, span, HOSTILE, "asserted") for r in reports)
    claim = Claim(HOSTILE, HOSTILE, readings, Corroboration(2, 1, Interval(1, 1), (HOSTILE,)))
    edge = Derivation(report.id, "plain", "copy", 0.9, 0.9, (HOSTILE,), (PassagePair(span, span),))
    variant = Variant("name", report.id, span, "plain", span, HOSTILE, HOSTILE, 0.5, HOSTILE, HOSTILE)
    ids = tuple(r.id for r in reports)
    stemma = Stemma(ids, (edge,), (), (Origin("o", "plain", ids),), Count(2, 1, Interval(1, 2), 1, (HOSTILE,)))
    story = Story("s", HOSTILE, ids, stemma, (claim,), (variant,))
    return replace(result, reports=reports, analyses=analyses, stories=(story,))


def alone(name: str) -> tuple[Report, Analysis, Story]:
    """A report that is a story by itself."""
    text = "One line.\n"
    report = Report(name, name, text, (Zone("body", Span(0, len(text))),), title=f"About {name}")
    analysis = Analysis(name, supported=True, sentences=(), vectors=np.zeros((0, 2), "f4"))
    stemma = Stemma((name,), (), (), (Origin(f"o-{name}", name, (name,)),), Count(1, 1, Interval(1, 1), 1))
    return report, analysis, Story(f"s-{name}", f"About {name}", (name,), stemma, (), ())
