"""One cohort for all tests of the virtual cohort."""

import pytest

from osteo_core.cohorts.worlds.paper import VirtualCohort, draw


@pytest.fixture(scope="session")
def people() -> VirtualCohort:
    return draw(20_000, 3, complete=True)
