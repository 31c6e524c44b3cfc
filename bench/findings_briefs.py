"""Check the briefs of many stories, and the check itself: sentences supported, hedges kept, corruptions caught."""

from __future__ import annotations

import json
import pickle
import random
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import stemma
from stemma.findings import find_findings
from stemma.findings.material import Material, lay_out
from stemma.findings.support import hedges_in, unsupported
from stemma.language import link_speakers
from stemma.model import BriefSentence, Cite, Findings, Result

Rows = list[dict[str, object]]
# Real news about one summit is cut into stories of so many reports, in order of time.
SLICE = 12
# A passage at least so long (in characters) is cited in place of the right one.
LEAST_LENGTH = 40


def stories(data: Path, most: int) -> Iterator[tuple[str, Rows]]:
    """Sets of reports, each one story: kin, rewriting chains, two corpora of real news; about as many as asked for."""
    for path in sorted((data / "lineage" / "kin").glob("*/reports.jsonl")):
        yield f"kin/{path.parent.name}", rows_of(path)
    for name in ("telephone", "broken_telephone"):
        for family in rows_of(data / "lineage" / f"{name}.jsonl")[: most // 8]:
            docs: Rows = family["docs"]  # type: ignore[assignment]
            yield f"{name}/{family['id']}", [{"id": str(d["id"]), "text": d["text"]} for d in docs]
    helsinki = rows_of(data / "stories" / "helsinki.jsonl")
    for n in range(most // 4):
        yield f"helsinki/{n}", helsinki[n * SLICE : (n + 1) * SLICE]
    groups: dict[str, Rows] = {}
    for row in rows_of(data / "stories" / "ecbplus.jsonl"):
        groups.setdefault(str(row["story"]), []).append(row)
    for name, rows in sorted(groups.items())[: most // 2]:
        yield f"ecbplus/{name}", rows


def rows_of(path: Path) -> Rows:
    """The rows of a file of JSON lines."""
    return [json.loads(x) for x in path.read_text("utf-8").splitlines() if x.strip()]


def read_rows(rows: Rows) -> Result:
    """The result of reading the rows as one story."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "reports.jsonl"
        path.write_text("\n".join(json.dumps({**r, "language": "en"}) for r in rows), "utf-8")
        return stemma.read(path, one_story=True)


def kept_result(name: str, rows: Rows, folder: Path | None) -> Result:
    """The result of reading the rows; kept in a folder, if one is named, so that a second run reads nothing again."""
    path = folder / f"{name.replace('/', '_')}.pkl" if folder else None
    if path and path.exists():
        return pickle.loads(path.read_bytes())  # noqa: S301  written by the run before
    result = read_rows(rows)
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(pickle.dumps(result))
    return result


def found_anew(result: Result) -> tuple[Findings, Material]:
    """The findings of the first story by the present code, and the story laid out for the check."""
    story = result.stories[0]
    analyses = link_speakers(result.analyses)
    told = (result.reports, analyses, story.stemma, story.claims, story.variants)
    return find_findings(*told), lay_out(*told)


def corrupted(
    sentence: BriefSentence, material: Material, chance: random.Random
) -> Iterator[tuple[str, BriefSentence]]:
    """The sentence made false in several ways, each with its name."""
    text = sentence.text
    for hedge in hedges_in(text)[:1]:
        yield (
            "hedge dropped",
            replace(
                sentence, text=" ".join(re.sub(rf"\b{hedge}\b", "", text, count=1, flags=re.IGNORECASE).split())
            ),
        )
    number = re.search(r"\d+", text)
    if number:
        yield (
            "number changed",
            replace(sentence, text=text[: number.start()] + str(int(number[0]) + 1) + text[number.end() :]),
        )
    yield "words added", replace(sentence, text=f"{text.rstrip('.')} on a large scale.")
    yield "voice invented", replace(sentence, text=f"[A senior official]: {text}")
    said = re.search(
        r", (?:[\w.’' ]{2,40}) said\b|\baccording to [\w.’' ]{2,40}|^[\w.’', ]{2,60} said (?:that )?", text
    )
    if said:
        yield (
            "attribution cut",
            replace(sentence, text=" ".join((text[: said.start()] + text[said.end() :]).split())),
        )
    first = sentence.cites[0]
    others = [
        s.span
        for s in material.analyses[first.report].sentences
        if s.span != first.span and len(s.span) > LEAST_LENGTH
    ]
    if others:
        yield (
            "wrong passage",
            replace(sentence, cites=(Cite(first.report, chance.choice(others)), *sentence.cites[1:])),
        )


def score_briefs(
    data: Path, most: int = 100, drawn: int | None = None, kept: Path | None = None
) -> dict[str, object]:
    """Over the briefs of the stories: supported, hedges dropped, sizes; and which corruptions the check catches.

    Args:
        data: the development data.
        most: about how many stories there are.
        drawn: of them only so many, drawn by chance; more of them hold the fewer.
        kept: a folder in which results are kept between runs.
    """
    total: Counter[str] = Counter()
    made: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    chance = random.Random(0)  # noqa: S311
    every = list(stories(data, most))
    random.Random(1).shuffle(every)  # noqa: S311
    for name, rows in every[:drawn]:
        result = kept_result(name, rows, kept)
        if not result.stories:
            total["empty inputs"] += 1
            continue
        findings, material = found_anew(result)
        brief = findings.brief
        total["stories"] += 1
        total["empty briefs"] += not brief
        total["sentences"] += len(brief)
        for sentence in brief:
            passage = sentence.cites[0].span.of(material.reports[sentence.cites[0].report].text)
            problem = unsupported(sentence, material)
            total["supported"] += not problem
            total["hedges dropped"] += len(hedges_in(passage)) > len(hedges_in(sentence.text))
            total["cites"] += len(sentence.cites)
            for kind, false in corrupted(sentence, material, chance):
                made[kind] += 1
                caught[kind] += bool(unsupported(false, material))
        print(name, len(brief), flush=True)
    return {
        **dict(total),
        "of stories": len(every),
        "supported share": round(total["supported"] / max(1, total["sentences"]), 3),
        "corruptions caught": {k: f"{caught[k]} of {n}" for k, n in sorted(made.items())},
    }
