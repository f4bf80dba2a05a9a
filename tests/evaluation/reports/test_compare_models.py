"""The examination of several models: R's numbers under its names, and a reason for every figure that people cannot give."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from osteo_core.errors import InvalidInput
from osteo_core.evaluation.decision.thresholds import THRESHOLDS, at_threshold
from osteo_core.evaluation.discrimination.auc import auc_difference
from osteo_core.evaluation.reports.compare_models import SUMMARY, ModelComparison, compare_models, pairwise
from osteo_core.evaluation.reports.study import Study
from osteo_core.translations import LANGUAGES, translate
from tests.folders import GOLDEN

TABLE = pd.read_csv(GOLDEN / "evaluate" / "table.csv")
Y = TABLE["y"].to_numpy(float)
P = {name: TABLE[name].to_numpy() for name in ("p_new", "p_old")}


def checked(study: Study) -> ModelComparison:
    """Examined; every figure is a number or has a reason, in both languages, and no figure has both."""
    found = compare_models(study)
    for row in found.summary.to_dict("records"):
        for figure in SUMMARY:
            key = found.reasons.get((row["model"], figure))
            assert np.isfinite(row[figure]) == (key is None), (row["model"], figure, row[figure], key)
    for (model, figure), key in found.reasons.items():
        assert model in study.predictions
        assert figure in SUMMARY or figure in ("calibration", "net_benefit", "thresholds", "distribution")
        assert all(translate(key, language) for language in LANGUAGES)
    assert set(found.calibration) == {name for name in study.predictions if (name, "calibration") not in found.reasons}
    for threshold in (0.01, 0.29, 0.5, 0.99):
        assert found.at(threshold)["model"].tolist() == [n for n in study.predictions if (n, "thresholds") not in found.reasons]
    pairwise(study)
    return found


@pytest.fixture(scope="module")
def found() -> ModelComparison:
    return checked(Study(Y, P))


def test_the_summary_is_as_r_has_it(found: ModelComparison) -> None:
    golden = pd.read_csv(GOLDEN / "evaluate" / "models.csv").query("group == 'all'").set_index("model")
    names = [name for name in golden.columns if name in found.summary.columns]
    assert len(names) == 14
    summary = found.summary.set_index("model")
    assert summary.index.tolist() == ["p_new", "p_old"]
    assert (found.n, found.events, found.left_out) == (600, 204, 0)
    assert np.abs(summary[names] - golden.loc[summary.index, names]).to_numpy().max() < 1e-6
    assert not found.reasons


def test_threshold_and_net_benefit_at_one_threshold_are_rs_and_dcurves() -> None:
    table = pd.read_csv(GOLDEN / "dcurves" / "table.csv")
    golden = pd.read_csv(GOLDEN / "dcurves" / "net_benefit.csv").query("model == 'coarse'").set_index("threshold")["net_benefit"]
    found = checked(Study(table["outcome"].to_numpy(float), {"coarse": table["coarse"].to_numpy()}))
    for threshold in THRESHOLDS:
        row = found.at(threshold).iloc[0]
        alone = at_threshold(table["outcome"], table["coarse"], threshold)
        assert (row["threshold"], row["true_positives"], row["false_positives"]) == (threshold, alone.true_positives, alone.false_positives)
        assert row["net_benefit"] == pytest.approx(golden[threshold], abs=1e-12)
        assert np.isnan(row["net_benefit_low"]) == np.isnan(row["net_benefit_high"])


def test_a_threshold_off_the_grid_is_the_nearest_and_one_outside_is_refused(found: ModelComparison) -> None:
    assert (found.at(0.2899999)["threshold"] == 0.29).all()
    for outside in (0, 1, -0.2, 0.004):
        with pytest.raises(ValueError, match="between"):
            found.at(outside)


def test_areas_are_scikit_learns(found: ModelComparison) -> None:
    for row in found.summary.itertuples():
        assert row.auc == pytest.approx(roc_auc_score(Y, P[row.model]), abs=1e-12)
        assert row.average_precision == pytest.approx(average_precision_score(Y, P[row.model]), abs=1e-12)


def test_the_distribution_counts_everybody_once() -> None:
    rng = np.random.default_rng(1)
    y, p = (rng.random(3000) < 0.3).astype(float), np.round(rng.random(3000), 2)
    p[:2] = 0.0, 1.0
    found = checked(Study(y, {"m": p})).distribution
    for outcome, rows in found.groupby("outcome"):
        assert rows["count"].sum() == (y == outcome).sum()
        assert rows["share"].sum() == pytest.approx(1)
        # Predictions are hundredths: a bar from 0.28 to 0.30 holds 0.28 and 0.29.
        hundredths = np.bincount(np.round(100 * p[y == outcome]).astype(int), minlength=101)
        expected = hundredths[:100].reshape(50, 2).sum(1) + np.append(np.zeros(49, int), hundredths[100])
        assert rows["count"].tolist() == expected.tolist()
        assert (rows["low"].tolist(), rows["high"].iloc[-1]) == ([i / 50 for i in range(50)], 1)


def test_thinned_curves_keep_their_area_and_lie_on_the_full_ones() -> None:
    rng = np.random.default_rng(2)
    latent = rng.normal(size=20_000)
    y, p = (rng.random(20_000) < 0.2 * (latent > 0) + 0.1).astype(float), 1 / (1 + np.exp(-latent))
    found = compare_models(Study(y, {"m": p}))
    roc, curve = found.roc["m"], found.precision_recall["m"]
    assert 500 < len(roc.threshold) <= 2000
    assert len(curve.threshold) <= 2000
    assert roc.auc.estimate == pytest.approx(roc_auc_score(y, p), abs=1e-12)
    assert np.trapezoid(roc.sensitivity, 1 - roc.specificity) == pytest.approx(roc.auc.estimate, abs=1e-3)
    assert (roc.sensitivity[0], roc.specificity[0], roc.sensitivity[-1], roc.specificity[-1]) == (0, 1, 1, 0)
    for place in (1, 700, -2):
        assert roc.sensitivity[place] == (p[y == 1] >= roc.threshold[place]).mean()
        assert curve.precision[place] == pytest.approx(y[p >= curve.threshold[place]].mean())


def test_the_order_of_people_does_not_matter(found: ModelComparison) -> None:
    order = np.random.default_rng(3).permutation(len(Y))
    other = compare_models(Study(Y[order], {name: p[order] for name, p in P.items()}))
    for one, two in ((found.summary, other.summary), (found.thresholds, other.thresholds), (found.net_benefit, other.net_benefit)):
        numbers = one.select_dtypes("number")
        assert numbers.to_numpy() == pytest.approx(two[numbers.columns].to_numpy(), abs=1e-9, nan_ok=True)


def test_turning_the_outcome_round_turns_the_figures_round(found: ModelComparison) -> None:
    other = compare_models(Study(1 - Y, {name: 1 - p for name, p in P.items()})).summary
    same = ["auc", "auc_low", "auc_high", "brier", "scaled_brier", "slope", "slope_low", "slope_high"]
    assert other[same].to_numpy() == pytest.approx(found.summary[same].to_numpy(), abs=1e-9)
    turned = -found.summary[["intercept", "intercept_high", "intercept_low"]].to_numpy()
    assert other[["intercept", "intercept_low", "intercept_high"]].to_numpy() == pytest.approx(turned, abs=1e-9)


def test_weights_are_those_of_r_where_they_count_and_of_nobody_elsewhere() -> None:
    table = pd.read_csv(GOLDEN / "calibration_errors" / "table.csv")
    golden = pd.read_csv(GOLDEN / "calibration_errors" / "weighted.csv").set_index("figure")
    y, p = table["outcome"].to_numpy(float), {"m": table["prediction"].to_numpy()}
    plain, weighted = checked(Study(y, p)), checked(Study(y, p, weight=table["fraction"].to_numpy()))
    row = weighted.summary.iloc[0]
    for figure in ("brier", "scaled_brier", "mean_predicted"):
        assert row[figure] == pytest.approx(golden.loc[figure, "estimate"], abs=1e-12)
    for figure in ("intercept", "slope"):
        assert [row[figure], row[f"{figure}_low"], row[f"{figure}_high"]] == pytest.approx(golden.loc[figure].tolist(), abs=1e-6)
    for unweighted in ("auc", "auc_low", "average_precision", "average_precision_high"):
        assert row[unweighted] == plain.summary.iloc[0][unweighted]
    pd.testing.assert_frame_equal(weighted.thresholds, plain.thresholds)
    assert (weighted.net_benefit["net_benefit"] - plain.net_benefit["net_benefit"]).abs().max() > 1e-3


def test_weights_of_one_change_no_estimate(found: ModelComparison) -> None:
    other = compare_models(Study(Y, P, weight=np.ones(len(Y))))
    figures = [name for name in SUMMARY if not name.startswith(("intercept_", "slope_"))]
    assert other.summary[figures].to_numpy() == pytest.approx(found.summary[figures].to_numpy(), abs=1e-9)
    # Sandwich against inverse information: near each other where the model is nearly right.
    assert other.summary[["slope_low", "slope_high"]].to_numpy() == pytest.approx(
        found.summary[["slope_low", "slope_high"]].to_numpy(), abs=0.05
    )
    assert other.net_benefit["net_benefit"].to_numpy() == pytest.approx(found.net_benefit["net_benefit"].to_numpy(), abs=1e-12)


def test_a_score_is_ranked_and_nothing_else() -> None:
    found = checked(Study(Y, {**P, "t_score": 10 * P["p_old"] - 4}, scores=frozenset({"t_score"})))
    score = found.summary.set_index("model").loc["t_score"]
    assert score["auc"] == pytest.approx(found.summary.set_index("model").loc["p_old", "auc"], abs=1e-12)
    assert score[["brier", "intercept", "ici", "mean_predicted"]].isna().all()
    assert found.reasons["t_score", "net_benefit"] == "examination.reason.score"
    assert set(found.net_benefit["model"]) == {"p_new", "p_old", "all", "none"}
    assert set(found.roc) == {"p_new", "p_old", "t_score"}


def test_only_scores_and_values_outside_0_to_1() -> None:
    found = checked(Study(Y, {"s": 5 * P["p_new"] - 3}, scores=frozenset({"s"})))
    assert found.thresholds.empty
    assert found.distribution.empty
    assert found.at(0.2).empty
    percent = checked(Study(Y, {"m": 100 * P["p_new"]}))
    assert percent.reasons["m", "brier"] == "examination.reason.not_probability"


def test_everybody_compared_has_an_answer_of_every_model() -> None:
    p = P["p_new"].copy()
    p[:17] = np.nan
    found = checked(Study(Y, {"m": p, "other": P["p_old"]}, left_out=3))
    assert (found.n, found.left_out) == (583, 20)
    assert found.summary["auc"].iloc[1] == pytest.approx(roc_auc_score(Y[17:], P["p_old"][17:]), abs=1e-12)


SEPARATED = Study((np.arange(40) > 19).astype(float), {"m": np.linspace(0.1, 0.9, 40)})
CERTAIN = np.where(np.arange(600) == 5, 1.0, P["p_new"])


@pytest.mark.parametrize(
    "study, model, gone, key",
    [
        (lambda: Study(Y, {"m": np.full(600, 0.3)}), "m", ["auc_low", "average_precision_low", "slope", "ici"], None),
        (lambda: Study(Y, {"m": CERTAIN}), "m", ["intercept", "slope", "emax"], "evaluate.reason.certain"),
        (lambda: Study(Y, {"m": np.zeros(600)}), "m", ["intercept", "auc_high"], None),
        (lambda: Study(Y, {"m": Y}), "m", ["auc_low", "average_precision_high"], "evaluate.reason.no_variance"),
        (lambda: Study(np.array([0.0, 1.0]), {"m": np.array([0.2, 0.3])}), "m", ["auc_low", "slope"], None),
        (lambda: Study(np.array([1.0, 0.0]), {"m": np.array([0.2, 0.3])}), "m", ["auc_low", "slope"], None),
        (lambda: Study(np.array([1.0, 0.0]), {"m": np.array([0.0, 1.0])}), "m", ["auc_low", "slope"], None),
        (lambda: Study((np.arange(600) == 7).astype(float), P), "p_new", ["auc_low", "average_precision_low"], "evaluate.reason.too_few"),
        (lambda: SEPARATED, "m", ["slope", "e50"], "evaluate.reason.separated"),
        (lambda: Study(Y, P, weight=1 - Y), "p_new", ["scaled_brier", "slope", "ici"], "evaluate.reason.one_class"),
        (lambda: Study(Y, {"m": np.where(np.arange(600) < 3, 1e-300, P["p_new"])}), "m", [], None),
    ],
    ids=["constant", "certain", "zeros", "outcome", "two", "two reversed", "two certain", "one event", "separated", "weightless", "tiny"],
)  # fmt: skip
def test_hard_people_give_reasons_not_tracebacks(study: Callable[[], Study], model: str, gone: list[str], key: str | None) -> None:
    found = checked(study())
    row = found.summary.set_index("model").loc[model]
    assert row[gone].isna().all()
    assert key is None or all(found.reasons[model, figure] == key for figure in gone)
    assert np.isfinite(row[["auc", "brier"]].astype(float)).all()


@pytest.mark.parametrize("y, say", [(np.zeros(5), "none of the 5"), (np.ones(5), "all 5 people"), (np.zeros(0), "none of the 0")])
def test_one_class_is_refused(y: np.ndarray, say: str) -> None:
    study = Study(y, {"m": np.linspace(0.1, 0.9, len(y))})
    for asked in (compare_models, pairwise):
        with pytest.raises(InvalidInput, match=say):
            asked(study)


def test_the_names_of_the_strategies_are_taken() -> None:
    with pytest.raises(InvalidInput, match="all: this name is taken"):
        compare_models(Study(Y, {"all": P["p_new"]}))


def test_pairs_are_delongs_with_holms_p_values() -> None:
    rng = np.random.default_rng(6)
    study = Study(Y, P | {"third": np.clip(P["p_new"] + rng.normal(0, 0.1, 600), 0, 1), "fourth": P["p_old"].copy()})
    table = pairwise(study)
    assert len(table) == 6
    for row in table.itertuples():
        alone = auc_difference(Y, study.predictions[row.first], study.predictions[row.second])
        assert row.difference == pytest.approx(alone.difference, abs=1e-12)
        if row.reason:
            assert (row.first, row.second) == ("p_old", "fourth")
            assert np.isnan([row.z, row.p, row.p_holm, row.low]).all()
        else:
            assert (row.z, row.p, row.low, row.high) == pytest.approx((alone.z, alone.p, alone.low, alone.high), abs=1e-12)
    golden = pd.read_csv(GOLDEN / "evaluate" / "comparison.csv").iloc[0]
    assert table.iloc[0]["p"] == pytest.approx(golden["p"], abs=1e-9)


def test_one_model_has_no_pairs() -> None:
    table = pairwise(Study(Y, {"m": P["p_new"]}))
    assert table.empty
    assert "p_holm" in table.columns


@pytest.mark.parametrize("weight", [0.0, -1.0, np.nan])
def test_weights_that_weigh_nothing_are_refused(weight: float) -> None:
    with pytest.raises(InvalidInput, match="weights must not be missing"):
        compare_models(Study(Y, P, weight=np.full(600, weight)))
