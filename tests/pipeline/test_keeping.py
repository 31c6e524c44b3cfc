from __future__ import annotations

import json
from pathlib import Path

import pytest

import stemma
from stemma.errors import LibraryError
from stemma.export import given_publication
from stemma.model import Cite, GivenDate, MergedClaims, RejectedEdge, SplitClaim
from stemma.pipeline import add, correct, story_result, undo
from stemma.store import Library
from stemma.text.spans import Span
from tests.pipeline.conftest import HARBOUR, MUSEUM, THIRD


def largest(library: Library) -> str:
    return max(library.stories(), key=lambda s: s.reports).id


def revisions(library: Library) -> dict[str, int]:
    return {s.id: s.revision for s in library.stories()}


def test_added_reports_give_what_reading_them_gives(library: Library, filled: Path):
    read = stemma.read(sorted(filled.glob("*.txt")))
    kept = story_result(library)
    assert {s.reports: s.claims for s in kept.stories} == {s.reports: s.claims for s in read.stories}
    one, other = (json.loads(r.to_json()) for r in (kept, read))
    assert one["reports"] == other["reports"]
    assert {s["id"]: s for s in one["stories"]} == {s["id"]: s for s in other["stories"]}


def test_a_story_is_shown_alike_whether_or_not_it_was_kept_to_be_shown(library: Library):
    story = largest(library)
    one, other = library.members(story)
    correct(library, story, RejectedEdge(one, other))
    correct(library, story, GivenDate(one, given_publication("2031-05-01")))
    assert library.shown(story) is not None
    quick = story_result(library)
    with library.writing():
        library._db.execute("DELETE FROM shown")
    slow = story_result(library)
    assert (quick.stories, quick.reports) == (slow.stories, slow.reports)
    assert quick.to_json() == slow.to_json()
    assert quick.to_html() == slow.to_html()
    with library.writing():  # what does not fit the reports is left aside
        library.set_shown(library.document(story), slow.stories[0], slow.analyses[:1])
    assert story_result(library).to_json() == slow.to_json()


def test_the_same_report_again_changes_nothing(library: Library, filled: Path):
    before = revisions(library)
    added = add(library, sorted(filled.glob("*.txt")))
    assert (added.new, len(added.known), added.stories) == ((), 3, ())
    assert revisions(library) == before


def test_a_new_report_joins_its_story_and_leaves_the_others_alone(library: Library, tmp_path: Path):
    before = revisions(library)
    (tmp_path / "third.txt").write_text(THIRD, "utf-8")
    added = add(library, [tmp_path / "third.txt"])
    story = largest(library)
    assert added.stories == (story,)
    assert {k: v - before[k] for k, v in revisions(library).items()} == {k: int(k == story) for k in before}
    assert len(story_result(library, story).reports) == 3


def test_the_same_words_from_another_outlet_are_another_report(tmp_path: Path):
    rows = [{"text": HARBOUR, "outlet": o} for o in ("Bralt Courier", "Harbour Today")]
    with Library(tmp_path / "stemma.db", create=True) as library:
        for n, row in enumerate([*rows, *rows]):
            (tmp_path / f"{n}.jsonl").write_text(json.dumps(row), "utf-8")
            add(library, [tmp_path / f"{n}.jsonl"])
        assert library.count() == 2
        together = add(library, sorted(tmp_path.glob("*.jsonl")))
        assert (together.new, len(set(together.known))) == ((), 2)
        assert {e.kind for e in story_result(library).stories[0].stemma.edges} == {"copy"}


