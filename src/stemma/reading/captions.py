"""Captions of pictures and their credits."""

from __future__ import annotations

import re

from stemma.reading.cues import SAYING, Cue, pattern
from stemma.reading.lines import Line
from stemma.reading.wording import word_class

# Captions run long, agency captions above all.
LONGEST_CAPTION = 110
# A tail after the last sentence that may be a credit has at most so many words, a credit alone fewer.
LONGEST_CREDIT = 12
LONGEST_LONE_CREDIT = 9
# What a caption says before its credit has at least so many words.
FEWEST_DESCRIBED = 5

# Blanks between names are insisted on: without that, long runs of capitals match in exponentially many ways.
_NAME = r"[A-ZÀ-Þ][\w.'&-]*"
_NAMES = rf"{_NAME}(?: {_NAME}){{0,4}}"
_SLASHED = re.compile(rf"(?:^|[\s(\[]){_NAMES},? ?/ ?{_NAMES}(?: ?(?:via|for|/|,) ?{_NAMES})?\W*$")
_PICTURE = (
    r"(?:photo(?:s|graph|graphs|graphy)?|pictures?|images?|fotos?|screengrab|screenshot|handout|illustration)"
)
_CREDIT_WORD = re.compile(
    rf"\b(?:{_PICTURE}|credits?|courtesy|pool|archives?|file|photographer|getty|shutterstock|alamy)\b",
    re.IGNORECASE,
)
_LONE_LABEL = re.compile(
    rf"^(?:the |reader )?(?:{_PICTURE}|credits?|video|graphic|courtesy|source)\b(?: ?(?:credits?"
    rf"|source|courtesy))?"
    r" ?(?::|-|/|[|]|,|\bby\b|\bof\b|\bfrom\b|\bvia\b|\bfor\b) ?(?P<who>.*)$",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    rf"(?:^|[.;!?)\"'-] ?|\s)(?:\w+ )?(?:{_PICTURE}(?: (?:by|credit|source|courtesy)\b:?| ?[:/|] ?| - )"
    r"|credits? ?[:/|-] ?|credit(?:\.{1,3}|(?=(?-i:[A-ZÀ-Þ][a-z])))|courtesy of |photograph(?:ed)? by )\s?"
    r"(?P<who>(?:the )?(?-i:[A-ZÀ-Þ])[^.;!?]{0,70}(?:\b[A-Z]\.[^.;!?]{0,40})?|(?<=of )the [^.;!?]{3,40})\.?$",
    re.IGNORECASE,
)
_BRACKETS_AT_END = re.compile(r"[(\[]([^()\[\]]{2,90})[)\]][\"']?$")
_BOUNDARY = re.compile(r"(?<=[a-z\d)\"'%][.;!?])\s+|\s[-|]{1,2}\s+")
_AGENCIES = word_class(
    "getty images reuters afp ap epa efe tass xinhua anadolu shutterstock alamy istock via photo photos "
    "pool dpa ansa ritzau tt imago unsplash bloomberg"
)
_LINKING_WORDS = frozenset({"via", "for", "of", "de", "van", "von", "the", "by", "and"})

