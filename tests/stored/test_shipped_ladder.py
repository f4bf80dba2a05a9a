"""What every set of modalities can do: laws that information obeys."""

from __future__ import annotations

import numpy as np

from osteo_core.inference.missing import subset_key
from osteo_core.stored import studies as shipped
from osteo_core.training.people import ROW_MODALITIES


def test_what_adds_information_never_makes_the_best_possible_worse() -> None:
    best = shipped.ladder().query("model == 'oracle'").set_index(["outcome", "subset"])
    assert len(best) == 2 * 63
    for (outcome, subset), row in best.iterrows():
        for other, more in best.loc[outcome].iterrows():
            if set(subset.split("+")) < set(other.split("+")) and row["n"] == more["n"]:
                assert more["brier"] <= row["brier"] + 5e-4, (outcome, subset, other)


def test_the_network_stays_under_the_best_possible_on_every_rung() -> None:
    both = shipped.ladder().set_index(["outcome", "subset", "model"]).unstack("model")
    assert (both["auc"]["fusion"] <= both["auc"]["oracle"] + 5e-4).all()
    assert (both["brier"]["fusion"] >= both["brier"]["oracle"] - 5e-4).all()
    assert (both["n"]["fusion"] == both["n"]["oracle"]).all()


def test_ladder_and_rows_are_of_the_same_people() -> None:
    rungs = shipped.ladder().query("outcome == 'osteoporosis'").set_index(["subset", "model"])
    rows = shipped.rows().query("people == 'fresh'").set_index(["row", "model"])
    for row, modalities in ROW_MODALITIES.items():
        for model in ("fusion", "oracle"):
            rung, figures = rungs.loc[(subset_key(modalities), model)], ["auc", "brier"]
            np.testing.assert_allclose(rung[figures].astype(float), rows.loc[(row, model), figures].astype(float), atol=1e-6)
