"""Drawing people: the clinical record, true bone, everything measured, and what happened to them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from osteo_core.cohorts.worlds.life import factors
from osteo_core.cohorts.worlds.life.availability import withhold
from osteo_core.cohorts.worlds.life.bone import NECK, BoneLaw, bone_law, draw_level, measure, t_scores, true_bmd
from osteo_core.cohorts.worlds.life.clinical import Columns, ethnicity_index
from osteo_core.cohorts.worlds.life.fitted import load_fitted
from osteo_core.cohorts.worlds.life.genes import draw_dosages, panel, score, snp_names
from osteo_core.cohorts.worlds.life.hazard import base_hazards, follow, risks
from osteo_core.cohorts.worlds.life.laboratory import draw_calcium, vitamin_d
from osteo_core.cohorts.worlds.life.markers import markers
from osteo_core.cohorts.worlds.life.micro import micro
from osteo_core.cohorts.worlds.life.movement import fall_log_odds, movement
from osteo_core.cohorts.worlds.life.old_age import SITES
from osteo_core.cohorts.worlds.life.parameters import Parameters, load_parameters
from osteo_core.cohorts.worlds.life.participants import participants
from osteo_core.cohorts.worlds.life.people import draw_people
from osteo_core.cohorts.worlds.virtual_cohort import VirtualCohort
from osteo_core.constants import STATUSES
from osteo_core.patients.dxa import round_t
from osteo_core.patients.who import NORMAL_FROM, OSTEOPOROSIS_AT

POPULATION = "life"
_STREAM = 1312
"""Keeps this world's random numbers from those of the paper's world under the same seed."""


def draw(n: int, seed: int, *, complete: bool = False, parameters: Parameters | None = None) -> VirtualCohort:
    """Draw n virtual people; the same n, seed and options give the same table.

    complete: everything measured; else modalities and single fields are missing as in practice (`availability.py`).

    `truth` holds the true BMD of each site, `lowest_t`, `neck_z` and `neck_z_of_age`, the log factors of each block on (other, hip)
    hazards and their sums, the true ten-year probabilities `p_fracture` and `p_hip_fracture`, the outcomes without censoring
    (`fracture_outcome`, `hip_fracture_outcome`), and the id of the participant whose clinical record was drawn.
    """
    parameters = parameters or load_parameters()
    rng = np.random.default_rng(np.random.SeedSequence([seed, _STREAM]))
    fitted = load_fitted()
    columns = draw_people(parameters, fitted, n, rng)
    law = bone_law(fitted, columns)
    level = draw_level(law, fitted, rng)
    columns, truth = complete_record(parameters, columns, law, level, rng)
    bmd = true_bmd(law, level)
    base = base_hazards(parameters, columns, bmd[:, NECK])
    log_factor = np.column_stack([truth.pop("log_factor"), truth.pop("log_factor_hip")])
    risk = risks(base, log_factor)
    life = follow(base, log_factor, parameters, rng)
    lowest = np.asarray(t_scores(bmd).min(axis=1))
    truth |= {f"true_{site}_bmd": bmd[:, i] for i, site in enumerate(SITES)}
    truth |= {"lowest_t": lowest, "log_factor": log_factor[:, 0], "log_factor_hip": log_factor[:, 1]}
    truth |= {"p_fracture": risk[:, 0], "p_hip_fracture": risk[:, 1]}
    truth |= {"fracture_outcome": life.pop("outcome"), "hip_fracture_outcome": life.pop("hip_outcome")}
    truth["participant"] = participants()["id"].to_numpy(object)[columns.pop("participant")]
    table = _table(columns, status(lowest), life, rng)
    if not complete:
        withhold(parameters, table, rng)
    return VirtualCohort(table=table, truth=pd.DataFrame(truth), population=POPULATION)


def status(lowest_t: np.ndarray) -> np.ndarray:
    """(n,) WHO category of the lowest T-score, which is rounded to one decimal first."""
    rounded = round_t(lowest_t)
    return np.select([rounded <= OSTEOPOROSIS_AT, rounded < NORMAL_FROM], STATUSES[:0:-1], default=STATUSES[0]).astype(object)


def complete_record(
    parameters: Parameters, columns: Columns, law: BoneLaw, level: np.ndarray, rng: np.random.Generator
) -> tuple[Columns, Columns]:
    """Everything measured on people with these clinical records and this true bone (n, 3), and what it does to their hazards."""
    of_body, of_age = law.neck_z(level[:, NECK])
    columns = columns | measure(parameters, true_bmd(law, level), rng)
    secondary = parameters.people.secondary_log_odds.value + parameters.people.secondary_per_neck_sd.value * of_body
    columns["secondary_osteoporosis"] = (rng.random(len(level)) < 1.0 / (1.0 + np.exp(-secondary))).astype(float)
    columns |= draw_calcium(parameters, columns, rng)
    found: Columns = {"neck_z": of_body, "neck_z_of_age": of_age}
    logs = {}
    vitamin = vitamin_d(parameters, columns)
    drawn = vitamin.natural(vitamin.draw(of_body, rng))[:, 0]
    columns["vitamin_d_25oh"] = np.clip(drawn, parameters.vitamin_d.least.value, parameters.vitamin_d.most.value)
    logs["vitamin_d"] = factors.vitamin_d_factor(parameters, vitamin, of_body, columns["vitamin_d_25oh"])
    for name, make, z in (("markers", markers, of_body), ("micro", micro, of_age)):
        block = make(parameters, columns)
        y = block.draw(z, rng)
        columns |= dict(zip(block.fields, block.natural(y).T, strict=True))
        logs[name] = factors.normal_factor(parameters, name, block.composite(y, z))
    dosages = draw_dosages(parameters, columns, of_body, rng)
    columns |= dict(zip(snp_names(), dosages.T, strict=True))
    logs["genes"] = factors.normal_factor(parameters, "genes", gene_composite(parameters, columns, dosages, of_body))
    logs["movement"] = _movement(parameters, columns, of_body, rng)
    for name, log in logs.items():
        found |= {f"{name}_log_factor": log[:, 0], f"{name}_log_factor_hip": log[:, 1]}
    total = np.sum(list(logs.values()), axis=0)
    return columns, found | {"log_factor": total[:, 0], "log_factor_hip": total[:, 1]}


def gene_composite(parameters: Parameters, columns: Columns, dosages: np.ndarray, z: np.ndarray) -> np.ndarray:
    """(n,) the score of complete dosages less what z of the femoral neck lets expect, in SDs; higher is worse."""
    group = ethnicity_index(columns["ethnicity"])
    total, information = score(parameters, dosages, group)
    return np.asarray((total + information * z) / np.sqrt(panel(parameters).information(group)))


def _movement(parameters: Parameters, columns: Columns, z: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Adds balance, gait, falls and the fall risk score to `columns`; (n, 2) log factors."""
    n = len(z)
    still = movement(parameters, columns, np.zeros(n))
    y = still.draw(z, rng)
    composite = still.composite(y, z)
    fell = (rng.random(n) < 1.0 / (1.0 + np.exp(-fall_log_odds(parameters, columns, composite)))).astype(float)
    y += movement(parameters, columns, fell).mean - still.mean
    columns |= dict(zip(still.fields, still.natural(y).T, strict=True))
    columns["falls_12m"] = fell
    return factors.movement_factor(parameters, columns, composite, fell)


def _table(columns: Columns, bone_status: np.ndarray, life: Columns, rng: np.random.Generator) -> pd.DataFrame:
    """The public columns in the catalogue's order, with the seeds of volume and series, and outcomes."""
    from osteo_core.catalogue import CATALOGUE, MODALITIES

    n = len(bone_status)
    public = columns | {"manufacturer": np.full(n, "hologic", dtype=object)}
    order = [feature.name for modality in MODALITIES for feature in CATALOGUE.of(modality) if feature.name in public]
    seeds = {name: rng.integers(0, 2**31 - 1, size=n) for name in ("volume_seed", "series_seed")}
    who = {"id": np.array([f"L{i + 1:07d}" for i in range(n)], dtype=object)}
    return pd.DataFrame(who | {name: public[name] for name in order} | seeds | {"status": bone_status} | life)
