"""A story made by hand: the invented visit of an invented minister, nine reports, one lost source."""

import re
from datetime import UTC, datetime

import numpy as np

from stemma.model import (
    Analysis,
    Attribution,
    Certainty,
    Claim,
    Corroboration,
    Count,
    Credit,
    DateMention,
    Derivation,
    DerivationKind,
    Dispute,
    Entity,
    Interval,
    LostSource,
    Origin,
    PassagePair,
    Problem,
    Publication,
    Reading,
    Report,
    Result,
    Run,
    Sentence,
    Setting,
    SourceSlice,
    Stand,
    Statement,
    Stemma,
    Story,
    Variant,
    VariantKind,
    Zone,
)
from stemma.text.spans import Span

OUTLETS = {
    "herald": (
        "Marenne Herald",
        "Foreign minister of Osterhal lands in Marenne for two days of talks",
        "2031-03-04",
    ),
    "wire": ("Osterhal Wire", "Minister Tavik arrives in Marenne for ferry talks", "2031-03-04"),
    "post": ("Lakeside Post", "Talks on ferry line may end in agreement", "2031-03-05"),
    "lantern": ("Daily Lantern", "Ferry agreement to be signed on Friday", "2031-03-05"),
    "quay": ("Quay News", "Foreign minister of Osterhal lands in Marenne for two days of talks", "2031-03-04"),
    "brief": ("Bellwether Brief", "Tavik in Marenne", "2031-03-05"),
    "tribune": ("The Coast Tribune", "Two governments, one ferry: what is known about the visit", "2031-03-06"),
    "register": ("Northern Register", "Harbour workers plan a protest during the visit", None),
    "mirror": ("Isle Mirror", "Dockers announce protest against ferry deal", "2031-03-05"),
}
TEXTS = {
    "herald": """Foreign minister of Osterhal lands in Marenne for two days of talks

Foreign Minister Ilva Tavik arrived in Marenne on Tuesday for two days of talks on the ferry line.
A senior official said an agreement might be signed on Friday, but could not confirm the terms.
About 350 police officers secured the harbour.
The ferry line has been closed since 2027.

Share this article · Subscribe to our newsletter
""",
    "wire": """Minister Tavik arrives in Marenne for ferry talks

Ilva Tavik, the foreign minister, landed in Marenne on Tuesday morning.
She is to meet Prime Minister Joren Aldacht at Lime House.
"We have come to open a door, not to close one," Tavik told reporters at the airport.
The ferry line between the two countries has been closed for four years.
""",
    "post": """Talks on ferry line may end in agreement

Osterhal's foreign minister, Ilva Tavik, came to Marenne on Tuesday to talk for two days about the ferry line.
According to a senior official, an agreement might be signed on Friday; the terms could not be confirmed.
Some 350 officers guarded the harbour.
""",
    "lantern": """Ferry agreement to be signed on Friday

Osterhal's foreign minister, Ilva Tavik, came to Marenne on Tuesday to talk for two days about the ferry line.
The government said an agreement will be signed on Friday.
Some 530 officers guarded the harbour.
""",
    "brief": """Tavik in Marenne

Foreign Minister Ilva Tavik is in Marenne for talks on the ferry line.
An agreement might be signed on Friday.
""",
    "tribune": """Two governments, one ferry: what is known about the visit

Foreign Minister Ilva Tavik arrived in Marenne on Tuesday for two days of talks on the ferry line.
"We have come to open a door and never to close one," she told reporters at the airport.
She is to meet Prime Minister Joren Aldacht at Lime House.
The talks are said to cost two million crowns.
""",
    "register": """Harbour workers plan a protest during the visit

Harbour workers will protest on Thursday, Ridge Radio reported.
They fear that the ferry line will cost them 90 jobs.
""",
    "mirror": """Dockers announce protest against ferry deal

Dockers told Ridge Radio that they will not protest on Thursday.
The ferry line may cost 90 jobs, they fear.
""",
}
TEXTS["quay"] = TEXTS["herald"]


def place(report: str, passage: str) -> Span:
    """Where a passage stands in a report of the story."""
    start = TEXTS[report].index(passage)
    return Span(start, start + len(passage))


def make_report(report_id: str, text: str, **known: object) -> Report:
    """A report with a title line and, if it has one, a share bar as furniture."""
    title = text.find("\n") + 1
    bar = text.find("Share this article")
    cuts = [(0, title, "title"), (title, bar if bar >= 0 else len(text), "body")]
    if bar >= 0:
        cuts.append((bar, len(text), "boilerplate"))
    zones = tuple(
        Zone(kind, Span(a, b), "" if kind == "body" else "its place")  # type: ignore[arg-type]
        for a, b, kind in cuts
        if b > a
    )
    return Report(id=report_id, source=f"{report_id}.txt", text=text, zones=zones, language="en", **known)  # type: ignore[arg-type]


