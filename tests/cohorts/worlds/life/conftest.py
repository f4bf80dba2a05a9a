"""People that several tests look at; drawn once."""

import pytest

from osteo_core.cohorts.worlds.life import draw


@pytest.fixture(scope="session")
def lives():
    """4 000 people with everything measured."""
    return draw(4_000, 3, complete=True)
