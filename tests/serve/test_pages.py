from __future__ import annotations

import pytest

from stemma.export.page import VIEWS
from tests.serve.conftest import Served


def test_list_shows_every_story(served: Served):
    page = served.client.get("/")
    assert page.status_code == 200
    assert "Ferry to sail again" in page.text
    assert "Museum opens its cellar" in page.text


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_opens(served: Served, view: str):
    assert served.client.get(f"/stories/{served.story}/{view}").status_code == 200