def analyse(report: Report) -> Analysis:
    """Every line is a sentence; one of everything else."""
    sentences = tuple(
        Sentence(Span(m.start(), m.end()), report.zone_at(m.start())) for m in re.finditer(r"[^\n]+", report.text)
    )
    if report.id != "wire":
        return Analysis(
            report.id, supported=True, sentences=sentences, vectors=np.zeros((len(sentences), 2), "f4")
        )
    return Analysis(
        report.id,
        supported=True,
        sentences=sentences,
        vectors=np.zeros((len(sentences), 2), "f4"),
        entities=(Entity("PER", place("wire", "Ilva Tavik"), "ilva tavik"),),
        attributions=(
            Attribution(
                source=Span(place("wire", "Tavik told").start, place("wire", "Tavik told").start + 5),
                cue=place("wire", "told reporters"),
                content=(place("wire", '"We have come to open a door, not to close one,"'),),
                type="direct",
                voice="Ilva Tavik",
            ),
        ),
        statements=(Statement(sentences[2].span, 2, "narrator", "planned"),),
        dates=(DateMention(place("wire", "Tuesday morning"), "2031-03-04", "day"),),
        credits=(Credit(place("wire", "reporters"), "reporters"),),
    )


def edge(
    child: str, parent: str, kind: DerivationKind, sure: float, way: float, *passages: tuple[str, str]
) -> Derivation:
    """An edge of the story, with a reason."""
    return Derivation(
        child=child,
        parent=parent,
        kind=kind,
        confidence=sure,
        direction=way,
        reasons=(f"most of its sentences match {OUTLETS[parent][0]} in the same order", "published later"),
        passages=tuple(PassagePair(place(child, c), place(parent, p)) for c, p in passages),
    )


def claim(
    n: int,
    text: str,
    origins: tuple[int, int],
    *readings: tuple[str, str, str, Certainty],
    disputes: tuple[Dispute, ...] = (),
) -> Claim:
    """A claim of the story."""
    made = tuple(Reading(r, place(r, passage), voice, how) for r, passage, voice, how in sorted(readings))
    return Claim(
        id=f"c{n}",
        text=text,
        readings=made,
        corroboration=Corroboration(
            reports=len({r.report for r in made}),
            texts=len({TEXTS[r.report] for r in made}),
            origins=Interval(*origins),
            voices=tuple(sorted({r.voice for r in made} - {"narrator"})),
            one_voice=len({r.voice for r in made} - {"narrator"}) == 1,
        ),
        disputed=bool(disputes),
        disputes=disputes,
    )


def variant(  # noqa: PLR0917  one line of a table
    kind: VariantKind,
    child: str,
    there: str,
    parent: str | None,
    here: str,
    before: str,
    after: str,
    why: str,
    about: str | None = None,
) -> Variant:
    """A variant of the story."""
    return Variant(
        kind=kind,
        child=child,
        child_span=place(child, there),
        parent=parent,
        parent_span=None if parent is None else place(parent, here),
        before=before,
        after=after,
        confidence=0.9 if parent else 0.5,
        reason=why,
        claim=about,
    )


CAME = TEXTS["post"].splitlines()[2]
ARRIVED = "Foreign Minister Ilva Tavik arrived in Marenne on Tuesday for two days of talks on the ferry line."
MIGHT = "A senior official said an agreement might be signed on Friday, but could not confirm the terms."
POST_MIGHT = (
    "According to a senior official, an agreement might be signed on Friday; the terms could not be confirmed."
)
WILL = "The government said an agreement will be signed on Friday."
DOOR = '"We have come to open a door, not to close one," Tavik told reporters at the airport.'
NEVER = '"We have come to open a door and never to close one," she told reporters at the airport.'
PROTEST = "Harbour workers will protest on Thursday, Ridge Radio reported."
NO_PROTEST = "Dockers told Ridge Radio that they will not protest on Thursday."
MEET = "She is to meet Prime Minister Joren Aldacht at Lime House."


def make_stemma() -> Stemma:
    """Two originals, a copy, rewrites, a copy of a copy, a summary, a blend, a lost source."""
    ids = tuple(sorted(OUTLETS))
    below_herald = ("brief", "herald", "lantern", "post", "quay", "tribune")
    return Stemma(
        reports=ids,
        edges=(
            edge("brief", "herald", "summary", 0.72, 0.9),
            edge(
                "lantern", "post", "edit", 0.97, 0.86, (CAME, CAME), ("guarded the harbour", "guarded the harbour")
            ),
            edge("post", "herald", "rewrite", 0.93, 0.88, (CAME, ARRIVED), (POST_MIGHT, MIGHT)),
            edge("quay", "herald", "copy", 0.99, 0.5, (ARRIVED, ARRIVED), (MIGHT, MIGHT)),
            edge("tribune", "herald", "rewrite", 0.91, 0.95, (ARRIVED, ARRIVED)),
            edge("tribune", "wire", "rewrite", 0.55, 0.9, (NEVER, DOOR), (MEET, MEET)),
        ),
        lost_sources=(
            LostSource("lost-1", ("mirror", "register"), "Ridge Radio", 0.7, ("both of them name Ridge Radio",)),
        ),
        origins=(
            Origin("o1", "herald", below_herald),
            Origin("o2", "lost-1", ("mirror", "register")),
            Origin("o3", "wire", ("tribune", "wire")),
        ),
        count=Count(
            reports=9,
            texts=8,
            origins=Interval(2, 3),
            best=3,
            doubts=(
                "if Marenne Herald (herald) and Osterhal Wire (wire) are related (31%), there are fewer origins",
            ),
        ),
    )


