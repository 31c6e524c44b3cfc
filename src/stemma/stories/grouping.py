"""Reports grouped by event: average-link clustering of their words, weighed by how rare a word is.

How rare a word is comes from the reports themselves and from the language at large: with five reports of one
event the reports alone would call the event's own words common, and tear the story apart. Who and where tells two
events of one kind apart, so that names weigh more; and two headlines share fewer words than two articles do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum, log, sqrt
from typing import TYPE_CHECKING

import numpy as np

from stemma.model import Analysis, EntityType, Report, StoryGroup, ZoneKind
from stemma.text.words import plain_words

if TYPE_CHECKING:
    from scipy import sparse

# Reports of average likeness above this are of one event; and how many imagined reports of other events the
# language at large counts for. Set on ecbplus in samples of 1, 3, 10 and all 71 stories, so that neither depends
# on how many reports come in.
LEAST_LIKENESS = 0.16
BACKGROUND_REPORTS = 200
# What a name weighs beside another word, and the number of words at which two reports have half the likeness of long
# ones (`bench/stories.py`: near stories of one kind from .85 to .86, headlines from .49 to .75, all else as it was;
# names at 1.5 or 3, or 10 words, do about as well).
NAME, SHORT = 2.0, 20
# Words of a report that are looked at: the news comes first.
MOST_WORDS = 800
# A typical report, for turning the frequency of a word into the share of reports that hold it.
TYPICAL_WORDS = 250
MOST_TITLE = 140
UNTITLED = "Untitled story"
PROSE: frozenset[ZoneKind] = frozenset({"title", "body", "quote_block"})
# Numbers and days are told apart in collation, not here.
VALUES: frozenset[EntityType] = frozenset({"DATE", "NUM"})
# A title of the story has a word of so many letters that stands in such a share of its reports (a guess).
TELLING_WORD, LEAST_TELLING = 5, 0.2


@dataclass(frozen=True, slots=True)
class Placement:
    """Where new reports belong."""

    story: str | None
    """Id of the story they join; None where they make up a new one."""
    group: StoryGroup
    """All reports of that story then."""


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a report in plain form."""

    counts: Mapping[str, int]
    """How often each stands in it."""
    names: frozenset[str]
    """Those that stand in names more often than not."""


def group_reports(
    reports: Sequence[Report], analyses: Sequence[Analysis], frequency: Callable[[str], float]
) -> tuple[StoryGroup, ...]:
    """The reports grouped by event, largest group first; every report stands in one group.

    Args:
        reports: in any order.
        analyses: one per report, in the same order.
        frequency: how often a word (in plain form) occurs in the language at large, as a share of all words.
    """
    if len(reports) < 2:  # noqa: PLR2004
        return tuple(StoryGroup((r.id,), _title(r) or UNTITLED) for r in reports)
    order = sorted(range(len(reports)), key=lambda i: reports[i].id)
    reports, analyses = [reports[i] for i in order], [analyses[i] for i in order]
    texts = [_words(r, a) for r, a in zip(reports, analyses, strict=True)]
    table = _tabulate(texts, frequency)
    labels = _cluster(table)
    groups = [
        _group([i for i in range(len(reports)) if labels[i] == k], reports, texts, table) for k in set(labels)
    ]
    return tuple(sorted(groups, key=lambda g: (-len(g.reports), g.reports)))


def one_group(
    reports: Sequence[Report], analyses: Sequence[Analysis], frequency: Callable[[str], float]
) -> tuple[StoryGroup, ...]:
    """All reports as one story, whatever they tell; none if there are no reports."""
    if len(reports) < 2:  # noqa: PLR2004
        return tuple(StoryGroup((r.id,), _title(r) or UNTITLED) for r in reports)
    order = sorted(range(len(reports)), key=lambda i: reports[i].id)
    reports, analyses = [reports[i] for i in order], [analyses[i] for i in order]
    texts = [_words(r, a) for r, a in zip(reports, analyses, strict=True)]
    return (_group(list(range(len(reports))), reports, texts, _tabulate(texts, frequency)),)


