"""Who says what: quotation marks and verbs of saying, with the speaker resolved within the report."""

from __future__ import annotations

import re
from collections.abc import Sequence

from stemma.model import Attribution, AttributionType, Entity, Sentence
from stemma.text.spans import Span, trimmed
from stemma.text.words import plain_characters

_VERB = (
    r"(?:said|says|saying|told|tells|added|adds|wrote|writes|tweeted|stated|states|declared|announced|warned|warns"
    r"|argued|argues|claimed|insisted|insists|noted|explained|explains|acknowledged|admitted|confirmed"
    r"|denied|denies|suggested|suggests|replied|responded|reported|accused|accuses|urged|urges|asked"
    r"|maintained|indicated|emphasi[sz]ed|stressed|mentioned|recalled|testified|predicted|cautioned|reckoned|believes?"
    r"|pointed out|vowed|pledged|promised|demanded|complained|expects?|thinks?|alleged|asserted)"
)
_SUBJECT = r"(?:(?:[^\s,.;:\"()]+ ){0,9}?[^\s,.;:\"()]+(?:, who [^,]{3,90},|, (?:an?|the) [^,\"]{3,70},)?)"
# "X said (that) …" and "…, X said" and "…, said X" and "according to X".
_AHEAD = re.compile(
    rf"(?P<source>{_SUBJECT})\s(?P<cue>(?:(?:has|have|had|also|later|then|further|again) )*{_VERB}"
    r"(?: (?:the )?(?:reporters|journalists|lawmakers)| (?:the )?[A-Z][\w ]{2,30}?(?= that| on |,|:))?)(?: that| on \w+ that|,|:)?\s",
)
_BEHIND = re.compile(
    rf"(?:,\"?|\")\s(?P<source>{_SUBJECT})\s(?P<cue>(?:has |had |also )?{_VERB})(?P<tail>[^\"]{{0,80}})[.,]?$"
)
_TURNED = re.compile(rf"(?:,\"?|\")\s(?P<cue>{_VERB})\s(?P<source>[^,.\"]{{2,70}})(?P<tail>[^\"]{{0,80}})[.,]?$")
_ACCORDING = re.compile(r"\b(?P<cue>[Aa]ccording to|[Ii]n the view of)\s(?P<source>[^,.;\"]{2,90}?)(?=[,.;]|$)")
_QUOTED = re.compile(r'"[^"]{2,1200}(?:"|$)')
_ANONYMOUS = re.compile(
    r"\b(?:officials?|sources?|diplomats?|aides?|advis[eo]rs?|people|person|insiders?|official)\b", re.IGNORECASE
)
_WITHHELD = re.compile(
    r"anonym|unnamed|condition|declined to be|not authori[sz]ed|familiar with|close to|^(?:an?|some|several|senior|two|a second)\b"
    r"|\bsenior\b.*\bofficials?\b|^officials\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"^(?:he|she|they|it|the (?:official|minister|president|spokesman|spokeswoman|spokesperson|secretary"
    r"|ministry|leader|senator|diplomat|source|statement|ambassador))$",
    re.IGNORECASE,
)
# A subject does not begin with a conjunction and does not end in a passive.
_NO_SUBJECT = re.compile(
    r"^(?:if|when|while|after|before|as|since|although|though|because|that|which|who|whom|and|but|or|whether|where)\b"
    r"|\b(?:when|was|were|been|being|be|to|not|is|are|after)$",
    re.IGNORECASE,
)
_LEADING = re.compile(r"^(?:But|And|So|Yet|Still|However,|Meanwhile,|Later,|Then|Also,)\s+")
# Sentences longer than this are not searched for a speaker: nothing a person says is attributed so.
LONGEST = 900


def find_attributions(
    text: str, sentences: Sequence[Sentence], names: Sequence[Entity]
) -> tuple[Attribution, ...]:
    """Acts of saying in order, at most one per sentence; a quotation that goes on keeps its speaker."""
    plain = plain_characters(text)
    people = [e for e in names if e.type in {"PER", "ORG", "GPE"}]
    found: list[Attribution] = []
    voice: str | None = None
    withheld = False
    for sentence in sentences:
        if sentence.zone not in {"body", "quote_block"} or len(sentence.span) > LONGEST:
            continue
        one = _read_sentence(plain, sentence.span)
        if one is None:
            continue
        source, cue, content = one
        if source is not None:
            name = source.of(text)
            if _PRONOUN.match(name.strip()) and voice is not None:
                pass
            else:
                voice, withheld = _resolve(text, source, people), _is_withheld(name)
        kind = _type(plain, content)
        if source is None and kind != "direct":
            continue
        found.append(Attribution(source, cue, content, kind, voice or "unknown", anonymous=withheld))
    return tuple(found)


def _read_sentence(plain: str, span: Span) -> tuple[Span | None, Span | None, tuple[Span, ...]] | None:
    passage = span.of(plain)
    quotes = [Span(m.start(), m.end()).shifted(span.start) for m in _QUOTED.finditer(passage)]
    outside = _QUOTED.sub(lambda m: '"' + "\x00" * (len(m.group()) - 2) + '"', passage)
    lead = _LEADING.match(outside)
    m = _AHEAD.match(outside, lead.end() if lead else 0)
    if m and _may_speak(m["source"]):
        source, cue = _spans(m, span.start)
        return source, cue, _clean(plain, [Span(span.start + m.end(), span.end)])
    for pattern in (_BEHIND, _TURNED):
        m = pattern.search(outside)
        if m and _may_speak(m["source"]):
            source, cue = _spans(m, span.start)
            before = Span(span.start, span.start + m.start())
            content = [q for q in quotes if q.end <= cue.start] or [before]
            content += [q for q in quotes if q.start >= cue.end]
            return source, cue, _clean(plain, content)
    m = _ACCORDING.search(outside)
    if m:
        source, cue = _spans(m, span.start)
        parts = [Span(span.start, cue.start), Span(min(source.end + 1, span.end), span.end)]
        return source, cue, _clean(plain, parts)
    if quotes and sum(map(len, quotes)) > 0.6 * len(span):
        return None, None, _clean(plain, quotes)
    return None


def _may_speak(source: str) -> bool:
    """Whether the words can be the subject of a verb of saying."""
    return "\x00" not in source and not _NO_SUBJECT.search(source.strip())


def _spans(m: re.Match[str], shift: int) -> tuple[Span, Span]:
    return Span(*m.span("source")).shifted(shift), Span(*m.span("cue")).shifted(shift)


def _clean(plain: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    """Spans without blanks and outer commas and stops; empty ones go."""
    out = []
    for span in spans:
        s = trimmed(plain, span)
        while len(s) and plain[s.end - 1] in ",;. ":
            s = Span(s.start, s.end - 1)
        while len(s) and plain[s.start] in ",;. ":
            s = Span(s.start + 1, s.end)
        if len(s) > 2:  # noqa: PLR2004  a stray letter is no content
            out.append(s)
    return tuple(out)


def _type(plain: str, content: Sequence[Span]) -> AttributionType:
    quoted = [s for s in content if plain[s.start] == '"']
    if content and len(quoted) == len(content):
        return "direct"
    return "mixed" if quoted or any('"' in s.of(plain) for s in content) else "indirect"


def _resolve(text: str, source: Span, people: Sequence[Entity]) -> str:
    inside = [e for e in people if source.contains(e.span)]
    best = next((e for e in inside if e.type == "PER"), None)
    if best is not None:
        # The first mention of a person is the fullest one.
        return next(e.span.of(text) for e in people if e.key == best.key)
    phrase = " ".join(source.of(text).split(", who")[0].split())
    first, _, rest = phrase.partition(" ")
    return f"{first.lower()} {rest}" if first.lower() in {"the", "a", "an"} else phrase


def _is_withheld(source: str) -> bool:
    return bool(_ANONYMOUS.search(source) and _WITHHELD.search(source.strip()))
