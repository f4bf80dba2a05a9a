"""Agreement with R's survival on a small table full of ties; see tests/golden/survival_r/README.md."""

from __future__ import annotations

from typing import get_args

import pandas as pd
import pytest

from osteo_core.evaluation.survival.concordance import concordance
from osteo_core.evaluation.survival.cox import CoxFit, Transform, cox, proportional_hazards
from osteo_core.evaluation.survival.kaplan_meier import by_group, log_rank
from tests import folders

GOLDEN = folders.GOLDEN / "survival_r"
TABLE = pd.read_csv(GOLDEN / "table.csv")


def _golden(name: str) -> pd.DataFrame:
    return pd.read_csv(GOLDEN / f"{name}.csv")


@pytest.fixture(scope="module")
def fit() -> CoxFit:
    return cox(TABLE["time"], TABLE["event"], {name: TABLE[name] for name in ("age", "bmi", "fracture")})


def test_kaplan_meier_with_its_band() -> None:
    curves = by_group(TABLE["time"], TABLE["event"], TABLE["group"])
    golden = dict(list(_golden("curves").groupby("group")))
    assert set(curves) == set(golden)
    for name, expected in golden.items():
        for column in ("time", "at_risk", "events", "survival", "low", "high"):
            assert getattr(curves[name], column) == pytest.approx(expected[column].to_numpy(), abs=1e-10, nan_ok=True)


def test_numbers_at_risk_and_survival_at_chosen_times() -> None:
    curves = by_group(TABLE["time"], TABLE["event"], TABLE["group"])
    for name, expected in _golden("at_times").groupby("group"):
        found = curves[str(name)].at(expected["time"])
        assert found["at_risk"].tolist() == expected["at_risk"].tolist()
        assert found["survival"].to_numpy() == pytest.approx(expected["survival"].to_numpy(), abs=1e-10)


@pytest.mark.parametrize("test, left_out", [("three", ""), ("two", "middle")])
def test_log_rank(test: str, left_out: str) -> None:
    people = TABLE[TABLE["group"] != left_out]
    found = log_rank(people["time"], people["event"], people["group"])
    golden = _golden("log_rank").query("test == @test")
    expected = golden.iloc[0]
    assert (found.chi2, found.df, found.p) == pytest.approx((expected["chi2"], expected["df"], expected["p"]), rel=1e-10)
    assert found.groups["observed"].tolist() == golden["observed"].tolist()
    assert found.groups["expected"].to_numpy() == pytest.approx(golden["expected"].to_numpy(), abs=1e-10)


def test_cox_with_efrons_ties(fit: CoxFit) -> None:
    golden = _golden("cox")
    for column in ("coefficient", "se", "hazard_ratio", "low", "high", "p"):
        assert fit.table[column].to_numpy() == pytest.approx(golden[column].to_numpy(), rel=1e-8)
    likelihood = _golden("log_likelihood").iloc[0]
    assert (fit.null_log_likelihood, fit.log_likelihood) == pytest.approx((likelihood["null"], likelihood["fitted"]), rel=1e-12)


@pytest.mark.parametrize("transform", get_args(Transform))
def test_proportional_hazards_as_cox_zph(fit: CoxFit, transform: Transform) -> None:
    golden = _golden("zph").query("transform == @transform")
    found = proportional_hazards(fit, transform)
    assert [name.upper() for name in found["covariate"]] == [name.upper() for name in golden["covariate"]]
    for column in ("chi2", "df", "p"):
        assert found[column].to_numpy() == pytest.approx(golden[column].to_numpy(), rel=1e-7)


def test_concordance_with_its_interval(fit: CoxFit) -> None:
    golden = _golden("concordance").set_index("what")
    for name, found in (("cox", fit.concordance), ("score", concordance(TABLE["time"], TABLE["event"], TABLE["score"]))):
        expected = golden.loc[name]
        assert (found.estimate, found.low, found.high) == pytest.approx((expected["c"], expected["low"], expected["high"]), abs=1e-9)
