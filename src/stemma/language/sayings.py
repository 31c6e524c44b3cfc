"""Acts of saying inside one passage: the words of saying, their subject, and what is said, as spans."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from stemma.language.cues import ADDRESSEE, CUE, is_saying, tells
from stemma.text.spans import Span, trimmed

# Words of a subject at most; longer stretches are clauses, not speakers.
LONGEST_SUBJECT = 26
# A quotation without words of saying is somebody's if it is so much of its sentence.
QUOTED_SHARE = 0.6
# Acts of saying in one passage at most: more of them are no prose, and each looks at all before it.
MOST_SAYINGS = 24
# Words before a subject that make a clause even where no verb of a closed class shows it.
CLAUSE_WORDS = 9
# Characters before a subject that can be something said.
SHORTEST_CLAUSE = 12
SHORTEST_HEADLINE = 20
# A stray letter is no content.
SHORTEST = 3

MASK = "\x00"
"""Stands for every character of a quotation, so that rules for what is outside do not look inside."""

_CLAUSE = re.compile(
    r"[;:\x00\n]|\s[-–—]+\s|—"
    r"|,?\s(?:but|while|although|though|whereas|because|if|when|after|before|whether|since|as|than)\s"
    r"|,\s(?:and|so|or|yet)\s|\sthat\s"
)
_SHARED = re.compile(r"^(?:,?\s*(?:and|but|or|then|also|later|yet)\b\s*)*$", re.IGNORECASE)
_LAST_PRONOUN = re.compile(r"(?:^|[\s,])(?P<who>he|she|it|they|who|which|we|I|you|He|She|It|They|We|You)\s*$")
_APPOSITION = re.compile(
    r"^\s*(?:an?|the|who|whose|which|now|himself|herself|itself|one of|another|then|formerly|also)\b"
    r"|^\s*(?:[a-z-]+ )?(?:minister|president|director|chairman|head|leader|spokes\w+|officer|official|ambassador"
    r"|analyst|professor|secretary|chief|adviser|senior|former|deputy|vice)\b|^\s*[A-Z]|^\s*\d\d,?$",
    re.IGNORECASE,
)
_CONJUNCTION = re.compile(
    r"^\s*(?:(?:and|but|or|so|yet|still|however|meanwhile|later|then|also|earlier|instead|though|nor"
    r"|indeed)\b,?\s*)+",
    re.IGNORECASE,
)
_ADVERBIAL = re.compile(
    r"^\s*(?:on|in|at|by|after|before|during|from|for|with|despite|under|since|until|speaking|asked|meanwhile"
    r"|earlier"
    r"|later|last|this|when|while|as|if|although|though|to|over|without|unlike|like|according|yesterday|today)\b",
    re.IGNORECASE,
)
_FINITE = re.compile(
    r"\b(?:was|were|is|are|has|have|had|will|would|could|may|might|should|did|does|do|to|be|been|not)\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"\b(?:who|which|that|whose|whom|where)\b")
_LATE_NOUN_PHRASE = re.compile(
    r"(?:\b(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Tt]heir|[Ii]ts|[Oo]ne|[Ss]ome)\s(?:[\w’'.-]+\s?){1,5}"
    r"|(?:[A-Z][\w.’'-]*\s?){1,6})$"
)
_TAIL = re.compile(
    r"^\s*(?:$|[.,;:!?\x00—]|\s[-–—]|(?:on|in|at|by|to|from|over|after|before|during|as|while|when|with"
    r"|outside|inside|late"
    r"|early|yesterday|today|this|last|through|via|later|earlier|again|quietly|afterwards|into|of|about|without)\b"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
)
_TURNED_SOURCE = re.compile(
    r"\s(?P<source>(?:(?:[Mm]r|[Mm]s|[Mm]rs|[Dd]r|[Ss]en|[Rr]ep|[Gg]en|[Ll]t|[Cc]ol|[Gg]ov|[Ss]t|[A-Z])\."
    r"|[^\s,.;:\x00—]+)"
    r"(?: (?:(?:Mr|Ms|Mrs|Dr|Sen|Rep|Gen|Lt|Col|Gov|St|Jr|[A-Z])\.|(?!(?:on|in|at|as|after|when|while|over"
    r"|during|before|by"
    r"|last|late|early|yesterday|through|into)\b)[^\s,.;:\x00—]+)){0,14}"
    r"(?: (?:in|at|of|on) (?:the )?[A-Z][\w’'-]+)?"
    r"(?:, (?:who|whose|an?|the|now|formerly|one of)\b[^.;\x00]{2,140}?(?=[.;,\x00]|$))?)"
)
_TURNS = re.compile(
    r"^(?:said|says|say|asked|wrote|writes|added|adds|replied|answered|announced|shouted|told|recalled"
    r"|warned|explained|complained|retorted|insisted|joked|countered|argued|laughed|claimed|noted"
    r"|declared|reported|reports|quipped|remarked|admitted|objected|conceded|cautioned)$"
)
_ACCORDING = re.compile(
    r"(?<!\w)(?P<cue>[Aa]ccording to|[Ii]n the (?:view|words|opinion) of|[Aa]s reported by)\s"
    r"(?P<source>[^,.;\x00—]{2,120}(?:\.[A-Z]\.[^,.;\x00]{0,60})?)"
)
_JUNK_SUBJECT = re.compile(
    r"^(?:there|nobody|no one|what|how|why|it is|that|this|these|those|not|if|to|as|than|even|only|just"
    r"|whether|where|here)$"
    r"|\b(?:to|and|or|of|the|a|by|with|not|is|was|were|are|be)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Saying:
    """One act of saying, before its speaker is known."""

    source: Span | None
    """The subject, as far as it stands here."""
    cue: Span | None
    """The words of saying."""
    content: tuple[Span, ...]
    """What is said."""
    parent: int | None = None
    """Index, in the same passage, of the saying inside whose content this one stands."""


def find_sayings(plain: str, unit: Span, quotations: Sequence[Span]) -> tuple[Saying, ...]:
    """Acts of saying in one passage (a sentence, or several that one quotation holds together), in order."""
    outside = unit.of(plain)
    quotes = [q.shifted(-unit.start) for q in quotations]
    for q in quotes:
        outside = outside[: q.start] + MASK * len(q) + outside[q.end :]
    after, cut = _according(outside)
    found = [*_by_verb(outside[:cut], [q for q in quotes if q.end <= cut]), *after]
    if not found:
        found = _uncued(outside, quotes)
    return tuple(_placed(s, plain, unit.start) for s in found)


@dataclass(frozen=True, slots=True)
class _Verb:
    """A verb of saying in its clause; offsets in the passage."""

    cue: Span
    source: Span | None
    begins: int
    """Where its clause begins, conjunction included."""
    behind: bool
    """Whether what is said stands before it."""
    joined: bool
    """Whether its clause stands beside the one before, not inside it."""


def _by_verb(outside: str, quotes: Sequence[Span]) -> list[Saying]:
    verbs: list[_Verb] = []
    for m in islice(CUE.finditer(outside), MOST_SAYINGS):
        if is_saying(outside, m) and (not verbs or m.start() >= verbs[-1].cue.end):
            verb = _read_verb(outside, m, verbs[-1] if verbs else None)
            if verb is not None:
                verbs.append(verb)
    out: list[Saying] = []
    taken = 0
    for i, v in enumerate(verbs):
        stop = next((w.begins for w in verbs[i + 1 :] if w.joined and not w.behind), len(outside))
        stop = max(stop, v.cue.end)
        if v.behind:
            content = _before(outside, v, quotes, taken)
            content += [q for q in quotes if v.cue.end <= q.start < stop and content]
        else:
            content = [Span(v.cue.end, _content_end(outside, v.cue.end, stop))]
            if i + 1 < len(verbs) and verbs[i + 1].behind and verbs[i + 1].cue.start < stop:
                content = [Span(v.cue.end, max(v.cue.end, min(content[0].end, verbs[i + 1].begins)))]
        taken = stop if stop < len(outside) else v.cue.end
        content = [c for c in content if len(c) >= SHORTEST]
        if content:
            parent = next((j for j, s in enumerate(out) if any(c.contains(v.cue) for c in s.content)), None)
            out.append(Saying(v.source, v.cue, tuple(content), parent))
    return out


def _read_verb(outside: str, m: re.Match[str], last: _Verb | None) -> _Verb | None:
    end = m.end()
    if tells(m["verb"]):
        addressee = ADDRESSEE.match(outside, end)
        end = addressee.end() if addressee else end
    cue = Span(m.start(), end)
    turned = _turned(outside, m, cue)
    if turned is not None:
        return turned
    left = outside[: cue.start]
    clause = max((c.end() for c in _CLAUSE.finditer(left)), default=0)
    segment = left[clause:]
    low = max(clause, last.cue.end if last else 0)
    if m["verb"].endswith("ing"):
        source = last.source if last else _leading_subject(outside, clause, cue.start)
        as_saying = left.endswith("as ")
        return _Verb(cue, source, cue.start, behind=False, joined=not as_saying) if source else None
    pronoun = _LAST_PRONOUN.search(segment)
    if pronoun:
        source = Span(clause + pronoun.start("who"), clause + pronoun.end("who"))
    elif (last is not None and _SHARED.match(outside[low : cue.start].strip() + " ")) or (
        last is not None and re.search(r"(?:,|\band|\bbut)\s(?:\w+ly )?$", left) and not left.endswith(", ")
    ):
        return _Verb(cue, last.source, _conjunction_start(outside, cue.start), behind=False, joined=True)
    else:
        subject = _subject(outside, clause, cue.start)
        if subject is None:
            return None
        source = subject
    before = outside[: source.start].rstrip()
    tail = bool(_TAIL.match(outside[cue.end :].lstrip(" ") or "")) and not re.match(
        r"[^,;\x00]{0,60}\sthat\s|:\s", outside[cue.end :]
    )
    quoted = before.endswith(MASK)
    told = before.endswith(",") and not (
        _ADVERBIAL.match(_segment_before(before))
        and not _FINITE.search(before)
        and before.count(" ") < CLAUSE_WORDS
    )
    if quoted and not tail:  # "…" X asked his own minister.
        tail = re.match(
            r"(?: [^\s,;.:\x00]+){1,7}\s?(?:[.;,]|$)", outside[cue.end :]
        ) is not None and not re.match(r"[^.;]{0,60}\b(?:that|whether|if|it|was|were|had)\b", outside[cue.end :])
    behind = tail and (quoted or (told and len(before) > SHORTEST_CLAUSE)) and pronoun_is_no_relative(pronoun)
    joined = (
        bool(re.search(r"(?:[,;:\n\x00—]|\s[-–—]|\band|\bbut|\bwhile|\balthough|\bthough)$", before)) or not before
    )
    return _Verb(cue, source, _conjunction_start(outside, source.start), behind=behind, joined=joined)


def pronoun_is_no_relative(pronoun: re.Match[str] | None) -> bool:
    """Whether the subject is not `who` or `which`: a relative clause does not close what is said before it."""
    return pronoun is None or pronoun["who"] not in {"who", "which"}


def _turned(outside: str, m: re.Match[str], cue: Span) -> _Verb | None:
    """`"…," said X` and `…, said X`."""
    left = outside[: cue.start].rstrip()
    if not (left.endswith(MASK) or (left.endswith(",") and _TURNS.match(m["verb"]))):
        return None
    end = m.end()
    source = _TURNED_SOURCE.match(outside, end)
    if source is None or re.match(r"that\b|it\b(?! said)|:", source["source"]):
        return None
    rest = outside[source.end() :]
    if left.endswith(","):
        parts = left[:-1].split(",")
        named = len(parts) > 1 and _APPOSITION.match(parts[-1]) and len(parts[-1].split()) < LONGEST_SUBJECT
        if (
            named
            or len(left) < SHORTEST_HEADLINE
            or not re.match(r"\s*(?:[.;,]|$|(?:on|in|at|after|as|during)\b)", rest)
        ):
            return None
        if _FINITE.search(source["source"].split(", ")[0]) or (not _FINITE.search(left) and "\x00" not in left):
            return None
    span = Span(*source.span("source"))
    return _Verb(Span(cue.start, end), span, cue.start, behind=True, joined=True)


def _subject(outside: str, clause: int, end: int) -> Span | None:
    """The noun phrase that ends just before the verb, with its apposition."""
    segment = outside[clause:end]
    parts = [(p.start(), p.end()) for p in re.finditer(r"[^,]+", segment) if p.group().strip()]
    if not parts:
        return None
    first, last = parts[-1], parts[-1]
    if segment.rstrip().endswith(","):
        if len(parts) == 1:
            return None
        inner = segment[last[0] : last[1]]
        keep = bool(_APPOSITION.match(inner))
        k = len(parts) - 2
        while (
            k > 0
            and not inner.lstrip()[:1].isupper()
            and _APPOSITION.match(segment[slice(*parts[k])])
            and not segment[parts[k][0] :].lstrip()[:1].isupper()
        ):
            k -= 1
        first = parts[k]
        last = last if keep else parts[-2]
    start, stop = clause + first[0], clause + last[1]
    lead = _CONJUNCTION.match(outside, start, stop)
    start = lead.end() if lead else start
    span = trimmed(outside, Span(start, stop)) if outside[start:stop].strip() else None
    if span is None:
        return None
    words = span.of(outside).split()
    finite = _FINITE.search(span.of(outside)) and not _RELATIVE.search(span.of(outside))
    if _ADVERBIAL.match(span.of(outside)) or finite or len(words) > LONGEST_SUBJECT:
        late = _LATE_NOUN_PHRASE.search(span.of(outside))
        if late is None:
            return None
        span = trimmed(outside, Span(span.start + late.start(), span.end))
    if not len(span) or _JUNK_SUBJECT.search(span.of(outside)) or MASK in span.of(outside):
        return None
    return span


def _leading_subject(outside: str, clause: int, end: int) -> Span | None:
    """The subject at the head of the clause of a participle: what stands before its first verb."""
    m = re.match(
        r"\s*((?:[A-Z][\w.’'-]*|the|of|de|al)(?: (?:[A-Z][\w.’'-]*|the|of|minister|president|spokesman))*)",
        outside[clause:end],
    )
    return Span(clause + m.start(1), clause + m.end(1)) if m else None


def _conjunction_start(outside: str, at: int) -> int:
    """Where the clause that begins here begins, conjunctions and commas before it included."""
    m = re.search(
        r"(?:[,;]?\s*\b(?:and|but|while|although|though|or|then|also|later|when|as|because)\b\s*|[,;—]\s*)+$",
        outside[max(0, at - 40) : at],
    )
    return max(0, at - 40) + m.start() if m else at


def _segment_before(before: str) -> str:
    head = before.rstrip(",")
    cut = max(head.rfind(";"), head.rfind(":"), head.rfind(MASK), head.rfind(", ")) + 1
    return head[cut:].lstrip()


def _before(outside: str, verb: _Verb, quotes: Sequence[Span], taken: int) -> list[Span]:
    """What is said before a verb of saying: quotations if they make up most of it, else all of it."""
    start = min(taken, verb.begins)
    source_start = min(verb.source.start if verb.source else verb.begins, verb.cue.start)
    span = Span(start, max(start, source_start))
    inner = [q for q in quotes if span.contains(q)]
    cut = max((m.end() for m in re.finditer(r";\s", outside[span.start : span.end])), default=0)
    if inner and sum(map(len, inner)) >= QUOTED_SHARE * len(span.of(outside).strip()):
        return inner
    if inner and inner[-1].end >= span.end - 2 and re.search(r"[.:]\s*$", outside[span.start : inner[-1].start]):
        return [inner[-1]]
    return [Span(span.start + cut, span.end)]


def _content_end(outside: str, start: int, stop: int) -> int:
    semi = outside.find("; ", start, stop)
    return semi if semi >= 0 else stop


def _according(outside: str) -> tuple[list[Saying], int]:
    """What somebody is referred to for, and up to where other words of saying are to be looked for."""
    m = _ACCORDING.search(outside)
    if m is None:
        return [], len(outside)
    source, cue = Span(*m.span("source")), Span(*m.span("cue"))
    head = outside[: cue.start]
    cut = max((c.end() for c in re.finditer(r";\s", head)), default=0)
    end = outside.find(";", source.end)
    parts = [Span(cut, cue.start), Span(min(source.end + 1, len(outside)), end if end >= 0 else len(outside))]
    content = tuple(p for p in parts if len(p.of(outside).strip(" ,.;")) > SHORTEST)
    cut_off = cue.start if len(head.strip()) > SHORTEST else len(outside)
    return ([Saying(source, cue, content)] if content else []), cut_off


def _uncued(outside: str, quotes: Sequence[Span]) -> list[Saying]:
    """Quotations without words of saying: after a colon, or alone."""
    if not quotes:
        return []
    size = sum(map(len, quotes))
    alone = size >= QUOTED_SHARE * len(outside)
    colon = re.search(r":\s*$", outside[: quotes[0].start])
    if not (alone or colon):
        return []
    source = None
    if colon:
        m = re.match(r"(?:[^,:\x00]{2,80}?)(?=(?: was| is| had| has|'s|’s|,|:))", outside)
        source = Span(m.start(), m.end()) if m else None
    return [Saying(source, None, tuple(quotes))]


def _placed(saying: Saying, plain: str, shift: int) -> Saying:
    """The saying with its places in the whole text, contents without outer blanks, commas, stops and `that`."""
    content = []
    for span in saying.content:
        s = trimmed(plain, span.shifted(shift))
        while len(s) and plain[s.end - 1] in ",;. —-":
            s = Span(s.start, s.end - 1)
        lead = (
            re.match(r"[\s,;:.—-]*(?:(?:on|in|at) [\w ]{3,30} )?(?:that )?", plain[s.start : s.end])
            if len(s)
            else None
        )
        if lead and lead.end():
            bare = re.match(r"[\s,;:.—-]*", lead.group())
            keep = lead.end() if lead.group().endswith("that ") else bare.end() if bare else 0
            s = Span(s.start + keep, s.end) if keep < len(s) else s
        if len(s) >= SHORTEST:
            content.append(s)
    return Saying(
        saying.source.shifted(shift) if saying.source else None,
        saying.cue.shifted(shift) if saying.cue else None,
        tuple(content),
        saying.parent,
    )
