"""People of the shape of artifacts/nhanes/heldout.parquet, drawn from a model whose answers are known."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import expit


def heldout(n: int = 3000, seed: int = 1) -> pd.DataFrame:
    """`p_osteoporosis` and `p_prevalent_fracture` are the true probabilities; every other method sees less."""
    rng = np.random.default_rng(seed)
    age = rng.uniform(50, 81, n).round(1)
    female = rng.random(n) < 0.5
    weight_kg = rng.normal(80, 15, n).clip(40, 150)
    ethnicity = rng.choice(["european", "african", "hispanic", "asian", "other"], n, p=[0.45, 0.25, 0.18, 0.09, 0.03])
    eta = -3.4 + 0.06 * (age - 65) + 1.3 * female - 0.05 * (weight_kg - 80)
    p = expit(eta)
    osteoporosis = rng.random(n) < p
    osteopenia = ~osteoporosis & (rng.random(n) < 0.45)
    lowest_t = np.where(osteoporosis, -3.0, np.where(osteopenia, -1.7, 0.1)) + rng.uniform(-0.45, 0.45, n)
    eta_fracture = -2.3 + 0.03 * (age - 65) - 0.35 * (lowest_t + 1)
    p_fracture = expit(eta_fracture)
    fracture = (rng.random(n) < p_fracture).astype(float)
    fracture[rng.random(n) < 0.01] = np.nan
    ost = np.round((weight_kg - age) / 5, 9)
    frame = pd.DataFrame(
        {
            "id": [f"nhanes-P-{i}" for i in range(n)],
            "cycle": "P",
            "age": age,
            "sex": np.where(female, "female", "male"),
            "ethnicity": ethnicity,
            "weight_kg": weight_kg,
            "survey_weight": rng.lognormal(9, 0.7, n),
            "survey_strata": rng.integers(1, 16, n).astype(float),
            "survey_psu": rng.integers(1, 3, n).astype(float),
            "status": np.where(osteoporosis, "osteoporosis", np.where(osteopenia, "osteopenia", "normal")),
            "lowest_t": lowest_t,
            "femoral_neck_t": lowest_t + 0.1,
            "prior_fracture": fracture,
            "p_normal": (1 - p) * 0.55,
            "p_osteopenia": (1 - p) * 0.45,
            "p_osteoporosis": p,
            "p_prevalent_fracture": p_fracture,
            "ost": ost,
            "osta": np.trunc(ost) + 0.0,
            "p_osteoporosis_logistic": expit(eta + rng.normal(0, 0.8, n)),
            "p_osteoporosis_lightgbm": expit(1.5 * (eta + rng.normal(0, 0.8, n))),
            "p_prevalent_fracture_logistic": expit(eta_fracture + rng.normal(0, 0.4, n)),
            "p_prevalent_fracture_lightgbm": expit(eta_fracture + rng.normal(0, 0.6, n)),
            "frax_style_major": 100 * expit(-2.5 + 0.05 * (age - 65) - 0.4 * (lowest_t + 1)),
            "frax_style_hip": 100 * expit(-4 + 0.1 * (age - 65) - 0.8 * (lowest_t + 1)),
        }
    )
    frame.loc[rng.random(n) < 0.02, "frax_style_major"] = np.nan
    for name in ("p_normal", "p_osteopenia", "p_osteoporosis", "p_prevalent_fracture"):
        frame[f"{name}_low"], frame[f"{name}_high"] = 0.8 * frame[name], 1 - 0.8 * (1 - frame[name])
    return frame