def make_story() -> Story:
    """The story with its claims and variants."""
    return Story(
        id="s1",
        title="Foreign minister of Osterhal lands in Marenne for two days of talks",
        reports=tuple(sorted(OUTLETS)),
        stemma=make_stemma(),
        claims=(
            claim(
                1,
                ARRIVED,
                (2, 3),
                ("herald", ARRIVED, "narrator", "asserted"),
                ("quay", ARRIVED, "narrator", "asserted"),
                ("post", CAME, "narrator", "asserted"),
                ("lantern", CAME, "narrator", "asserted"),
                ("tribune", ARRIVED, "narrator", "asserted"),
                (
                    "wire",
                    "Ilva Tavik, the foreign minister, landed in Marenne on Tuesday morning.",
                    "narrator",
                    "asserted",
                ),
            ),
            claim(
                2,
                "an agreement might be signed on Friday",
                (1, 1),
                ("herald", "an agreement might be signed on Friday", "a senior official", "hedged"),
                ("quay", "an agreement might be signed on Friday", "a senior official", "hedged"),
                ("post", "an agreement might be signed on Friday", "a senior official", "hedged"),
                ("lantern", "an agreement will be signed on Friday", "the government", "planned"),
                ("brief", "An agreement might be signed on Friday.", "narrator", "hedged"),
            ),
            claim(
                3,
                MEET,
                (1, 2),
                ("tribune", MEET, "narrator", "planned"),
                ("wire", MEET, "narrator", "planned"),
            ),
            claim(
                4,
                NO_PROTEST,
                (1, 1),
                ("mirror", NO_PROTEST, "Dockers", "planned"),
                ("register", PROTEST, "narrator", "planned"),
                disputes=(
                    Dispute(
                        "negation", (Stand("planned no protest", ("mirror",)), Stand("planned one", ("register",)))
                    ),
                ),
            ),
            claim(
                5,
                DOOR,
                (1, 1),
                ("tribune", NEVER, "Ilva Tavik", "asserted"),
                ("wire", DOOR, "Ilva Tavik", "asserted"),
            ),
            claim(
                6,
                "two million",
                (1, 1),
                ("tribune", "The talks are said to cost two million crowns.", "narrator", "hedged"),
            ),
        ),
        variants=(
            variant(
                "certainty",
                "lantern",
                WILL,
                "post",
                POST_MIGHT,
                "might",
                "will",
                "“might be signed” became “will be signed”: the doubt is gone",
                "c2",
            ),
            variant(
                "attribution",
                "lantern",
                WILL,
                "post",
                POST_MIGHT,
                "a senior official",
                "The government",
                "the words of a senior official are put in the mouth of the government",
                "c2",
            ),
            variant(
                "number",
                "lantern",
                "Some 530 officers guarded the harbour.",
                "post",
                "Some 350 officers guarded the harbour.",
                "350",
                "530",
                "350 became 530",
            ),
            variant(
                "negation",
                "mirror",
                NO_PROTEST,
                "register",
                PROTEST,
                "will protest",
                "will not protest",
                "the copy denies what its sibling says",
                "c4",
            ),
            variant(
                "quote",
                "tribune",
                NEVER,
                "wire",
                DOOR,
                "not to close one",
                "and never to close one",
                "the words in quotation marks are not those that were said",
            ),
            variant(
                "invention",
                "tribune",
                "The talks are said to cost two million crowns.",
                None,
                "",
                "",
                "two million crowns",
                "no source of this report gives a price",
                "c6",
            ),
        ),
    )


def make_result() -> Result:
    """The whole result."""
    reports = []
    for report, (outlet, title, day) in sorted(OUTLETS.items()):
        published = None
        if day:
            when = datetime.fromisoformat(f"{day}T00:00:00")
            published = Publication(when, "day", "given")
        reports.append(make_report(report, TEXTS[report], outlet=outlet, title=title, published=published))
    # One report as if it came out of a page.
    mapped = (SourceSlice(Span(0, 10), Span(120, 130)),)
    reports = [
        make_report(
            r.id,
            r.text,
            outlet=r.outlet,
            title=r.title,
            published=r.published,
            source_map=mapped,
            url="https://mirror.example/dockers",
        )
        if r.id == "mirror"
        else r
        for r in reports
    ]
    return Result(
        run=Run(
            "0.0.0", "test-vectors", datetime(2031, 3, 7, 9, 30, tzinfo=UTC), (Setting("one-story", "false"),)
        ),
        reports=tuple(reports),
        analyses=tuple(analyse(r) for r in reports),
        stories=(make_story(),),
        problems=(Problem("broken.html", "not a page: give --format text to read it as it is"),),
    )
