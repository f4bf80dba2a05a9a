"""Agreement with R's pROC and glm on a small fixed table; see tests/golden/proc/README.md."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from osteo_core.evaluation.calibration.intercept_slope import brier, calibration
from osteo_core.evaluation.discrimination.auc import auc, auc_difference
from tests import folders

GOLDEN = folders.GOLDEN / "proc"
TABLE = pd.read_csv(GOLDEN / "table.csv")
AREAS = pd.read_csv(GOLDEN / "areas.csv").to_dict("records")
PAIRS = pd.read_csv(GOLDEN / "tests.csv").to_dict("records")


@pytest.mark.parametrize("golden", AREAS, ids=lambda g: g["prediction"])
def test_auc_and_its_interval(golden: dict[str, float]) -> None:
    found = auc(TABLE["outcome"], TABLE[golden["prediction"]])
    assert (found.estimate, found.low, found.high) == pytest.approx((golden["auc"], golden["low"], golden["high"]), abs=1e-9)


@pytest.mark.parametrize("golden", PAIRS, ids=lambda g: f"{g['first']}-{g['second']}")
def test_delongs_paired_test(golden: dict[str, float]) -> None:
    found = auc_difference(TABLE["outcome"], TABLE[golden["first"]], TABLE[golden["second"]])
    expected = tuple(golden[name] for name in ("difference", "low", "high", "z", "p"))
    assert (found.difference, found.low, found.high, found.z, found.p) == pytest.approx(expected, abs=1e-8)


def test_calibration_against_glm() -> None:
    golden = pd.read_csv(GOLDEN / "calibration.csv").iloc[0]
    inside = TABLE["fine"].clip(1e-6, 1 - 1e-6)
    found = calibration(TABLE["outcome"], inside)
    assert (found.slope, found.intercept) == pytest.approx((golden["slope"], golden["intercept"]), abs=1e-6)
    weighted = calibration(TABLE["outcome"], inside, np.tile([1, 2, 0.5, 1.25], 40))
    assert weighted.slope == pytest.approx(golden["weighted_slope"], abs=1e-6)
    assert brier(TABLE["outcome"], inside) == pytest.approx(golden["brier"], abs=1e-12)