def place_reports(
    reports: Sequence[Report],
    analyses: Sequence[Analysis],
    frequency: Callable[[str], float],
    stories: Mapping[str, Sequence[str]],
) -> tuple[Placement, ...]:
    """Where reports that no story holds belong: with one of the stories, or in new ones.

    The reports are grouped among themselves, and each group joins the story it is most like, if it is like enough.
    Stories are neither split nor joined, so that what a person knows by its address stays what it was.

    Args:
        reports: those of all stories and the new ones, in any order.
        analyses: one per report, in the same order.
        frequency: how often a word (in plain form) occurs in the language at large, as a share of all words.
        stories: the ids of the reports of every story, by the id of the story.

    Returns:
        The stories that new reports join, each with all its reports, and the new ones; sorted by their reports.
    """
    order = sorted(range(len(reports)), key=lambda i: reports[i].id)
    reports, analyses = [reports[i] for i in order], [analyses[i] for i in order]
    at = {r.id: n for n, r in enumerate(reports)}
    members = {story: [at[i] for i in ids if i in at] for story, ids in sorted(stories.items())}
    placed = {i for ids in members.values() for i in ids}
    fresh = [i for i in range(len(reports)) if i not in placed]
    if not fresh:
        return ()
    texts = [_words(r, a) for r, a in zip(reports, analyses, strict=True)]
    table = _tabulate(texts, frequency)
    labels = _cluster(table[fresh])
    known = [story for story, ids in members.items() if ids]
    means = _means(table, [members[story] for story in known])
    joined: dict[str, list[int]] = {}
    new: list[list[int]] = []
    for k in sorted(set(labels)):
        group = [i for i, label in zip(fresh, labels, strict=True) if label == k]
        # The mean of the likeness of all pairs is the likeness of the means.
        near = means @ table[group].mean(axis=0)
        best, story = max(zip(map(float, near), known, strict=True), default=(0.0, ""))
        if best >= LEAST_LIKENESS:
            joined.setdefault(story, []).extend(group)
        else:
            new.append(group)
    placements = [Placement(s, _group([*members[s], *more], reports, texts, table)) for s, more in joined.items()]
    placements += [Placement(None, _group(group, reports, texts, table)) for group in new]
    return tuple(sorted(placements, key=lambda p: p.group.reports))


def _words(report: Report, analysis: Analysis) -> _Words:
    """The report's first words: its title and prose, without furniture."""
    words = plain_words(report.title or "")
    end = 0
    for sentence in analysis.sentences:
        if len(words) >= MOST_WORDS:
            break
        if sentence.zone in PROSE:
            words.extend(plain_words(report.text, sentence.span))
            end = sentence.span.end
    names = (e.span for e in analysis.entities if e.type not in VALUES and e.span.end <= end)
    counts, inside = Counter(words[:MOST_WORDS]), Counter(w for s in names for w in plain_words(report.text, s))
    return _Words(counts, frozenset(w for w, n in counts.items() if 2 * inside[w] > n))


