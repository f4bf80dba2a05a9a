"""Case mix: people drawn from the model's own are alike, others are told apart; a column of predictions has nobody to be compared with."""

from __future__ import annotations

import numpy as np
import pytest

from osteo_core.recalibration.case_mix import case_mix, reference_people
from osteo_core.recalibration.layer import COVARIATES
from osteo_core.recalibration.table_people import TablePeople


def people(name: str = "nhanes", older: float = 0.0, wider: float = 1.0) -> TablePeople:
    """A sample of the NHANES model's held-out people, their age and the spread of their predictions changed."""
    known = reference_people("nhanes", "osteoporosis")
    assert known is not None
    chosen = np.random.default_rng(2).choice(len(known["lp"]), 600, replace=False)
    columns = {place: values[chosen] for place, values in known.items()}
    lp = columns["lp"].mean() + wider * (columns["lp"] - columns["lp"].mean())
    covariates = {place: columns[place] + (older if place == "age_per_10_years" else 0.0) for place in COVARIATES}
    return TablePeople(
        answer="osteoporosis", name=name, outcome=np.zeros(600), probability=1 / (1 + np.exp(-lp)), scores={}, covariates=covariates,
        time=None, event=None, dates=None, rows=600, refused=0, problems=(), unknown=0, defined_by="column", reads_scan=False,
    )  # fmt: skip


def test_people_like_the_models_own_cannot_be_told_apart() -> None:
    found = case_mix(people())
    assert found["membership"]["auc"]["estimate"] < 0.56
    assert found["linear_predictor"]["ratio"] == pytest.approx(1, abs=0.07)
    assert found["membership"]["on"] == ["lp", *COVARIATES]


def test_older_people_are_told_apart_and_less_spread_is_seen() -> None:
    assert case_mix(people(older=1.5))["membership"]["auc"]["estimate"] > 0.8
    assert case_mix(people(wider=0.5))["linear_predictor"]["ratio"] == pytest.approx(0.5, abs=0.04)


def test_predictions_of_unknown_origin_say_so() -> None:
    found = case_mix(people("p_somebody"))
    assert found["membership"] == {"auc": None, "on": []}
    assert found["reason"]
    assert found["here"]["lp"]["n"] == 600
