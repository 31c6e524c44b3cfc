from __future__ import annotations

import re
from html import unescape

from stemma.model import Derivation
from tests.serve.conftest import Served
from tests.serve.test_pages import wait


def edges(served: Served) -> tuple[Derivation, ...]:
    story = served.state.story(served.story)
    assert story is not None
    return story.result.stories[0].stemma.edges


def forms(page: str) -> list[tuple[str, dict[str, str], str]]:
    """Every form that changes something: its address, its hidden values, its button."""
    found = []
    for action, inner in re.findall(
        r'<form class="act" method="post" action="([^"]+)">(.*?)</form>', page, re.DOTALL
    ):
        hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', inner)
        label = re.search(r"<button[^>]*>(.*?)</button>", inner, re.DOTALL)
        found.append((unescape(action), {k: unescape(v) for k, v in hidden}, label[1] if label else ""))
    return found


def form(page: str, label: str) -> tuple[str, dict[str, str]]:
    return next((action, hidden) for action, hidden, says in forms(page) if says == label)


def test_an_edge_is_taken_out_and_put_back_by_its_forms(served: Served):
    (edge,) = edges(served)
    tree = f"/stories/{served.story}/tree"
    page = served.client.get(tree, params={"child": edge.child, "parent": edge.parent})
    action, hidden = form(page.text, "Take this edge out")
    served.client.post(action, data=hidden)
    wait(served)
    page = served.client.get("/jobs/1")
    assert page.url.path == tree
    assert "Set by a person" in page.text
    assert edges(served) == ()
    action, hidden = form(page.text, "Undo")
    served.client.post(action, data=hidden)
    wait(served)
    assert edges(served) == (edge,)
    log = served.client.get(f"/stories/{served.story}/corrections").text
    assert "was not made from" in log
    assert "undone" in log


def test_a_date_is_set_at_the_head_of_a_text(served: Served):
    (edge,) = edges(served)
    page = served.client.get(f"/stories/{served.story}/texts", params={"a": edge.child}).text
    action, hidden = next(
        (a, h) for a, h, says in forms(page) if says == "Set the date" and h["report"] == edge.child
    )
    served.client.post(action, data={**hidden, "published": "2031-03-07"})
    wait(served)
    page = served.client.get(f"/stories/{served.story}/texts", params={"a": edge.child}).text
    assert "2031-03-07" in page
    assert "Undo the date a person set" in {says for _, _, says in forms(page)}


def test_a_claim_is_split_and_merged_again(served: Served):
    story = served.state.story(served.story)
    assert story is not None
    claim = next(c for c in story.result.stories[0].claims if len(c.readings) > 1)
    page = served.client.get(f"/stories/{served.story}/claims", params={"claim": claim.id}).text
    action, hidden = form(page, "Merge or split this claim")
    page = served.client.post(action, data=hidden).text
    action, hidden = form(page, "Split them off")
    first = claim.readings[0]
    served.client.post(action, data={**hidden, "reading": f"{first.report}:{first.span.start}-{first.span.end}"})
    wait(served)
    now = served.state.story(served.story)
    assert now is not None
    halves = [c for c in now.result.stories[0].claims if set(c.readings) < set(claim.readings)]
    assert sum(len(c.readings) for c in halves) == len(claim.readings)
    alone = next(c for c in halves if first in c.readings)
    page = served.client.get(f"/stories/{served.story}/claims/{alone.id}/correct").text
    action, hidden = form(page, "Merge them")
    other = next(c for c in halves if c != alone).readings[0]
    served.client.post(action, data={**hidden, "with": f"{other.report}:{other.span.start}-{other.span.end}"})
    wait(served)
    now = served.state.story(served.story)
    assert now is not None
    assert claim.readings in [c.readings for c in now.result.stories[0].claims]


def test_the_likest_claim_is_offered_first(served: Served):
    story = served.state.story(served.story)
    assert story is not None
    for claim in story.result.stories[0].claims:
        page = served.client.get(f"/stories/{served.story}/claims/{claim.id}/correct").text
        offered = re.findall(r'<option value="([^"]+)"', page)
        assert offered
        mine = {f"{r.report}:{r.span.start}-{r.span.end}" for r in claim.readings}
        assert not mine & set(offered)


def test_a_split_with_nothing_ticked_says_what_to_tick(served: Served):
    action = served.form(f"/stories/{served.story}/corrections")
    page = served.client.post(action, data={"kind": "split claim"})
    assert page.status_code == 422
    assert "tick" in page.text


def test_nonsense_changes_nothing(served: Served):
    action = served.form(f"/stories/{served.story}/corrections")
    for sent in (
        {},
        {"kind": "spell"},
        {"kind": "rejected edge", "child": "x", "parent": "x"},
        {"kind": "rejected edge", "child": "x", "parent": "y"},
        {"kind": "given date", "report": "x", "published": "soon"},
        {"kind": "given date", "report": "x"},
        {"kind": "merged claims", "reading": "x:1-2"},
        {"kind": "split claim", "reading": "<b>"},
    ):
        assert served.client.post(action, data=sent).status_code == 422
    with served.state.open_library() as library:
        assert library.corrections(served.story) == ()


def test_a_form_leads_back_only_into_its_story(served: Served):
    (edge,) = edges(served)
    action = served.form(f"/stories/{served.story}/corrections")
    sent = {"kind": "rejected edge", "child": edge.child, "parent": edge.parent}
    for back in (
        "https://evil.example/",
        "//evil.example",
        "/stories/other/tree",
        f"/stories/{served.story}/../../x",
        "/\\evil",
    ):
        answer = served.client.post(action, data={**sent, "back": back}, follow_redirects=False)
        wait(served)
        where = served.client.get(answer.headers["location"], follow_redirects=False).headers.get("location")
        assert (where or answer.headers["location"]).startswith(f"/stories/{served.story}/tree?job=")
