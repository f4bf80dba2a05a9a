"""Errors of the next best test against the generator's exact answers: python -m osteo_core.benchmark.next_test [PEOPLE].

Exact: the Bayes-optimal risk before the test and, over people drawn from the generator's conditional distribution, after it. Estimated: the
network's, as `next-test` gives it. Both for the same virtual people, of whom clinical answers and a random set of other data are known.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from osteo_core.benchmark.people_known import columns_known
from osteo_core.catalogue import CATALOGUE
from osteo_core.cohorts.worlds.life import bayes as life_bayes
from osteo_core.cohorts.worlds.life import draw as life_draw
from osteo_core.cohorts.worlds.life.conditional import draw_given as draw_in_life
from osteo_core.cohorts.worlds.paper import bayes as paper_bayes
from osteo_core.cohorts.worlds.paper import draw as paper_draw
from osteo_core.cohorts.worlds.paper.conditional import draw_given as draw_in_paper
from osteo_core.constants import MODALITIES
from osteo_core.model import load_model
from osteo_core.next_test.estimate import next_tests

PEOPLE, OUTER, SEED = 40, 1_500, 900_011
THRESHOLD = 0.3
NEAR = 0.05
_WORLDS: dict[str, tuple[Callable[..., Any], Callable[..., pd.DataFrame], Callable[..., Any]]] = {
    "life": (life_draw, life_bayes, draw_in_life),
    "fusion": (paper_draw, paper_bayes, draw_in_paper),
}


def errors(name: str, people: int = PEOPLE, outer: int = OUTER) -> pd.DataFrame:
    """One row a person and missing modality: known, modality, risk, exact, estimated (probabilities of another decision)."""
    draw, bayes, given = _WORLDS[name]
    rng = np.random.default_rng(SEED)
    table, model = draw(people, SEED, complete=True).table, load_model(name)
    found = []
    for row in range(people):
        known = ("clinical", *(m for m in MODALITIES if m != "clinical" and rng.random() < 0.4))
        missing = [m for m in MODALITIES if m not in known]
        if not missing:
            continue
        one, patient = columns_known(table.iloc[[row]], known)
        estimated = {test.modality: test.p_change for test in next_tests(model, patient, THRESHOLD)}
        before = float(bayes(one, known, fracture=False)["p_osteoporosis"].iloc[0])
        drawn = given(one, outer, SEED + row)
        for modality in missing:
            several = {key: np.repeat(values, outer) for key, values in one.items()}
            several |= {f.name: np.asarray(drawn[f.name], float) for f in CATALOGUE.of(modality) if f.name in drawn and f.name in several}
            after = bayes(several, tuple(m for m in MODALITIES if m in (*known, modality)), fracture=False)["p_osteoporosis"]
            exact = float(((after >= THRESHOLD) != (before >= THRESHOLD)).mean())
            found.append(("+".join(known), modality, before, exact, estimated[modality]))
    return pd.DataFrame(found, columns=["known", "modality", "risk", "exact", "estimated"])


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """By modality and for all: n, mean and largest absolute error, share within NEAR."""
    off = (table["exact"] - table["estimated"]).abs()
    groups = {**dict(tuple(off.groupby(table["modality"]))), "all": off}
    rows = [(k, len(v), v.mean(), v.max(), (v <= NEAR).mean()) for k, v in groups.items()]
    return pd.DataFrame(rows, columns=["modality", "n", "mean error", "largest error", f"within {NEAR:g}"])


if __name__ == "__main__":
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    for world in _WORLDS:
        sys.stdout.write(f"{world}, threshold {THRESHOLD:g}\n{summary(errors(world, asked)).round(3).to_string(index=False)}\n")
