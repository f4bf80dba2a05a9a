"""Net benefit against dcurves, its intervals against chance, and what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from osteo_core.evaluation.decision.net_benefit import decision_curve, interventions_avoided, net_benefit_difference
from osteo_core.evaluation.decision.thresholds import THRESHOLDS
from tests import folders

GOLDEN = folders.GOLDEN / "dcurves"
DIFFERENCES = GOLDEN.parent / "net_benefit_difference"
OUTCOME = np.array([0, 1, 0, 1, 1, 0, 0, 1, 0, 1], float)


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return pd.read_csv(GOLDEN / "table.csv")


@pytest.fixture(scope="module")
def curves(table: pd.DataFrame) -> pd.DataFrame:
    predictions = {name: table[name] for name in ("fine", "coarse", "rule")}
    return decision_curve(table["outcome"], predictions, np.round(np.arange(0.01, 1.0, 0.01), 2))


def test_net_benefit_is_that_of_dcurves(curves: pd.DataFrame) -> None:
    golden = pd.read_csv(GOLDEN / "net_benefit.csv")
    both = curves.merge(golden, on=["model", "threshold"], suffixes=("", "_dcurves"), validate="one_to_one")
    assert len(both) == len(golden) == len(curves) == 5 * 99
    assert np.abs(both["net_benefit"] - both["net_benefit_dcurves"]).max() < 1e-12


def test_acting_on_all_crosses_zero_at_the_prevalence() -> None:
    found = decision_curve(OUTCOME, {}, [OUTCOME.mean()]).set_index("model")["net_benefit"]
    assert found["all"] == pytest.approx(0, abs=1e-12)
    assert found["none"] == 0


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    rng = np.random.default_rng(7)
    # Two levels of risk: at a threshold between them, net benefit is P(high) (0.6 - 0.4 * odds) in the population.
    truth = 0.3 * (0.6 - 0.4 * 0.25 / 0.75)
    held = 0
    for _ in range(400):
        risk = np.where(rng.random(300) < 0.3, 0.6, 0.1)
        row = decision_curve(rng.random(300) < risk, {"m": risk}, [0.25]).iloc[0]
        held += row["low"] <= truth <= row["high"]
    assert 0.92 <= held / 400 <= 0.98


def test_a_weight_of_two_is_a_person_seen_twice_for_the_estimate() -> None:
    p = np.linspace(0.05, 0.95, 10)
    cuts = [0.1, 0.3, 0.7]
    weighted = decision_curve(OUTCOME, {"m": p}, cuts, weight=np.where(OUTCOME == 1, 2.0, 1.0))
    twice = np.concatenate((OUTCOME, OUTCOME[OUTCOME == 1]))
    repeated = decision_curve(twice, {"m": np.concatenate((p, p[OUTCOME == 1]))}, cuts)
    assert weighted["net_benefit"].to_numpy() == pytest.approx(repeated["net_benefit"].to_numpy(), abs=1e-12)
    assert (weighted["high"] - weighted["low"]).iloc[0] > (repeated["high"] - repeated["low"]).iloc[0]


@pytest.mark.parametrize(
    "outcome, predictions, thresholds, weight, say",
    [
        (OUTCOME, {"m": np.full(10, 1.2)}, [0.1], None, "between 0 and 1"),
        (OUTCOME, {"m": np.full(10, np.nan)}, [0.1], None, "between 0 and 1"),
        (OUTCOME, {"m": np.full(9, 0.2)}, [0.1], None, "one a person"),
        (OUTCOME, {"all": np.full(10, 0.2)}, [0.1], None, "taken"),
        (OUTCOME, {}, [0.0], None, "strictly"),
        (OUTCOME * 2, {}, [0.1], None, "0 or 1"),
        ([], {}, [0.1], None, "somebody"),
        (OUTCOME, {}, [0.1], -OUTCOME, "none negative"),
    ],
)
def test_what_is_refused(outcome: object, predictions: dict[str, object], thresholds: list[float], weight: object, say: str) -> None:
    with pytest.raises(ValueError, match=say):
        decision_curve(outcome, predictions, thresholds, weight)


def test_a_harm_is_taken_off_as_dcurves_does(table: pd.DataFrame) -> None:
    predictions = {name: table[name] for name in ("fine", "coarse", "rule")}
    found = decision_curve(table["outcome"], predictions, THRESHOLDS, harm={"fine": 0.01, "rule": 0.003})
    golden = pd.read_csv(GOLDEN / "harm.csv")
    both = found.merge(golden, on=["model", "threshold"], suffixes=("", "_dcurves"), validate="one_to_one")
    assert np.abs(both["net_benefit"] - both["net_benefit_dcurves"]).max() < 1e-12
    avoided = interventions_avoided(found).merge(golden, on=["model", "threshold"], validate="one_to_one")
    assert len(avoided) == 3 * 99
    assert np.abs(avoided["avoided"] - avoided["net_intervention_avoided"]).max() < 1e-9
    plain = decision_curve(table["outcome"], predictions, THRESHOLDS)
    assert (found["high"] - found["low"]).to_numpy() == pytest.approx((plain["high"] - plain["low"]).to_numpy(), abs=1e-12)


def test_one_harm_for_all_predictions_spares_the_strategies(table: pd.DataFrame) -> None:
    predictions = {"fine": table["fine"], "rule": table["rule"]}
    with_harm, plain = (decision_curve(table["outcome"], predictions, [0.2], harm=harm).set_index("model") for harm in (0.02, 0.0))
    change = plain["net_benefit"] - with_harm["net_benefit"]
    assert change[["fine", "rule", "all", "none"]].tolist() == pytest.approx([0.02, 0.02, 0, 0])
    with pytest.raises(ValueError, match="negative"):
        decision_curve(table["outcome"], predictions, [0.2], harm=-0.01)


def test_interventions_avoided_are_those_of_dcurves(curves: pd.DataFrame) -> None:
    golden = pd.read_csv(GOLDEN / "interventions.csv")
    both = interventions_avoided(curves).merge(golden, on=["model", "threshold"], validate="one_to_one")
    assert len(both) == 3 * 99
    assert np.abs(both["avoided"] - both["net_intervention_avoided"]).max() < 1e-9


@pytest.mark.parametrize("kind", ["none", "weight"])
def test_a_paired_difference_is_rs_person_by_person(kind: str) -> None:
    people, golden = pd.read_csv(DIFFERENCES / "table.csv"), pd.read_csv(DIFFERENCES / "differences.csv").query("weights == @kind")
    weight = None if kind == "none" else people["weight"]
    found = net_benefit_difference(people["y"], people["p_new"], people["p_old"], golden["threshold"], weight)
    assert found.to_numpy() == pytest.approx(golden[["threshold", "difference", "low", "high"]].to_numpy(), abs=1e-12)
    spread = (found["high"] - found["low"]).to_numpy() / (2 * 1.959964)
    assert spread / golden["bootstrap_se"].to_numpy() == pytest.approx(np.ones(8), abs=0.06)


def test_differences_turn_with_the_order_and_agree_with_the_curves(table: pd.DataFrame, curves: pd.DataFrame) -> None:
    there, back = (
        net_benefit_difference(table["outcome"], table[a], table[b], THRESHOLDS) for a, b in (("fine", "coarse"), ("coarse", "fine"))
    )
    assert there["difference"].to_numpy() == pytest.approx(-back["difference"].to_numpy(), abs=1e-14)
    assert there["low"].to_numpy() == pytest.approx(-back["high"].to_numpy(), abs=1e-12)
    by_model = curves.pivot(index="threshold", columns="model", values="net_benefit")
    assert there["difference"].to_numpy() == pytest.approx((by_model["fine"] - by_model["coarse"]).to_numpy(), abs=1e-12)
    same = net_benefit_difference(table["outcome"], table["fine"], table["fine"], THRESHOLDS)
    assert (same[["difference", "low", "high"]] == 0).all(axis=None)


def test_against_nobody_flagged_the_difference_is_the_net_benefit_itself(table: pd.DataFrame, curves: pd.DataFrame) -> None:
    found = net_benefit_difference(table["outcome"], table["fine"], np.zeros(len(table)), THRESHOLDS)
    alone = curves[curves["model"] == "fine"]
    assert found[["difference", "low", "high"]].to_numpy() == pytest.approx(alone[["net_benefit", "low", "high"]].to_numpy(), abs=1e-12)
