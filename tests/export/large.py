"""A large story made by a seeded generator: hundreds of reports, several origins, copies, blends, lost sources."""

import random
from datetime import UTC, datetime, timedelta

import numpy as np

from stemma.model import (
    Analysis,
    BriefSentence,
    Cite,
    Claim,
    Corroboration,
    Count,
    Derivation,
    DerivationKind,
    Findings,
    Interval,
    LostSource,
    Origin,
    PassagePair,
    Position,
    Publication,
    Reading,
    Report,
    Result,
    Run,
    Sentence,
    Statement,
    Stemma,
    Story,
    TimelineEntry,
    Variant,
    VariantKind,
    Zone,
)
from stemma.text.spans import Span

PLACES = ("Marenne", "Osterhal", "Corran", "Pellan", "Aldermoor", "Tavisk", "Nordhaven", "Lime Harbour")
PAPERS = (
    "Herald",
    "Post",
    "Courier",
    "Gazette",
    "Tribune",
    "Observer",
    "Wire",
    "Register",
    "Lantern",
    "Evening News",
)
VOICES = (
    "Ilva Tavik",
    "Joren Aldacht",
    "a senior official",
    "the dockers' union",
    "the harbour office",
    "narrator",
)
KINDS: tuple[VariantKind, ...] = ("number", "certainty", "attribution", "name", "date", "negation", "quote")
LINES = 60
ROOTS, LOST = 5, 2
FIRST_DAY = datetime(2031, 3, 3, tzinfo=UTC)


def facts(rng: random.Random) -> list[str]:
    """Sentences of the story's common stock."""
    made = []
    for n in range(LINES):
        place, other = rng.sample(PLACES, 2)
        made.append(
            rng.choice(
                (
                    f"The ferry from {place} to {other} carried {n * 13 + 40} people on its last crossing before the line was closed in {2020 + n % 9}.",
                    f"An agreement on pier {n + 1} of {place} might be signed by {other} before the week is out, the officials said.",
                    f"About {n * 7 + 120} workers of yard {n + 1} in {place} fear for their posts if the boats of {other} return.",
                    f"The council of {place} put the cost of dredging basin {n + 1} at {n + 2} million crowns, to be shared with {other}.",
                )
            )
        )
    return made


def make_large(reports: int = 300, seed: int = 7) -> Result:
    """A result with one story of so many reports."""
    rng = random.Random(seed)
    stock = facts(rng)
    ids = [f"r{n:03}" for n in range(reports)]
    lines: dict[str, list[int]] = {}
    kinds: dict[tuple[str, str], DerivationKind] = {}
    sure: dict[tuple[str, str], float] = {}
    days: dict[str, int] = {}
    lost_children: dict[str, list[str]] = {f"lost-{k}": [] for k in range(LOST)}
    for n, report in enumerate(ids):
        if n < ROOTS:
            lines[report] = sorted(rng.sample(range(LINES), 14))
            days[report] = n % 2
        elif n < ROOTS + 3 * LOST:
            lost_children[f"lost-{n % LOST}"].append(report)
            lines[report] = sorted(rng.sample(range(LINES), 10))
            days[report] = 1 + n % 3
        else:
            parent = ids[min(int(rng.expovariate(1 / 12)), n - 1)]
            kind: DerivationKind = rng.choice(
                ("copy", "copy", "copy", "edit", "rewrite", "rewrite", "summary", "excerpt")
            )
            whole = lines[parent]
            lines[report] = list(whole) if kind == "copy" else sorted(rng.sample(whole, max(3, len(whole) - 2)))
            kinds[report, parent] = kind
            sure[report, parent] = 0.97 if kind == "copy" else round(rng.uniform(0.45, 0.99), 2)
            days[report] = min(9, days[parent] + rng.choice((0, 0, 0, 1, 1, 2)))
            if kind == "rewrite" and rng.random() < 0.25:
                second = ids[rng.randrange(min(n, 40))]
                if second != parent and second not in below(report, kinds):
                    kinds[report, second] = "rewrite"
                    sure[report, second] = 0.55
                    lines[report] = sorted({*lines[report], *rng.sample(lines[second], 2)})
    made, places = {}, {}
    for n, report in enumerate(ids):
        made[report], places[report] = write(n, report, lines[report], stock, days[report])
    stemma = grow(ids, kinds, sure, lost_children, places)
    story = tell(ids, stock, stemma, places, rng)
    analyses = tuple(analyse(made[r], places[r], k) for k, r in enumerate(ids))
    run = Run("0", "by hand", FIRST_DAY)
    return Result(run, tuple(made[r] for r in ids), analyses, (story,))


def below(node: str, kinds: dict[tuple[str, str], DerivationKind]) -> set[str]:
    """The node and all that descends from it."""
    found = {node}
    while more := {c for (c, p) in kinds if p in found} - found:
        found |= more
    return found


