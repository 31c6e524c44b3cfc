"""What speaks for an edge, a lost source or a doubt, in words a reader can check."""

from __future__ import annotations

from collections.abc import Sequence

from stemma.lineage.evidence import Evidence
from stemma.model import UNDECIDED_BELOW, DerivationKind, Publication, Report

# A copy keeps this share of its runs, an edit and an excerpt these; a summary or an excerpt is shorter than this
# share of its parent. Set on the kinds of kin.
COPIED, EDITED, EXCERPTED, SHORTENED = 0.95, 0.4, 0.8, 0.62
# A measure below this is not worth a reason.
WORTH_SAYING = 0.15
# From which of several reports a child was made is said to be open below this; others are named that a tenth of the
# trees have in the parent's place (a guess, as is how many).
OPEN_BELOW, LEAST_NAMED, MOST_NAMED = 0.75, 0.1, 2


def kind_of(evidence: Evidence, child: int, parent: int) -> DerivationKind:
    """How the child was made from its parent, by how much of its wording and length it kept."""
    kept = evidence.verbatim[child, parent]
    ratio = len(evidence.witnesses[child].words) / max(1, len(evidence.witnesses[parent].words))
    if ratio < SHORTENED:
        return "excerpt" if kept >= EXCERPTED else "summary"
    if kept >= COPIED:
        return "copy"
    return "edit" if kept >= EDITED else "rewrite"


def reasons_for_edge(
    evidence: Evidence,
    reports: Sequence[Report],
    child: int,
    parent: int,
    way: float,
) -> tuple[str, ...]:
    """What speaks for the edge and its direction, and what against, the weightiest first."""
    above = reports[parent].name
    said: list[str] = []
    coverage, order = evidence.coverage[child, parent], evidence.order[child, parent]
    if coverage > WORTH_SAYING / 2:
        said.append(
            f"{len(evidence.chains[child, parent])} of its {len(evidence.witnesses[child].spans)} sentences match "
            f"{above} in the same order ({order:.0%} of what matches keeps its order)"
        )
    if evidence.wins[child, parent] > WORTH_SAYING:
        said.append(f"no other report is closer to {evidence.wins[child, parent]:.0%} of it than {above}")
    if evidence.verbatim[child, parent] > WORTH_SAYING / 2:
        said.append(f"{evidence.verbatim[child, parent]:.0%} of its three-word runs stand there word for word")
    if evidence.quotations[child, parent] > 0:
        said.append(f"{evidence.quotations[child, parent]:.0%} of its quotations stand there word for word")
    said.extend(_reasons_for_direction(evidence, reports, child, parent))
    if way < UNDECIDED_BELOW:
        said.append("the direction is undecided: nothing tells which of the two came first")
    return tuple(said) or (f"it is nearer to {above} than to any other report",)


def reason_for_choice(confidence: float, derived: float, others: Sequence[Report]) -> tuple[str, ...]:
    """What is said first of an edge that is doubtful only because another report may stand in the parent's place.

    Args:
        confidence: of the edge, 0 to 1.
        derived: how likely the child was made from any of the reports, 0 to 1.
        others: that may stand there, the likeliest first.
    """
    if confidence >= OPEN_BELOW or derived < OPEN_BELOW or not others:
        return ()
    names = " or ".join(r.name for r in others)
    said = f"in {derived * 100:.0f} of 100 trees it was made from one of the reports given"
    return (f"{said}; which of them is open: it may be {names}",)


def dates_of(one: Publication, other: Publication) -> tuple[str, str]:
    """Two moments as they are told apart: their days, or where both are of one day their times."""
    if one.day != other.day:
        return one.day.isoformat(), other.day.isoformat()
    return one.words(), other.words()


def _reasons_for_direction(evidence: Evidence, reports: Sequence[Report], child: int, parent: int) -> list[str]:
    said: list[str] = []
    below, above = reports[child], reports[parent]
    if below.published and above.published:
        later, earlier = dates_of(below.published, above.published)
        if below.published.day > above.published.day:
            said.append(f"published later ({later} after {earlier})")
        elif below.published.day < above.published.day:
            said.append(f"against it: dated {later}, before its source of {earlier}; one date may be wrong")
    if evidence.named[child, parent]:
        said.append(f"it names {above.outlet} as its source")
    mine, theirs = (len(evidence.witnesses[x].words) for x in (child, parent))
    if mine < SHORTENED * theirs:
        said.append(f"it is shorter ({mine} words against {theirs})")
    elif theirs < SHORTENED * mine:
        told_again = below.outlet and below.outlet == above.outlet
        said.append(
            f"{'it adds to it' if told_again else 'against it: it is longer'} ({mine} words against {theirs})"
        )
    return said


def reasons_for_lost(
    evidence: Evidence, texts: Sequence[Report], family: Sequence[Report], name: str | None, *, printed: bool
) -> tuple[str, ...]:
    """Why some reports seem to hang on a source that nobody gave us.

    Args:
        evidence: of the story.
        texts: of the story; of reports that say the same word for word only one.
        family: the reports that hang on the source.
        name: of the source, where all of them name it.
        printed: whether their whole text is the source's.
    """
    at = [k for k, text in enumerate(texts) if any(text.id == r.id for r in family)]
    shared = max((len(evidence.chains[a, b]) for a in at for b in at if (a, b) in evidence.chains), default=0)
    names = ", ".join(r.name for r in family)
    if not shared:
        said = [f"{names} are the same word for word"]
    elif printed:
        said = [f"{names} share up to {shared} passages in the same order"]
    else:
        said = [
            f"{names} share up to {shared} passages in the same order, and neither looks like the other's source"
        ]
    silent = [texts[k].name for k in at if not evidence.sources.printed[k]]
    if name and not printed:
        said.append(f"all of them name {name}, which is not among the reports")
    elif name:
        who = f"all but {', '.join(silent)}, with the same text," if silent else "all of them"
        said.append(f"{who} print {name}, whose own report is not among these")
    return tuple(said)
