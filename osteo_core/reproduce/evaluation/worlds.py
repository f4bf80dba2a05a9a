"""What each kind of data adds in the paper's world and as in life: Table 2's rows on fresh people of both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from osteo_core.cohorts.worlds import life, paper
from osteo_core.cohorts.worlds.virtual_cohort import VirtualCohort
from osteo_core.evaluation.decision.net_benefit import decision_curve
from osteo_core.evaluation.discrimination.auc import auc
from osteo_core.model import load_model
from osteo_core.reproduce.evaluation.people import LEAST
from osteo_core.training.data import raw_inputs
from osteo_core.training.people import FRESH_SEED, ROW_MODALITIES, Say, answers, osteoporosis

Array = NDArray[np.float64]

BASE = "DXA+Clinical"
"""What a clinician has today; decisions are compared with those that it leads to."""
THRESHOLDS = {"osteoporosis": (0.1, 0.3, 0.5), "fracture": (0.1, 0.2, 0.3), "hip_fracture": (0.01, 0.03, 0.05)}
"""At which somebody is acted on; 20 % of major and 3 % of hip fracture are those of the US guideline (Cosman et al., Osteoporos Int
2014;25:2359).
"""
WITHOUT_CLINICAL = 2_500
"""People of the world as in life on rows without the clinical record, where the best possible answer is an integral over all records."""


@dataclass(frozen=True, kw_only=True)
class _World:
    """A world's fresh people, its network's name, its best possible answer, and what happened to them by outcome."""

    network: str
    cohort: VirtualCohort
    best: Callable[[VirtualCohort, tuple[str, ...]], pd.DataFrame]
    outcomes: dict[str, Array]


def worlds(people: int, say: Say) -> pd.DataFrame:
    """One row a world (paper, life), feature row, outcome, model (network, limit) and threshold.

    Columns: n, events, auc, low, high (95 %, DeLong), threshold, net_benefit, treat_all (the net benefit of acting on everybody), acted
    (share of people at or above the threshold), changed (share whose decision differs from that with DXA and clinical factors).
    """
    lines: list[dict[str, object]] = []
    for name in ("paper", "life"):
        say(f"worlds: drawing {people} people, {name}")
        lines += _lines(name, _world(name, people), say)
    return pd.DataFrame(lines)


def _world(name: str, people: int) -> _World:
    if name == "paper":
        cohort = paper.draw(people, FRESH_SEED, complete=True)
        return _World(
            network="fusion", cohort=cohort, best=paper.bayes,
            outcomes={"osteoporosis": osteoporosis(cohort.table), "fracture": cohort.truth["fracture_outcome"].to_numpy(float)},
        )  # fmt: skip
    cohort = life.draw(people, FRESH_SEED, complete=True)
    happened = {outcome: cohort.truth[f"{outcome}_outcome"].to_numpy(float) for outcome in ("fracture", "hip_fracture")}
    return _World(network="life", cohort=cohort, best=life.bayes, outcomes={"osteoporosis": osteoporosis(cohort.table)} | happened)


def _lines(name: str, world: _World, say: Say) -> list[dict[str, object]]:
    artifact = load_model(world.network).artifact
    raw = raw_inputs(world.cohort.table, artifact.inputs)
    answered: dict[str, dict[str, dict[str, Array]]] = {}
    for row, modalities in ROW_MODALITIES.items():
        say(f"worlds: {name}, {row}")
        n = WITHOUT_CLINICAL if name == "life" and "clinical" not in modalities else len(raw)
        ours, best = answers(artifact, raw[:n], modalities), world.best(world.cohort.first(n), modalities)
        answered[row] = {
            "network": {outcome: getattr(ours, outcome) for outcome in world.outcomes},
            "limit": {outcome: best[f"p_{outcome}"].to_numpy(float).clip(LEAST, 1 - LEAST) for outcome in world.outcomes},
        }
    return [
        line
        for row, models in answered.items()
        for model, predicted in models.items()
        for outcome, p in predicted.items()
        for line in _judged(
            {"world": name, "row": row, "outcome": outcome, "model": model}, world.outcomes[outcome][: len(p)], p,
            answered[BASE][model][outcome][: len(p)], THRESHOLDS[outcome],
        )
    ]  # fmt: skip


def _judged(what: dict[str, object], y: Array, p: Array, base: Array, thresholds: tuple[float, ...]) -> list[dict[str, object]]:
    area = auc(y, p)
    curve = decision_curve(y, {"model": p}, thresholds)
    worth = {kind: part.set_index("threshold")["net_benefit"] for kind, part in curve.groupby("model")}
    facts = what | {"n": len(y), "events": int(y.sum()), "auc": area.estimate, "low": area.low, "high": area.high}
    prevalence = float(y.mean())
    return [
        facts
        | {
            "threshold": t, "net_benefit": float(worth["model"][t]), "treat_all": prevalence - (1 - prevalence) * t / (1 - t),
            "acted": float((p >= t).mean()), "changed": float(((p >= t) != (base >= t)).mean()),
        }
        for t in thresholds
    ]  # fmt: skip
