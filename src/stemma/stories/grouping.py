"""Reports grouped by event: average-link clustering of their words, weighed by how rare a word is.

How rare a word is comes from the reports themselves and from the language at large: with five reports of one
event the reports alone would call the event's own words common, and tear the story apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stemma.model import Analysis, Report, StoryGroup
from stemma.text.words import find_words

# Reports of average likeness above this are of one event; and how many imagined reports of other events the
# language at large counts for. Set on ecbplus in samples of 1, 3, 10 and all 71 stories, so that neither depends
# on how many reports come in.
LEAST_LIKENESS = 0.13
BACKGROUND_REPORTS = 200
# Words of a report that are looked at: the news comes first.
MOST_WORDS = 800
# A typical report, for turning the frequency of a word into the share of reports that hold it.
TYPICAL_WORDS = 250
MOST_TITLE = 140
# A title of the story has a word of so many letters that stands in such a share of its reports (a guess).
TELLING_WORD, LEAST_TELLING = 5, 0.2


@dataclass(frozen=True, slots=True)
class Placement:
    """Where new reports belong."""

    story: str | None
    """Id of the story they join; None where they make up a new one."""
    group: StoryGroup
    """All reports of that story then."""


def group_reports(
    reports: Sequence[Report], analyses: Sequence[Analysis], frequency: Callable[[str], float]
) -> tuple[StoryGroup, ...]:
    """The reports grouped by event, largest group first; every report stands in one group.

    Args:
        reports: in any order.
        analyses: one per report, in the same order.
        frequency: how often a word (in plain form) occurs in the language at large, as a share of all words.
    """
    if not reports:
        return ()
    order = sorted(range(len(reports)), key=lambda i: reports[i].id)
    reports, analyses = [reports[i] for i in order], [analyses[i] for i in order]
    texts = [_words(r, a) for r, a in zip(reports, analyses, strict=True)]
    likeness = _likeness(texts, frequency)
    labels = _cluster(likeness)
    groups = [
        _group([i for i in range(len(reports)) if labels[i] == k], reports, texts, likeness) for k in set(labels)
    ]
    return tuple(sorted(groups, key=lambda g: (-len(g.reports), g.reports)))


def one_group(
    reports: Sequence[Report], analyses: Sequence[Analysis], frequency: Callable[[str], float]
) -> tuple[StoryGroup, ...]:
    """All reports as one story, whatever they tell; none if there are no reports."""
    if not reports:
        return ()
    order = sorted(range(len(reports)), key=lambda i: reports[i].id)
    reports, analyses = [reports[i] for i in order], [analyses[i] for i in order]
    texts = [_words(r, a) for r, a in zip(reports, analyses, strict=True)]
    likeness = _likeness(texts, frequency)
    return (_group(list(range(len(reports))), reports, texts, likeness),)


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
    likeness = _likeness(texts, frequency)
    labels = _cluster(likeness[np.ix_(fresh, fresh)])
    joined: dict[str, list[int]] = {}
    new: list[list[int]] = []
    for k in sorted(set(labels)):
        group = [i for i, label in zip(fresh, labels, strict=True) if label == k]
        near = [(float(likeness[np.ix_(group, ids)].mean()), story) for story, ids in members.items() if ids]
        best, story = max(near, default=(0.0, ""))
        if best >= LEAST_LIKENESS:
            joined.setdefault(story, []).extend(group)
        else:
            new.append(group)
    placements = [
        Placement(s, _group([*members[s], *more], reports, texts, likeness)) for s, more in joined.items()
    ]
    placements += [Placement(None, _group(group, reports, texts, likeness)) for group in new]
    return tuple(sorted(placements, key=lambda p: p.group.reports))


def _words(report: Report, analysis: Analysis) -> list[str]:
    """The report's first words: its title and prose, without furniture."""
    words = [w.plain for w in find_words(report.title or "")]
    for sentence in analysis.sentences:
        if len(words) >= MOST_WORDS:
            break
        if sentence.zone in {"title", "body", "quote_block"}:
            words.extend(w.plain for w in find_words(report.text, sentence.span))
    return words[:MOST_WORDS]


def _likeness(texts: Sequence[Sequence[str]], frequency: Callable[[str], float]) -> NDArray[np.float64]:
    """Cosine of log-tf times smoothed idf of every pair, shape (reports, reports), 0 to 1."""
    if len(texts) == 1:
        return np.ones((1, 1))
    from scipy import sparse  # noqa: PLC0415 - heavy

    held_by = Counter(w for words in texts for w in set(words))
    column = {w: k for k, w in enumerate(sorted(held_by))}
    elsewhere = {w: BACKGROUND_REPORTS * (1.0 - (1.0 - frequency(w)) ** TYPICAL_WORDS) for w in held_by}
    total = len(texts) + BACKGROUND_REPORTS
    data: list[float] = []
    indices: list[int] = []
    indptr = [0]
    for words in texts:
        counts = Counter(words)
        row = {
            w: (1.0 + np.log(n)) * max(0.0, float(np.log(total / (held_by[w] + elsewhere[w]))))
            for w, n in sorted(counts.items())
        }
        norm = float(np.linalg.norm(list(row.values()))) or 1.0
        data.extend(v / norm for v in row.values())
        indices.extend(column[w] for w in row)
        indptr.append(len(indices))
    table = sparse.csr_array((data, indices, indptr), shape=(len(texts), max(1, len(column))))
    return np.asarray((table @ table.T).toarray(), dtype=np.float64)


def _cluster(likeness: NDArray[np.float64]) -> list[int]:
    if len(likeness) == 1:
        return [1]
    from scipy.cluster.hierarchy import fcluster, linkage  # noqa: PLC0415 - heavy
    from scipy.spatial.distance import squareform  # noqa: PLC0415

    distance = np.clip(1.0 - (likeness + likeness.T) / 2.0, 0.0, None)
    np.fill_diagonal(distance, 0.0)
    tree = linkage(squareform(distance, checks=False), method="average")
    return [int(k) for k in fcluster(tree, 1.0 - LEAST_LIKENESS, criterion="distance")]


def _group(
    members: Sequence[int],
    reports: Sequence[Report],
    texts: Sequence[Sequence[str]],
    likeness: NDArray[np.float64],
) -> StoryGroup:
    central = sorted(members, key=lambda i: (-likeness[i, list(members)].sum(), reports[i].id))
    held_by = Counter(w for i in members for w in set(texts[i]))
    titles = [t for i in central if (t := _title(reports[i]))]
    title = next((t for t in titles if _tells(t, held_by, len(members))), next(iter(titles), "Untitled story"))
    return StoryGroup(tuple(sorted(reports[i].id for i in members)), title)


def _tells(title: str, held_by: Mapping[str, int], reports: int) -> bool:
    """Whether a title is of the story: what stands over many reports of a site ("Obituaries") has none of its words."""
    least = max(2, LEAST_TELLING * reports)
    return any(held_by[w.plain] >= least for w in find_words(title) if len(w.plain) >= TELLING_WORD)


def _title(report: Report) -> str:
    """The report's title, or the start of its first line of text."""
    title = report.title or next((z.span.of(report.text) for z in report.zones if z.kind == "title"), "")
    if not title.strip():
        title = next(
            (z.span.of(report.text) for z in report.zones if z.kind == "body" and z.span.of(report.text).strip()),
            "",
        )
    title = " ".join(title.split())
    return title if len(title) <= MOST_TITLE else title[:MOST_TITLE].rsplit(" ", 1)[0] + " …"
