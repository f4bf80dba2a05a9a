"""The version without BMD was derived, never fitted; what has been published of FRAX without BMD must not contradict it.

The United Kingdom's FRAX has other base rates than the US one, but risk factors act in all versions alike: their effects are compared.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from osteo_core.frax_formula.inputs import frax_percent
from tests import folders

UK = pd.read_csv(folders.GOLDEN / "frax_uk" / "table2_without_bmd.csv").set_index(["sex", "factor"])
AGES = np.array([50.0, 60.0, 70.0, 80.0])
FACTORS = [factor for sex, factor in UK.index if sex == "female" and factor != "none"]


def effect_against_uk(sex: str, factor: str, outcome: str) -> np.ndarray:
    """(4,) log of our relative effect of a factor over the printed one, at AGES."""
    person = {"age": AGES, "sex": sex, "ethnicity": "european", "bmi": 25.0}
    ours = frax_percent(**person, **{factor: 1})[outcome] / frax_percent(**person)[outcome]
    columns = [f"{outcome}_{age:.0f}" for age in AGES]
    printed = UK.loc[(sex, factor), columns].to_numpy(float) / UK.loc[(sex, "none"), columns].to_numpy(float)
    return np.log(ours / printed)


@pytest.mark.parametrize("sex", ["female", "male"])
def test_factors_act_on_major_fracture_as_in_published_frax_without_bmd(sex: str) -> None:
    gaps = np.abs([effect_against_uk(sex, factor, "major") for factor in FACTORS])
    assert np.median(gaps) < 0.08
    assert gaps.max() < 0.25


@pytest.mark.parametrize("sex", ["female", "male"])
def test_factors_act_on_hip_fracture_about_as_in_published_frax_without_bmd(sex: str) -> None:
    """From 70 on: below, hip probabilities are printed with one digit."""
    gaps = np.abs([effect_against_uk(sex, factor, "hip")[2:] for factor in FACTORS])
    assert np.median(gaps) < 0.2
    assert gaps.max() < 0.55  # a parent's hip fracture at 80, where the fit has few people


def test_the_us_anchor_of_screening() -> None:
    """US FRAX gives a white woman of 65 without risk factors 9.3 % (USPSTF, Ann Intern Med 2011;154:356-364)."""
    ours = float(frax_percent(age=65, sex="female", ethnicity="european", bmi=25.0)["major"])
    assert ours == pytest.approx(9.3, rel=0.15)
