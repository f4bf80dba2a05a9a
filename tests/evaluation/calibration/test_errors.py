"""ICI, E50, E90 and Emax against rms, and the laws they obey."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from osteo_core.evaluation.calibration.errors import calibration_errors
from tests import folders

GOLDEN = folders.GOLDEN / "evaluate"
TABLE = pd.read_csv(GOLDEN / "table.csv")


@pytest.mark.parametrize("golden", pd.read_csv(GOLDEN / "models.csv").to_dict("records"), ids=lambda g: f"{g['group']}-{g['model']}")
def test_as_rms_draws_the_curve(golden: dict[str, float]) -> None:
    people = TABLE if golden["group"] == "all" else TABLE[TABLE["g"] == golden["group"]]
    found = calibration_errors(people["y"], people[golden["model"]])
    assert (found.ici, found.e50, found.e90, found.emax) == pytest.approx([golden[n] for n in ("ici", "e50", "e90", "emax")], abs=1e-6)


def test_a_right_prediction_has_small_errors_and_a_shifted_one_its_shift() -> None:
    rng = np.random.default_rng(5)
    risk = rng.uniform(0.2, 0.6, 60_000)
    outcome = rng.random(60_000) < risk
    assert calibration_errors(outcome, risk).emax < 0.03
    shifted = calibration_errors(outcome, risk + 0.1)
    assert (shifted.ici, shifted.e50) == pytest.approx((0.1, 0.1), abs=0.01)


def test_they_are_ordered() -> None:
    found = calibration_errors(TABLE["y"], TABLE["p_old"])
    assert 0 <= found.e50 <= found.e90 <= found.emax <= 1
    assert found.ici <= found.emax