def test_the_same_words_at_two_addresses_of_another_outlet_are_two_reports(tmp_path: Path):
    rows = [{"text": HARBOUR, "outlet": o, "url": f"https://{o}.example/{n}"} for o, n in ("a1", "b1", "b2", "b3")]
    (tmp_path / "first.jsonl").write_text(json.dumps(rows[0]), "utf-8")
    (tmp_path / "second.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    with Library(tmp_path / "stemma.db", create=True) as library:
        add(library, [tmp_path / "first.jsonl"])
        added = add(library, [tmp_path / "second.jsonl"])
        assert (len(added.new), len(added.known), library.count()) == (3, 1, 4)
        assert add(library, [tmp_path / "second.jsonl"]).new == ()


def test_another_text_under_a_known_id_is_refused_by_name(tmp_path: Path):
    for name, text in (("a", HARBOUR), ("b", MUSEUM)):
        (tmp_path / f"{name}.jsonl").write_text(json.dumps({"id": "r1", "text": text}), "utf-8")
    with Library(tmp_path / "stemma.db", create=True) as library:
        add(library, [tmp_path / "a.jsonl"])
        added = add(library, [tmp_path / "b.jsonl"])
        assert added.new == ()
        assert "give it its own" in added.problems[0].reason


def test_reports_go_where_a_person_puts_them(library: Library, tmp_path: Path):
    (tmp_path / "odd.txt").write_text(
        "A brass band played in the park of Sarnholm on Sunday until it rained.", "utf-8"
    )
    story = largest(library)
    assert add(library, [tmp_path / "odd.txt"], story=story).stories == (story,)
    with pytest.raises(LibraryError, match="stemma stories"):
        add(library, [tmp_path / "odd.txt"], story="none")


def test_an_add_that_dies_keeps_nothing(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "third.txt").write_text(THIRD, "utf-8")
    before, count = revisions(library), library.count()

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("stemma.pipeline.keeping.work_out_story", die)
    with pytest.raises(KeyboardInterrupt):
        add(library, [tmp_path / "third.txt"])
    assert (revisions(library), library.count()) == (before, count)
    monkeypatch.undo()
    assert len(add(library, [tmp_path / "third.txt"]).new) == 1


def test_a_rejected_edge_goes_and_comes_back(library: Library):
    story = largest(library)
    before = story_result(library, story).stories[0]
    (edge,) = before.stemma.edges
    number = correct(library, story, RejectedEdge(edge.child, edge.parent))
    corrected = story_result(library, story).stories[0]
    assert corrected.stemma.edges == ()
    assert corrected.corrections.rejected == (RejectedEdge(edge.child, edge.parent),)
    assert correct(library, story, RejectedEdge(edge.child, edge.parent)) == number
    undo(library, story, number)
    assert story_result(library, story).stories[0] == before


def test_a_given_date_is_in_the_report_and_turns_the_edge(library: Library):
    story = largest(library)
    reports = story_result(library, story).reports
    early, late = (next(r.id for r in reports if n in r.text) for n in ("170 boats", "130 boats"))
    for report, day in ((early, "2024-04-01"), (late, "2024-04-05")):
        correct(library, story, GivenDate(report, given_publication(day)))
    result = story_result(library, story)
    assert result.report(early).published == given_publication("2024-04-01")
    (edge,) = result.stories[0].stemma.edges
    assert (edge.child, edge.parent) == (late, early)
    listed = library.story(story)
    assert listed is not None
    assert (listed.first_day, listed.last_day) == ("2024-04-01", "2024-04-05")


def test_a_split_claim_stays_split_when_a_report_is_added(library: Library, tmp_path: Path):
    story = largest(library)
    claim = next(c for c in story_result(library, story).stories[0].claims if len(c.readings) > 1)
    leaving = Cite(claim.readings[0].report, claim.readings[0].span)
    staying = Cite(claim.readings[1].report, claim.readings[1].span)
    correct(library, story, SplitClaim((leaving,)))

    def together() -> bool:
        return any(
            {leaving, staying} <= {Cite(r.report, r.span) for r in c.readings}
            for c in story_result(library, story).stories[0].claims
        )

    assert not together()
    (tmp_path / "third.txt").write_text(THIRD, "utf-8")
    add(library, [tmp_path / "third.txt"])
    assert len(story_result(library, story).reports) == 3
    assert not together()
    correct(library, story, MergedClaims((leaving, staying)))
    assert together()


@pytest.mark.parametrize(
    "correction",
    [
        RejectedEdge("no", "where"),
        GivenDate("nobody", given_publication("2024")),
        SplitClaim((Cite("nobody", Span(0, 3)),)),
    ],
)
def test_a_correction_of_what_is_not_there_is_refused(library: Library, correction: SplitClaim):
    story = largest(library)
    with pytest.raises(LibraryError, match="has no report"):
        correct(library, story, correction)
    assert library.corrections(story) == ()


def test_a_passage_outside_its_text_is_refused(library: Library):
    story = largest(library)
    report = story_result(library, story).reports[0].id
    with pytest.raises(LibraryError, match="has no passage"):
        correct(library, story, SplitClaim((Cite(report, Span(0, 10**6)),)))


def test_undoing_what_was_never_made_is_refused(library: Library):
    with pytest.raises(LibraryError, match="has no correction 7"):
        undo(library, largest(library), 7)
