"""Zones of plain text: which line is headline, byline, body, caption, note or furniture of the page.

Nothing is taken out: every character keeps its place and lies in exactly one zone, and every zone that is not
plain body says what showed it. Where the evidence is thin a line stays body, since a lost sentence costs a
reader more than a share bar left in.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from stemma.model import Zone, ZoneKind
from stemma.reading.bodies import Body, judge_text
from stemma.reading.captions import caption_cues, is_credit
from stemma.reading.cues import Cue
from stemma.reading.datelines import LONGEST_DATELINE
from stemma.reading.furniture import furniture_cues
from stemma.reading.lines import Line, find_lines, words_of
from stemma.reading.measures import prose_in
from stemma.text.datelines import DATELINE
from stemma.text.spans import Span

# Sum of weights from which a line is no longer body (see `cues` for what it was set on).
ENOUGH = 1.0
# A line that stands twice or more in one report: by itself nothing (a refrain), with one weak cue enough.
REPEATED = 0.6
FEWEST_REPEATED_WORDS = 6
# Nothing but body is longer; and no pattern is tried on what somebody made to be slow.
LONGEST_JUDGED = 1_500
# Headlines: at most so many words, and no longer than the first paragraph.
LONGEST_TITLE = 28
# Bylines stand near the head or at the foot.
BYLINE_LINES = 6
LONGEST_BYLINE = 16
# A line of a page that is the report with this probability is not judged by its wording: on the extraction set that
# took more sentences of reports for furniture than it found furniture.
SURE = 0.95
# Bylines and dates that are no part of the report are looked for in so many lines round its beginning.
NEAR_HEAD = 8
# The text of a whole page, menus and all, shows in lines that are no prose: at least so many, and at least this share
# of all. No report of the kin clusters has more than a share of 0.4, few pages of the extraction set less than 0.5.
FRAGMENTS_OF_PAGE = 8
SHARE_OF_PAGE = 0.5
# More lines than any report or page has; such a text is not judged, so that its cost stays bounded.
MOST_LINES = 20_000
# Share of a line's words that it must have in common with the caption beside it to be a version of it.
SAME_CAPTION = 0.5

# Names stand apart by blanks that the pattern insists on: without that, long runs of capitals match in
# exponentially many ways.
_NAME = r"[A-ZÀ-Þ][\w.'-]*"
_BETWEEN = r"(?:,? (?:and |& |of |for |de |van |von |the |of the )?)"
_BYLINE = re.compile(
    r"^(?:(?i:written|posted|reported|reporting|published|story|text|edited|compiled) )?"
    r"(?i:by:?|von|par|por) (?:the )?(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
    rf"{_NAME}(?:{_BETWEEN}{_NAME}){{0,8}}(?: ?[|(,/-].*)?$"
)
_BYLINE_OPENING = re.compile(
    r"^(?:(?:written|posted|reported|reporting|published|story|text|edited|compiled) )?(?:by:?|von|par|por) ",
    re.IGNORECASE,
)
# What follows the names of authors: whom they work for.
_DESK = re.compile(r"\b(?:Press|News|Agency|Staff|Writer|Correspondent|Reuters|Times|Post|Bureau|Desk|Editor)\b")
_FURNISHED_BYLINE = re.compile(r"@|\||\bhttps?:|\bwww\.|\bposted by\b|\bfollow\b", re.IGNORECASE)
_STAMP = re.compile(
    r"(?:date|published|updated|posted)\b[: ]{1,3}\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?Z?)?\s+",
    re.IGNORECASE,
)
_DATE_LINE = re.compile(
    r"^(?:(?:date|published|updated|posted|last updated|first published)\b[: ]*(?:on )?)?"
    rf"(?:(?-i:{_NAME})(?: (?-i:{_NAME})){{0,2}}(?<!day), )?"  # the place
    r"(?:(?:\w+day|mon|tues?|wed|thu(?:rs)?|fri|sat|sun)\.?,? )?"
    r"(?:\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4}|\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]{2,8}\.?,? \d{4}"
    r"|[A-Z][a-z]{2,8}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4})"
    r"(?:[ ,|T]+(?:at )?\d{1,2}[:.]\d{2}(?::\d{2})? ?(?:[ap]\.?m\.?|[A-Z]{2,4})?)?\W*$",
    re.IGNORECASE,
)
_POSTSCRIPT = re.compile(
    r"^(?:editor(?:'s|s'?)? )?(?:p/s|p\.s\.|postscript)\W{0,3}$|^editor'?s p/s\b", re.IGNORECASE
)
_NOTE = re.compile(
    r"^\W*(?:editor(?:'s|s'?|ial)? (?:note|remark)|correction|clarification|disclaimer"
    r"|note to (?:our )?readers)s?\b[^.]{0,24}:"
    r"|^(?:this (?:story|article|report|post)|an earlier version of this (?:story|article"
    r"|report)) (?:was|has been|is) "
    r"(?:\w+ ){0,2}(?:updated|corrected|generated|translated|written by|first published"
    r"|originally published|published)\b"
    r"|^(?:additional )?(?:reporting|editing|writing) by\b",
    re.IGNORECASE,
)
_MARKDOWN_QUOTE = re.compile(r"^> ")
_ABBREVIATED = re.compile(r"(?:\b[A-Z]\.){2,}$")
_RELATED_LABEL = "related links"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a line is."""

    kind: ZoneKind
    """Its function."""
    reason: str = ""
    """What showed it."""


