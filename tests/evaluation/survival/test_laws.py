"""Laws of survival statistics, and what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from osteo_core.errors import InvalidInput
from osteo_core.evaluation.discrimination.auc import auc
from osteo_core.evaluation.survival.concordance import concordance
from osteo_core.evaluation.survival.cox import cox, proportional_hazards
from osteo_core.evaluation.survival.kaplan_meier import by_group, kaplan_meier, log_rank, risk_groups


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    rng = np.random.default_rng(7)
    n = 300
    age, bmi, group = rng.normal(66, 9, n), rng.normal(25, 4, n), rng.integers(0, 3, n)
    event_time, censoring = rng.exponential(8 * np.exp(-0.05 * (age - 66) - 0.3 * group)), rng.uniform(1, 12, n)
    time = np.ceil(np.minimum(event_time, censoring))
    return pd.DataFrame({"time": time, "event": event_time <= censoring, "age": age, "bmi": bmi, "group": group})


def test_without_censoring_survival_is_the_share_still_free(people: pd.DataFrame) -> None:
    curve = kaplan_meier(people["time"], np.ones(len(people)))
    share = [(people["time"] > time).mean() for time in curve.time]
    assert curve.survival == pytest.approx(share)
    # Greenwood's variance is then the binomial one; the band lies around the estimate and is gone where nobody is left.
    inside = (curve.survival > 0) & (curve.survival < 1)
    assert (curve.low[inside] < curve.survival[inside]).all()
    assert (curve.high[inside] > curve.survival[inside]).all()
    assert np.isnan(curve.low[~inside]).all()
    assert curve.survival[-1] == 0


def test_survival_falls_and_everybody_is_counted(people: pd.DataFrame) -> None:
    for name, curve in by_group(people["time"], people["event"], people["group"]).items():
        assert (np.diff(curve.survival) <= 0).all()
        assert (curve.events + curve.censored).sum() == curve.n == (people["group"] == int(name)).sum()
        assert curve.at_risk[0] == curve.n
        end = curve.at([0.0, curve.time[-1] + 1])
        assert end["at_risk"].tolist() == [curve.n, 0]
        assert end["survival"][0] == 1
        assert np.isnan(end["survival"][1])


def test_the_order_of_the_rows_does_not_matter(people: pd.DataFrame) -> None:
    shuffled = people.sample(frac=1, random_state=1)
    fits = [cox(table["time"], table["event"], {"age": table["age"], "bmi": table["bmi"]}) for table in (people, shuffled)]
    pd.testing.assert_frame_equal(fits[0].table, fits[1].table)
    assert fits[0].concordance.low == pytest.approx(fits[1].concordance.low)
    pd.testing.assert_frame_equal(*(proportional_hazards(fit) for fit in fits))
    ranks = [log_rank(table["time"], table["event"], table["group"]) for table in (people, shuffled)]
    assert ranks[0].chi2 == pytest.approx(ranks[1].chi2)


def test_units_change_coefficients_only_by_their_scale(people: pd.DataFrame) -> None:
    plain = cox(people["time"], people["event"], {"age": people["age"], "bmi": people["bmi"]})
    months = cox(people["time"] * 365.25, people["event"], {"age": 1e4 * people["age"] + 3, "bmi": -people["bmi"]})
    assert months.table["coefficient"].to_numpy() == pytest.approx(plain.table["coefficient"].to_numpy() * [1e-4, -1], rel=1e-7)
    assert months.table["z"].to_numpy() == pytest.approx(plain.table["z"].to_numpy() * [1, -1], rel=1e-7)
    assert months.log_likelihood == pytest.approx(plain.log_likelihood)
    assert months.concordance.estimate == pytest.approx(plain.concordance.estimate)
    assert proportional_hazards(months)["p"].to_numpy() == pytest.approx(proportional_hazards(plain)["p"].to_numpy(), rel=1e-6)


def test_score_test_of_cox_at_zero_is_the_log_rank_test_without_ties() -> None:
    # Its likelihood-ratio and Wald relatives agree for a small effect in many people.
    rng = np.random.default_rng(2)
    group = np.repeat([0.0, 1.0], 3000)
    time, event = rng.exponential(np.exp(-0.05 * group)), rng.binomial(1, 0.8, 6000)
    fit = cox(time, event, {"group": group})
    test = log_rank(time, event, group)
    assert 2 * (fit.log_likelihood - fit.null_log_likelihood) == pytest.approx(test.chi2, rel=0.01)
    assert fit.table["z"][0] ** 2 == pytest.approx(test.chi2, rel=0.01)


def test_groups_drawn_at_random_have_p_values_spread_evenly() -> None:
    rng = np.random.default_rng(11)
    time, event = np.ceil(rng.exponential(5, 150)), rng.binomial(1, 0.7, 150)
    p = [log_rank(time, event, rng.integers(0, 3, 150)).p for _ in range(400)]
    assert np.mean(np.array(p) < 0.05) == pytest.approx(0.05, abs=0.03)
    assert np.mean(p) == pytest.approx(0.5, abs=0.05)


def test_concordance_is_the_auc_where_everybody_without_the_event_outlasts_it() -> None:
    rng = np.random.default_rng(3)
    event, score = rng.binomial(1, 0.3, 200), rng.integers(0, 9, 200)
    found = concordance(np.where(event == 1, 1.0, 2.0), event, score)
    assert found.estimate == pytest.approx(auc(event, score).estimate)


def test_concordance_counts_every_pair_as_counting_by_hand(people: pd.DataFrame) -> None:
    time, event, score = (people[name].to_numpy() for name in ("time", "event", "age"))
    score = np.round(score, -1)
    comparable = event[:, None] & ((time[:, None] < time) | ((time[:, None] == time) & ~event))
    better = (score[:, None] > score) + (score[:, None] == score) / 2
    assert concordance(time, event, score).estimate == pytest.approx((better * comparable).sum() / comparable.sum(), abs=1e-14)
    assert concordance(time, event, -score).estimate == pytest.approx(1 - concordance(time, event, score).estimate)


def test_all_censored_leaves_survival_at_one_without_a_band() -> None:
    curve = kaplan_meier([1.0, 2, 2], [0, 0, 0])
    assert curve.survival.tolist() == [1, 1]
    assert np.isnan(curve.low).all()


def test_everybody_at_one_time_and_a_single_person() -> None:
    assert kaplan_meier([3.0, 3, 3, 3], [1, 1, 1, 0]).survival.tolist() == [0.25]
    assert kaplan_meier([3.0], [1]).survival.tolist() == [0]


def test_a_group_that_left_before_the_first_event_takes_no_degree_of_freedom() -> None:
    time, event, group = [1.0, 1, 5, 6, 7, 8], [0, 0, 1, 0, 1, 1], ["early", "early", "a", "a", "b", "b"]
    found = log_rank(time, event, group)
    rest = log_rank(time[2:], event[2:], group[2:])
    assert found.df == 1
    assert found.chi2 == pytest.approx(rest.chi2)
    assert len(found.groups) == 3


def test_people_with_a_gap_are_left_out_of_cox_and_counted(people: pd.DataFrame) -> None:
    age = people["age"].mask(people.index < 4)
    found = cox(people["time"], people["event"], {"age": age})
    rest = people[people.index >= 4]
    assert (found.n, found.incomplete) == (296, 4)
    pd.testing.assert_frame_equal(found.table, cox(rest["time"], rest["event"], {"age": rest["age"]}).table)


def test_risk_groups_hold_their_lower_cut() -> None:
    bands = risk_groups([0.05, 0.1, 0.19, 0.2, 0.9], [0.1, 0.2])
    assert list(bands) == ["<0.1", "0.1–<0.2", "0.1–<0.2", "≥0.2", "≥0.2"]
    assert list(risk_groups([0.5], [0.1, 0.2]).categories) == ["≥0.2"]
    for prediction, cuts in (([0.1, np.nan], [0.1]), ([0.1], []), ([0.1], [0.2, 0.2])):
        with pytest.raises(InvalidInput):
            risk_groups(prediction, cuts)


@pytest.mark.parametrize(
    "time, event, key",
    [
        ([], [], "inputs.nobody"),
        ([1.0, -1], [0, 1], "inputs.time"),
        ([1.0, np.nan], [0, 1], "inputs.time"),
        ([1.0, np.inf], [0, 1], "inputs.infinite"),
        ([1.0, 2], [0, 2], "inputs.event"),
        ([1.0, 2], [0, np.nan], "inputs.event"),
        ([1.0, 2], ["yes", "no"], "inputs.not_number"),
        ([1.0, 2], [1], "inputs.length"),
    ],
)
def test_follow_up_is_refused_with_a_sentence(time: list, event: list, key: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        kaplan_meier(time, event)
    assert refused.value.problems[0].key == key
    assert refused.value.text("zh")


@pytest.mark.parametrize(
    "event, group, key",
    [
        ([0, 0, 0, 0], ["a", "a", "b", "b"], "survival.no_events"),
        ([1, 0, 1, 0], ["a", "a", "a", "a"], "inputs.too_few_groups"),
        ([1, 0, 1, 0], pd.Categorical(["a", "a", "b", "b"], ["a", "b", "c"]), "inputs.empty_group"),
        ([1, 0, 1, 0], ["a", "a", "b", None], "inputs.no_group"),
        ([0, 0, 1, 1], ["a", "a", "b", "b"], "survival.nothing_to_compare"),
    ],
)
def test_log_rank_is_refused_with_a_sentence(event: list, group: object, key: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        log_rank([1.0, 2, 3, 4], event, group)
    assert refused.value.problems[0].key == key


_AGE = [50.0, 63, 58, 70, 66, 61]


@pytest.mark.parametrize(
    "event, columns, key",
    [
        ([0] * 6, {"age": _AGE}, "survival.no_events"),
        ([1] * 6, {}, "inputs.no_columns"),
        ([1] * 6, {"age": [60.0] * 6}, "inputs.constant"),
        ([1] * 6, {"age": ["old"] * 6}, "inputs.not_number"),
        ([1] * 6, {"age": _AGE, "months": [12 * age for age in _AGE]}, "survival.not_converged"),
        ([1] * 6, {"rising": [1.0, 2, 3, 4, 5, 6]}, "survival.not_converged"),
        ([1, 0, 1, 0, 0, 0], {"told": [1, 0, 1, 0, 0, 0]}, "survival.not_converged"),
    ],
)
def test_cox_is_refused_with_a_sentence(event: list, columns: dict, key: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        cox([1.0, 2, 3, 4, 5, 6], event, columns)
    assert refused.value.problems[0].key == key
    assert refused.value.text("zh")


@pytest.mark.parametrize("time, event", [([2.0, 2, 2, 3, 4, 5], [1, 1, 1, 0, 0, 0]), ([5.0, 1, 2, 3, 4, 9], [0, 0, 1, 0, 0, 1])])
def test_too_few_event_times_say_nothing_about_proportional_hazards(time: list, event: list) -> None:
    fit = cox(time, event, {"age": _AGE})
    with pytest.raises(InvalidInput) as refused:
        proportional_hazards(fit)
    assert refused.value.problems[0].key == "survival.too_few_event_times"


def test_concordance_without_a_pair_or_a_score_is_refused() -> None:
    for score, key in (([1.0, 2], "survival.no_pairs"), ([1.0, np.nan], "survival.no_prediction")):
        with pytest.raises(InvalidInput) as refused:
            concordance([1.0, 2], [0, 1], score)
        assert refused.value.problems[0].key == key
