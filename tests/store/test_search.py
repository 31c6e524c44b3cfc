from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stemma.model import NARRATOR, Result
from stemma.store import Hit, Library, parse_query


def run(library: Library, typed: str) -> tuple[Hit, ...]:
    total, hits = library.search(parse_query(typed), most=100)
    assert total == len(hits)
    return hits


def test_every_report_that_holds_all_words_answers(library: Library, result: Result):
    texts = {r.id: f"{r.title or ''} {r.text}".casefold() for r in result.reports}
    found = {h.report for h in run(library, "minister harbour")}
    assert found == {i for i, t in texts.items() if "minister" in t and "harbour" in t}


def test_passages_point_into_the_text(library: Library, result: Result):
    hits = run(library, "minister")
    assert hits
    for hit in hits:
        text = result.report(hit.report).text
        for passage in hit.passages:
            assert passage.span.of(text) == passage.text
            assert all(m.of(passage.text).casefold().startswith("minister") for m in passage.marks)
    assert any(p.marks for h in hits for p in h.passages)


def test_voice_asks_only_what_that_voice_says(library: Library, result: Result):
    said = [(a.report, s) for a in result.analyses for s in a.statements if s.voice != NARRATOR]
    voice = said[0][1].voice
    found = {(h.report, p.span) for h in run(library, f'voice:"{voice}"') for p in h.passages}
    assert found
    assert found <= {(r, s.span) for r, s in said if voice.casefold() in s.voice.casefold()}


def test_case_does_not_matter_in_any_alphabet(library: Library, result: Result):
    with library.writing():
        report = replace(result.reports[0], id="é", outlet="Écho de Łódź")
        library.add_report(result.stories[0].id, report)
    assert [h.report for h in run(library, "outlet:écho")] == ["é"]
    assert [h.report for h in run(library, "outlet:ŁÓDŹ")] == ["é"]


def test_outlet_and_date_narrow(library: Library, result: Result):
    outlet = next(r.outlet for r in result.reports if r.outlet)
    assert {h.outlet for h in run(library, f'outlet:"{outlet}"')} == {outlet}
    dated = [r for r in result.reports if r.published]
    day = min(r.published.iso()[:10] for r in dated if r.published)
    assert {h.report for h in run(library, f"date:{day}")} == {
        r.id for r in dated if r.published and r.published.iso().startswith(day)
    }
    assert run(library, "after:2999") == ()


def test_an_empty_query_finds_nothing(library: Library):
    assert library.search(parse_query("  ")) == (0, ())


def test_pages_of_hits_join_to_the_whole(library: Library):
    query = parse_query("the")
    whole = library.search(query, most=100)[1]
    joined = [h for n in range(len(whole)) for h in library.search(query, start=n, most=1)[1]]
    assert joined == list(whole)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40))
def test_whatever_is_typed_is_answered(library: Library, typed: str):
    for text in (
        typed,
        f"voice:{typed}",
        f"outlet:{typed} the",
        f'"{typed}"*',
        f"NEAR({typed}) OR {{text}}: {typed}",
    ):
        library.search(parse_query(text))