BODY = Verdict("body")
OUTSIDE = Verdict("boilerplate", "outside the report on the page")


def find_zones(text: str, title: str | None = None) -> tuple[Zone, ...]:
    """A partition of the text into zones; the given title, if any, helps to know the headline."""
    if text.count("\n") > MOST_LINES:
        return (unjudged(text),)
    lines = find_lines(text)
    fragments = sum(not prose_in(line) for line in lines)
    if fragments >= FRAGMENTS_OF_PAGE and SHARE_OF_PAGE * len(lines) <= fragments:
        verdicts = judge_body(lines, judge_text(lines), title)
    else:
        verdicts = judge_lines(lines, title)
    pieces: list[tuple[Span, Verdict]] = []
    dateline_due = True
    for line, verdict in zip(lines, verdicts, strict=True):
        if verdict.kind == "body" and dateline_due:
            dateline_due = False
            pieces.extend(_without_dateline(text, line))
        else:
            pieces.append((line.span, verdict))
    return partition(text, pieces)


def partition(text: str, pieces: Sequence[tuple[Span, Verdict]]) -> tuple[Zone, ...]:
    """Zones over the whole text: neighbours of one kind and reason joined, blanks left with what they follow."""
    if not text:
        return ()
    merged: list[tuple[int, Verdict]] = []
    for span, verdict in pieces:
        if not merged or merged[-1][1] != verdict:
            merged.append((span.start if merged else 0, verdict))
    if not merged:
        return (Zone("boilerplate", Span(0, len(text)), "blank"),)
    ends = [start for start, _ in merged[1:]] + [len(text)]
    return tuple(Zone(v.kind, Span(start, end), v.reason) for (start, v), end in zip(merged, ends, strict=True))


def unjudged(text: str) -> Zone:
    """The one zone of a text that has more lines than any report."""
    return Zone("body", Span(0, len(text)), "has more lines than any report; not judged")


def judge_lines(
    lines: Sequence[Line], title: str | None, sure: Sequence[bool] | None = None
) -> tuple[Verdict, ...]:
    """What each line of a report is.

    Args:
        lines: of the report.
        title: its headline, if one came with it.
        sure: of a whole page from which the rest was left out: which lines are the report beyond doubt.
    """
    counts = Counter(line.key for line in lines if len(line.words) >= FEWEST_REPEATED_WORDS)
    certain = sure or [False] * len(lines)
    verdicts = [
        BODY if is_sure else judge_line(line, i, counts[line.key])
        for i, (line, is_sure) in enumerate(zip(lines, certain, strict=True))
    ]
    if sure is None or not title:  # the headline of a page stands above what is chosen, or is marked as such
        _mark_titles(lines, verdicts, title)
    _mark_bylines(lines, verdicts)
    _mark_postscript(lines, verdicts)
    if sure is None:  # what a list or a poem repeats is its own
        _mark_repeats(lines, verdicts, counts)
    _mark_beside_credits(lines, verdicts)
    _mark_linked_headlines(lines, verdicts)
    return tuple(verdicts)


