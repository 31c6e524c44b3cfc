"""Two reports against each other: what the child changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from stemma.collation import Judge, compare_passages
from stemma.errors import ReadError
from stemma.language import LanguageModel, load_model
from stemma.model import Report, Variant, Zone
from stemma.reading import read_inputs
from stemma.text.spans import Span


@dataclass(frozen=True, slots=True)
class PassageRow:
    """A pair of passages to compare."""

    id: str
    """Of the row; comes back unchanged."""
    parent: str
    """The passage that was copied."""
    child: str
    """The copy."""


def compare(child: str, parent: str, *, model: str | None = None) -> tuple[Report, Report, tuple[Variant, ...]]:
    """The child, the parent, and the variants of the child against the parent.

    Args:
        child: the file of the copy; one report.
        parent: the file of the source; one report.
        model: the language model; the embedded one if none is named.

    Raises:
        ReadError: one of them cannot be read, or holds more than one report.
    """
    one, other = _only_report(child), _only_report(parent)
    language = load_model(model)
    found = compare_passages(other, language.analyse(other), one, language.analyse(one), judge_of(language))
    return one, other, found


def compare_rows(
    rows: Iterable[PassageRow], *, model: str | None = None
) -> Iterator[tuple[str, tuple[Variant, ...]]]:
    """The id and the variants of every pair of passages, in order."""
    language = load_model(model)
    judge = judge_of(language)
    for row in rows:
        parent, child = _passage(f"{row.id}/parent", row.parent), _passage(f"{row.id}/child", row.child)
        yield row.id, compare_passages(parent, language.analyse(parent), child, language.analyse(child), judge)


def judge_of(language: LanguageModel) -> Judge | None:
    """The judge of copies that understands the words of this language model, if there is one."""
    table = language.judge
    return None if table is None else Judge(table)


def _passage(name: str, text: str) -> Report:
    """A passage as a report that is all body: it was cut out of one, so it has no furniture of its own."""
    zones = (Zone("body", Span(0, len(text))),) if text else ()
    return Report(id=name, source=name, text=text, zones=zones, language="en")


def _only_report(source: str) -> Report:
    outcome = read_inputs([source])
    for problem in outcome.problems:
        raise ReadError(problem.source, problem.reason)
    if len(outcome.reports) != 1:
        raise ReadError(source, f"holds {len(outcome.reports)} reports; give a file with one")
    return outcome.reports[0]