_WORDING = (
    pattern(
        1.0,
        "an agency's picture credit",
        r"\b[A-Z]{2,}(?:-[A-Z]+)? ?/ ?[A-Z][\w.'-]+ [A-Z][\w'-]+",
        any_case=False,
    ),
    pattern(
        1.0,
        "labelled as a picture",
        r"^(?:image|photo|picture) (?:caption|source|credit)\b",
        rf"^(?:file|archive|stock|handout)(?: {_PICTURE})? ?(?:[:]| - )",
        r"^(?:screengrab|screenshot) (?:from|of)\b",
        rf"[;,.(-] ?(?:an? )?(?:file|archive|library|stock|handout|undated|courtesy|illustrative) {_PICTURE}\W*$",
    ),
    pattern(0.8, "labelled as a picture", rf"^(?:{_PICTURE}|caption|illustrative {_PICTURE})(?: of archive)? ?:"),
    pattern(
        0.6,
        "says that it is a picture",
        r"\b(?:file|archive|undated|handout|stock|library|pool|illustrative|still|aerial) "
        rf"(?:file |handout |archive |video )*(?:{_PICTURE}|frame)\b",
        r"\b(?:photos?|pictures?|images?) (?:of|from) archive\b",
        r"\b(?:image|picture|photo(?:graph)?) is (?:illustrative|for illustration)\b",
        r"\b(?:picture|photo|image)s? (?:taken|used|published) (?:for|with|in) an? (?:earlier"
        r"|previous) (?:article|report)\b",
    ),
    pattern(
        0.5,
        "says what a picture shows",
        rf"\bin this (?:\w+ ){{0,3}}(?:{_PICTURE}|still|frame)\b",
        r"\b(?:photo(?:graph)?|picture|image|frame)s? (?:taken|released|provided|made available"
        r"|obtained|shows?|was|supplied|distributed)\b",
        r"\bthe event shown\b|\bsent us this (?:view|picture|photo)",
    ),
    pattern(
        0.4,
        "describes what is seen",
        r"\b(?:is|are) (?:seen|pictured|shown)\b|, (?:as )?(?:seen|pictured|shown) \w+",
        r"\((?:L|R|C|left|right|cent(?:er|re))\)|\b(?:from left|at left|to the left|to the right"
        r"|second (?:left|right))\b",
        r", (?:left|right|cent(?:er|re)),",
    ),
)


def caption_cues(line: Line) -> tuple[Cue, ...]:
    """What speaks for the line being the caption of a picture, or its credit."""
    if not 0 < len(line.words) <= LONGEST_CAPTION:
        return ()
    cues = [p.cue for p in _WORDING if p.shows(line.plain)]
    if is_credit(line):
        cues.append(Cue(1.0, "a picture credit"))
    elif weight := _credit_at_end(line):
        cues.append(Cue(weight, "ends with a picture credit"))
    if cues and SAYING.search(line.plain) and '"' in line.plain:
        cues.append(Cue(-0.6, "but quotes somebody"))
    return tuple(cues)


def is_credit(line: Line) -> bool:
    """Whether the line is nothing but the credit of a picture."""
    if not 0 < len(line.words) <= LONGEST_LONE_CREDIT:
        return False
    if {*line.words} <= _AGENCIES and not line.stopped:
        return True
    if label := _LONE_LABEL.search(line.plain.strip("()[] ")):
        return _is_name(label["who"])
    return not line.stopped and bool(_SLASHED.search(line.plain)) and _is_name(line.plain)


def _is_name(text: str) -> bool:
    """Whether all words are capitalised, but for the little words inside names."""
    words = re.findall(r"[^\W\d_][\w'.-]*", text)
    return (
        bool(words)
        and all(w[0].isupper() or w in _LINKING_WORDS for w in words)
        and any(w[0].isupper() for w in words)
    )


def _credit_at_end(line: Line) -> float:
    """How surely a line ends with a credit: in brackets, after a label, or as names."""
    labelled = _LABELLED.search(line.plain[-140:])
    if labelled and len(labelled["who"].split()) <= LONGEST_CREDIT:
        return 1.0
    if brackets := _BRACKETS_AT_END.search(line.plain):
        inside = brackets[1].strip()
        if len(inside.split()) > LONGEST_CREDIT or SAYING.search(inside):
            return 0.0
        return 1.0 if _CREDIT_WORD.search(inside) or (_SLASHED.search(inside) and _is_name(inside)) else 0.0
    tail = _BOUNDARY.split(line.plain)[-1]
    before = len(line.plain[: -len(tail)].split())
    if before < FEWEST_DESCRIBED or not 1 < len(tail.split()) <= LONGEST_CREDIT or not _is_name(tail):
        return 0.0
    if _SLASHED.search(tail):
        return 1.0
    return 0.0 if line.stopped else 1.0 if re.search(r" (?:for|via) ", tail) else 0.6
