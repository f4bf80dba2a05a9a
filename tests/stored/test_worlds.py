"""What each kind of data adds in two worlds: by hand on a small table, and the laws of what ships."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from osteo_core.stored import studies
from osteo_core.stored.worlds import BASE, OUTCOMES, WORLDS, areas, decisions, gain_of_everything, thresholds
from osteo_core.training.people import ROW_MODALITIES

AREAS = {("life", "DXA"): 0.66, ("life", BASE): 0.73, ("life", "All features"): 0.745}
AREAS |= {("paper", "DXA"): 0.7, ("paper", BASE): 0.8, ("paper", "All features"): 0.88}


@pytest.fixture
def table() -> pd.DataFrame:
    worth = {"DXA": 0.01, BASE: 0.02, "All features": 0.05}
    return pd.DataFrame(
        [
            {
                "world": world, "row": row, "outcome": "fracture", "model": model, "n": 100, "events": 10, "auc": area, "low": area - 0.1,
                "high": area + 0.1, "threshold": threshold, "net_benefit": worth[row] - threshold / 10, "treat_all": 0.0, "acted": 0.5,
                "changed": 0.0 if row == BASE else 0.07,
            }
            for (world, row), area in AREAS.items()
            for model in ("network", "limit")
            for threshold in (0.2, 0.1)
        ]
    )  # fmt: skip


def test_an_area_stands_once_a_row_and_source(table: pd.DataFrame) -> None:
    found = areas(table, "fracture")
    assert len(found) == 12
    assert found.set_index(["source", "row"]).loc[("paper.limit", "DXA"), "high"] == pytest.approx(0.8)


def test_decisions_are_compared_with_scan_and_clinical_factors_at_the_same_threshold(table: pd.DataFrame) -> None:
    assert thresholds(table, "fracture") == (0.1, 0.2)
    found = decisions(table, "fracture", 0.2).set_index(["row", "world"])
    assert set(found.index) == {(row, world) for row in (BASE, "All features") for world in WORLDS}
    assert found.loc[(BASE, "life"), "gained"] == 0
    assert found.loc[("All features", "life"), "gained"] == pytest.approx(0.03)
    assert found.loc[("All features", "life"), "net_benefit"] == pytest.approx(0.03)


def test_what_everything_adds(table: pd.DataFrame) -> None:
    assert gain_of_everything(table, "fracture") == pytest.approx({"life": 0.015, "paper": 0.08})


def test_what_ships_obeys_the_laws_of_both_worlds() -> None:
    shipped = studies.worlds()
    assert set(shipped["row"]) == set(ROW_MODALITIES)
    assert set(shipped.loc[shipped["world"] == "paper", "outcome"]) == set(OUTCOMES)
    assert set(shipped.loc[shipped["world"] == "life", "outcome"]) == {*OUTCOMES, "hip_fracture"}
    assert (shipped.loc[shipped["row"] == BASE, "changed"] == 0).all()
    assert shipped["acted"].between(0, 1).all()
    # Nobody beats the best possible answer beyond chance; acting on some is never worth more than finding everybody.
    by = shipped.drop_duplicates(["world", "row", "outcome", "model"]).set_index(["world", "row", "outcome", "model"])
    network, limit = (by.xs(model, level="model") for model in ("network", "limit"))
    assert (network["auc"] <= limit["high"].reindex(network.index)).all()
    assert (shipped["net_benefit"] <= shipped["events"] / shipped["n"]).all()
    lower = shipped.groupby(["world", "row", "outcome", "model"])["acted"].apply(lambda acted: np.diff(acted).max())
    assert (lower <= 0).all()
