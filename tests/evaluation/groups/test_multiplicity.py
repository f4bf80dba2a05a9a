"""Holm's P values against statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from osteo_core.evaluation.groups.multiplicity import holm


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
@settings(max_examples=6, deadline=None)  # a tenth of a second each, in statsmodels
def test_as_statsmodels(p: list[float]) -> None:
    assert holm(p) == pytest.approx(multipletests(p, method="holm")[1], abs=1e-12)


def test_what_was_not_tested_is_no_comparison() -> None:
    assert holm([0.02, np.nan, 0.01]) == pytest.approx([0.02, np.nan, 0.02], nan_ok=True)
    assert len(holm([])) == 0
