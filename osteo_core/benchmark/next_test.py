"""Errors of the next best test against the generator's exact answers: python -m osteo_core.benchmark.next_test [PEOPLE [SEED]].

Exact: the Bayes-optimal risk before the test and, over many people drawn from the generator's conditional distribution, after it.
Estimated: as `next-test` gives it, from a patient's record and its own, fewer draws. Both for the same virtual people, of whom clinical
answers and a random set of other data are known. Beside it, how far the network's risk of today is from the exact one, and how often the
two stand on different sides of the threshold: what the estimate would inherit if it took its risks from the network.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from osteo_core.benchmark.people_known import columns_known
from osteo_core.benchmark.result import BenchmarkResult, at_least, at_most, information
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
from osteo_core.patients import Patient
from osteo_core.training.people import Say

PEOPLE, OUTER, SEED = 40, 1_500, 900_011
OTHER_SEED = 31_337
THRESHOLD = 0.3
NEAR = 0.05
_WORLDS: dict[str, tuple[Callable[..., Any], Callable[..., pd.DataFrame], Callable[..., Any]]] = {
    "life": (life_draw, life_bayes, draw_in_life),
    "fusion": (paper_draw, paper_bayes, draw_in_paper),
}


def errors(name: str, people: int = PEOPLE, seed: int = SEED, outer: int = OUTER) -> pd.DataFrame:
    """One row a person and missing modality: known, modality, exact risk, the network's, exact and estimated chance of another decision."""
    draw, bayes, given = _WORLDS[name]
    rng = np.random.default_rng(seed)
    table, model = draw(people, seed, complete=True).table, load_model(name)
    found = []
    for row in range(people):
        known = ("clinical", *(m for m in MODALITIES if m != "clinical" and rng.random() < 0.4))
        missing = [m for m in MODALITIES if m not in known]
        if not missing:
            continue
        one, patient = columns_known(table.iloc[[row]], known)
        estimated = {test.modality: test for test in next_tests(model, patient, THRESHOLD)}
        before = float(bayes(one, known, fracture=False)["p_osteoporosis"].iloc[0])
        drawn = given(one, outer, seed + row)
        for modality in missing:
            several = {key: np.repeat(values, outer) for key, values in one.items()}
            several |= {f.name: np.asarray(drawn[f.name], float) for f in CATALOGUE.of(modality) if f.name in drawn and f.name in several}
            after = bayes(several, tuple(m for m in MODALITIES if m in (*known, modality)), fracture=False)["p_osteoporosis"]
            exact = float(((after >= THRESHOLD) != (before >= THRESHOLD)).mean())
            found.append(("+".join(known), modality, before, estimated[modality].shown, exact, estimated[modality].p_change))
    return pd.DataFrame(found, columns=["known", "modality", "risk", "shown", "exact", "estimated"])


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """By modality and for all: n, mean and largest absolute error, share within NEAR."""
    off = (table["exact"] - table["estimated"]).abs()
    groups = {**dict(tuple(off.groupby(table["modality"]))), "all": off}
    rows = [(k, len(v), v.mean(), v.max(), (v <= NEAR).mean()) for k, v in groups.items()]
    return pd.DataFrame(rows, columns=["modality", "n", "mean error", "largest error", f"within {NEAR:g}"])


def network_apart(table: pd.DataFrame) -> tuple[float, float]:
    """Mean absolute difference between the network's risk of today and the exact one; share of people whom the two decide otherwise."""
    people = table.drop_duplicates(["known", "risk"])
    other = (people["risk"] >= THRESHOLD) != (people["shown"] >= THRESHOLD)
    return float((people["risk"] - people["shown"]).abs().mean()), float(other.mean())


def next_test(say: Say) -> list[BenchmarkResult]:
    """Both worlds, two draws of people each, and the time that a record takes of which little is known."""
    section = f"Next best test: probability of a changed decision at {THRESHOLD:.0%}, estimated against exact, {PEOPLE} people a draw"
    figures = []
    for world in _WORLDS:
        for seed in (SEED, OTHER_SEED):
            say(f"next test: {world}, seed {seed}")
            table = errors(world, seed=seed)
            all_of, (apart, otherwise) = summary(table).iloc[-1], network_apart(table)
            name = f"{world}, seed {seed}"
            figures.append(at_least(section, f"{name}: within {NEAR:g}", float(all_of[f"within {NEAR:g}"]), 0.95, digits=3))
            figures.append(
                information(section, f"{name}: error", f"{all_of['mean error']:.3f} mean, {all_of['largest error']:.3f} largest")
            )
            figures.append(information(section, f"{name}: network's own risk", f"{apart:.3f} off; {otherwise:.1%} decided otherwise"))
        for outcome in ("osteoporosis", "fracture"):
            figures.append(at_most(section, f"{world}, {outcome}, s a patient", _seconds(world, outcome), 1.0, digits=2))
    return figures


def _seconds(name: str, outcome: str) -> float:
    """The least of three runs."""
    model, took = load_model(name), []
    patient = Patient.model_validate({"clinical": {"age": 68, "sex": "female", "ethnicity": "european", "height_cm": 162, "weight_kg": 58}})
    for _ in range(3):
        start = time.perf_counter()
        next_tests(model, patient, THRESHOLD, outcome)  # type: ignore[arg-type]
        took.append(time.perf_counter() - start)
    return min(took)


if __name__ == "__main__":
    asked = [int(given) for given in sys.argv[1:]]
    for world in _WORLDS:
        table = errors(world, *asked)
        apart, otherwise = network_apart(table)
        sys.stdout.write(f"{world}, threshold {THRESHOLD:g}\n{summary(table).round(3).to_string(index=False)}\n")
        sys.stdout.write(f"network's risk today: {apart:.3f} from the exact one in the mean, {otherwise:.1%} decided otherwise\n")
