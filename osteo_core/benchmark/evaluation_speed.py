"""Speed of the evaluation: DeLong's test, the examination of several models, a threshold looked up."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from osteo_core.benchmark.result import BenchmarkResult, at_most, information
from osteo_core.benchmark.speed import seconds_of
from osteo_core.evaluation.decision.reclassification import net_reclassification
from osteo_core.evaluation.decision.thresholds import THRESHOLDS
from osteo_core.evaluation.discrimination.auc import auc_difference
from osteo_core.evaluation.groups.subgroups import by_subgroup
from osteo_core.evaluation.reports.compare_models import compare_models
from osteo_core.evaluation.reports.study import Study
from osteo_core.training.people import SPEED_SEED, Say

Array = NDArray[np.float64]

PEOPLE, MODELS, PLAIN_PEOPLE = 100_000, 3, 5_000
DELONG_S, EXAMINE_S, LOOKUP_MS = 1.0, 2.0, 150.0
SAME = 1e-10
"""How far the fast algorithm's z may lie from the plain one's."""


def evaluation_speed(say: Say) -> list[BenchmarkResult]:
    """All figures, on people drawn for this alone."""
    say(f"evaluation: {PEOPLE} people")
    study = people(PEOPLE, MODELS)
    return [*_delong(study), *_examination(study, say)]


def people(n: int, models: int) -> Study:
    """n people with an outcome of one in five, and models that see it through noise, no prediction twice."""
    rng = np.random.default_rng(SPEED_SEED)
    latent = rng.normal(-1.8, 1.3, n)
    outcome = (rng.random(n) < 1 / (1 + np.exp(-latent))).astype(float)
    seen = {f"model {i + 1}": 1 / (1 + np.exp(-latent - rng.normal(0, 0.4 + 0.2 * i, n))) for i in range(models)}
    half = np.where(rng.random(n) < 0.5, "a", "b").astype(object)
    return Study(outcome, seen, groups={"half": half})


def plain_delong(y: Array, first: Array, second: Array) -> float:
    """z of DeLong's test as its definition has it: every person with the outcome against every one without."""
    case = y == 1
    parts = []
    for p in (first, second):
        above = (p[case][:, None] > p[~case]) + 0.5 * (p[case][:, None] == p[~case])
        parts.append((above.mean(1), above.mean(0)))
    (v1, w1), (v2, w2) = parts
    variance = (v1 - v2).var(ddof=1) / len(v1) + (w1 - w2).var(ddof=1) / len(w1)
    return float((v1.mean() - v2.mean()) / np.sqrt(variance))


def _delong(study: Study) -> list[BenchmarkResult]:
    section = "DeLong's paired test of two models"
    y, first, second = (study.outcome, *list(study.predictions.values())[:2])
    few = (y[:PLAIN_PEOPLE], first[:PLAIN_PEOPLE], second[:PLAIN_PEOPLE])
    whole = _best(lambda: auc_difference(y, first, second))
    fast, slow = _best(lambda: auc_difference(*few)), _best(lambda: plain_delong(*few))
    apart = abs(auc_difference(*few).z - plain_delong(*few))
    shown = f"{slow / fast:.0f} ({1000 * fast:.1f} ms against {1000 * slow:.0f} ms)"
    return [
        at_most(section, f"{PEOPLE} people, s", whole, DELONG_S, digits=3),
        information(section, f"times faster than all pairs, {PLAIN_PEOPLE} people", shown),
        at_most(section, f"difference of z from all pairs, {PLAIN_PEOPLE} people", apart, SAME, f"{apart:.0e}"),
    ]


def _examination(study: Study, say: Say) -> list[BenchmarkResult]:
    section = f"Examination of {MODELS} models on {PEOPLE} people"
    say("evaluation: examination")
    found = compare_models(study)
    looked = 1000 * np.array([seconds_of(partial(found.at, float(at))) for at in THRESHOLDS])
    first, second = list(study.predictions)[:2]
    moved = _best(lambda: net_reclassification(study.outcome, study.predictions[first], study.predictions[second], 0.2))
    grouped = _best(lambda: by_subgroup(study, first, "auc", "half"))
    return [
        at_most(section, "examine, s", _best(lambda: compare_models(study)), EXAMINE_S, digits=2),
        at_most(section, "one threshold looked up, ms: slowest of 99", float(looked.max()), LOOKUP_MS, digits=1),
        information(section, "net reclassification at a new threshold, ms", f"{1000 * moved:.0f}"),
        information(section, "AUC of two subgroups with their difference, ms", f"{1000 * grouped:.0f}"),
    ]


def _best(work: Callable[[], object]) -> float:
    """Seconds, the best of three."""
    return min(seconds_of(work) for _ in range(3))
