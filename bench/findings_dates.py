"""Score expressions of time on MEANTIME, beside dateparser in the same run."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree as ET

from stemma.language.dates import find_dates, resolve_date
from stemma.model import Sentence
from stemma.text.spans import Span

# MEANTIME marks the title, the date line and the first sentences of an article; what follows is not marked.
MARKED_SENTENCES = 6
OPENING, CLOSING = {"(", "[", "$", "``"}, {".", ",", ";", ":", "?", "!", ")", "]", "%", "''", "'s", "'", "n't"}


@dataclass(frozen=True)
class Article:
    """One article as text, with its marked times."""

    text: str
    sentences: tuple[Sentence, ...]
    published: datetime
    gold: tuple[tuple[Span, str, str], ...]  # span, type, value


def read_article(path: Path) -> Article:
    """The marked sentences as running text: marks closed up as they are printed."""
    root = ET.parse(path).getroot()  # noqa: S314  a development set
    tokens = [t for t in root.iter("token") if int(t.get("sentence", "0")) < MARKED_SENTENCES]
    text, places, bounds, last = "", {}, {}, None
    for n, token in enumerate(tokens):
        word = (token.text or "").replace("``", '"').replace("''", '"')
        before = tokens[n - 1].text if n else ""
        if last is not None and token.get("sentence") != last:
            text += "\n" if int(token.get("sentence", "0")) <= 2 else " "  # noqa: PLR2004  title and date line
        elif n and token.text not in CLOSING and before not in OPENING:
            text += " "
        places[token.get("t_id")] = Span(len(text), len(text) + len(word))
        text += word
        last = token.get("sentence")
        start = bounds[last].start if last in bounds else places[token.get("t_id")].start
        bounds[last] = Span(start, len(text))
    gold, published = [], None
    for x in root.iter("TIMEX3"):
        spans = [places[a.get("t_id")] for a in x.iter("token_anchor") if a.get("t_id") in places]
        value = x.get("value", "")
        dated = published is None and len(value) == 10  # noqa: PLR2004  one date line is not marked as such
        if x.get("functionInDocument") == "CREATION_TIME" or (
            dated and spans and spans[0].start < bounds["1"].end
        ):
            published = datetime.fromisoformat(value)
        if spans:
            gold.append((Span(spans[0].start, spans[-1].end), x.get("type", ""), value))
    assert published, path  # noqa: S101  every article has one
    return Article(text, tuple(Sentence(b, "body") for b in bounds.values()), published, tuple(gold))


def score_dates(data: Path, *, show: bool = False) -> dict[str, float]:
    """Strict and relaxed F1 of the spans; share of the gold spans whose value is right, given the span."""
    articles = [read_article(p) for p in sorted((data / "dates" / "meantime").glob("*/*.xml"))]
    gold = found = strict = relaxed = relaxed_gold = right = peer = both = 0
    for a in articles:
        mentions = find_dates(a.text, a.sentences, a.published.date())
        gold += len(a.gold)
        found += len(mentions)
        exact = {g[0] for g in a.gold} & {m.span for m in mentions}
        strict += len(exact)
        relaxed += sum(any(m.span.overlap(g[0]) for g in a.gold) for m in mentions)
        relaxed_gold += sum(any(m.span.overlap(g[0]) for m in mentions) for g in a.gold)
        for span, kind, value in a.gold:
            alone = best_value(a, span)
            right += alone == value
            peer += dateparser_value(span.of(a.text), a.published) == value
            if show and alone != value:
                print(f"VALUE {span.of(a.text)!r:40} gold {value:22} got {alone}  | {kind}")
            same = [m for m in mentions if m.span.overlap(span)]
            both += bool(same) and same[0].value == value
            if show and span not in exact:
                print(f"SPAN  missed {span.of(a.text)!r} | got {[m.span.of(a.text) for m in same]}")
        if show:
            for m in mentions:
                if not any(m.span.overlap(g[0]) for g in a.gold):
                    print(
                        f"EXTRA {m.span.of(a.text)!r} {m.value} in ...{a.text[max(0, m.span.start - 30) : m.span.end + 20]!r}"
                    )
    f1 = lambda p, r: round(2 * p * r / max(1e-9, p + r), 3)  # noqa: E731
    return {
        "spans": gold,
        "strict F1": f1(strict / max(1, found), strict / gold),
        "relaxed F1": f1(relaxed / max(1, found), relaxed_gold / gold),
        "value accuracy, gold spans": round(right / gold, 3),
        "value accuracy, gold spans: dateparser": round(peer / gold, 3),
        "value right among all gold, found spans": round(both / gold, 3),
    }


def best_value(article: Article, span: Span) -> str:
    """The value of a gold span, read in its sentence."""
    home = next(s.span for s in article.sentences if s.span.overlap(span))
    got = resolve_date(article.text, span, home, article.published.date())
    return got.value if got else ""


def dateparser_value(words: str, published: datetime) -> str:
    """What dateparser makes of the words alone, as precise as they are."""
    import dateparser  # noqa: PLC0415  a peer, measured only

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        got = dateparser.parse(words, languages=["en"], settings={"RELATIVE_BASE": published})
    if got is None:
        return ""
    digits = sum(c.isdigit() for c in words)
    if words.isdigit():
        return f"{got.year}"
    return got.date().isoformat() if digits != 4 else got.date().isoformat()[:7]  # noqa: PLR2004
