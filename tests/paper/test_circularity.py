"""AUCs of the one-factor model against people who are drawn, and against the paper's own ladder."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from osteo_core.paper.circularity import auc_for_correlated_outcome, auc_of_test, correlation_with_truth, people
from osteo_core.paper.printed import printed_table

PREVALENCE = 6234 / 12856
# Signal-to-noise ratios to which the design calibrates the virtual cohort: each row of Table 2 adds its own.
LADDER = {"DXA": 1.93, "DXA+Clinical": 2.27, "DXA+Clinical+BTMs": 2.88, "All features": 4.0}


@pytest.mark.parametrize("row, signal", LADDER.items())
def test_the_papers_aucs_follow_from_its_ladder_of_signals(row: str, signal: float) -> None:
    printed = printed_table("table2_performance").set_index("feature_combination").loc[row, "auc"]
    assert auc_for_correlated_outcome(correlation_with_truth(signal**-0.5), PREVALENCE) == pytest.approx(printed, abs=0.001)


@pytest.mark.parametrize("definition", ["truth", "measured"])
@pytest.mark.parametrize("itself", [True, False])
@pytest.mark.parametrize("noise, defining", [(0.72, 0.72), (1.28, 0.4)])
def test_an_auc_is_that_of_drawn_people(noise: float, defining: float, itself: bool, definition: str) -> None:
    rng = np.random.default_rng(5)
    n = 400_000
    truth = rng.standard_normal(n)
    measured = truth + defining * rng.standard_normal(n)
    test = measured if itself else truth + noise * rng.standard_normal(n)
    basis = truth if definition == "truth" else measured
    ill = basis < np.quantile(basis, 0.3)
    found = auc_of_test(defining if itself else noise, defining, definition, 0.3, itself=itself)  # type: ignore[arg-type]
    assert found == pytest.approx(roc_auc_score(ill, -test), abs=0.002)


def test_a_test_that_defines_the_outcome_cannot_be_wrong_and_one_that_knows_nothing_is_at_chance() -> None:
    assert auc_of_test(1.5, 1.5, "measured", 0.2, itself=True) == 1.0
    assert auc_for_correlated_outcome(0.0, 0.2) == pytest.approx(0.5, abs=1e-6)
    assert auc_of_test(0.0, 0.7, "truth", 0.2, itself=True) == 1.0


def test_a_noisier_reference_makes_every_other_test_look_worse() -> None:
    aucs = [auc_of_test(1.28, noise, "measured", PREVALENCE, itself=False) for noise in (0.0, 0.5, 1.0, 2.0)]
    assert aucs == sorted(aucs, reverse=True)
    assert aucs[0] == pytest.approx(auc_of_test(1.28, 0.0, "truth", PREVALENCE, itself=False))


def test_drawn_people_have_the_correlation_asked_for_and_stay_the_same_people() -> None:
    truth, measured = people(0.8, 200_000, 3)
    assert np.corrcoef(truth, measured)[0, 1] == pytest.approx(correlation_with_truth(0.8), abs=0.003)
    assert measured.std() == pytest.approx(1, abs=0.01)
    assert (people(0.1, 200_000, 3)[0] == truth).all()


@pytest.mark.parametrize("correlation, prevalence", [(1.1, 0.5), (-0.1, 0.5), (0.5, 0.0), (0.5, 1.0)])
def test_what_cannot_be_is_refused(correlation: float, prevalence: float) -> None:
    with pytest.raises(ValueError, match="correlation lies in"):
        auc_for_correlated_outcome(correlation, prevalence)
    with pytest.raises(ValueError, match="noise has a spread"):
        correlation_with_truth(-1)
