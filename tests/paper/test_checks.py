"""The arithmetic of printed numbers: against R's analyses of samples that have exactly those numbers, and against laws."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from osteo_core.paper import checks
from osteo_core.paper.checks import NormalGroup
from tests import folders

GOLDEN = folders.GOLDEN / "paper_checks" / "table.csv"
SIZES = (2635, 3987, 6234)
PREVALENCE = 6234 / 12856


@pytest.fixture(scope="module")
def r() -> pd.Series:
    return pd.read_csv(GOLDEN).set_index("name")["value"]


@pytest.mark.parametrize("field, means, sds", [("age", (64.1, 64.8, 65.2), (9.3, 9.5, 9.7)), ("bmi", (25.8, 25.5, 25.1), (4.1, 4.0, 3.9))])
def test_anova_and_moments_of_everybody_from_summaries_equal_rs_of_the_people(
    r: pd.Series, field: str, means: tuple[float, ...], sds: tuple[float, ...]
) -> None:
    found = checks.anova_from_summary(means, sds, SIZES)
    assert found.statistic == pytest.approx(r[f"{field}_f"], rel=1e-9)
    assert found.p == pytest.approx(r[f"{field}_p"], rel=1e-6)
    assert checks.weighted_mean(means, SIZES) == pytest.approx(r[f"{field}_mean"], rel=1e-12)
    assert checks.pooled_sd(means, sds, SIZES) == pytest.approx(r[f"{field}_sd"], rel=1e-12)


@pytest.mark.parametrize("field, counts", [("female", (1970, 3015, 4755)), ("smoking", (421, 712, 1156)), ("alcohol", (251, 408, 718))])
def test_chi_square_equals_rs(r: pd.Series, field: str, counts: tuple[int, ...]) -> None:
    found = checks.chi_square_from_counts(counts, SIZES)
    assert found.statistic == pytest.approx(r[f"{field}_chi2"], rel=1e-9)
    assert found.p == pytest.approx(r[f"{field}_p"], rel=1e-9)


def test_auc_of_normal_groups_equals_the_integral(r: pd.Series) -> None:
    lacking = [NormalGroup(-0.79, 0.08, 3987), NormalGroup(-0.94, 0.11, 2635)]
    assert checks.auc_from_normal_groups([NormalGroup(-0.65, 0.09, 6234)], lacking) == pytest.approx(r["femoral_neck_auc"], abs=1e-9)


def test_the_normal_model_equals_numerical_search_and_integration(r: pd.Series) -> None:
    assert checks.best_accuracy_of_normal_model(0.936, PREVALENCE) == pytest.approx(r["normal_accuracy"], abs=1e-8)
    assert checks.brier_of_normal_model(0.936, PREVALENCE) == pytest.approx(r["normal_brier"], abs=1e-7)
    assert checks.specificity_of_normal_model(0.936, 0.875) == pytest.approx(r["normal_specificity"], abs=1e-8)


def test_an_interval_from_the_auc_alone_is_near_delongs(r: pd.Series) -> None:
    assert checks.auc_halfwidth(0.918, 184, 196) == pytest.approx(r["delong_halfwidth"], abs=0.003)


def test_an_interval_narrows_with_people_and_no_split_beats_the_narrowest() -> None:
    assert checks.auc_halfwidth(0.9, 400, 400) < checks.auc_halfwidth(0.9, 100, 100) < checks.auc_halfwidth(0.9, 10, 100)
    best = checks.narrowest_auc_halfwidth(0.918, 380)
    assert all(checks.auc_halfwidth(0.918, k, 380 - k) >= best for k in (1, 38, 190, 300, 379))


def test_pooled_auc_falls_apart_into_pairs_within_and_between_groups(r: pd.Series) -> None:
    found = checks.pooled_auc_between(r["pooled_auc"], [r["auc_men"], r["auc_women"]], [2000, 6000])
    assert found == pytest.approx(r["auc_between"], abs=1e-9)


def test_accuracy_lies_between_and_gives_the_prevalence_back() -> None:
    low, high = checks.accuracy_bounds(0.853, 0.897)
    assert (low, high) == (0.853, 0.897)
    assert low <= 0.3 * 0.853 + 0.7 * 0.897 <= high
    assert checks.implied_prevalence(0.3 * 0.853 + 0.7 * 0.897, 0.853, 0.897) == pytest.approx(0.3)
    assert not 0 <= checks.implied_prevalence(0.812, 0.853, 0.897) <= 1
    assert np.isnan(checks.implied_prevalence(0.8, 0.8, 0.8))


def test_nothing_is_said_of_numbers_that_cannot_be() -> None:
    with pytest.raises(ValueError, match="each of its numbers"):
        checks.weighted_mean([1.0, 2.0], [3])
    with pytest.raises(ValueError, match="somebody"):
        checks.weighted_mean([1.0, 2.0], [3, 0])
    with pytest.raises(ValueError, match="between 0"):
        checks.chi_square_from_counts([5], [4])
    with pytest.raises(ValueError, match="spread"):
        checks.anova_from_summary([1, 2], [0, 0], [5, 5])
    with pytest.raises(ValueError, match="normal model"):
        checks.separation(0.5)
    with pytest.raises(ValueError, match="people with and without"):
        checks.auc_halfwidth(0.9, 0, 10)


def test_fewest_people_for_a_width_is_where_the_width_is_first_reached() -> None:
    people = checks.people_for_halfwidth(0.918, 0.013, 0.485)
    assert checks.auc_halfwidth(0.918, 0.485 * people, 0.515 * people) <= 0.013
    assert checks.auc_halfwidth(0.918, 0.485 * (people - 1), 0.515 * (people - 1)) > 0.013
    # Half the width takes about four times the people.
    assert checks.people_for_halfwidth(0.918, 0.0065, 0.485) == pytest.approx(4 * people, rel=0.02)


@pytest.mark.parametrize("auc, halfwidth, prevalence", [(0.9, 0.0, 0.5), (0.9, 0.1, 0.0), (1.0, 0.1, 0.5)])
def test_a_width_that_no_number_of_people_has_is_refused(auc: float, halfwidth: float, prevalence: float) -> None:
    with pytest.raises(ValueError, match="are needed"):
        checks.people_for_halfwidth(auc, halfwidth, prevalence)


def test_sds_multiplied_by_the_factor_give_the_auc_asked_for() -> None:
    having, lacking = (
        [checks.NormalGroup(-0.65, 0.09, 6234)],
        [checks.NormalGroup(-0.94, 0.11, 2635), checks.NormalGroup(-0.79, 0.08, 3987)],
    )
    factor = checks.sd_factor_for_auc(having, lacking, 0.889)
    assert factor > 1  # Table 1 as printed separates the classes too well
    wider = [[group._replace(sd=factor * group.sd) for group in groups] for groups in (having, lacking)]
    assert checks.auc_from_normal_groups(*wider) == pytest.approx(0.889, abs=1e-9)
    with pytest.raises(ValueError, match="no factor"):
        checks.sd_factor_for_auc(having, lacking, 0.4)


@pytest.mark.parametrize("sd", [0.0003, 0.001, 0.004])
def test_the_chance_of_printing_alike_is_that_of_drawn_pairs(sd: float) -> None:
    rng = np.random.default_rng(11)
    first = rng.uniform(0.8, 0.9, 400_000)
    second = first + sd * rng.standard_normal(len(first))
    alike = (np.round(first, 3) == np.round(second, 3)).mean()
    assert checks.chance_of_same_print(0.001, sd) == pytest.approx(alike, abs=0.003)


def test_figures_print_alike_when_they_round_to_the_same() -> None:
    assert checks.printed_alike([0.9104, 0.85, 0.1], [0.9096, 0.851, 0.1], 0.001) == 2
