"""The document of `evaluate`: R's numbers under the contract's names, and an honest gap where people are too few or too alike."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest

from osteo_core.errors import InvalidInput
from osteo_core.evaluation.reports.evaluate import evaluate
from tests.folders import GOLDEN

TABLE = pd.read_csv(GOLDEN / "evaluate" / "table.csv")
Y = TABLE["y"].to_numpy(float)
PREDICTIONS = {name: TABLE[name].to_numpy() for name in ("p_new", "p_old")}


def judged(y: list[float] | Any, p: list[float] | Any, **more: Any) -> dict[str, Any]:
    document = evaluate(np.asarray(y, float), {"m": np.asarray(p, float)}, threshold=0.2, **more)
    json.dumps(document, allow_nan=False)
    return document


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return evaluate(Y, PREDICTIONS, threshold=0.2, reference="p_old", group=TABLE["g"].to_numpy(object))


def test_it_is_plain_json_with_the_contracts_names(document: dict[str, Any]) -> None:
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert {"n", "events", "models", "comparison", "groups"} <= set(document)
    assert set(document["models"]) == {"p_new", "p_old"}
    assert set(document["groups"]) == {"female", "male"}
    for model in document["models"].values():
        assert set(model["auc"]) == {"estimate", "low", "high"}
        assert {"intercept", "slope", "ici", "e50", "e90", "emax"} <= set(model["calibration"])
        assert {"sensitivity", "specificity", "ppv", "npv", "accuracy"} <= set(model["at_threshold"])
        assert [entry["threshold"] for entry in model["net_benefit"]] == [i / 100 for i in range(1, 100)]
        assert all({"model", "all", "none"} <= set(entry) for entry in model["net_benefit"])
        assert "reason" not in model
    assert {"auc_difference", "z", "p", "nri_events", "nri_nonevents", "idi"} <= set(document["comparison"])


@pytest.mark.parametrize("golden", pd.read_csv(GOLDEN / "evaluate" / "models.csv").to_dict("records"))
def test_every_model_is_as_r_has_it(document: dict[str, Any], golden: dict[str, Any]) -> None:
    people = document if golden["group"] == "all" else document["groups"][golden["group"]]
    assert (people["n"], people["events"]) == (golden["n"], golden["events"])
    model = people["models"][golden["model"]]
    assert list(model["auc"].values()) == pytest.approx([golden["auc"], golden["auc_low"], golden["auc_high"]], abs=1e-9)
    assert model["brier"] == pytest.approx(golden["brier"], abs=1e-12)
    line = model["calibration"]
    for name in ("intercept", "slope"):
        ends = line["intervals"][name]
        expected = [golden[name], golden[f"{name}_low"], golden[f"{name}_high"]]
        assert [line[name], ends["low"], ends["high"]] == pytest.approx(expected, abs=1e-6)
    assert line["slope"] == pytest.approx(golden["val_prob_slope"], abs=1e-6)
    for name in ("sensitivity", "specificity", "ppv", "npv", "accuracy"):
        ends = model["at_threshold"]["intervals"][name]
        expected = [golden[name], golden[f"{name}_low"], golden[f"{name}_high"]]
        assert [model["at_threshold"][name], ends["low"], ends["high"]] == pytest.approx(expected, abs=1e-12)


def test_the_comparison_is_as_r_has_it(document: dict[str, Any]) -> None:
    golden = pd.read_csv(GOLDEN / "evaluate" / "comparison.csv").iloc[0]
    found = document["comparison"]
    for name in ("auc_difference", "z", "p", "nri_events", "nri_nonevents", "idi"):
        assert found[name] == pytest.approx(golden[name], abs=1e-9), name
    ends = found["intervals"]["auc_difference"]
    assert [ends["low"], ends["high"]] == pytest.approx([golden["auc_difference_low"], golden["auc_difference_high"]], abs=1e-9)
    assert "Hilden" in found["warning"]


def test_net_benefit_is_that_of_dcurves() -> None:
    table = pd.read_csv(GOLDEN / "dcurves" / "table.csv")
    golden = pd.read_csv(GOLDEN / "dcurves" / "net_benefit.csv").pivot(index="threshold", columns="model", values="net_benefit")
    found = pd.DataFrame(judged(table["outcome"], table["fine"])["models"]["m"]["net_benefit"])
    assert np.abs(found[["model", "all", "none"]].to_numpy() - golden[["fine", "all", "none"]].to_numpy()).max() < 1e-12


def test_a_net_benefit_of_nobody_flagged_has_no_interval() -> None:
    *_, last = judged(Y, PREDICTIONS["p_new"] * 0.5)["models"]["m"]["net_benefit"]
    assert (last["model"], last["low"], last["high"]) == (0, None, None)
    assert last["reason"]["low"]


def test_every_further_model_is_compared_too() -> None:
    third = PREDICTIONS | {"same": PREDICTIONS["p_old"].copy()}
    document = evaluate(Y, third, threshold=0.2, reference="p_old")
    assert set(document["comparisons"]) == {"p_new", "same"}
    assert document["comparison"] == document["comparisons"]["p_new"]
    same = document["comparisons"]["same"]
    assert (same["auc_difference"], same["nri_events"], same["idi"]) == (0, 0, 0)
    assert same["z"] is same["p"] is same["intervals"]["idi"]["low"] is None
    assert {"z", "p", "idi"} <= set(same["reason"])


@pytest.mark.parametrize("outcome, say", [([0, 0, 0], "none of the 3"), ([1, 1, 1], "all 3 people")])
def test_one_class_is_refused(outcome: list[float], say: str) -> None:
    with pytest.raises(InvalidInput, match=say):
        judged(outcome, [0.1, 0.2, 0.3])


def test_a_group_of_one_class_keeps_what_it_can_say() -> None:
    group = np.array(["a"] * 590 + ["b"] * 10, dtype=object)
    y = np.where(group == "b", 0.0, Y)
    alone = judged(y, PREDICTIONS["p_new"], group=group)["groups"]["b"]
    model = alone["models"]["m"]
    assert (alone["n"], alone["events"]) == (10, 0)
    assert (
        model["auc"]["estimate"] is model["calibration"]["slope"] is model["scaled_brier"] is model["at_threshold"]["sensitivity"] is None
    )
    for block in (model["auc"], model["calibration"], model, model["at_threshold"]):
        assert all(block["reason"].values())
    assert model["brier"] == pytest.approx((PREDICTIONS["p_new"][590:] ** 2).mean())
    assert model["at_threshold"]["specificity"] is not None
    assert "uncertain" in alone["warnings"][0]


def test_constant_predictions_look_not_sure() -> None:
    model = judged(Y, np.full(len(Y), 0.3))["models"]["m"]
    assert model["auc"]["estimate"] == 0.5
    assert model["auc"]["low"] is model["auc"]["high"] is model["calibration"]["slope"] is None
    assert "the same" in model["calibration"]["reason"]["slope"]
    assert model["at_threshold"]["npv"] is None


def test_predictions_of_0_and_1_keep_auc_and_brier() -> None:
    p = PREDICTIONS["p_new"].copy()
    p[np.argmax(p)], p[np.argmin(p)] = 1.0, 0.0
    model = judged(Y, p)["models"]["m"]
    assert model["auc"]["estimate"] == pytest.approx(0.74686819172113283, abs=1e-9)  # ranks have not changed
    assert model["brier"] > 0
    assert model["calibration"]["intercept"] is model["calibration"]["emax"] is None
    assert "exactly 0 or 1" in model["calibration"]["reason"]["emax"]


def test_perfect_separation_has_no_interval_and_no_slope() -> None:
    model = judged([0] * 20 + [1] * 20, np.linspace(0.1, 0.9, 40))["models"]["m"]
    assert (model["auc"]["estimate"], model["auc"]["low"]) == (1.0, None)
    assert model["calibration"]["slope"] is model["calibration"]["ici"] is None
    assert "separate" in model["calibration"]["reason"]["slope"]


@pytest.mark.parametrize("p", [[0.2, 0.3], [0.3, 0.2], [0.2, 0.2], [0.0, 1.0]])
def test_two_people(p: list[float]) -> None:
    document = evaluate(np.array([0.0, 1.0]), {"m": np.array(p), "r": np.array([0.4, 0.1])}, threshold=0.2, reference="r")
    json.dumps(document, allow_nan=False)
    model = document["models"]["m"]
    assert model["auc"]["estimate"] == float(p[1] > p[0]) + 0.5 * (p[0] == p[1])
    assert model["auc"]["low"] is model["calibration"]["slope"] is document["comparison"]["p"] is None
    assert {"z", "idi", "nri_events"} <= set(document["comparison"]["reason"])
    assert document["warnings"]


@pytest.mark.parametrize("tiny", [1e-300, 1e-17])
def test_extreme_probabilities_give_json_without_warnings(tiny: float) -> None:
    p = PREDICTIONS["p_new"].copy()
    p[:3] = tiny, 1 - 1e-16, 0.5
    assert judged(Y, p)["models"]["m"]["brier"] > 0


def test_one_event_among_many_and_few_distinct_values() -> None:
    rng = np.random.default_rng(2)
    assert judged(np.arange(500) == 7, rng.uniform(0.01, 0.2, 500))["models"]["m"]["auc"]["low"] is None
    assert judged(rng.random(500) < 0.3, rng.choice([0.2, 0.4], 500))["models"]["m"]["calibration"]["ici"] is not None


def test_reasons_speak_both_languages() -> None:
    english, chinese = (judged(Y, np.full(len(Y), 0.3), language=each)["models"]["m"]["calibration"]["reason"] for each in ("en", "zh"))
    assert set(english) == set(chinese)
    assert english["slope"] != chinese["slope"]
