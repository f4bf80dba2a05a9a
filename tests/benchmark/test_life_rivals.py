"""The expected AUC is what many tosses settle at."""

from __future__ import annotations

import numpy as np
import pytest

from osteo_core.benchmark.life_rivals import expected_auc
from osteo_core.evaluation.discrimination.auc import auc


def test_the_expected_auc_is_what_many_tosses_settle_at() -> None:
    rng = np.random.default_rng(4)
    p = rng.beta(1, 6, 400)
    score = p + rng.normal(0, 0.1, 400)
    tossed = (rng.random((500, 400)) < p).astype(float).ravel()
    assert expected_auc(p, score) == pytest.approx(auc(tossed, np.tile(score, 500)).estimate, abs=0.005)


def test_of_outcomes_it_is_the_auc() -> None:
    rng = np.random.default_rng(5)
    y, score = (rng.random(300) < 0.3).astype(float), rng.normal(size=300)
    assert expected_auc(y, score) == pytest.approx(auc(y, score).estimate)
