"""The timeline of a story: when things happened or are planned, and apart from it when they were reported."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from stemma.findings.dating import Dated, fill
from stemma.findings.material import Material
from stemma.model import NOBODYS, Certainty, Cite, DateMention, Statement, TimelineEntry
from stemma.text.spans import Span, touching
from stemma.text.words import find_words

# Values this exact make an entry; a bare year or decade dates nothing in a story.
EXACT = frozenset({"day", "weekend", "week", "month", "quarter", "season"})
# Two passages with one date tell the same thing if they share so much of their words.
ALIKE = 0.5
LETTERS = 4
MOST_ENTRIES = 60
# Outlets that are named for another time that is given.
MOST_NAMED = 4
_ORDER: dict[Certainty, int] = {"hedged": 0, "denied": 1, "asked": 2, "planned": 3, "asserted": 4}


def find_timeline(
    material: Material,
) -> tuple[tuple[TimelineEntry, ...], tuple[str, ...]]:
    """The timeline in order of time, and in words what could not be dated."""
    dated: list[Dated] = []
    gaps: list[Dated] = []
    told: dict[tuple[str, Span], frozenset[str]] = {}  # a statement may have many expressions of time
    for report, statement, mention in _mentions(material):
        claim = material.claim_of(report, statement.span)
        content = told.get((report, statement.span))
        if content is None:
            words = find_words(material.reports[report].text, statement.span)
            content = told[report, statement.span] = frozenset(
                w.plain[:6] for w in words if len(w.plain) >= LETTERS
            )
        found = Dated(report, statement, mention, claim, content)
        (dated if found.known else gaps).append(found)
    filled = fill(gaps, dated, material)
    open_ended = len(gaps) - len(filled)
    dated += filled
    groups = _groups(dated)
    given: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for d in dated:
        if d.claim and d.mention.precision == "day":
            given[d.claim][d.mention.value[:10]].append(d.report)
    entries = [_entry(g, material, given) for g in groups]
    entries.sort(key=lambda e: (-e.origins.low, -len(e.mentions), e.when, e.mentions))
    left: tuple[str, ...] = ()
    if open_ended:
        left = (
            f"{open_ended} expressions of time stand in reports without a date of their own and were not dated"
            if open_ended > 1
            else "1 expression of time stands in a report without a date of its own and was not dated",
        )
    return tuple(sorted(entries[:MOST_ENTRIES], key=lambda e: (e.when, -e.origins.low, e.mentions))), left


def _mentions(material: Material) -> Iterable[tuple[str, Statement, DateMention]]:
    """Every expression of time that is exact enough, with the statement that it dates: that it stands in, or beside."""
    for report, analysis in material.analyses.items():
        by_sentence: dict[Span, list[Statement]] = defaultdict(list)
        for statement in analysis.statements:
            by_sentence[analysis.sentences[statement.sentence].span].append(statement)
        for mention in analysis.dates:
            beside = by_sentence.get(material.sentence(report, mention.span), [])
            if mention.precision in EXACT and beside:
                nearest = min(beside, key=lambda s: (_gap(s.span, mention.span), len(s.span), s.span))
                yield report, nearest, mention


def _gap(one: Span, other: Span) -> int:
    """How many characters lie between two stretches; 0 where they touch."""
    return max(0, other.start - one.end, one.start - other.end)


def _groups(dated: Sequence[Dated]) -> list[list[Dated]]:
    """Passages that tell the same thing of the same time: one claim, or much the same words."""
    groups: list[list[Dated]] = []
    by_value: dict[str, list[int]] = defaultdict(list)
    for d in sorted(dated, key=lambda d: (d.mention.value, d.claim is None, d.report, d.statement.span)):
        near = by_value[d.mention.value]
        same = [n for n in near if d.claim is not None and any(d.claim == o.claim for o in groups[n])]
        home = next(iter(same or (n for n in near if _share(d.words, groups[n][0].words) >= ALIKE)), None)
        if home is None:
            near.append(len(groups))
            groups.append([d])
        else:
            groups[home].append(d)
    return groups


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))


def _entry(
    group: Sequence[Dated],
    material: Material,
    given: Mapping[str, Mapping[str, Sequence[str]]],
) -> TimelineEntry:
    # What is said least surely in the sources is not shown as surer than that: the weakest reading upstream leads.
    roots = [d for d in group if not any(o.report in material.above[d.report] for o in group)]
    best = min(
        roots or list(group),
        key=lambda d: (_ORDER[d.statement.certainty], _broken(d, material), -len(d.statement.span), d.report),
    )
    cites = sorted({Cite(d.report, material.sentence(d.report, d.statement.span)) for d in group})
    first = Cite(best.report, _shown(best, material))
    days = {material.reports[d.report].published for d in group}
    return TimelineEntry(
        when=best.mention.value,
        precision=best.mention.precision,
        what=material.text(first.report, first.span),
        certainty=_status(best, material),
        mentions=(first, *(c for c in cites if c.report != first.report or not c.span.contains(first.span))),
        origins=material.stemma.origins_behind(d.report for d in group),
        voices=tuple(sorted({d.statement.voice for d in group if d.statement.voice not in NOBODYS})),
        reported=tuple(sorted({p.iso()[:10] for p in days if p})),
        conflicts=_conflicts(best, material, given),
        claim=best.claim,
    )


def _broken(dated: Dated, material: Material) -> bool:
    """Whether the sentence is the rest of one that was cut wrongly, as a small letter at its head shows."""
    return material.text(dated.report, material.sentence(dated.report, dated.statement.span))[:1].islower()


def _shown(dated: Dated, material: Material) -> Span:
    """The passage that tells it: its sentence, or its clause where the sentence gives other times too."""
    whole = material.sentence(dated.report, dated.statement.span)
    inside = touching(material.analyses[dated.report].dates, whole)
    dates = {m.value for m in inside if m.precision in EXACT and whole.contains(m.span)}
    clause = material.readable(dated.report, dated.statement.span)
    return clause if len(dates) > 1 and clause.contains(dated.mention.span) else whole


def _status(dated: Dated, material: Material) -> Certainty:
    """How sure the dated thing is: what lies before its report is not what the statement says is planned.

    A report without a date is taken to be no earlier than the first that has one.
    """
    published = material.reports[dated.report].published or material.first_day
    certainty = dated.statement.certainty
    if certainty == "planned" and published and dated.mention.precision in {"day", "month"}:
        value = dated.mention.value
        if value[:10] < published.day.isoformat()[: len(value[:10])]:
            return "asserted"
    return certainty


def _conflicts(
    best: Dated, material: Material, given: Mapping[str, Mapping[str, Sequence[str]]]
) -> tuple[str, ...]:
    """Other days that readings of the claim give, where a report gives only that one."""
    if best.claim is None or best.mention.precision != "day":
        return ()
    mine = set(given[best.claim].get(best.mention.value[:10], ()))
    out = []
    for value, reports in sorted(given[best.claim].items()):
        others = sorted(set(reports) - mine)
        if value != best.mention.value[:10] and others:
            names = list(dict.fromkeys(material.reports[r].name for r in others))[:MOST_NAMED]
            more = sum(material.reports[r].name not in names for r in others)
            tail = f" and {more} more {'report' if more == 1 else 'reports'}" if more else ""
            out.append(f"{value} according to {', '.join(names)}{tail}")
    return tuple(out)
