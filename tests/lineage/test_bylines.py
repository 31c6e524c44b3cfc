from __future__ import annotations

import pytest

from stemma.lineage.bylines import find_writers, known_writers
from tests.conftest import plain_report

AGENCY = frozenset({"corran wire"})


def known(*texts: str) -> dict[str, str]:
    return known_writers([plain_report(t, str(k)) for k, t in enumerate(texts)], [AGENCY] * len(texts))


def test_who_writes_for_a_source_is_told_by_the_bylines_of_its_prints():
    assert known("Ovens go cold\nBy JO LIND and Kai Solberg, Associated Press\nSnow fell.") == {
        "jo lind": "corran wire",
        "kai solberg": "corran wire",
    }


def test_other_lines_at_the_head_name_no_writers():
    assert not known("Ovens Go Cold\nPopular Stories\nJo Lind\nBy the time Ada Toll came, the ovens were cold.")


def test_who_writes_for_two_sources_tells_nothing():
    reports = [plain_report("By Jo Lind\nSnow fell.", "a"), plain_report("By Jo Lind\nIt rained.", "b")]
    assert not known_writers(reports, [AGENCY, frozenset({"pellan press"})])


@pytest.mark.parametrize("line", ["By Jo Lind", "JO LIND", "Jo Lind | May 3", "By Ada Toll and Jo Lind"])
def test_a_known_writer_is_found_where_the_source_is_not_named(line: str):
    report = plain_report(f"Ovens go cold\n{line}\nThe ovens went cold.", "a")
    assert find_writers(report, {"jo lind"}) == {"jo lind"}


@pytest.mark.parametrize("line", ["The baker, Jo Lind, has three ovens.", "Photo: Jo Lind", "Jo", "By Lind"])
def test_a_name_in_the_text_is_no_byline(line: str):
    assert not find_writers(plain_report(f"Ovens go cold\n{line}\nThe ovens went cold.", "a"), {"jo lind"})
