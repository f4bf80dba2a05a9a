"""The fracture model: log hazard of measured quantities, competing death, censoring, and the 10-year probability."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from osteo_core.cohorts.worlds.paper.blocks import Block
from osteo_core.cohorts.worlds.paper.demographics import age_units, bmi_units, female_units
from osteo_core.cohorts.worlds.paper.genes import named_units, snp_names
from osteo_core.cohorts.worlds.paper.parameters import World

# grids of the table of expected incidence: mean and SD of the log hazard (a year), age
LOG_HAZARD = np.linspace(-16.0, 6.0, 441)
UNCERTAINTY = np.linspace(0.0, 4.5, 31)
AGES = np.linspace(40.0, 100.0, 25)


def coefficient(world: World, name: str) -> float:
    """Calibrated log hazard ratio (per SD, or yes against no)."""
    return float(world.chosen["hazard"][name] * world.found["fracture"]["scale"])


def block_coefficients(world: World, block: Block) -> np.ndarray:
    """(d,) log hazard a unit of the block's own scale; 0 for fields outside the hazard."""
    hazard = world.chosen["hazard"]
    return np.array([coefficient(world, f) / s if f in hazard else 0.0 for f, s in zip(block.fields, block.scale, strict=True)])


def demographic_log_hazard(world: World, age: np.ndarray, female: np.ndarray) -> np.ndarray:
    """Intercept, age and sex."""
    by_age = coefficient(world, "age") * age_units(world, age)
    # female enters 0/1, centred, so that the intercept belongs to the average person
    by_sex = coefficient(world, "female") * female_units(world, female) * world.chosen["demographics"]["female_scale"]
    return world.found["fracture"]["intercept"] + by_age + by_sex


def log_hazard(world: World, columns: dict[str, np.ndarray], blocks: dict[str, Block]) -> np.ndarray:
    """Log hazard of a first major osteoporotic fracture a year (n,), from complete columns ("female" 0/1 among them)."""
    total = demographic_log_hazard(world, columns["age"], columns["female"])
    total = total + coefficient(world, "bmi") * bmi_units(world, columns["bmi"])
    for name in ("prior_fracture", "glucocorticoid_use"):
        total = total + coefficient(world, name) * columns[name]
    for block in blocks.values():
        total = total + block.transformed(columns) @ block_coefficients(world, block)
    named = world.chosen["gene"]["named"]
    dosages = np.stack([columns[rsid] for rsid in named], axis=1)
    return total + named_units(world, dosages) @ np.array([coefficient(world, rsid) for rsid in named])


def named_positions(world: World) -> list[int]:
    """Places of the two SNPs of the hazard in the panel."""
    return [snp_names().index(rsid) for rsid in world.chosen["gene"]["named"]]


def death_cumulative(world: World, age: np.ndarray, female: np.ndarray, years: np.ndarray | float) -> np.ndarray:
    """Cumulative hazard of death after `years` (Gompertz by sex); arguments broadcast."""
    tables = world.chosen["mortality"]
    level = np.where(female > 0.5, tables["female"]["log_hazard_65"], tables["male"]["log_hazard_65"])
    rise = np.where(female > 0.5, tables["female"]["per_year"], tables["male"]["per_year"])
    return np.exp(level + rise * (age - 65.0)) * np.expm1(rise * years) / rise


def incidence(world: World, log_rate: np.ndarray, age: np.ndarray, female: np.ndarray) -> np.ndarray:
    """Probability of a fracture within 10 years, with death competing (constant fracture hazard); arguments broadcast."""
    horizon = world.chosen["fracture"]["horizon"]
    # substituting the fracture's own survival keeps the integrand smooth at any rate: u = (1 - e^-ht) / (1 - e^-hT)
    nodes, weights = np.polynomial.legendre.leggauss(12)
    rate = np.exp(log_rate)
    alone = -np.expm1(-rate * horizon)
    total = np.zeros(np.broadcast_shapes(np.shape(log_rate), np.shape(age), np.shape(female)))
    for node, weight in zip(0.5 * (nodes + 1.0), 0.5 * weights, strict=True):
        years = -np.log1p(-node * alone) / rate
        total += weight * np.exp(-death_cumulative(world, age, female, years))
    return alone * total


