"""The Bayes-optimal answers: calibration, coherence, and brute force by importance sampling."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from osteo_core.cohorts.worlds.paper import bayes, draw, yes_no
from osteo_core.cohorts.worlds.paper.blocks import make_block
from osteo_core.cohorts.worlds.paper.demographics import bmi_units, draw_demographics
from osteo_core.cohorts.worlds.paper.discrimination import auc
from osteo_core.cohorts.worlds.paper.draw import _measure, dxa_shift
from osteo_core.cohorts.worlds.paper.fracture import incidence, log_hazard
from osteo_core.cohorts.worlds.paper.parameters import World, load_world
from osteo_core.cohorts.worlds.paper.targets import ALL, ROWS
from osteo_core.errors import InvalidInput

SUBSETS = [("dxa",), ("clinical",), ("btm", "micro"), ("gene", "sensory"), ("dxa", "btm", "sensory"), ("clinical", "micro", "gene"), ALL]


def deciles(p, outcome):
    """Worst |observed - expected| over its standard error, by tenths of p."""
    groups = np.array_split(np.argsort(p), 10)
    return max(abs(outcome[g].mean() - p[g].mean()) / np.sqrt((p[g] * (1 - p[g])).mean() / g.size) for g in groups)


@pytest.mark.parametrize("modalities", SUBSETS, ids="+".join)
def test_calibrated_in_every_tenth(people, modalities):
    # the fewer fields, the more there is to integrate
    n = 6000 if "clinical" in modalities else 2500 if modalities == ("dxa",) else 500
    table, truth = people.table.iloc[:n], people.truth.iloc[:n]
    found = bayes(table, modalities)
    assert np.allclose(found[["p_normal", "p_osteopenia", "p_osteoporosis"]].sum(axis=1), 1.0)
    for name in ("normal", "osteopenia", "osteoporosis"):
        assert deciles(found[f"p_{name}"].to_numpy(), (table["status"] == name).to_numpy(float)) < 4.2
    assert deciles(found["p_fracture"].to_numpy(), truth["fracture_outcome"].to_numpy()) < 4.2


def test_calibrated_with_fields_missing():
    cohort = draw(12_000, 21)
    found = bayes(cohort, ALL)
    assert deciles(found["p_osteoporosis"].to_numpy(), (cohort.table["status"] == "osteoporosis").to_numpy(float)) < 4.2
    assert deciles(found["p_fracture"].to_numpy(), cohort.truth["fracture_outcome"].to_numpy()) < 4.2


def test_hospital_people_are_calibrated_in_their_own_population():
    cohort = draw(12_000, 22, complete=True, population="hospital")
    found = bayes(cohort, ("dxa", "clinical", "btm"), fracture=False)
    assert deciles(found["p_osteoporosis"].to_numpy(), (cohort.table["status"] == "osteoporosis").to_numpy(float)) < 4.2


def test_oracle_meets_table_2_and_more_data_never_hurts(people):
    outcome = (people.table["status"] == "osteoporosis").to_numpy()
    found = {row: auc(outcome, bayes(people, m, fracture=False)["p_osteoporosis"]) for row, (m, _) in ROWS.items()}
    for row, (_, target) in ROWS.items():
        assert found[row] == pytest.approx(target, abs=0.009), row  # 0.004 and two standard errors of 20 000 people
    ladder = [found[row] for row in ("DXA", "DXA+Clinical", "DXA+Clinical+BTMs", "DXA+Clinical+BTMs+Bone Micro", "All features")]
    assert ladder == sorted(ladder)
    assert min(found["DXA+Clinical+BTMs+Gene"], found["DXA+Clinical+BTMs+Sensory"]) > found["DXA+Clinical+BTMs"]


def test_everything_measured_gives_the_true_fracture_risk(people):
    found = bayes(people.table.iloc[:2000], ALL)["p_fracture"]
    assert np.abs(found - people.truth["p_fracture"].iloc[:2000]).max() < 2e-3


@pytest.mark.parametrize("modalities", [("dxa",), ("clinical",), ("dxa", "clinical"), ALL], ids="+".join)
def test_a_finer_grid_changes_nothing(people, modalities):
    few = people.table.iloc[:40]
    assert np.allclose(bayes(few, modalities), bayes(few, modalities, refine=3), atol=2e-4)


def _imagine(world: World, n: int, seed: int) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    rng = np.random.default_rng(seed)
    z = rng.standard_normal(n)
    return z, draw_demographics(world, z, "development", rng)


def test_dxa_alone_agrees_with_importance_sampling(people):
    """Imagined people weighted by the density of the patient's three BMD values given their demographics."""
    world = load_world()
    dxa = make_block(world, "dxa")
    z, who = _imagine(world, 120_000, 1)
    g = world.strength(who["age"], who["female"], who["ethnicity_index"], "development")
    mean = dxa.slopes[:, 0] * z[:, None] + dxa_shift(world, dxa, who["age"], who["female"], bmi_units(world, who["bmi"]))
    few = people.table.iloc[:4]
    found = bayes(few, ("dxa",))
    for i in range(len(few)):
        x = np.log(few.iloc[i][list(dxa.fields)].to_numpy(float)) - dxa.centre
        weight = np.zeros(z.size)
        for value in np.unique(g):
            rows = g == value
            weight[rows] = multivariate_normal(np.zeros(3), dxa.noise / value).pdf(x - mean[rows])
        weight /= weight.sum()
        error = 4.5 * np.sqrt((weight**2).sum() * 0.25) + 1e-3
        assert found["p_osteoporosis"].iloc[i] == pytest.approx(weight @ (z < world.cuts[0]), abs=error)
        risk = _risk_of_the_imagined(world, z, who, g, x, i)
        assert found["p_fracture"].iloc[i] == pytest.approx(weight @ risk, abs=0.5 * error + 2e-3)


