"""How sure a clause says it is, by its words of doubt, denial, plan and question and by the words of saying."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from stemma.language.cues import Force
from stemma.language.heads import CERTAINTIES
from stemma.model import Certainty
from stemma.text.spans import Span

# A negation governs its clause if it stands among its first words; later ones belong to something smaller. Set
# on the marked passages.
MAIN_CLAUSE = 75
# What the rules' judgement adds to the encoder's score, in log odds: few clauses were marked to train on, and the two err
# on different ones (macro F1 .72 and .77 apart, .78 together on the passages kept out). Set on those, in coarse steps.
RULES_WEIGHT = 3.5

_QUESTION = re.compile(r"^[\"'“‘]?(?:whether|if|why|how|who|whom|what|when|where|which)\b", re.IGNORECASE)
_IMPERATIVE = re.compile(
    r"^[\"'“‘](?:do not|don[’']t|let|please|stop|tell|give|leave|come|go|show|bring|release|free|ask)\b",
    re.IGNORECASE,
)
_REQUEST = re.compile(
    r"\b(?:call(?:s|ed|ing)? (?:[\w ]{2,25} )?(?:on|for) |appeal(?:s|ed|ing) (?:for|to) |urg(?:es|ed|ing) "
    r"|demand(?:s|ed|ing)? "
    r"|ask(?:s|ed|ing) (?:for |[\w' ]{2,40} to )|request(?:s|ed|ing) )",
    re.IGNORECASE,
)
_HEDGED = re.compile(
    r"\b(?:may(?! \d)|might|could(?! not (?!be (?:confirmed|verified)))|possibl[ey]|possibility|perhaps|maybe"
    r"|alleged(?:ly)?"
    r"|reported(?:ly)?(?= (?:to|plans?|in|at|by|that))|reportedly|apparent(?:ly)?|seem(?:s|ed)?|appear(?:s"
    r"|ed)? to|(?:un)?likely|suspected"
    r"|believed to|thought to|understood to|said to (?:be|have)|rumou?red|rumou?rs|unclear"
    r"|not (?:yet )?(?:been )?(?:clear|known|certain)"
    r"|unconfirmed|(?:not|yet to|cannot|never) (?:yet )?(?:be )?(?:been )?(?:independently )?(?:confirm"
    r"|verif)\w*|presum\w+|potential(?:ly)?"
    r"|purported(?:ly)?|probabl[ey]|as many as|as much as|estimate[sd]?|suggest(?:s|ed)?|in theory"
    r"|supposed(?:ly)?|risk(?:s|ed)? \w+ing"
    r"|amid (?:reports|speculation)|no decision|depends? on|about half)\b",
)
_PLANNED = re.compile(
    r"\b(?:will|shall|would|plan(?:s|ned|ning)?(?= (?:to|for|a\b|in|on))|planning|intend\w*|expect(?:s"
    r"|ed)(?= (?:to|in|on|by|at|next|this|soon))|due (?:to|in|on|at|back|before)"
    r"|(?:is|are|was|were) (?:now )?(?:set|due|to|scheduled|planned|expected|preparing|seeking)\b|set (?:to"
    r"|for)|scheduled|going to|about to"
    r"|aims? to|hop(?:es|ing) to|poised|prepar(?:es|ing) to|vow(?:s|ed)|pledg(?:es|ed)|promis(?:es|ed)"
    r"|agreed to|scheduled for|ready to"
    r"|threaten(?:s|ed) to|(?:has|have|had) (?:until|\d+ (?:hours|days))|to come|next (?:week|month|year"
    r"|spring|autumn|summer))\b"
    r"|^(?:[A-Z\d'’ -]+ )TO [A-Z]{2,}|[’'](?:ll|d)\b"
    r"|\b(?:begins?|starts?|opens?|resumes?|meets?|votes?|returns?|ends?|expires?) (?:again )?(?:in|on|at|next) ",
)
_NEGATION = re.compile(
    r"\b(?:not(?! only\b| just\b| merely\b)|never|no|nobody|nothing|none|neither|nor|without any)\b|n[’']t\b|\bden(?:y|ies|ied|ying)\b"
    r"|\b(?:reject|dismiss|refut|disput)(?:s|es|ed|ing)\b|\bfalse\b",
    re.IGNORECASE,
)
# In its own voice a report denies a deed by negating the verb.
_NO_DEED = re.compile(
    r"\b(?:did|has|have|had|was|were|is|are|does|do) not\b(?! only\b| just\b| merely\b)|\b(?:did|has|have|had|was|were|is|are|does)n[’']t\b"
)
_DENIAL = re.compile(
    r"\bden(?:y|ies|ied|ying)\b|\b(?:reject|dismiss|refut)(?:s|es|ed|ing)\b (?:the )?(?:claim|report|accus"
    r"|alleg|charge|sugg|idea)"
    r"|\bruled out\b|\bdisput(?:es|ed)\b",
    re.IGNORECASE,
)


def judge_certainty(text: str, span: Span, force: Force | None = None) -> Certainty:  # noqa: PLR0911  one per rule
    """The certainty of a clause.

    Args:
        text: The report's text.
        span: The clause, within one sentence.
        force: What the words of saying do to it; None where the report says it in its own voice.
    """
    passage = span.of(text).strip()
    if passage.rstrip(" \"'”’)").endswith("?") or text[span.end : span.end + 1] == "?":
        return "asked"
    if (
        force == "ask"
        or _IMPERATIVE.match(passage)
        or (force in {"say", "deny"} and _QUESTION.match(passage) and len(passage) < MAIN_CLAUSE)
    ):
        return "asked"
    if _HEDGED.search(passage):
        return "hedged"
    if force == "deny":
        return "denied"
    if force == "doubt":
        return "hedged"
    if force is None:
        if _REQUEST.search(passage[:MAIN_CLAUSE]):
            return "asked"
        if _DENIAL.search(passage[:MAIN_CLAUSE]) or _NO_DEED.search(passage[:MAIN_CLAUSE]):
            return "denied"
    elif _NEGATION.search(passage[: MAIN_CLAUSE // 2]) and not re.search(
        r"\b(?:will|would|shall)\b", passage[:MAIN_CLAUSE]
    ):
        return "denied"
    return "planned" if force == "promise" or _PLANNED.search(passage) else "asserted"


def weigh_certainty(text: str, span: Span, force: Force | None, scores: NDArray[np.float32]) -> Certainty:
    """The certainty of a clause by the encoder's scores, with the rules as one more voice.

    Args:
        text: the report's text.
        span: the clause.
        force: what the words of saying do to it; None where the report says it in its own voice.
        scores: the encoder's scores of `CERTAINTIES` for the clause.
    """
    weighed = scores.copy()
    weighed[CERTAINTIES.index(judge_certainty(text, span, force))] += RULES_WEIGHT
    return CERTAINTIES[int(weighed.argmax())]
