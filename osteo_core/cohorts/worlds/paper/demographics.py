"""Age, sex, ethnicity and body size given z, and their probabilities."""

from __future__ import annotations

import numpy as np

from osteo_core.cohorts.worlds.paper.parameters import World


def _logit(p: float) -> float:
    return float(np.log(p / (1.0 - p)))


def _sigmoid(x: np.ndarray) -> np.ndarray:
    return 1.0 / (1.0 + np.exp(-x))


def age_units(world: World, age: np.ndarray) -> np.ndarray:
    """Age in SDs from the centre."""
    table = world.chosen["demographics"]
    return (age - table["age_centre"]) / table["age_scale"]


def female_units(world: World, female: np.ndarray) -> np.ndarray:
    """Being female (0/1) in SDs."""
    table = world.chosen["demographics"]
    return (female - table["female_centre"]) / table["female_scale"]


def bmi_units(world: World, bmi: np.ndarray) -> np.ndarray:
    """BMI in SDs from the centre."""
    table = world.chosen["demographics"]
    return (bmi - table["bmi_centre"]) / table["bmi_scale"]


def bmi_noise(world: World) -> float:
    """SD of BMI given z, in SDs of BMI."""
    return float(np.sqrt(1.0 - world.chosen["demographics"]["bmi_per_z"] ** 2))


def log_sex(world: World, female: np.ndarray, z: np.ndarray, population: str) -> np.ndarray:
    """Log P(sex | z), shape (n, nz), for female (n,) and z (nz,)."""
    people = world.chosen["population"][population]
    x = _logit(people["female"]) + people["female_logit_per_z"] * z
    sign = np.where(female > 0.5, -1.0, 1.0)[:, None]
    return -np.log1p(np.exp(sign * x))


def log_age(world: World, age: np.ndarray, z: np.ndarray, population: str) -> np.ndarray:
    """Log density of age (truncated normal) given z, shape (n, nz)."""
    from scipy.special import ndtr

    people, limits = world.chosen["population"][population], world.chosen["demographics"]
    mean, sd = people["age_mean"] + people["age_per_z"] * z, people["age_sd"]
    inside = ndtr((limits["age_high"] - mean) / sd) - ndtr((limits["age_low"] - mean) / sd)
    return -0.5 * ((age[:, None] - mean) / sd) ** 2 - np.log(inside * sd * np.sqrt(2.0 * np.pi))


def draw_demographics(world: World, z: np.ndarray, population: str, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Columns of n people: age (0.1 year), female (0/1), ethnicity_index, height_cm, weight_kg, bmi (of those two), postmenopausal."""
    from scipy.special import ndtr, ndtri

    people, table = world.chosen["population"][population], world.chosen["demographics"]
    n = z.size
    mean, sd = people["age_mean"] + people["age_per_z"] * z, people["age_sd"]
    low, high = ndtr((table["age_low"] - mean) / sd), ndtr((table["age_high"] - mean) / sd)
    age = np.round(np.clip(mean + sd * ndtri(low + rng.random(n) * (high - low)), table["age_low"], table["age_high"]), 1)
    female = (rng.random(n) < _sigmoid(_logit(people["female"]) + people["female_logit_per_z"] * z)).astype(float)
    names, shares = world.ethnicities
    ethnicity = rng.choice(len(names), size=n, p=shares)
    normal = table["bmi_per_z"] * z + bmi_noise(world) * rng.standard_normal(n)
    wanted = np.clip(table["bmi_centre"] + table["bmi_scale"] * normal, table["bmi_low"], table["bmi_high"])
    size = np.where((female > 0.5)[:, None], table["height_female"], table["height_male"])
    height = np.round(np.clip(size[:, 0] + size[:, 1] * rng.standard_normal(n), 135.0, 210.0), 1)
    weight = np.round(wanted * (height / 100.0) ** 2, 1)
    centre, scale = table["menopause"]
    past = (rng.random(n) < _sigmoid((age - centre) / scale)).astype(float)
    return {
        "age": age,
        "female": female,
        "ethnicity_index": ethnicity,
        "height_cm": height,
        "weight_kg": weight,
        "bmi": weight / (height / 100.0) ** 2,
        "postmenopausal": np.where(female > 0.5, past, np.nan),
    }
