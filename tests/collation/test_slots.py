from __future__ import annotations

import pytest

from stemma.collation.slots import same_name


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("g7", "g-7", True),
        ("ilse tarrow", "tarrow", True),
        ("merrow strait authority", "msa", True),
        ("g7", "g-20", False),
        ("pentagon", "u.s. defense department", True),
        ("vatican", "holy see", True),
        ("pentagon", "state department", False),
        ("greta lonn", "greta lund", False),
        ("bralt", "sarnholm", False),
    ],
)
def test_names_are_one_if_written_otherwise_shortened_or_by_initials(one: str, other: str, *, same: bool):
    assert same_name(one, other) == same == same_name(other, one)
