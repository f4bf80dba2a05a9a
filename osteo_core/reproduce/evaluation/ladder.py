"""What every set of modalities can do: the fusion network and the best possible answer, on fresh people with everything measured."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from osteo_core.cohorts.worlds.paper import VirtualCohort, bayes
from osteo_core.constants import MODALITIES
from osteo_core.evaluation.calibration.intercept_slope import brier
from osteo_core.evaluation.decision.net_benefit import decision_curve
from osteo_core.evaluation.discrimination.auc import auc
from osteo_core.inference.artifact import WEIGHTS, digest
from osteo_core.inference.missing import subset_key
from osteo_core.locations import ARTIFACTS_DIR
from osteo_core.model import load_model
from osteo_core.reproduce.evaluation.people import LEAST
from osteo_core.training.fit_intervals import subsets
from osteo_core.training.people import FreshCohort, Say, answers

Array = NDArray[np.float64]

UNFINISHED = Path("runs") / "shipped"
THRESHOLDS = (0.1, 0.2, 0.3, 0.5)
FEWER = 6_000
"""People for sets without DXA and clinical factors, whose best possible fracture risk is an integral over everything in both."""


def ladder(people: int, seed: int, say: Say) -> pd.DataFrame:
    """One row a set of modalities, outcome and model: n, events, auc with its interval, brier, net_benefit_0.1 and so on.

    Sets are shared over the processor's cores. Each is kept under `runs/` when it is done, so that a run that was broken off goes on.
    """
    kept = UNFINISHED / f"ladder-{people}-{seed}-{digest(ARTIFACTS_DIR / 'fusion' / WEIGHTS)[:12]}"
    kept.mkdir(parents=True, exist_ok=True)
    names = {chosen: kept / f"{subset_key(chosen)}.parquet" for chosen in subsets(MODALITIES)}
    waiting = [(chosen, path) for chosen, path in names.items() if not path.exists()]
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn"), _start, (people, seed)) as workers:
        for number, chosen in enumerate(workers.map(_rung, waiting)):
            say(f"ladder: {subset_key(chosen)}, {number + 1} of {len(waiting)}")
    return pd.concat([pd.read_parquet(path) for path in names.values()], ignore_index=True)


_FRESH: list[FreshCohort] = []


def _start(people: int, seed: int) -> None:
    """A worker keeps to one core and draws the people once."""
    import torch

    torch.set_num_threads(1)
    _FRESH.append(FreshCohort(people, seed, lambda what: None))


def _rung(task: tuple[tuple[str, ...], Path]) -> tuple[str, ...]:
    """Judge one set of modalities and keep its rows; they are written whole or not at all."""
    (chosen, path), fresh = task, _FRESH[0]
    n = fresh.n if {"dxa", "clinical"} & set(chosen) else min(FEWER, fresh.n)
    outcomes = {"osteoporosis": fresh.osteoporosis[:n], "fracture": fresh.fracture[:n]}
    rows = [
        _row(subset_key(chosen), outcome, model, y, predicted[outcome])
        for model, predicted in _predicted(fresh, chosen, n).items()
        for outcome, y in outcomes.items()
    ]
    unfinished = path.with_suffix(".writing")
    pd.DataFrame(rows).to_parquet(unfinished, index=False)
    unfinished.rename(path)
    return chosen


def _predicted(fresh: FreshCohort, chosen: tuple[str, ...], n: int) -> dict[str, dict[str, Array]]:
    """Model -> outcome -> probabilities of the first n people from the chosen modalities."""
    network = answers(load_model("fusion").artifact, fresh.raw[:n], chosen)
    cohort = fresh.cohort
    best = bayes(VirtualCohort(cohort.table.iloc[:n], cohort.truth.iloc[:n], cohort.population), chosen).clip(LEAST, 1 - LEAST)
    return {
        "fusion": {"osteoporosis": network.osteoporosis, "fracture": network.fracture},
        "oracle": {outcome: best[f"p_{outcome}"].to_numpy(float) for outcome in ("osteoporosis", "fracture")},
    }


def _row(subset: str, outcome: str, model: str, y: Array, p: Array) -> dict[str, object]:
    area = auc(y, p)
    worth = decision_curve(y, {model: p}, THRESHOLDS).query("model == @model").set_index("threshold")["net_benefit"]
    return {
        "subset": subset, "outcome": outcome, "model": model, "n": len(y), "events": int(y.sum()), "auc": area.estimate,
        "auc_low": area.low, "auc_high": area.high, "brier": brier(y, p), **{f"net_benefit_{t:g}": worth[t] for t in THRESHOLDS},
    }  # fmt: skip
