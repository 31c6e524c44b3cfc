from __future__ import annotations

import json
import random
import socket
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

import stemma
from stemma.pipeline import STEPS
from stemma.pipeline.compare import PassageRow, compare_rows

EXAMPLE = Path(__file__).parents[2] / "examples" / "visit"


@pytest.fixture(scope="module")
def result() -> stemma.ReadResult:
    return stemma.read(EXAMPLE, one_story=True)


def test_whole_job_runs_with_the_network_off(monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert stemma.read(EXAMPLE, one_story=True).to_html()


def test_every_step_is_told_when_it_begins_and_when_it_is_done(tmp_path: Path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text("The envoy will leave Corran on Tuesday, the ministry said.\n" * 2)
    told: list[tuple[str, int, int]] = []
    stemma.read(tmp_path, one_story=True, progress=lambda *step: told.append(step))
    for step in STEPS:
        mine = [(done, total) for name, done, total in told if name == step]
        assert mine[0][0] == 0, step
        assert mine[-1][0] == mine[-1][1] > 0, step
    assert {name for name, _, _ in told} == set(STEPS)


def test_story_file_keeps_its_schema(result: stemma.ReadResult):
    schema = json.loads((files("stemma.export") / "story_file.schema.json").read_text("utf-8"))
    jsonschema.validate(json.loads(result.to_json()), schema)


def test_every_span_of_the_story_file_lies_in_its_text(result: stemma.ReadResult):
    document = json.loads(result.to_json())
    texts = {r["id"]: r["text"] for r in document["reports"]}
    story = document["stories"][0]
    spans = [(r["report"], r["start"], r["end"]) for c in story["claims"] for r in c["readings"]]
    spans += [(v["child"], *v["child_span"]) for v in story["variants"]]
    spans += [(e["child"], *p["child"]) for e in story["stemma"]["edges"] for p in e["passages"]]
    assert spans
    assert all(texts[i][s:e].strip() for i, s, e in spans)


@pytest.mark.parametrize("seed", [1, 2])
def test_order_of_the_inputs_makes_no_difference_but_for_the_time(seed: int, result: stemma.ReadResult):
    paths = sorted(EXAMPLE.iterdir())
    random.Random(seed).shuffle(paths)
    one, other = json.loads(result.to_json()), json.loads(stemma.read(paths, one_story=True).to_json())
    assert one["run"].pop("created")
    assert other["run"].pop("created")
    assert one == other


def test_example_has_its_ten_reports_and_its_lost_source(result: stemma.ReadResult):
    (story,) = result.stories
    assert len(story.reports) == 10
    assert 3 in story.stemma.count.origins
    assert [x.name for x in story.stemma.lost_sources] == ["Corran Wire"]


def test_unread_input_is_a_problem_and_the_rest_is_read(tmp_path: Path):
    (tmp_path / "a.txt").write_text("The envoy arrived in the harbour on Monday and left on Friday.", "utf-8")
    (tmp_path / "empty.txt").write_text("", "utf-8")
    result = stemma.read(tmp_path)
    assert len(result.reports) == 1
    assert [Path(p.source).name for p in result.problems] == ["empty.txt"]


def test_notebook_display_is_sandboxed(result: stemma.ReadResult):
    assert result._repr_html_().startswith("<iframe sandbox srcdoc=")


def test_report_in_another_language_is_traced_but_not_read(tmp_path: Path):
    text = (
        "Der Minister reiste am Montag nach Hause und sprach mit den Fischern über die neuen Grenzen im Meer. "
        "Die Fischer warteten den ganzen Tag am Hafen auf eine Antwort der Regierung in der Hauptstadt."
    )
    (tmp_path / "eins.txt").write_text(text, "utf-8")
    (tmp_path / "zwei.txt").write_text(text, "utf-8")
    result = stemma.read(tmp_path, one_story=True)
    assert {a.supported for a in result.analyses} == {False}
    assert [e.kind for e in result.stories[0].stemma.edges] == ["copy"]
    assert result.stories[0].claims == ()


def test_changed_number_is_a_variant_of_the_pair():
    parent = "The council of Sarnholm said on Monday that 130 boats had been counted in the harbour of Bralt."
    child = "The council of Sarnholm said on Monday that 170 boats had been counted in the harbour of Bralt."
    rows = [PassageRow("changed", parent, child), PassageRow("same", parent, parent)]
    found = dict(compare_rows(rows))
    assert [(v.kind, v.before, v.after) for v in found["changed"]] == [("number", "130", "170")]
    assert found["same"] == ()


def test_public_names_are_what_all_says():
    assert all(getattr(stemma, name) for name in stemma.__all__)
    with pytest.raises(AttributeError, match="no attribute"):
        stemma.nothing  # noqa: B018