def write(n: int, report: str, lines: list[int], stock: list[str], day: int) -> tuple[Report, dict[int, Span]]:
    """A report of these lines, and where each stands."""
    place, paper = PLACES[n % len(PLACES)], PAPERS[n // len(PLACES) % len(PAPERS)]
    edition = n // (len(PLACES) * len(PAPERS))
    title = f"{place} and the ferry: what report {n} says of the talks"
    text = title + "\n\n"
    places: dict[int, Span] = {}
    for line in lines:
        places[line] = Span(len(text), len(text) + len(stock[line]))
        text += stock[line] + "\n"
    head = len(title) + 1
    zones = (Zone("title", Span(0, head)), Zone("body", Span(head, len(text))))
    when = None if n % 37 == 36 else Publication(FIRST_DAY + timedelta(days=day), "day", "given")
    made = Report(
        id=report,
        source=f"reports/{report}.txt",
        text=text,
        zones=zones,
        title=title,
        outlet=f"The {place} {paper}" + (f", edition {edition + 1}" if edition else ""),
        url=f"https://{report}.example/ferry",
        published=when,
        language="en",
    )
    return made, places


def analyse(report: Report, places: dict[int, Span], n: int) -> Analysis:
    """Every line a sentence and a statement; one report in fifty is in a language that is not read."""
    sentences = tuple(Sentence(s, "body") for _, s in sorted(places.items()))
    statements = tuple(
        Statement(s, k, VOICES[line % len(VOICES)], "asserted")
        for k, (line, s) in enumerate(sorted(places.items()))
    )
    return Analysis(
        report.id,
        supported=n % 50 != 49,
        sentences=sentences,
        vectors=np.zeros((len(sentences), 2), "f4"),
        statements=statements,
    )


def grow(
    ids: list[str],
    kinds: dict[tuple[str, str], DerivationKind],
    sure: dict[tuple[str, str], float],
    lost: dict[str, list[str]],
    places: dict[str, dict[int, Span]],
) -> Stemma:
    """The family tree."""
    edges = tuple(
        Derivation(
            child=c,
            parent=p,
            kind=kind,
            confidence=sure[c, p],
            direction=0.5 if sure[c, p] < 0.5 else 0.9,
            reasons=("most of its sentences match in the same order", "published on the same day or later"),
            passages=tuple(PassagePair(places[c][k], places[p][k]) for k in sorted(places[c].keys() & places[p])),
        )
        for (c, p), kind in sorted(kinds.items())
    )
    gone = tuple(
        LostSource(k, tuple(sorted(c)), "Corran Radio" if k == "lost-0" else None, 0.7, ("all of them name it",))
        for k, c in sorted(lost.items())
    )
    above: dict[str, set[str]] = {i: set() for i in ids}
    for c, p in kinds:
        above[c].add(p)
    for k, children in lost.items():
        for c in children:
            above[c].add(k)

    def roots(node: str) -> set[str]:
        return set().union(*(roots(p) for p in above[node])) if above.get(node) else {node}

    every = {i: roots(i) for i in ids}
    names = sorted({x for r in every.values() for x in r})
    origins = tuple(Origin(f"o-{r}", r, tuple(i for i in ids if r in every[i])) for r in names)
    texts = len(ids) - sum(kind == "copy" for kind in kinds.values())
    doubts = ("if the Marenne Herald and the Corran Wire are related (31%), there are fewer origins",)
    count = Count(len(ids), texts, Interval(len(names) - 2, len(names)), len(names), doubts)
    return Stemma(tuple(ids), edges, gone, origins, count)


def tell(
    ids: list[str], stock: list[str], stemma: Stemma, places: dict[str, dict[int, Span]], rng: random.Random
) -> Story:
    """The story with claims, variants and findings."""
    claims = []
    for line, text in enumerate(stock):
        voice = VOICES[line % len(VOICES)]
        readings = tuple(
            Reading(i, places[i][line], voice, "hedged" if line % 4 == 1 else "asserted")
            for i in ids
            if line in places[i]
        )
        if not readings:
            continue
        behind = {o for r in readings for o in stemma.origins_of(r.report)}
        said = () if voice == "narrator" else (voice,)
        count = Corroboration(
            len(readings),
            max(1, len(readings) // 2),
            Interval(max(1, len(behind) - 1), len(behind)),
            said,
            bool(said),
        )
        claims.append(Claim(f"c{line:03}", text, readings, count, disputed=line % 17 == 3))
    variants = []
    for e in stemma.edges:
        if e.kind == "copy":
            continue
        for pair in rng.sample(e.passages, min(len(e.passages), 2)):
            line = next(k for k, s in places[e.child].items() if s == pair.child)
            words = stock[line].split()
            kind = KINDS[(line + len(variants)) % len(KINDS)]
            variants.append(
                Variant(
                    kind,
                    e.child,
                    pair.child,
                    e.parent,
                    pair.parent,
                    words[1],
                    words[1],
                    round(rng.uniform(0.5, 0.95), 2),
                    f"The source and the copy differ in what they say of {words[3]}.",
                    f"c{line:03}",
                )
            )
    variants.sort(key=lambda v: (v.child, v.child_span, v.parent or ""))
    cites = {line: tuple(Cite(i, places[i][line]) for i in ids if line in places[i]) for line in range(LINES)}
    told = [line for line in range(LINES) if cites[line]]
    findings = Findings(
        timeline=tuple(
            TimelineEntry(
                f"2031-03-{1 + n // 3:02}",
                "day",
                stock[k],
                "planned" if n % 4 == 0 else "asserted",
                cites[k],
                Interval(1, 3),
                (),
                ("2031-03-04",),
            )
            for n, k in enumerate(told)
        ),
        positions=tuple(
            Position(VOICES[k % 5], "the ferry line", "holds", stock[k], cites[k], Interval(1, 2))
            for k in sorted(told[:50], key=lambda k: VOICES[k % 5])
        ),
        brief=tuple(
            BriefSentence(stock[k], "The ferry line" if k < 8 else "The harbour", (f"c{k:03}",), cites[k])
            for k in told[:14]
        ),
    )
    return Story(
        "large",
        "A ferry line, three hundred reports",
        tuple(ids),
        stemma,
        tuple(claims),
        tuple(variants),
        findings,
    )
