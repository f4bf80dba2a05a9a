"""What the survey did not measure comes out as parameters.toml states it."""

import numpy as np
import pytest

from osteo_core.cohorts.worlds.life.micro import neck_correlation
from osteo_core.cohorts.worlds.life.movement import stance_latent
from osteo_core.cohorts.worlds.life.parameters import load_parameters


def partial(x, y, *given):
    design = np.column_stack([np.ones(len(x)), *given])
    left = [v - design @ np.linalg.lstsq(design, v, rcond=None)[0] for v in (x, y)]
    return np.corrcoef(*left)[0, 1]


def test_markers_by_menopause_and_sex(lives):
    table = lives.table
    without = table["glucocorticoid_use"] == 0
    groups = {"before": table["postmenopausal"] == 0, "after": table["postmenopausal"] == 1, "men": table["sex"] == "male"}
    for name, expected in (("p1np", (38, 43, 33)), ("ctx", (0.21, 0.33, 0.17)), ("balp", (11.7, 16.0, 13.6))):
        for group, value in zip(groups.values(), expected, strict=True):
            rows = table[name][group & without]
            error = np.log(rows).std() / np.sqrt(len(rows))
            # neck BMD and BMI move the groups' means a little
            assert np.log(rows).mean() == pytest.approx(np.log(value), abs=4 * error + 0.03), name


def test_markers_fall_with_bmd_given_age_and_bmi(lives):
    table = lives.table
    after = (table["postmenopausal"] == 1).to_numpy()
    neck, age, bmi = (table[name].to_numpy()[after] for name in ("femoral_neck_bmd", "age", "bmi"))
    for name, r in (("ctx", -0.20), ("p1np", -0.20), ("balp", -0.25)):
        found = partial(np.log(table[name].to_numpy()[after]), np.log(neck), age, age**2, np.log(bmi))
        assert found == pytest.approx(r, abs=0.08), name
    log = np.log(table[["ctx", "p1np"]].to_numpy()[after])
    assert np.corrcoef(log.T)[0, 1] == pytest.approx(0.85 * 0.82, abs=0.07)


def test_glucocorticoids_lower_osteocalcin(lives):
    use = lives.table["glucocorticoid_use"] == 1
    log = np.log(lives.table["osteocalcin"])
    assert log[use].mean() - log[~use].mean() == pytest.approx(np.log(0.65), abs=4 * log.std() / np.sqrt(use.sum()))


def test_microarchitecture_by_sex_age_and_bmd(lives):
    table = lives.table
    r = neck_correlation(load_parameters())
    for sex, mean, change in (("female", 0.209, -0.479), ("male", 0.291, -0.487)):
        rows = (table["sex"] == sex).to_numpy()
        age, value = table["age"].to_numpy()[rows], table["bv_tv"].to_numpy()[rows]
        expected = mean * (1 + change / 100 * (age - 37))
        assert (value / expected).mean() == pytest.approx(1.0, abs=0.03)
        assert partial(np.log(value), lives.truth["neck_z_of_age"].to_numpy()[rows], age) == pytest.approx(r[0], abs=0.06)
        spacing = np.log(table["tb_sp"].to_numpy()[rows])
        assert partial(np.log(table["tb_n"].to_numpy()[rows]), spacing, age) == pytest.approx(-0.96, abs=0.04)


def test_genes_go_with_neck_bmd_a_little_and_the_named_two_do_not(lives):
    snps = [name for name in lives.table if name.startswith("rs")]
    european = (lives.table["ethnicity"] == "european").to_numpy()
    dosages, neck = lives.table[snps].to_numpy()[european], lives.truth["neck_z"].to_numpy()[european]
    fitted = np.linalg.lstsq(np.column_stack([np.ones(len(neck)), dosages]), neck, rcond=None)[0]
    r = np.corrcoef(np.column_stack([np.ones(len(neck)), dosages]) @ fitted, neck)[0, 1]
    chance = np.sqrt(63 / european.sum())  # what 63 columns of noise would reach
    assert 0.15 < np.sqrt(max(r**2 - chance**2, 0)) < 0.26
    for rsid, frequency in (("rs1544410", 0.40), ("rs2277438", 0.18)):
        copies = lives.table[rsid].to_numpy()[european]
        assert copies.mean() / 2 == pytest.approx(frequency, abs=0.02)
        assert abs(np.corrcoef(copies, neck)[0, 1]) < 0.08


def test_vitamin_d_by_ethnicity_and_body_mass(lives):
    table = lives.table
    for name, mean, sd in (("european", 73, 21), ("african", 48, 20), ("hispanic", 58, 18)):
        rows = table[table["ethnicity"] == name]
        # given BMI, which is about as in the survey's people of that ethnicity
        at_centre = rows["vitamin_d_25oh"] + (0.45 if name == "african" else 0.9) * (rows["bmi"] - 28.5)
        assert at_centre.mean() == pytest.approx(mean, abs=4 * sd / np.sqrt(len(rows)) + 1), name
    assert table["vitamin_d_25oh"].skew() > 0.5


def test_gait_stance_and_falls_by_age(lives):
    table = lives.table
    sixties = table["age"].between(60, 70)
    speed = table.loc[sixties & (table["sex"] == "female"), "gait_speed"]
    assert speed.mean() == pytest.approx(1.24 - 0.08, abs=0.03)
    assert speed.std() == pytest.approx(0.22, abs=0.03)
    assert np.corrcoef(table["age"], table["gait_speed"])[0, 1] == pytest.approx(-0.45, abs=0.10)
    assert table["single_leg_stance"].max() <= 45
    falls = table.groupby(table["age"] >= 65)["falls_12m"].mean()
    assert falls[False] == pytest.approx(0.18, abs=0.04)
    assert falls[True] == pytest.approx(0.287, abs=0.05)  # BRFSS 2014, 65 and over


def test_stance_latent_variable_gives_the_published_seconds():
    rng = np.random.default_rng(1)
    published = ((40, 10), (37, 12), (27, 16), (15, 14), (6, 9))
    for (mean, sd), centre, spread in zip(published, *stance_latent(), strict=True):
        seconds = 45 / (1 + np.exp(-(centre + spread * rng.standard_normal(100_000))))
        assert (seconds.mean(), seconds.std()) == pytest.approx((mean, sd), abs=0.25)
