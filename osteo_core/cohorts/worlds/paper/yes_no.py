"""Yes/no features and vitamin D and calcium: probabilities given z (and age, or the measured femoral neck BMD)."""

from __future__ import annotations

import numpy as np

from osteo_core.cohorts.worlds.paper.parameters import World

# Bernoulli given z and age alone, all in the clinical modality
CLINICAL_YES_NO = (
    "parental_hip_fracture",
    "current_smoking",
    "high_alcohol_intake",
    "glucocorticoid_use",
    "rheumatoid_arthritis",
    "secondary_osteoporosis",
)


def coefficients(world: World, name: str) -> tuple[float, ...]:
    """Intercept, per z, per z squared, per SD of age: calibrated where Table 1 gives prevalences, chosen otherwise."""
    found = world.found["logit"]
    return tuple(found[name]) if name in found else tuple(world.chosen["logits"][name])


def log_odds(world: World, name: str, z: np.ndarray, age_sd: np.ndarray | float = 0.0) -> np.ndarray:
    """Log-odds of "yes"; z and age_sd broadcast. z is held at +-3.5, so that a bend cannot run away."""
    a, b, c, d = coefficients(world, name)
    held = np.clip(z, -3.5, 3.5)
    return a + b * held + c * held**2 + d * np.asarray(age_sd)


def log_likelihood(log_odds_yes: np.ndarray, answer: np.ndarray) -> np.ndarray:
    """Log P(answer); 0/1/NaN, where NaN (unanswered) gives 0. Shapes broadcast."""
    known = ~np.isnan(answer)
    sign = np.where(known, 1.0 - 2.0 * np.nan_to_num(answer), 0.0)
    return np.where(known, -np.logaddexp(0.0, sign * log_odds_yes), 0.0)


def draw_yes_no(log_odds_yes: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """0.0/1.0 with the given log-odds."""
    return (rng.random(log_odds_yes.shape) < 1.0 / (1.0 + np.exp(-log_odds_yes))).astype(float)


def prior_fracture_log_odds(world: World, femoral_neck_sd: np.ndarray) -> np.ndarray:
    """Log-odds of a prior fracture from the measured femoral neck BMD (total SDs of its logarithm from the centre)."""
    a, b, c = world.found["prior_fracture"]
    held = np.clip(femoral_neck_sd, -4.0, 4.0)
    return a + b * held + c * held**2


def vitamin_d_curve(world: World) -> tuple[float, float, float]:
    """Centre, slope a z and SD (strength 1) of log 25(OH)D."""
    curve = world.found["curve"]["vitamin_d_25oh"]
    return float(curve["intercept"]), float(curve["slope"]), float(world.chosen["vitamin_d"]["sd"])


def calcium_slope(world: World) -> float:
    """Slope of serum calcium a z, mmol/L."""
    table = world.chosen["serum_calcium"]
    return float(np.sqrt(table["snr"]) * table["sd"])


def deficient_share(world: World, z: np.ndarray, strength: np.ndarray) -> np.ndarray:
    """P(25(OH)D below the deficiency limit | z, strength)."""
    from scipy.special import ndtr

    centre, slope, sd = vitamin_d_curve(world)
    return ndtr((np.log(world.chosen["interactions"]["vitamin_d_deficient"]) - centre - slope * z) * np.sqrt(strength) / sd)


def laboratory_log_likelihood(world: World, vitamin_d: np.ndarray, calcium: np.ndarray, z: np.ndarray, strength: np.ndarray) -> np.ndarray:
    """Log density (n, nz) of 25(OH)D and serum calcium (n,), NaN dropped; strength (n, 1) or (n, nz)."""
    centre, slope, sd = vitamin_d_curve(world)
    table = world.chosen["serum_calcium"]
    total = np.zeros((vitamin_d.size, z.size))
    for value, a, b, s in ((np.log(vitamin_d), centre, slope, sd), (calcium, table["mean"], calcium_slope(world), table["sd"])):
        known = ~np.isnan(value)[:, None]
        distance = (np.nan_to_num(value)[:, None] - a - b * z) / s
        total += np.where(known, -0.5 * strength * distance**2 + 0.5 * np.log(strength), 0.0)
    return total
