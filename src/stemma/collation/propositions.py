"""What of a report's statements can be held against those of others: propositions that can be read, not scraps.

The language room cuts a sentence at the bounds of what is said and how surely. What lies between can be a scrap: "This
aid", "Calder of arming the rebels", "has voiced doubts about". Scraps were the readings that most often stood in a
claim without saying it. The tree of the sentence shows what a scrap lacks, and only the words that name a speaker or a
saying can hold it, as all others belong to a statement.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from stemma.collation.passages import WordTable
from stemma.collation.wording import STOP
from stemma.model import NARRATOR, Statement
from stemma.text.spans import Span

# Relations of a word to what it is the doer of.
SUBJECT = ("nsubj", "csubj", "expl")
# Relations to a word that tells something of others; what only names a thing has none of these.
PREDICATE = (*SUBJECT, "obj", "iobj", "obl", "xcomp", "ccomp", "aux", "cop", "advcl")
_RELATIVE = frozenset({"which", "who", "whom", "that"})
# What hangs on a clause and is not its head, whatever stretch is cut out of it.
_SMALL = ("punct", "mark", "cc", "case", "advmod", "det", "aux", "discourse")
# A quotation is handed on as it is, whatever its form, if it has so many words that say something.
LEAST_QUOTED = 2
# Where a sentence in capitals ends; buttons have none.
_STOPS = (".", "!", "?", '"', "”")
_MARKS = re.compile('["“”]')
# What an outlet says of its own making is no part of the story: among 60 real reports these lines made claims.
_FURNITURE = re.compile(
    r"\bcontributed to (?:this|the) (?:report|story|article)\b|\bstory (?:continue[sd]|below)\b|\bread the full story\b"
    r"|^\W*(?:\w+ )?(?:report|writ|edit)ing by\b|^From \w+['’]s\b",
    re.IGNORECASE,
)


def find_propositions(
    text: str, table: WordTable, sentence: Span, statements: Sequence[Statement]
) -> list[Statement]:
    """The statements of one sentence, each as long as it must be to tell something; what cannot is left out.

    One without a subject takes in the words before it from its subject on, or from the word of saying that it hangs on, if
    these lie in no other statement. A subject that a speaker's name divides from its clause is put together with it.

    Args:
        text: the report's text.
        table: its words.
        sentence: the sentence.
        statements: what it says, in order, without overlap.
    """
    parts: list[Statement] = []
    for one in statements:
        before = parts[-1] if parts else None
        free = Span(before.span.end if before else min(sentence.start, one.span.start), one.span.start)
        wide = replace(one, span=_widened(table, one, free))
        if before is not None and _divided(table, before, wide):
            parts[-1] = replace(wide, span=Span(before.span.start, wide.span.end))
        else:
            parts.append(wide)
    return [p for p in parts if tells(text, table, p.span)]


def _widened(table: WordTable, one: Statement, free: Span) -> Span:
    """A statement with the words before it that it cannot be read without, as far as they lie in a free stretch."""
    inside = table.inside(one.span)
    head = _head(table, inside)
    if head is None or find_subjects(table, inside):
        return one.span
    open_to = set(table.inside(free))
    begins = [d for d in table.below[head] if table.relations[d].startswith(SUBJECT) and d in open_to]
    if one.voice == NARRATOR and begins:
        first = min(_under(table, begins[0], open_to))
    elif int(table.whole.heads[head]) in open_to:
        first = int(table.whole.heads[head])
    else:
        return one.span
    return Span(int(table.starts[first]), one.span.end)


def _divided(table: WordTable, one: Statement, other: Statement) -> bool:
    """Whether the first names only what the second tells something of, in the same voice."""
    if one.voice != other.voice:
        return False
    inside, theirs = table.inside(one.span), table.inside(other.span)
    head = _head(table, inside)
    return head is not None and not is_predicate(table, head) and int(table.whole.heads[head]) in theirs


def tells(text: str, table: WordTable, span: Span) -> bool:
    """Whether a stretch tells something of somebody, or hands on somebody's words; buttons, dates and credits do not."""
    inside, words = table.inside(span), span.of(text)
    if _FURNITURE.search(words) or (words.isupper() and not words.rstrip().endswith(_STOPS)):
        return False
    if any(is_predicate(table, k) for k in inside):
        return True
    return bool(_MARKS.search(words)) and sum(table.whole.plain[k] not in STOP for k in inside) >= LEAST_QUOTED


def is_predicate(table: WordTable, k: int) -> bool:
    """Whether a word tells something of others: a verb, or a noun or an adjective with "is"."""
    return any(table.relations[d].startswith(PREDICATE) for d in table.below[k])


def _head(table: WordTable, inside: range) -> int | None:
    """The word of a stretch that hangs on none inside it: the first that is more than a mark or a small word."""
    tops = [k for k in inside if int(table.whole.heads[k]) == k or int(table.whole.heads[k]) not in inside]
    return next((k for k in tops if not table.relations[k].startswith(_SMALL)), tops[0] if tops else None)


def find_subjects(table: WordTable, inside: range) -> list[int]:
    """The words of a stretch that do what it tells, those of its main clause if that has any; "which" is none."""
    found = [
        k
        for k in inside
        if table.relations[k].startswith(SUBJECT)
        and int(table.whole.heads[k]) in inside
        and table.whole.plain[k] not in _RELATIVE
    ]
    head = _head(table, inside)
    return [k for k in found if int(table.whole.heads[k]) == head] or found


def _under(table: WordTable, k: int, allowed: Iterable[int]) -> list[int]:
    """A word and all that hang on it, as far as they are allowed."""
    found, queue = [], [k]
    while queue:
        k = queue.pop()
        found.append(k)
        queue += [d for d in table.below[k] if d in allowed]
    return found
