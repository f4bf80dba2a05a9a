"""The cohort's diagnosis built up: the ladder's own figures along any order, and laws of their average over all orders."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from osteo_core.constants import MODALITIES
from osteo_core.evaluation.decision.net_benefit import decision_curve
from osteo_core.explanation.coalitions import gains
from osteo_core.stored import studies as shipped
from osteo_core.stored.ladder import (  # fmt: skip
    CHANCE,
    FIGURES,
    MODELS,
    THRESHOLDS,
    auc_game,
    auc_worth,
    figure_column,
    metrics_along_order,
    reach,
    treat_all,
)

OUTCOMES = shipped.OUTCOMES["test"]
BACK = MODALITIES[::-1]


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("order", [MODALITIES, BACK], ids=["forth", "back"])
def test_every_step_is_a_row_of_the_ladder(order: tuple[str, ...], outcome: str) -> None:
    ladder = shipped.ladder()
    rows = ladder[ladder["outcome"] == outcome].set_index(["subset", "model"]).sort_index()
    assert rows.index.is_unique
    for figure in FIGURES:
        for threshold in THRESHOLDS:
            column = figure_column(figure, threshold)
            found = metrics_along_order(ladder, order, outcome, column)
            assert len(found) == len(order) * len(MODELS)
            for row in found.to_dict("records"):
                assert set(row["subset"].split("+")) == set(order[: row["step"]])
                its = rows.loc[row["subset"], row["model"]]
                assert row["estimate"] == its[column]
                assert row["n"] == its["n"]
                if figure == "auc":
                    assert (row["low"], row["high"]) == (its["auc_low"], its["auc_high"])
                else:
                    assert np.isnan(row["low"])


def test_orders_end_at_the_same_figure_and_none_leaves_the_axis() -> None:
    ladder = shipped.ladder()
    for column in ("auc", "brier", "net_benefit_0.2"):
        forth, back = (metrics_along_order(ladder, order, "fracture", column) for order in (MODALITIES, BACK))
        assert list(forth["estimate"])[-2:] == list(back["estimate"])[-2:]
        low, high = reach(forth, back)
        for found in (forth, back):
            assert found[["estimate", "low"]].min().min() >= low
            assert found[["estimate", "high"]].max().max() <= high


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_acting_on_all_is_the_decision_curves(outcome: str) -> None:
    ladder = shipped.ladder()
    row = ladder.query("outcome == @outcome and subset == 'dxa'").iloc[0]
    y = np.repeat([1.0, 0.0], [row["events"], row["n"] - row["events"]])
    curve = decision_curve(y, {}, THRESHOLDS).query("model == 'all'").set_index("threshold")["net_benefit"]
    assert [treat_all(ladder, outcome, t) for t in THRESHOLDS] == pytest.approx([curve[t] for t in THRESHOLDS], abs=1e-12)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_worth_in_auc_is_the_mean_over_all_orders_and_sums_to_the_whole(outcome: str, model: str) -> None:
    ladder = shipped.ladder()
    value = auc_game(ladder, outcome, model)
    found = auc_worth(ladder, outcome).query("model == @model").set_index("modality")
    assert value[frozenset()] == CHANCE
    whole = ladder.query("outcome == @outcome and model == @model and subset == 'dxa+clinical+btm+micro+gene+sensory'")["auc"].item()
    assert found["average"].sum() == pytest.approx(whole - CHANCE, abs=1e-12)
    orders = [gains(order, value) for order in permutations(MODALITIES)]
    assert len(orders) == 720
    for modality in MODALITIES:
        assert found.loc[modality, "average"] == pytest.approx(np.mean([order[modality] for order in orders]), abs=1e-12)
        alone = ladder.query("outcome == @outcome and model == @model and subset == @modality")["auc"].item()
        assert found.loc[modality, "first"] == pytest.approx(alone - CHANCE, abs=1e-12)


def test_early_counts_for_more_than_late() -> None:
    """What others already tell is not told again: every modality adds more AUC to nothing than to the other five."""
    for outcome in OUTCOMES:
        found = auc_worth(shipped.ladder(), outcome)
        assert (found["first"] > found["average"]).all()
        assert (found["average"] > found["last"]).all()
