"""Reference curves against the data they stand for, and against numbers read off by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from osteo_core.cohorts.nhanes.extract import TOP_CODED_AGE, load_nhanes
from osteo_core.patients.reference import SITES, reference_ages, reference_document, reference_mean_sd, z_score


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    table = load_nhanes(min_age=20)
    return table[table["age"] < table["cycle"].map(TOP_CODED_AGE)]


@pytest.mark.parametrize("site", SITES)
def test_z_scores_are_standard_in_every_cell_of_the_survey(people: pd.DataFrame, site: str) -> None:
    z = pd.Series(z_score(site, people[f"{site}_bmd"], people["age"], people["sex"], people["ethnicity"]), index=people.index)
    # 2013-14 and 2017-20 carry weights of their own; elsewhere each person counts once, as the fit nearly does within a cell.
    weight = people["survey_weight"] / people.groupby("cycle")["survey_weight"].transform("mean")
    cells = pd.DataFrame({"z": z, "w": weight.fillna(1.0)}).loc[z.notna() & (weight != 0) & (people["ethnicity"] != "other")]
    grouping = [people["sex"], people["ethnicity"], people["age"] // 10]
    checked = 0
    for _, cell in cells.groupby([g.loc[cells.index] for g in grouping]):
        if len(cell) < 100:
            continue
        mean = np.average(cell["z"], weights=cell["w"])
        sd = np.sqrt(np.average((cell["z"] - mean) ** 2, weights=cell["w"]))
        effective = cell["w"].sum() ** 2 / (cell["w"] ** 2).sum()
        assert abs(mean) < 0.1 + 3 / np.sqrt(effective)
        assert 0.8 < sd < 1.2
        checked += 1
    assert checked >= 30


@pytest.mark.parametrize("site", SITES)
def test_z_scores_are_standard_over_all(people: pd.DataFrame, site: str) -> None:
    z = z_score(site, people[f"{site}_bmd"], people["age"], people["sex"], people["ethnicity"])
    z = z[np.isfinite(z) & (people["ethnicity"] != "other").to_numpy()]
    assert abs(z.mean()) < 0.05
    assert z.std() == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize("sex", ["female", "male"])
@pytest.mark.parametrize("ethnicity", [None, "european", "african", "hispanic", "asian"])
@pytest.mark.parametrize("site", ["femoral_neck", "total_hip"])
def test_hip_bmd_falls_with_age_after_fifty(site: str, ethnicity: str | None, sex: str) -> None:
    last = reference_ages(site, sex, ethnicity)[1]
    mean, _ = reference_mean_sd(site, np.arange(50, last + 1), sex, ethnicity)
    assert (mean[20:] < mean[:-20]).all()
    assert (np.diff(mean) < 0.0005).all()  # old men of the smaller groups level off; no year rises beyond noise


def test_young_white_women_agree_with_the_published_nhanes_iii_reference() -> None:
    # Looker et al. 1998: femoral neck 0.858 (SD 0.120), total hip 0.942 (SD 0.122) in white women of 20 to 29 years. NHANES III measured
    # 1988-94 with a pencil beam; fan-beam surveys after 2005 read a little higher.
    ages = np.arange(20, 30)
    neck, neck_sd = reference_mean_sd("femoral_neck", ages, "female", "european")
    hip, hip_sd = reference_mean_sd("total_hip", ages, "female", "european")
    assert neck.mean() == pytest.approx(0.858, abs=0.03)
    assert hip.mean() == pytest.approx(0.942, abs=0.03)
    assert neck_sd.mean() == pytest.approx(0.120, abs=0.006)
    assert hip_sd.mean() == pytest.approx(0.122, abs=0.006)


def test_african_american_hips_are_denser_than_asian_ones() -> None:
    ages = np.arange(50, 80)
    african, european, asian = (reference_mean_sd("femoral_neck", ages, "female", g)[0] for g in ("african", "european", "asian"))
    assert (african > european).all()
    assert (european > asian).all()


def test_a_z_score_by_hand() -> None:
    curve = reference_document()["curves"]["femoral_neck"]["female"]["european"]
    year = 71 - curve["first_age"]
    by_hand = (0.612 - curve["mean"][year]) / curve["sd"][year]
    assert z_score("femoral_neck", 0.612, 71, "female", "european") == pytest.approx(by_hand, abs=1e-12)
    assert by_hand == pytest.approx(-0.67, abs=0.1)  # (0.612 - 0.69) / 0.115
    half = z_score("femoral_neck", 0.612, 71.5, "female", "european")
    mean = (curve["mean"][year] + curve["mean"][year + 1]) / 2
    sd = (curve["sd"][year] + curve["sd"][year + 1]) / 2
    assert half == pytest.approx((0.612 - mean) / sd, abs=1e-12)


def test_unknown_is_nan_and_outside_the_data_is_nan() -> None:
    bmd, age = [0.7, np.nan, 0.7, 0.7, 0.7, 0.7], [70, 70, np.nan, 70, 19, 86]
    z = z_score("femoral_neck", bmd, age, ["female"] * 3 + [None, "male", "male"])
    assert np.isfinite(z[0])
    assert np.isnan(z[1:]).all()
    assert np.isnan(z_score("lumbar_spine", 0.9, 84, "male"))  # the spine was not measured in the one cycle that tells 84 from 80
    assert np.isnan(z_score("total_hip", 0.9, 30, "female", "asian"))


def test_other_and_unknown_ethnicity_use_the_curve_of_all() -> None:
    pooled = z_score("total_hip", 0.8, 66, "male")
    assert np.isfinite(pooled)
    assert z_score("total_hip", 0.8, 66, "male", "other") == pooled
    assert z_score("total_hip", 0.8, 66, "male", "african") < pooled


def test_many_people_at_once_are_the_same_as_one_by_one() -> None:
    bmd, age = np.array([0.6, 0.7, 0.8]), np.array([55, 65, 75])
    sex, ethnicity = np.array(["female", "male", "female"], object), np.array([None, "asian", "hispanic"], object)
    together = z_score("total_hip", bmd, age, sex, ethnicity)
    singly = [float(z_score("total_hip", b, a, s, e)) for b, a, s, e in zip(bmd, age, sex, ethnicity, strict=True)]
    assert together == pytest.approx(singly, abs=0)


def test_an_unknown_site_is_an_error() -> None:
    with pytest.raises(ValueError, match="forearm"):
        z_score("forearm", 0.5, 60, "female")
