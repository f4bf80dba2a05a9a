"""Drawing people: true bone status, everything measured on it, and what happened to them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from osteo_core.cohorts.worlds.paper import yes_no
from osteo_core.cohorts.worlds.paper.availability import registry, withhold
from osteo_core.cohorts.worlds.paper.blocks import Block, make_block
from osteo_core.cohorts.worlds.paper.demographics import age_units, bmi_units, draw_demographics, female_units
from osteo_core.cohorts.worlds.paper.fracture import incidence, log_hazard, simulate
from osteo_core.cohorts.worlds.paper.genes import frequencies, snp_names
from osteo_core.cohorts.worlds.paper.parameters import STATUSES, World, load_world
from osteo_core.cohorts.worlds.virtual_cohort import VirtualCohort

Columns = dict[str, np.ndarray]
BLOCKS = ("dxa", "btm", "micro", "sensory")


def dxa_shift(world: World, block: Block, age: np.ndarray, female: np.ndarray, bmi_sd: np.ndarray | float) -> np.ndarray:
    """(n, 3) shift of log BMD by age, sex and BMI at fixed z; pass bmi_sd = 0 where BMI is to be integrated out."""
    table = world.chosen["dxa"]
    parts = (
        table["age_shift"] * age_units(world, age)
        + table["female_shift"] * female_units(world, female)
        + table["bmi_shift"] * np.asarray(bmi_sd)
    )
    return world.found["shift"] * parts[:, None] * block.scale


def sensory_shift(world: World, block: Block, age: np.ndarray, fell: np.ndarray) -> np.ndarray:
    """(n, 6) shift of the sensory fields by age, and of the fall score by a fall (0/1)."""
    shift = age_units(world, age)[:, None] * block.age
    score = block.fields.index("fall_risk_score")
    shift[:, score] += world.chosen["sensory"]["falls_score"] * np.sqrt(block.noise[score, score]) * fell
    return shift


def draw(n: int, seed: int, *, complete: bool = False, population: str = "development", world: World | None = None) -> VirtualCohort:
    """Draw n virtual people; the same n, seed and options give the same table.

    `truth` holds z, g, log_hazard, p_fracture (given everything measured) and fracture_outcome (the 10-year outcome without censoring).

    complete: everything measured (for oracles); else modalities and single fields are missing as in the paper.
    population: "development", or "hospital" (the external set: younger, fewer women, noisier).
    """
    world = world or load_world()
    if population not in world.chosen["population"]:
        raise ValueError(f"population {population!r} is not one of {sorted(world.chosen['population'])}")
    rng = np.random.default_rng(np.random.SeedSequence([seed, sorted(world.chosen["population"]).index(population)]))
    z = rng.standard_normal(n)
    columns = _measure(world, z, population, rng)
    strength = columns.pop("strength")
    blocks = {name: make_block(world, name) for name in BLOCKS}
    rate = log_hazard(world, columns, blocks)
    life = simulate(world, rate, columns["age"], columns["female"], rng)
    risk = incidence(world, rate, columns["age"], columns["female"])
    truth = pd.DataFrame({"z": z, "g": strength, "log_hazard": rate, "p_fracture": risk, "fracture_outcome": life.pop("outcome")})
    table = _table(world, columns, life, z, rng)
    if not complete:
        withhold(world, table, rng)
    return VirtualCohort(table, truth, population)


def _measure(world: World, z: np.ndarray, population: str, rng: np.random.Generator) -> Columns:
    """All measured columns, in natural units, and the person's strength."""
    return measure(world, z, draw_demographics(world, z, population, rng), population, rng)


