"""What the real-world page computes: the right people, the right statistics, and intervals that a survey program agrees with."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from osteo_core.errors import ArtifactError
from osteo_core.evaluation.calibration.error_intervals import absolute_error_quantiles
from osteo_core.stored import nhanes_cohort as real_cohort
from osteo_core.stored.nhanes_people import FEWEST_EVENTS, Findings, can_compare, findings, load, subgroup_masks
from osteo_core.stored.nhanes_scores import not_asked, with_scores
from osteo_core.stored.nhanes_tasks import PREVALENT_FRACTURE, SCREENING, SCREENING_SCORES, TASKS
from tests import folders
from tests.stored.heldout import heldout

GOLDEN = folders.GOLDEN / "survey_models"


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    return heldout()


@pytest.fixture(scope="module")
def screening(people: pd.DataFrame) -> Findings:
    return findings(people, SCREENING)


def test_everybody_is_compared_or_counted_as_left_out(people: pd.DataFrame) -> None:
    found = findings(people, PREVALENT_FRACTURE)
    unanswered = people["prior_fracture"].isna() | people["frax_style_major"].isna()
    assert unanswered.any()
    assert (found.n, found.left_out) == ((~unanswered).sum(), unanswered.sum())
    assert found.events == people.loc[~unanswered, "prior_fracture"].sum()


def test_the_true_probability_is_best_and_calibrated(screening: Findings) -> None:
    methods = screening.methods.set_index("method")
    assert (methods["auc"].drop("ours") < methods.loc["ours", "auc"]).all()
    assert (methods["difference_low"].drop("ours") > 0).all()
    for name, ideal in (("intercept", 0), ("slope", 1)):
        assert methods.loc["ours", f"{name}_low"] < ideal < methods.loc["ours", f"{name}_high"]
    assert methods.loc["lightgbm", "slope_high"] < 1
    assert methods.loc[["ost", "osta"], "slope"].isna().all()


def test_a_low_t_score_or_ost_counts_as_risk(people: pd.DataFrame, screening: Findings) -> None:
    assert screening.methods.set_index("method").loc["ost", "auc"] > 0.6
    assert findings(people, PREVALENT_FRACTURE).methods.set_index("method").loc["t_score", "auc"] > 0.55


def test_marks_agree_from_chart_to_chart() -> None:
    for task in TASKS.values():
        with_probability = [comparator.probability for comparator in task.comparators]
        assert task.comparators[0].name == "ours"
        assert with_probability == sorted(with_probability, reverse=True)


def test_ranks_do_not_move_with_the_weights_and_shares_do(people: pd.DataFrame, screening: Findings) -> None:
    unweighted = findings(people, SCREENING, weighted=False)
    ranks = ["auc", "auc_low", "auc_high", "difference", "p"]
    pd.testing.assert_frame_equal(unweighted.methods[ranks], screening.methods[ranks])
    assert unweighted.prevalence.estimate == pytest.approx(unweighted.events / unweighted.n)
    assert unweighted.prevalence.estimate != screening.prevalence.estimate
    assert not np.allclose(unweighted.net_benefit["net_benefit"], screening.net_benefit["net_benefit"])


def test_equal_weights_give_the_unweighted_estimates(people: pd.DataFrame) -> None:
    equal = findings(people.assign(survey_weight=7.0), SCREENING)
    plain = findings(people, SCREENING, weighted=False)
    assert equal.prevalence.estimate == pytest.approx(plain.prevalence.estimate)
    for column in ("intercept", "slope", "brier", "predicted"):
        assert equal.methods[column].to_numpy() == pytest.approx(plain.methods[column].to_numpy(), abs=1e-8, nan_ok=True)
    assert equal.net_benefit["net_benefit"].to_numpy() == pytest.approx(plain.net_benefit["net_benefit"].to_numpy(), abs=1e-12)


def test_weighted_figures_are_those_of_rs_survey() -> None:
    """Calibration by svyglm, net benefit by svymean, prevalence by svyciprop, on the people whom R read from table.csv."""
    golden = pd.read_csv(GOLDEN / "estimates.csv").set_index("figure")
    table = pd.read_csv(GOLDEN / "table.csv")
    people = heldout(len(table), seed=3)
    assert people["p_osteoporosis_lightgbm"].to_numpy() == pytest.approx(table["prediction"].to_numpy(), abs=1e-12)
    screening = findings(people, SCREENING)
    ours = screening.methods.set_index("method").loc["lightgbm"]
    at = screening.net_benefit.query("model == 'lightgbm' and threshold == 0.1").iloc[0]
    prevalence = screening.prevalence
    found = {
        "intercept": (ours["intercept"], ours["intercept_low"], ours["intercept_high"]),
        "slope": (ours["slope"], ours["slope_low"], ours["slope_high"]),
        "net_benefit": (at["net_benefit"], at["low"], at["high"]),
        "prevalence": (prevalence.estimate, prevalence.low, prevalence.high),
    }
    for figure, values in found.items():
        assert values == pytest.approx(golden.loc[figure, ["estimate", "low", "high"]].tolist(), abs=2e-6), figure


def test_cut_offs_are_those_of_the_originals(people: pd.DataFrame, screening: Findings) -> None:
    cut_offs = screening.cut_offs.set_index("cut_off")
    women, men = (people[people["sex"] == sex] for sex in ("female", "male"))
    assert cut_offs.loc["ost_women", "flagged"] == pytest.approx((women["ost"] < 2).mean())
    assert cut_offs.loc["ost_men", "flagged"] == pytest.approx((men["ost"] < 4).mean())
    assert cut_offs.loc["osta_women", "flagged"] == pytest.approx((women["ost"] <= -1).mean())
    cases = women[women["status"] == "osteoporosis"]
    assert cut_offs.loc["ost_women", "sensitivity"] == pytest.approx((cases["ost"] < 2).mean())
    assert screening.rule is not None
    assert screening.rule.flagged.estimate == pytest.approx(((women["ost"] < 2).sum() + (men["ost"] < 4).sum()) / len(people))


def test_subgroups_part_the_people_and_few_events_are_marked(people: pd.DataFrame, screening: Findings) -> None:
    masks = subgroup_masks(people, "all")
    for group in ("sex", "age", "ethnicity"):
        assert sum(mask.astype(int) for (of, _), mask in masks.items() if of == group).tolist() == [1] * len(people)
    ours = screening.subgroups.query("method == 'ours'").set_index("subgroup")
    assert ours.loc["all", "estimate"] == screening.methods.set_index("method").loc["ours", "auc"]
    assert (ours["small"] == (ours["events"] < 20)).all()
    assert ours.loc[ours["events"] < FEWEST_EVENTS, "estimate"].isna().all()
    assert "female" not in {subgroup for _, subgroup in subgroup_masks(people, "female")}
    assert ("ethnicity", "asian") not in subgroup_masks(people[people["ethnicity"] != "asian"], "all")


def test_nobody_with_the_outcome_cannot_be_compared(people: pd.DataFrame) -> None:
    assert can_compare(people, SCREENING, "male")
    assert not can_compare(people.assign(status="normal"), SCREENING)
    assert not can_compare(people.assign(prior_fracture=np.nan), PREVALENT_FRACTURE)


def test_a_missing_file_and_a_missing_column_are_named(tmp_path: Path, people: pd.DataFrame) -> None:
    path = tmp_path / "nhanes" / "heldout.parquet"
    with pytest.raises(ArtifactError, match=r"nhanes/heldout\.parquet"):
        load(path)
    path.parent.mkdir()
    people.drop(columns=["frax_style_major", "p_osteoporosis_lightgbm"]).to_parquet(path)
    with pytest.raises(ArtifactError, match="frax_style_major, p_osteoporosis_lightgbm"):
        load(path)
    people.to_parquet(path)
    assert len(load(path)) == len(people)


@pytest.mark.parametrize("question", TASKS.values(), ids=TASKS)
def test_the_shipped_people_can_be_compared_whoever_is_chosen(question: object) -> None:
    shipped = load()
    for sex in ("all", "female", "male"):
        found = findings(shipped, question, sex)  # type: ignore[arg-type]
        assert found.events >= 20
        assert found.methods["auc"].between(0.5, 1).all()


def test_the_virtual_cohort_stands_beside_the_weighted_people() -> None:
    people = real_cohort.participants()
    shares = real_cohort.status_shares(people).set_index(["people", "status"])
    # Table 1 of the paper: 6 234 of 12 856
    assert shares.loc[("virtual", "osteoporosis"), "estimate"] == pytest.approx(6234 / 12856)
    assert shares["estimate"].groupby("people").sum().tolist() == pytest.approx([1.0] * 4)
    assert shares.loc[("nhanes", "osteoporosis"), "high"] < 0.15
    by_age = real_cohort.osteoporosis_by_sex_and_age(people).set_index(["group", "subgroup"])
    women = by_age.loc["female"]
    assert women.loc["50-64", "estimate"] < women.loc["65-74", "estimate"] < women.loc["75+", "estimate"]
    assert women.loc[["50-64", "65-74", "75+"], "events"].sum() == women.loc["all", "events"]


def test_error_quantiles_are_as_uncertain_as_theory_says_and_more_when_people_repeat() -> None:
    rng = np.random.default_rng(6)
    error = rng.exponential(1.0, 4000)
    alone = absolute_error_quantiles(np.arange(4000), np.zeros(4000), error, (0.5, 0.95))
    assert [found.estimate for found in alone] == pytest.approx(np.quantile(error, (0.5, 0.95)).tolist())
    # Standard error of a quantile: sqrt(q (1 - q) / n) / density there, which is 1 - q for this distribution.
    for found, q in zip(alone, (0.5, 0.95), strict=True):
        assert (found.high - found.low) / 3.92 == pytest.approx(np.sqrt(q / (1 - q) / 4000), rel=0.25)
    copied = absolute_error_quantiles(np.repeat(np.arange(2000), 2), np.zeros(4000), -np.repeat(error[:2000], 2), (0.5,))
    assert copied[0].high - copied[0].low > 1.2 * (alone[0].high - alone[0].low)


def test_every_screening_score_ranks_the_same_women_and_what_was_not_asked_is_no_no() -> None:
    people = load()
    women = people[people["sex"] == "female"]
    found = findings(people, SCREENING_SCORES, "female", weighted=False)
    assert found.n + found.left_out == len(women)
    methods = found.methods.set_index("method")
    assert {"ours", "ost", "orai", "osiris", "score_index"} <= set(methods.index)
    # AUC by counting pairs, without the code that is tested: ORAI from its published table, oestrogen not asked.
    known = women[women["weight_kg"].notna() & women["status"].notna()]
    age, weight = known["age"].to_numpy(), known["weight_kg"].to_numpy()
    orai = np.digitize(age, [55, 65, 75]).choose([0, 5, 9, 15]) + np.digitize(weight, [60, 70]).choose([9, 3, 0])
    ill = (known["status"] == "osteoporosis").to_numpy()
    more, same = (orai[ill][:, None] > orai[~ill]).mean(), (orai[ill][:, None] == orai[~ill]).mean()
    assert methods.loc["orai", "auc"] == pytest.approx(more + same / 2, abs=1e-9)
    cut_offs = found.cut_offs.set_index(["score", "cut_off", "bound"])
    # Nobody's oestrogen is known: all of them on it, or none of them.
    for bound, extra in (("lowest", 0), ("highest", 2)):
        assert cut_offs.loc[("orai", "scan", bound), "flagged"] == pytest.approx((orai + extra >= 9).mean())
        assert cut_offs.loc[("orai", "scan", bound), "sensitivity"] == pytest.approx((orai[ill] + extra >= 9).mean())
    asked = not_asked(women).set_index(["score", "field"])
    assert asked.loc[("orai", "hrt_oestrogen"), "n"] == asked.loc[("orai", "hrt_oestrogen"), "of"]
    assert ("score_index", "rheumatoid_arthritis") in asked.index
    assert "osta" not in asked.index.get_level_values("score")


def test_scores_for_women_leave_the_men_in_the_main_comparison(people: pd.DataFrame) -> None:
    names = [comparator.name for comparator in SCREENING.comparators]
    assert names[:5] == ["ours", "logistic", "lightgbm", "ost", "osta"]
    assert not {"orai", "osiris", "score_index"} & set(names)
    assert findings(with_scores(people), SCREENING).n == len(people)


def test_scores_that_the_file_lacks_are_worked_out_and_those_that_it_has_stay(people: pd.DataFrame) -> None:
    marked = with_scores(people.drop(columns="osta").assign(ost=7.0))
    assert (marked["ost"] == 7.0).all()
    np.testing.assert_array_equal(marked["osta"], people["osta"])
    assert marked.loc[marked["sex"] == "male", "orai"].isna().all()
    assert (marked["orai_high"] - marked["orai_low"]).dropna().eq(2).all()
