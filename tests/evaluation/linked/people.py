"""People for tests of linked charts, with all that can be missing."""

from __future__ import annotations

import numpy as np

from osteo_core.evaluation.linked.people import LinkedPeople, age_bands


def some_people(n: int, seed: int = 1) -> LinkedPeople:
    """n people; of about one in ten each no T-score, risk or outcome is known."""
    rng = np.random.default_rng(seed)

    def lacking(values: np.ndarray) -> np.ndarray:
        return np.where(rng.random(n) < 0.1, np.nan, values)

    age, t = np.round(rng.uniform(40, 95, n), 1), np.round(rng.normal(-1.5, 1.2, n), 2)
    risk = 1 / (1 + np.exp(1.5 + 1.2 * (t + 1.5) + rng.normal(0, 1, n)))
    outcome = (rng.random(n) < risk).astype(float)
    sex = np.where(rng.random(n) < 0.6, "female", "male").astype(object)
    sex[rng.random(n) < 0.05] = None
    return LinkedPeople(
        age=age, t_score=lacking(t), risk=lacking(risk), outcome=lacking(outcome), groups={"sex": sex, "age_band": age_bands(age)},
        weight=rng.uniform(0.5, 2, n),
    )  # fmt: skip