def measure(
    world: World, z: np.ndarray, columns: Columns, population: str, rng: np.random.Generator, known: Columns | None = None
) -> Columns:
    """Everything measured on people of these demographics and this z, in natural units, and their strength.

    `known` holds columns (n,) of what was measured before, NaN where it was not: the blocks that depend on it follow it, and it stays.
    """
    known = known or {}
    age, female = columns["age"], columns["female"]
    g = world.strength(age, female, columns["ethnicity_index"], population)
    columns["strength"] = g
    dxa = make_block(world, "dxa")
    bone = dxa.draw(z, dxa_shift(world, dxa, age, female, bmi_units(world, columns["bmi"])), g, rng)
    columns |= _kept(dxa.natural(bone), known)
    columns |= _kept(_clinical(world, z, g, bone[:, 1] / dxa.scale[1], rng), known)
    markers = make_block(world, "btm")
    still = np.zeros((z.size, 5))
    columns |= markers.natural(markers.draw(z, still, g * world.marker_strength(columns["glucocorticoid_use"]), rng))
    micro = make_block(world, "micro")
    columns |= micro.natural(micro.draw(z, still, g * world.micro_strength(np.log(columns["femoral_neck_bmd"])), rng))
    columns |= _genes(world, z, g, columns["vitamin_d_25oh"], rng)
    sensory = make_block(world, "sensory")
    fell = yes_no.draw_yes_no(yes_no.log_odds(world, "falls_12m", z, age_units(world, age)), rng)
    columns |= {"falls_12m": fell} | sensory.natural(sensory.draw(z, sensory_shift(world, sensory, age, fell), g, rng))
    return columns


def _kept(drawn: Columns, known: Columns) -> Columns:
    """What was drawn, with what is known in its place."""
    return {name: np.where(np.isnan(known[name]), values, known[name]) if name in known else values for name, values in drawn.items()}


def _clinical(world: World, z: np.ndarray, g: np.ndarray, femoral_neck_sd: np.ndarray, rng: np.random.Generator) -> Columns:
    """Risk factors and laboratory values."""
    columns = {"prior_fracture": yes_no.draw_yes_no(yes_no.prior_fracture_log_odds(world, femoral_neck_sd), rng)}
    for name in yes_no.CLINICAL_YES_NO:
        columns[name] = yes_no.draw_yes_no(yes_no.log_odds(world, name, z), rng)
    centre, slope, sd = yes_no.vitamin_d_curve(world)
    columns["vitamin_d_25oh"] = np.minimum(np.exp(centre + slope * z + sd * rng.standard_normal(z.size) / np.sqrt(g)), 400.0)
    calcium = world.chosen["serum_calcium"]
    noise = calcium["sd"] * rng.standard_normal(z.size) / np.sqrt(g)
    columns["serum_calcium"] = calcium["mean"] + yes_no.calcium_slope(world) * z + noise
    intake = world.chosen["calcium_intake"]
    columns["calcium_intake"] = np.clip(intake["median"] * np.exp(intake["sd"] * rng.standard_normal(z.size)), 50.0, 5000.0)
    return columns


def _genes(world: World, z: np.ndarray, g: np.ndarray, vitamin_d: np.ndarray, rng: np.random.Generator) -> Columns:
    """63 dosages; drawn in slices to bound the memory."""
    deficient = (vitamin_d < world.chosen["interactions"]["vitamin_d_deficient"]).astype(float)
    root = np.sqrt(g * world.gene_strength(deficient))
    slices = [slice(i, i + 50_000) for i in range(0, z.size, 50_000)]
    drawn = [rng.binomial(2, frequencies(world, z[s], root[s])).astype(np.float32) for s in slices]
    dosages = np.concatenate(drawn) if drawn else np.empty((0, len(snp_names())), np.float32)
    return {rsid: dosages[:, i] for i, rsid in enumerate(snp_names())}


def _table(world: World, columns: Columns, life: Columns, z: np.ndarray, rng: np.random.Generator) -> pd.DataFrame:
    """The public columns in the catalogue's order, with identity, outcomes and the seeds of volume and series."""
    from osteo_core.catalogue import CATALOGUE, MODALITIES

    n = z.size
    names = world.ethnicities[0]
    public = columns | {
        "sex": np.where(columns["female"] > 0.5, "female", "male"),
        "ethnicity": np.array(names, dtype=object)[columns["ethnicity_index"]],
        "manufacturer": np.full(n, "ge_lunar", dtype=object),
    }
    order = [feature.name for modality in MODALITIES for feature in CATALOGUE.of(modality) if feature.name in public]
    status = np.array(STATUSES, dtype=object)[np.digitize(z, world.cuts)]
    who = {"id": np.array([f"V{i + 1:07d}" for i in range(n)], dtype=object)} | registry(world, n, rng)
    seeds = {name: rng.integers(0, 2**31 - 1, size=n) for name in ("volume_seed", "series_seed")}
    return pd.DataFrame(who | {name: public[name] for name in order} | seeds | {"status": status} | life)
