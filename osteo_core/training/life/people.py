"""People of the world as in life to learn from: what was recorded of them, beside their true probabilities."""

from __future__ import annotations

import numpy as np
import pandas as pd

from osteo_core.cohorts.worlds.life import bayes, draw
from osteo_core.constants import MODALITIES, STATUSES
from osteo_core.preprocessing.encode import ALL_INPUTS
from osteo_core.training.fit_intervals import Limit
from osteo_core.training.targets import TRUE_FRACTURE, TRUE_HIP_FRACTURE, TRUE_STATUS

_PLACES = {"serum_calcium": "hispanic", "calcium_intake": "weight_kg"}
LIFE_INPUTS = tuple(_PLACES.get(name, name) for name in ALL_INPUTS)
"""Two fields that say nothing about bone or fractures in this world leave their places to two that do: an indicator of Hispanic people, of
whom the paper's world has none, and body weight (the FRAX-style hazards and bone go by height and weight).
"""

LIMIT = Limit(bayes=bayes, quick_with=("clinical",))


def training_table(n: int, seed: int) -> pd.DataFrame:
    """n people as recorded, with the columns `osteo_core.training.targets.TRUE`.

    Fracture: the world's own ten-year probabilities. Status: true bone decides it, so that its probability is 0 or 1 to whoever knows true
    bone; what is learned from is the probability given everything measured without a gap, the closest that any record comes to it. A
    network that sees less learns the mean of that over people who look alike to it, which is the probability given what it sees.
    """
    recorded, complete = draw(n, seed), draw(n, seed, complete=True)
    if not np.array_equal(recorded.truth["lowest_t"], complete.truth["lowest_t"]):
        raise RuntimeError("the same seed did not give the same people")
    p = bayes(complete.table, MODALITIES, fracture=False)[[f"p_{status}" for status in STATUSES]].to_numpy(float)
    status = pd.DataFrame(np.clip(p, 0.0, 1.0) / p.sum(axis=1, keepdims=True), columns=list(TRUE_STATUS))
    risk = recorded.truth[["p_fracture", "p_hip_fracture"]].set_axis([TRUE_FRACTURE, TRUE_HIP_FRACTURE], axis=1)
    return pd.concat([recorded.table, status, risk], axis=1)