@lru_cache(maxsize=2)
def _table(world: World) -> np.ndarray:
    """(2, ages, uncertainties, log hazards): incidence averaged over a normal log hazard, for men and women."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(25)
    weights = weights / weights.sum()
    table = np.zeros((2, AGES.size, UNCERTAINTY.size, LOG_HAZARD.size))
    fine = np.linspace(-40.0, 30.0, 2801)
    for female in (0, 1):
        for i, age in enumerate(AGES):
            exact = incidence(world, fine, np.asarray(age), np.asarray(female))
            for node, weight in zip(nodes, weights, strict=True):
                table[female, i] += weight * np.interp(LOG_HAZARD + UNCERTAINTY[:, None] * node, fine, exact)
    return table


def _between(grid: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Lower neighbour and fraction on an even grid; values outside are held at its ends."""
    place = np.clip((values - grid[0]) / (grid[1] - grid[0]), 0.0, grid.size - 1.000001)
    lower = place.astype(int)
    return lower, place - lower


def expected_incidence(world: World, mean: np.ndarray, sd: np.ndarray, age: np.ndarray, female: np.ndarray) -> np.ndarray:
    """E[incidence] for a log hazard N(mean (n, nz), sd (n,)) at age (n,) and sex (n,), by interpolation (error below 1e-3)."""
    table = _table(world)
    if np.ptp(age) == np.ptp(female) == 0.0:  # a node of the integral over demographics: one surface for all
        return _on_surface(table[int(female[0])], mean, sd, float(age[0]))
    i, wi = _between(AGES, age)
    j, wj = _between(UNCERTAINTY, sd)
    sex = female.astype(int)
    wi, wj = wi[:, None], wj[:, None]
    near = table[sex, i, j] * (1.0 - wj) + table[sex, i, j + 1] * wj
    far = table[sex, i + 1, j] * (1.0 - wj) + table[sex, i + 1, j + 1] * wj
    curve = near * (1.0 - wi) + far * wi
    k, wk = _between(LOG_HAZARD, mean)
    low, high = np.take_along_axis(curve, k, axis=1), np.take_along_axis(curve, k + 1, axis=1)
    return low + (high - low) * wk


def _on_surface(table: np.ndarray, mean: np.ndarray, sd: np.ndarray, age: float) -> np.ndarray:
    """The same for people of one age and sex: `table` is (ages, uncertainties, log hazards)."""
    (i,), (wi,) = _between(AGES, np.array([age]))
    surface = (table[i] * (1.0 - wi) + table[i + 1] * wi).ravel()
    j, wj = _between(UNCERTAINTY, sd)
    k, wk = _between(LOG_HAZARD, mean)
    first = j[:, None] * LOG_HAZARD.size + k
    second = first + LOG_HAZARD.size
    near = surface[first] + (surface[first + 1] - surface[first]) * wk
    far = surface[second] + (surface[second + 1] - surface[second]) * wk
    return near + (far - near) * wj[:, None]


def simulate(world: World, log_rate: np.ndarray, age: np.ndarray, female: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Follow n people: times in years, `fracture_event` 0 censored, 1 fracture, 2 death; `outcome` is the uncensored truth at 10 years."""
    table, n = world.chosen["fracture"], log_rate.size
    fracture = rng.exponential(size=n) * np.exp(-log_rate)
    mortality = world.chosen["mortality"]
    level = np.where(female > 0.5, mortality["female"]["log_hazard_65"], mortality["male"]["log_hazard_65"])
    rise = np.where(female > 0.5, mortality["female"]["per_year"], mortality["male"]["per_year"])
    death = np.log1p(rng.exponential(size=n) * rise / np.exp(level + rise * (age - 65.0))) / rise
    full = rng.random(n) < table["full_follow_up"]
    spread = rng.random(n)
    long = table["horizon"] + spread * (table["longest_follow_up"] - table["horizon"])
    short = table["shortest_follow_up"] + spread * (table["horizon"] - table["shortest_follow_up"])
    months = np.round(12.0 * np.where(full, long, short))
    end = months / 12.0
    time = np.minimum(np.minimum(fracture, death), end)
    event = np.where(time == end, 0, np.where(fracture < death, 1, 2))
    horizon = table["horizon"]
    at_horizon = np.where((event == 1) & (time <= horizon), 1.0, np.where((event == 0) & (time < horizon), np.nan, 0.0))
    outcome = ((fracture < death) & (fracture <= horizon)).astype(float)
    return {
        "follow_up_months": months,
        "fracture_10y": at_horizon,
        "fracture_time": time,
        "fracture_event": event.astype(float),
        "outcome": outcome,
    }
