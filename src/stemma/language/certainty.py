"""How sure a stretch of text says it is, by the words of doubt, denial, plan and question in it."""

from __future__ import annotations

import re

from stemma.model import Certainty
from stemma.text.spans import Span

_DENIED = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|not|never|no|n't|neither|nor|none|without|refus\w+|reject\w+|rul\w+ out|dismiss\w+)\b"
    r"|n[’']t\b",
    re.IGNORECASE,
)
_HEDGED = re.compile(
    r"\b(?:may|might|could|would|possibl[ey]|possibility|perhaps|alleged(?:ly)?|reported(?:ly)?|apparent(?:ly)?|seem\w*"
    r"|appear\w*|likely|unlikely|suspect\w*|suggest\w*|believ\w+|unclear|unconfirmed|rumou?r\w*|not (?:yet )?confirmed"
    r"|(?:could|can|did|would) not (?:yet )?(?:confirm|verify)|presum\w+|potential(?:ly)?|purported(?:ly)?|probabl[ey])\b"
)
_PLANNED = re.compile(
    r"\b(?:will|shall|plan(?:s|ned|ning)?|intend\w*|expect(?:s|ed)|due to|set to|scheduled|to be held|going to|about to"
    r"|aims? to|hop(?:es|ed) to|is to|are to|poised|vow(?:s|ed)|pledg\w+|promis\w+)\b",
    re.IGNORECASE,
)


def judge_certainty(text: str, span: Span) -> Certainty:
    """The certainty of the passage: asked, hedged, denied, planned, or else asserted."""
    passage = span.of(text)
    if passage.rstrip(" \"'”’)").endswith("?"):
        return "asked"
    if _HEDGED.search(passage):
        return "hedged"
    if _DENIED.search(passage):
        return "denied"
    return "planned" if _PLANNED.search(passage) else "asserted"