def judge_body(lines: Sequence[Line], body: Body, title: str | None) -> tuple[Verdict, ...]:
    """What each line of a whole page is, given how probable it is that it belongs to the report."""
    chosen = body.chosen()[0].tolist()
    sure = [p >= SURE for p, c in zip(body.probabilities.tolist(), chosen, strict=True) if c]
    judged = iter(judge_lines([line for line, c in zip(lines, chosen, strict=True) if c], title, sure))
    first = next((i for i, c in enumerate(chosen) if c), 0)
    headline = words_of(title or "")
    verdicts = []
    for i, (line, is_chosen) in enumerate(zip(lines, chosen, strict=True)):
        verdict = next(judged) if is_chosen else OUTSIDE
        if headline and line.words == headline:
            verdict = Verdict("title", "the headline of the page")
        elif not is_chosen and abs(i - first) <= NEAR_HEAD:
            alone = judge_line(line, 1)
            named = Verdict("byline", "names the author") if names_author(line) else alone
            verdict = named if named.kind in {"byline", "caption", "dateline"} else verdict
        verdicts.append(verdict)
    return tuple(verdicts)


def judge_line(line: Line, position: int, times: int = 1) -> Verdict:
    """What a line is, seen by itself; `times` is how often it stands in its report."""
    if len(line.span) > LONGEST_JUDGED:
        return BODY
    furniture, caption = furniture_cues(line), caption_cues(line)
    if not position:  # a headline is no sentence either, and may name its outlet behind a stroke
        furniture = tuple(c for c in furniture if c.reason != "no sentence")
    repeated = (Cue(REPEATED, f"stands {times} times in the report"),) if times > 1 else ()
    best: Verdict = BODY
    top = ENOUGH
    for kind, cues in (("boilerplate", furniture), ("caption", caption)):
        total = round(sum(c.weight for c in (*cues, *(repeated if cues else ()))), 6)
        if total >= top and (kind != "caption" or position or not is_credit(line)):
            top = total
            weighty = sorted((*cues, *repeated), key=lambda c: -c.weight)
            best = Verdict("boilerplate" if kind == "boilerplate" else "caption", _reason(weighty))
    if best.kind == "body":
        if _NOTE.search(line.plain):
            return Verdict("note", "a note about the report")
        if _DATE_LINE.search(line.plain):
            return Verdict("dateline", "only a date")
        if _MARKDOWN_QUOTE.search(line.plain):
            return Verdict("quote_block", "a quoted block")
    return best


def _reason(cues: Sequence[Cue]) -> str:
    return "; ".join(dict.fromkeys(c.reason for c in cues if c.weight > 0))


def _mark_titles(lines: Sequence[Line], verdicts: list[Verdict], title: str | None) -> None:
    wanted = " ".join(line.key for line in find_lines(title)) if title else ""
    found = ""
    for i, line in enumerate(lines[:BYLINE_LINES]):
        if wanted and line.key == wanted:
            found = line.key
            verdicts[i] = Verdict("title", "the title given with the report")
    if not found and _is_headline(lines, verdicts):
        found = lines[0].key
        verdicts[0] = Verdict("title", "short first line without a full stop")
    if found:
        for i, line in enumerate(lines):
            if line.key == found and verdicts[i].kind != "title":
                verdicts[i] = Verdict("title", "the headline again")


def _is_headline(lines: Sequence[Line], verdicts: Sequence[Verdict]) -> bool:
    if len(lines) < 2 or verdicts[0].kind != "body":  # noqa: PLR2004 - a headline heads something
        return False
    first, rest = lines[0], [x for x, v in zip(lines[1:], verdicts[1:], strict=True) if v.kind == "body"]
    headed = any(len(x.words) > len(first.words) for x in rest) or any(x.key == first.key for x in rest)
    ends_open = (
        not first.stopped
        or bool(_ABBREVIATED.search(first.plain))
        or first.plain[-1] in "!?"
        or first.plain[-2:] in {'!"', "!'", '?"', "?'"}
    )
    return headed and ends_open and len(first.words) <= LONGEST_TITLE and not first.plain.endswith((",", ":", ";"))


def _mark_bylines(lines: Sequence[Line], verdicts: list[Verdict]) -> None:
    for i, line in enumerate(lines):
        near_an_end = i < BYLINE_LINES or i >= len(lines) - 2
        if not near_an_end or verdicts[i].kind == "title" or not _is_byline(line):
            continue
        if _FURNISHED_BYLINE.search(line.plain):
            verdicts[i] = Verdict("boilerplate", "byline furnished by the site, with an address or links")
        elif names_author(line):
            verdicts[i] = Verdict("byline", "names the author")


