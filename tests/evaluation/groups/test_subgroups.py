"""Figures by subgroup and their differences: R's, statsmodels', and honest gaps where a subgroup is all alike."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from statsmodels.stats.proportion import confint_proportions_2indep

from osteo_core.evaluation.decision.net_benefit import decision_curve
from osteo_core.evaluation.groups.subgroups import FEW, FEWEST, REST, STATISTICS, by_subgroup
from osteo_core.evaluation.reports.metric_estimates import SHARES
from osteo_core.evaluation.reports.study import Study
from osteo_core.translations import LANGUAGES, translate
from tests.folders import GOLDEN

TABLE = pd.read_csv(GOLDEN / "evaluate" / "table.csv")
MODELS = pd.read_csv(GOLDEN / "evaluate" / "models.csv").query("model == 'p_new'").set_index("group")
DIFFERENCES = pd.read_csv(GOLDEN / "subgroups" / "differences.csv").set_index("statistic")
RATIOS = pd.read_csv(GOLDEN / "subgroups" / "observed_expected.csv").set_index("subgroup")
SEX = TABLE["g"].to_numpy(object)
STUDY = Study(TABLE["y"].to_numpy(float), {"p_new": TABLE["p_new"].to_numpy()}, groups={"sex": SEX})
NAMES = {"calibration_intercept": "intercept", "calibration_slope": "slope"}


@pytest.mark.parametrize("statistic", ["auc", *SHARES, "calibration_intercept", "calibration_slope"])
def test_every_subgroup_is_as_r_has_it(statistic: str) -> None:
    rows = by_subgroup(STUDY, "p_new", statistic, "sex", threshold=0.2).rows
    assert list(zip(rows["group"], rows["subgroup"], strict=True)) == [("all", "all"), ("sex", "female"), ("sex", "male")]
    name = NAMES.get(statistic, statistic)
    for row in rows.itertuples():
        golden = MODELS.loc[row.subgroup]
        assert (row.n, row.events) == (golden["n"], golden["events"])
        assert [row.estimate, row.low, row.high] == pytest.approx(golden[[name, f"{name}_low", f"{name}_high"]].tolist(), abs=1e-6)


def test_brier_is_rs_and_its_interval_statsmodels() -> None:
    for row in by_subgroup(STUDY, "p_new", "brier", "sex").rows.itertuples():
        of = np.full(600, True) if row.subgroup == "all" else row.subgroup == SEX
        assert row.estimate == pytest.approx(MODELS.loc[row.subgroup, "brier"], abs=1e-12)
        own = (TABLE["p_new"] - TABLE["y"])[of] ** 2
        assert (row.low, row.high) == pytest.approx(tuple(sm.OLS(own, np.ones(len(own))).fit(cov_type="HC0").conf_int().iloc[0]), abs=1e-10)


def test_observed_to_expected_is_debrays() -> None:
    rows = by_subgroup(STUDY, "p_new", "observed_expected", "sex").rows.set_index("subgroup")
    assert rows[["estimate", "low", "high"]].to_numpy(float) == pytest.approx(RATIOS.loc[rows.index].to_numpy(), abs=1e-9)


def test_net_benefit_is_the_decision_curves() -> None:
    for row in by_subgroup(STUDY, "p_new", "net_benefit", "sex", threshold=0.3).rows.iloc[1:].itertuples():
        of = row.subgroup == SEX
        alone = decision_curve(TABLE["y"][of], {"m": TABLE["p_new"][of]}, [0.3]).iloc[0]
        assert (row.estimate, row.low, row.high) == pytest.approx((alone["net_benefit"], alone["low"], alone["high"]), abs=1e-12)


@pytest.mark.parametrize("statistic", DIFFERENCES.index)
def test_differences_and_their_tests_are_rs(statistic: str) -> None:
    (row,) = by_subgroup(STUDY, "p_new", statistic, "sex", threshold=0.2).differences.itertuples()
    golden = DIFFERENCES.loc[statistic]
    assert (row.first, row.second, row.reason) == ("female", "male", "")
    assert (row.difference, row.z, row.p) == pytest.approx((golden["difference"], golden["z"], golden["p"]), abs=1e-6)
    assert row.p_holm == row.p
    assert row.low <= row.difference <= row.high


@pytest.mark.parametrize("statistic", SHARES)
def test_the_interval_of_two_shares_is_newcombes(statistic: str) -> None:
    found = by_subgroup(STUDY, "p_new", statistic, "sex", threshold=0.2)
    y, up = TABLE["y"] == 1, TABLE["p_new"] >= 0.2
    hit = {"sensitivity": up, "specificity": ~up, "ppv": y, "npv": ~y, "accuracy": up == y}[statistic]
    among = {"sensitivity": y, "specificity": ~y, "ppv": up, "npv": ~up, "accuracy": y | ~y}[statistic]
    parts = [((hit & among & (g == SEX)).sum(), (among & (g == SEX)).sum()) for g in ("female", "male")]
    expected = confint_proportions_2indep(*parts[0], *parts[1], method="newcomb", compare="diff")
    assert found.differences[["low", "high"]].to_numpy()[0] == pytest.approx(expected, abs=1e-10)


@pytest.mark.parametrize("statistic", ["brier", "net_benefit"])
def test_a_difference_of_means_is_a_regression_on_the_subgroup(statistic: str) -> None:
    row = by_subgroup(STUDY, "p_new", statistic, "sex", threshold=0.2).differences.iloc[0]
    y, p = TABLE["y"], TABLE["p_new"]
    own = (p - y) ** 2 if statistic == "brier" else np.where(y == 1, 1, -0.25) * (p >= 0.2)
    found = sm.OLS(np.asarray(own, float), sm.add_constant((SEX == "female").astype(float))).fit(cov_type="HC0")
    assert (row["difference"], row["z"]) == pytest.approx((found.params[1], found.tvalues[1]), abs=1e-8)
    assert (row["low"], row["high"]) == pytest.approx(tuple(found.conf_int()[1]), abs=1e-8)


def test_weights_enter_means_and_leave_ranks_and_shares_alone() -> None:
    weight = np.random.default_rng(1).uniform(0.5, 2, 600)
    weighted = Study(STUDY.outcome, STUDY.predictions, groups=STUDY.groups, weight=weight)
    for statistic in ("auc", *SHARES):
        pd.testing.assert_frame_equal(
            by_subgroup(weighted, "p_new", statistic, "sex").rows, by_subgroup(STUDY, "p_new", statistic, "sex").rows
        )
    of, rows = SEX == "male", by_subgroup(weighted, "p_new", "observed_expected", "sex").rows.set_index("subgroup")
    mean = sm.WLS(TABLE["y"][of], np.ones(of.sum()), weights=weight[of]).fit(cov_type="HC0")
    assert rows.loc["male", "estimate"] == pytest.approx(mean.params.iloc[0] / np.average(TABLE["p_new"][of], weights=weight[of]))
    half = np.log(rows.loc["male", "high"] / rows.loc["male", "low"]) / 2
    assert half == pytest.approx(1.959964 * mean.bse.iloc[0] / mean.params.iloc[0], rel=1e-6)


def classes() -> Study:
    """Everybody in `high` has the outcome, nobody elsewhere has."""
    rng = np.random.default_rng(2)
    y = np.repeat([1.0, 0.0, 0.0], 60)
    return Study(
        y, {"m": rng.uniform(0.05, 0.95, 180), "s": rng.normal(size=180)}, scores=frozenset({"s"}),
        groups={"status": np.repeat(np.array(["high", "low", "middle"], object), 60)},
    )  # fmt: skip


def test_inside_a_class_that_is_the_outcome_nothing_is_ranked() -> None:
    for statistic in ("auc", "calibration_intercept", "calibration_slope"):
        found = by_subgroup(classes(), "m", statistic, "status")
        inside = found.rows.iloc[1:]
        assert inside["estimate"].isna().all()
        assert (inside["reason"] == "evaluate.reason.one_class").all()
        assert found.rows["reason"].iloc[0] == ""
        assert found.differences[["z", "p", "p_holm", "difference"]].isna().all(axis=None)
    rows = by_subgroup(classes(), "m", "sensitivity", "status").rows.set_index("subgroup")
    assert rows.loc["high", "reason"] == ""
    assert rows.loc["low", "reason"] == "evaluate.reason.sensitivity"
    assert by_subgroup(classes(), "m", "accuracy", "status").rows["estimate"].notna().all()


@pytest.mark.parametrize("statistic", STATISTICS)
def test_every_gap_has_a_reason_in_both_languages(statistic: str) -> None:
    rng = np.random.default_rng(3)
    band = np.array(["tiny"] * 3 + ["few"] * 30 + ["many"] * 167, object)
    y = (rng.random(200) < 0.4).astype(float)
    constant = Study(y, {"m": np.full(200, 0.3)}, groups={"band": band})
    mixed = Study(y, {"m": rng.uniform(0, 1, 200)}, groups={"band": band})
    for study, model, column in ((classes(), "m", "status"), (classes(), "s", "status"), (constant, "m", "band"), (mixed, "m", "band")):
        found = by_subgroup(study, model, statistic, column)
        for table in (found.rows, found.differences):
            numbers = table[["low", "high"]].notna().all(axis=1)
            tested = table["z"].notna() if "z" in table else table["estimate"].notna()
            assert ((numbers & tested) == (table["reason"] == "")).all()
            assert all(translate(key, language) for key in table["reason"] if key for language in LANGUAGES)


def test_fewer_than_five_give_no_figure_and_fewer_than_twenty_are_marked() -> None:
    y = np.concatenate((np.repeat([1.0, 0.0], (FEWEST - 1, 40)), np.repeat([1.0, 0.0], (FEW - 1, 40)), np.repeat([1.0, 0.0], (FEW, 40))))
    band = np.repeat(np.array(["a", "b", "c"], object), (FEWEST + 39, FEW + 39, FEW + 40))
    p = np.random.default_rng(4).uniform(0.1, 0.9, len(y))
    rows = by_subgroup(Study(y, {"m": p}, groups={"band": band}), "m", "auc", "band").rows.set_index("subgroup")
    assert rows["estimate"].isna().tolist() == [False, True, False, False]
    assert rows["small"].tolist() == [False, True, True, False]
    assert rows.loc["a", "reason"] == "examination.reason.too_small"


def test_people_of_no_known_subgroup_count_among_all_only() -> None:
    sex = SEX.copy()
    sex[:100] = None
    rows = by_subgroup(Study(STUDY.outcome, STUDY.predictions, groups={"sex": sex}), "p_new", "auc", "sex").rows
    assert rows["n"].tolist()[0] == 600
    assert rows["n"].sum() == 600 + 500


def test_order_and_many_subgroups() -> None:
    rng = np.random.default_rng(5)
    eight = rng.choice(np.array([*"abcdefgh"], object), 600)
    study = Study(
        STUDY.outcome, STUDY.predictions, groups={"ward": eight, "age": np.where(rng.random(600) < 0.5, "<65", "65+").astype(object)}
    )
    found = by_subgroup(study, "p_new", "brier", "ward")
    assert found.differences["second"].tolist() == [REST] * 8
    assert (found.differences["p_holm"] >= found.differences["p"]).all()
    one = by_subgroup(
        Study(study.outcome, study.predictions, groups={"ward": np.where(eight == "c", "c", "other").astype(object)}),
        "p_new",
        "brier",
        "ward",
    ).differences.iloc[0]
    assert found.differences.loc[2, ["difference", "z"]].tolist() == pytest.approx([one["difference"], one["z"]])
    assert by_subgroup(study, "p_new", "auc", "age").rows["subgroup"].tolist() == ["all", "<65", "65+"]
    assert by_subgroup(study, "p_new", "auc", "age", order=["65+", "<65"]).rows["subgroup"].tolist() == ["all", "65+", "<65"]


def test_equal_shares_of_nobody_are_not_tested() -> None:
    study = Study(STUDY.outcome, {"m": np.full(600, 0.9)}, groups=STUDY.groups)
    row = by_subgroup(study, "m", "sensitivity", "sex").differences.iloc[0]
    assert (row["difference"], row["reason"]) == (0, "evaluate.reason.no_spread")
    assert row["low"] < 0 < row["high"]
    assert np.isnan([row["z"], row["p"]]).all()


def test_a_null_difference_is_called_as_rarely_as_it_says() -> None:
    rng = np.random.default_rng(6)
    called = []
    for _ in range(300):
        risk = rng.uniform(0.05, 0.95, 400)
        study = Study(
            (rng.random(400) < risk).astype(float),
            {"m": risk},
            groups={"half": rng.permutation(np.repeat(np.array(["a", "b"], object), 200))},
        )
        called.append(
            [by_subgroup(study, "m", s, "half").differences["p"].iloc[0] < 0.05 for s in ("observed_expected", "brier", "sensitivity")]
        )
    assert (np.mean(called, axis=0) <= 0.09).all()


def test_what_is_refused() -> None:
    with pytest.raises(KeyError, match="no statistic"):
        by_subgroup(STUDY, "p_new", "kappa", "sex")
    with pytest.raises(ValueError, match="threshold"):
        by_subgroup(STUDY, "p_new", "auc", "sex", threshold=1.0)


def test_a_subgroup_without_weight_has_no_weighted_figure() -> None:
    study = Study(STUDY.outcome, STUDY.predictions, groups=STUDY.groups, weight=(SEX == "male").astype(float))
    for statistic in ("brier", "net_benefit", "observed_expected", "calibration_slope"):
        rows = by_subgroup(study, "p_new", statistic, "sex").rows.set_index("subgroup")
        assert np.isnan(rows.loc["female", "estimate"])
        assert rows.loc["female", "reason"]
        assert rows.loc["male", "estimate"] == pytest.approx(rows.loc["all", "estimate"], abs=1e-8)