def _tabulate(texts: Sequence[_Words], frequency: Callable[[str], float]) -> sparse.csr_array[np.float64]:
    """A row for each text; their products are likenesses, 0 and more: about 0.4 for two texts of one event.

    A likeness is the cosine of log-tf times smoothed idf, names weighing more, times 1 + SHORT / sqrt(m n) for texts of m
    and n different words. That factor is a product too, so that each row has its words twice: as they are, and again
    times sqrt(SHORT / n).
    """
    from scipy import sparse  # noqa: PLC0415 - heavy

    held_by = Counter(w for t in texts for w in t.counts)
    column = {w: k for k, w in enumerate(sorted(held_by))}
    total = len(texts) + BACKGROUND_REPORTS
    rarity = {
        w: max(0.0, log(total / (n + BACKGROUND_REPORTS * (1.0 - (1.0 - frequency(w)) ** TYPICAL_WORDS))))
        for w, n in held_by.items()
    }
    data: list[float] = []
    indices: list[int] = []
    indptr = [0]
    for text in texts:
        row = [
            (column[w], (NAME if w in text.names else 1.0) * (1.0 + log(n)) * rarity[w])
            for w, n in sorted(text.counts.items())
        ]
        norm = sqrt(fsum(v * v for _, v in row)) or 1.0
        again = sqrt(SHORT / max(1, len(row)))
        data.extend(v / norm for _, v in row)
        data.extend(again * v / norm for _, v in row)
        indices.extend(k for k, _ in row)
        indices.extend(len(column) + k for k, _ in row)
        indptr.append(len(indices))
    return sparse.csr_array((data, indices, indptr), shape=(len(texts), max(1, 2 * len(column))))


def _means(table: sparse.csr_array[np.float64], groups: Sequence[Sequence[int]]) -> sparse.csr_array[np.float64]:
    """The mean of the rows of each group, a row for each."""
    from scipy import sparse  # noqa: PLC0415 - heavy

    sizes = [len(g) for g in groups]
    shares = np.repeat([1.0 / n for n in sizes], sizes)
    rows, columns = np.repeat(np.arange(len(groups)), sizes), [i for g in groups for i in g]
    return sparse.csr_array((shares, (rows, columns)), shape=(len(groups), table.shape[0])) @ table


def _cluster(table: sparse.csr_array[np.float64]) -> list[int]:
    """For each row the number of its cluster."""
    if table.shape[0] == 1:
        return [1]
    from scipy.cluster.hierarchy import fcluster, linkage  # noqa: PLC0415 - heavy
    from scipy.spatial.distance import squareform  # noqa: PLC0415

    likeness = (table @ table.T).toarray()
    most = float(likeness.max())
    distance = most - (likeness + likeness.T) / 2.0
    np.fill_diagonal(distance, 0.0)
    tree = linkage(squareform(distance, checks=False), method="average")
    return [int(k) for k in fcluster(tree, most - LEAST_LIKENESS, criterion="distance")]


def _group(
    members: Sequence[int],
    reports: Sequence[Report],
    texts: Sequence[_Words],
    table: sparse.csr_array[np.float64],
) -> StoryGroup:
    rows = table[list(members)]
    likeness = dict(zip(members, map(float, rows @ rows.sum(axis=0)), strict=True))
    central = sorted(members, key=lambda i: (-likeness[i], reports[i].id))
    held_by = Counter(w for i in members for w in texts[i].counts)
    given = [t for i in central if (t := _shortened(_given_title(reports[i])))]
    titles = [t for i in central if (t := _title(reports[i]))]
    telling = (t for t in (*given, *titles) if _tells(t, held_by, len(members)))
    title = next(telling, next(iter(titles), UNTITLED))
    return StoryGroup(tuple(sorted(reports[i].id for i in members)), title)


def _tells(title: str, held_by: Mapping[str, int], reports: int) -> bool:
    """Whether a title is of the story: what stands over many reports of a site ("Obituaries") has none of its words."""
    least = max(2, LEAST_TELLING * reports)
    return any(held_by[w] >= least for w in plain_words(title) if len(w) >= TELLING_WORD)


def _title(report: Report) -> str:
    """The report's title, or the start of its first line of text."""
    bodies = (z.span.of(report.text) for z in report.zones if z.kind == "body")
    given = _given_title(report)
    return _shortened(given if given.strip() else next((b for b in bodies if b.strip()), ""))


def _given_title(report: Report) -> str:
    return report.title or next((z.span.of(report.text) for z in report.zones if z.kind == "title"), "")


def _shortened(title: str) -> str:
    title = " ".join(title.split())
    return title if len(title) <= MOST_TITLE else title[:MOST_TITLE].rsplit(" ", 1)[0] + " …"
