"""Back from the story file to values: the one reader of what `story_file` and `findings_rows` write."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from operator import index
from typing import Any, TypeVar

from stemma.errors import ContractError
from stemma.model import (
    BriefSentence,
    Cite,
    Claim,
    Correction,
    Corrections,
    Corroboration,
    Count,
    Derivation,
    Dispute,
    Findings,
    GivenDate,
    Interval,
    LostSource,
    MergedClaims,
    Origin,
    PassagePair,
    Position,
    Publication,
    Reading,
    RejectedEdge,
    SplitClaim,
    Stand,
    Stemma,
    Story,
    StoryEvent,
    TimelineEntry,
    Variant,
    parse_published,
)
from stemma.text.spans import Span

Row = Mapping[str, Any]
_T = TypeVar("_T")


def load_story(row: Row) -> Story:
    """The story that `story_row` wrote; scores come back with the four decimals they were written with.

    Raises:
        ContractError: the row is no story of a story file, or breaks an invariant of the model.
    """
    return _whole("story", row, _story)


def load_correction(row: Row) -> Correction:
    """The correction that `correction_row` wrote.

    Raises:
        ContractError: the row is no correction.
    """
    return _whole("correction", row, _correction)


def given_publication(value: str) -> Publication:
    """A date that a person gave: an ISO 8601 year, month, day or moment.

    Raises:
        ContractError: it is none.
    """
    found = parse_published(value, "given")
    if found is None:
        raise ContractError(
            f"{value[:40]!r} is no date that a report can have; write it like 2024-04-20, 2024-04 or 2024"
        )
    return found


def _whole(what: str, row: Row, load: Callable[[Row], _T]) -> _T:
    try:
        return load(row)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ContractError(f"not a {what} of a story file: {error!r}") from error


def _story(row: Row) -> Story:
    return Story(
        id=row["id"],
        title=row["title"],
        reports=tuple(row["reports"]),
        stemma=_stemma(row["stemma"], tuple(row["reports"])),
        claims=tuple(_claim(c) for c in row["claims"]),
        variants=tuple(_variant(v) for v in row["variants"]),
        findings=Findings(
            timeline=tuple(_timeline_entry(e) for e in row["timeline"]),
            positions=tuple(_position(p) for p in row["positions"]),
            events=tuple(_event(e) for e in row["events"]),
            brief=tuple(_sentence(b) for b in row["brief"]),
            left_out=tuple(row["left_out"]),
        ),
        corrections=Corrections(tuple(_correction(c) for c in row.get("corrections", ()))),
    )


def _stemma(row: Row, reports: tuple[str, ...]) -> Stemma:
    count = row["count"]
    return Stemma(
        reports=reports,
        edges=tuple(
            Derivation(
                child=e["child"],
                parent=e["parent"],
                kind=e["kind"],
                confidence=e["confidence"],
                direction=e["direction"],
                reasons=tuple(e["reasons"]),
                passages=tuple(PassagePair(Span(*p["child"]), Span(*p["parent"])) for p in e["passages"]),
            )
            for e in row["edges"]
        ),
        lost_sources=tuple(
            LostSource(x["id"], tuple(x["children"]), x["name"], x["confidence"], tuple(x["reasons"]))
            for x in row["lost_sources"]
        ),
        origins=tuple(Origin(o["id"], o["root"], tuple(o["reports"])) for o in row["origins"]),
        count=Count(
            reports=count["reports"],
            texts=count["texts"],
            origins=Interval(*count["origins"]),
            best=count["best"],
            doubts=tuple(count["doubts"]),
        ),
    )


def _claim(row: Row) -> Claim:
    behind = row["corroboration"]
    return Claim(
        id=row["id"],
        text=row["text"],
        readings=tuple(
            Reading(r["report"], Span(r["start"], r["end"]), r["voice"], r["certainty"])
            for r in row["readings"]
            if r.get("sure", True)
        ),
        corroboration=Corroboration(
            behind["reports"],
            behind["texts"],
            Interval(*behind["origins"]),
            tuple(behind["voices"]),
            behind.get("one_voice", False),
        ),
        disputed=row["disputed"],
        disputes=tuple(
            Dispute(d["kind"], tuple(Stand(s["words"], tuple(s["reports"])) for s in d["stands"]))
            for d in row.get("disputes", ())
        ),
        perhaps=tuple(row.get("perhaps", ())),
        news=row.get("news", 1),
    )


def _variant(row: Row) -> Variant:
    return Variant(
        kind=row["kind"],
        child=row["child"],
        child_span=Span(*row["child_span"]),
        parent=row["parent"],
        parent_span=None if row["parent_span"] is None else Span(*row["parent_span"]),
        before=row["from"],
        after=row["to"],
        confidence=row["confidence"],
        reason=row["reason"],
        claim=row["claim"],
    )


def _timeline_entry(row: Row) -> TimelineEntry:
    return TimelineEntry(
        when=row["when"],
        precision=row["precision"],
        what=row["what"],
        certainty=row["certainty"],
        mentions=_cites(row["mentions"]),
        origins=Interval(*row["origins"]),
        voices=tuple(row["voices"]),
        reported=tuple(row["reported"]),
        conflicts=tuple(row["conflicts"]),
        claim=row["claim"],
    )


def _position(row: Row) -> Position:
    return Position(
        actor=row["actor"],
        issue=row["issue"],
        stance=row["stance"],
        text=row["text"],
        statements=_cites(row["statements"]),
        origins=Interval(*row["origins"]),
    )


def _event(row: Row) -> StoryEvent:
    return StoryEvent(
        type=row["type"],
        mode=row["mode"],
        source=row["source"],
        source_code=row["source_code"],
        target=row["target"],
        target_code=row["target_code"],
        certainty=row["certainty"],
        date=row["date"] or "",
        place=row["place"] or "",
        mentions=_cites(row["mentions"]),
        origins=Interval(*row["origins"]),
    )


def _sentence(row: Row) -> BriefSentence:
    return BriefSentence(
        text=row["text"],
        issue=row["issue"],
        claims=tuple(row["claims"]),
        cites=_cites(row["cites"]),
        note=row["note"] or "",
    )


def _correction(row: Row) -> Correction:
    kind = row["kind"]
    if kind == "rejected edge":
        return RejectedEdge(str(row["child"]), str(row["parent"]))
    if kind == "given date":
        return GivenDate(str(row["report"]), given_publication(row["published"]))
    if kind == "merged claims":
        return MergedClaims(_cites(row["readings"]))
    if kind == "split claim":
        return SplitClaim(_cites(row["readings"]))
    raise ContractError(f"{str(kind)[:40]!r} is no kind of correction")


def _cites(rows: Iterable[Row]) -> tuple[Cite, ...]:
    # Places are whole numbers: what a program sends may be anything.
    return tuple(Cite(str(c["report"]), Span(index(c["start"]), index(c["end"]))) for c in rows)
