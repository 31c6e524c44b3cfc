"""The hand-made story for all tests of this room."""

import pytest

from stemma.model import Result
from tests.export.visit import make_result


@pytest.fixture(scope="session")
def result() -> Result:
    """Nine reports of one visit."""
    return make_result()