def _is_byline(line: Line) -> bool:
    return (
        0 < len(line.words) <= LONGEST_BYLINE
        and len(line.span) <= LONGEST_JUDGED
        and bool(_BYLINE.search(line.plain))
    )


def names_author(line: Line) -> bool:
    """Whether a line does nothing but name who wrote the report."""
    return not line.stopped and _is_byline(line) and not _FURNISHED_BYLINE.search(line.plain)


def names_in_byline(line: str) -> tuple[str, ...]:
    """The names of the authors, in order: what stands between the opening and a stroke, comma by comma."""
    names = _BYLINE_OPENING.sub("", " ".join(line.split()))
    names = re.split(r" ?[|(/]| [-–—] ", names, maxsplit=1)[0]
    parts = re.split(r",? and |, | & ", names)
    return tuple(p.strip(" .,") for p in parts if p[:1].isupper() and not _DESK.search(p))


def _mark_postscript(lines: Sequence[Line], verdicts: list[Verdict]) -> None:
    """What follows an editor's postscript is not the report any more."""
    inside = False
    for i, line in enumerate(lines):
        label = bool(_POSTSCRIPT.search(line.plain[:80]))
        inside = inside or label
        if label or (inside and verdicts[i].kind in {"body", "note"}):
            verdicts[i] = Verdict("note", "postscript to the report")


def _mark_repeats(lines: Sequence[Line], verdicts: list[Verdict], counts: Counter[str]) -> None:
    """A line twice in a row, or twice without saying or quoting anything, is a caption; else it stays once."""
    seen: set[str] = set()
    for i, line in enumerate(lines):
        times = counts[line.key]
        if times < 2 or verdicts[i].kind != "body":  # noqa: PLR2004 - repeated
            continue
        beside = [lines[j].key for j in (i - 1, i + 1) if 0 <= j < len(lines)]
        silent = len(line.words) == len(line.unquoted)
        if line.key in beside and silent:
            verdicts[i] = Verdict("caption", f"stands {times} times in the report, twice in a row")
        elif silent and any(is_credit(after) for line_, after in pairwise(lines) if line_.key == line.key):
            verdicts[i] = Verdict("caption", f"stands {times} times in the report, with a picture credit below")
        elif line.key in seen:
            verdicts[i] = Verdict("boilerplate", "a sentence of the report again")
        seen.add(line.key)


def _mark_beside_credits(lines: Sequence[Line], verdicts: list[Verdict]) -> None:
    """A line between a caption and a lone credit is another version of the caption if it shares its words."""
    for i in range(1, len(lines) - 1):
        if verdicts[i].kind != "body" or verdicts[i - 1].kind != "caption":
            continue
        mine, other = set(lines[i].words), set(lines[i - 1].words)
        alike = len(mine & other) / min(len(mine), len(other)) if mine and other else 0.0
        if alike >= SAME_CAPTION and is_credit(lines[i + 1]):
            verdicts[i] = Verdict("caption", "words the caption above anew, before its credit")


def _mark_linked_headlines(lines: Sequence[Line], verdicts: list[Verdict]) -> None:
    """A headline right below a bare label of related links belongs to it."""
    for i in range(1, len(lines)):
        above, line = lines[i - 1], lines[i]
        labelled = verdicts[i - 1].reason.startswith(_RELATED_LABEL) and len(above.words) <= 4  # noqa: PLR2004 - a bare label
        headline = len(line.words) <= LONGEST_TITLE and (not line.stopped or line.plain.endswith("?"))
        if labelled and headline and verdicts[i].kind == "body":
            verdicts[i] = Verdict("boilerplate", "headline of a related report")


def _without_dateline(text: str, line: Line) -> list[tuple[Span, Verdict]]:
    """The first line of the body, its dateline (PLACE (Agency) -) apart."""
    passage = line.span.of(text)[:LONGEST_DATELINE]
    for pattern, reason in ((_STAMP, "a stamp with the date"), (DATELINE, "place and agency before the report")):
        match = pattern.match(passage)
        if match and match.end() < len(line.span):
            cut = line.span.start + match.end()
            return [
                (Span(line.span.start, cut), Verdict("dateline", reason)),
                (Span(cut, line.span.end), BODY),
            ]
    return [(line.span, BODY)]
