"""Score events: the classifier on PLOVER (five folds), the extraction on the PETRARCH-2 validation sentences."""

from __future__ import annotations

import re
import sys
from collections import Counter
from datetime import date
from pathlib import Path

from stemma.language import load_model
from stemma.model import EventType, Publication, Report, Zone
from stemma.text.spans import Span

# The first two digits of a CAMEO code and the PLOVER type that took its place; statements (01) have none.
PLOVER: dict[str, EventType] = {
    "02": "REQUEST", "03": "AGREE", "04": "CONSULT", "05": "SUPPORT", "06": "COOPERATE", "07": "AID", "08": "YIELD",
    "09": "ACCUSE", "10": "REQUEST", "11": "ACCUSE", "12": "REJECT", "13": "THREATEN", "14": "PROTEST", "15": "MOBILIZE",
    "16": "SANCTION", "17": "COERCE", "18": "ASSAULT", "19": "ASSAULT", "20": "ASSAULT",
}  # fmt: skip

Triple = tuple[str, str, str]


def read_sentences(path: Path) -> list[tuple[str, date, list[Triple] | None]]:
    """Sentences with their day and their triples (source, type, target); None where nothing was coded for them."""
    out = []
    for m in re.finditer(r"<Sentence (.*?)/>(.*?)<Parse>", path.read_text("utf-8"), re.DOTALL):
        text = re.search(r"<Text>(.*?)</Text>", m[2], re.DOTALL)
        if not text or not text[1].strip() or 'evaluate="true"' not in m[1]:
            continue
        day = re.search(r'date="(\d{4})(\d\d)(\d\d)"', m[1])
        coded = re.findall(r'eventcode="(\d+)" sourcecode="(.*?)" targetcode="(.*?)"', m[2])
        triples = [(_country(s), PLOVER[c[:2]], _country(t)) for c, s, t in coded if c[:2] in PLOVER]
        known = bool(coded) or "noevents" in m[2]
        statement = any(c[:2] not in PLOVER for c, _, _ in coded)
        words = re.sub(r"\s+", " ", text[1].replace("``", '"').replace("''", '"')).strip()
        when = date(int(day[1]), int(day[2]), int(day[3])) if day else date(2008, 8, 6)
        out.append((words, when, triples if known and not statement else None))
    return out


def _country(code: str) -> str:
    """Country or kind of body: the first three letters of a CAMEO actor."""
    return code[:3].strip("-")


def score_extraction(data: Path, *, show: bool = False) -> dict[str, float]:
    """Share of the coded triples found (type and both countries right), and extra events per coded triple."""
    model = load_model()
    right = coded = extra = exact = 0
    for words, when, triples in read_sentences(data / "events" / "petrarch2_validation.xml"):
        if triples is None:
            continue
        report = Report("r", "r", words, (Zone("body", Span(0, len(words))),), language="en",
                        published=_day(when))  # fmt: skip
        got: list[Triple] = []
        for e in model.analyse(report).events:
            # CAMEO codes what is promised as an intent (03), Stemma as the thing itself, planned: either is right.
            ends = _short(e.source.code), _short(e.target.code)
            intent = e.certainty == "planned" and (ends[0], "AGREE", ends[1]) in triples
            got.append((ends[0], "AGREE" if intent else e.type, ends[1]))
            if e.type == "CONSULT" and re.fullmatch(
                r"[,\w ]*(?:, | and )\W?", words[e.source.span.end : e.target.span.start]
            ):
                got.append((_short(e.target.code), e.type, _short(e.source.code)))
        hits = Counter(got) & Counter(triples)
        right += sum(hits.values())
        coded += len(triples)
        extra += sum((Counter(got) - Counter(triples)).values())
        exact += Counter(got) == Counter(triples)
        if show and Counter(got) != Counter(triples):
            print(words[:150], "\n   gold", triples, "\n   got ", got)
    return {
        "triples": coded,
        "right": round(right / coded, 3),
        "extra per triple": round(extra / coded, 3),
        "sentences all right": exact,
    }


def _short(code: str) -> str:
    if code in {"REB ISI", "REB ALQ"}:
        return "IMG"  # CAMEO's name for militant groups of many countries
    return code[:3] if code[:3] not in {"GOV", "MIL", "COP", "JUD", "LEG", "OPP", "REB", "UAF", "CVL", "EDU", "BUS", "MED",
                                        "REF", "LAB", "PTY", "REL"} else ""  # fmt: skip


def _day(when: date) -> Publication:
    from datetime import datetime  # noqa: PLC0415

    return Publication(datetime(when.year, when.month, when.day), "day", "given")  # noqa: DTZ001  a day, no zone


def score_classifier(data: Path) -> dict[str, float]:
    """Five-fold scores of the classifier."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "training"))
    from train_events import cross_validate  # noqa: PLC0415  needs scikit-learn

    return cross_validate(data / "events" / "plover_train.tsv")