def _risk_of_the_imagined(world, z, who, g, x, seed):
    """10-year risk when the imagined people have the patient's BMD: everything else is drawn."""
    dxa = make_block(world, "dxa")
    columns = _measure(world, z, "development", np.random.default_rng(seed)) | who
    columns |= dxa.natural(np.tile(x, (z.size, 1)))
    rng = np.random.default_rng(seed + 50)
    columns["prior_fracture"] = yes_no.draw_yes_no(yes_no.prior_fracture_log_odds(world, np.full(z.size, x[1] / dxa.scale[1])), rng)
    micro = make_block(world, "micro")
    strength = g * world.micro_strength(np.log(columns["femoral_neck_bmd"]))
    columns |= micro.natural(micro.draw(z, np.zeros((z.size, 5)), strength, rng))
    # sensory data follow age: move them from the age they were drawn at to the imagined one
    columns = _with_own_sensory(world, z, who, g, columns, rng)
    blocks = {name: make_block(world, name) for name in ("dxa", "btm", "micro", "sensory")}
    return incidence(world, log_hazard(world, columns, blocks), who["age"], who["female"])


def _with_own_sensory(world, z, who, g, columns, rng):
    from osteo_core.cohorts.worlds.paper.demographics import age_units
    from osteo_core.cohorts.worlds.paper.draw import sensory_shift

    sensory = make_block(world, "sensory")
    fell = yes_no.draw_yes_no(yes_no.log_odds(world, "falls_12m", z, age_units(world, who["age"])), rng)
    return columns | sensory.natural(sensory.draw(z, sensory_shift(world, sensory, who["age"], fell), g, rng))


def test_an_unusable_subset_is_refused(people):
    with pytest.raises(ValueError, match="subset"):
        bayes(people.table.iloc[:2], ())
    with pytest.raises(ValueError, match="subset"):
        bayes(people.table.iloc[:2], ("mri",))


def test_missing_demographics_are_refused_not_guessed(people):
    table = people.table.iloc[:3].copy()
    table.loc[1, "age"] = np.nan
    with pytest.raises(InvalidInput) as caught:
        bayes(table, ("clinical",))
    assert caught.value.problems[0].where == "age"
    assert caught.value.problems[0].row == 1
