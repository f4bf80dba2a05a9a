"""The network of the world as in life against the best possible answer, on fresh people of that world; before that, on real people."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from osteo_core.benchmark.life_people import real_people
from osteo_core.benchmark.life_rivals import against_rivals
from osteo_core.benchmark.result import BenchmarkResult, at_most, within
from osteo_core.cohorts.worlds.life import bayes, draw
from osteo_core.cohorts.worlds.virtual_cohort import VirtualCohort
from osteo_core.evaluation.calibration.intercept_slope import WeakCalibration, calibration
from osteo_core.evaluation.discrimination.auc import auc, auc_difference
from osteo_core.inference.missing import SUREST
from osteo_core.inference.prediction import Prediction
from osteo_core.model import load_model
from osteo_core.training.data import raw_inputs
from osteo_core.training.people import FRESH_SEED, ROW_MODALITIES, Say, answers

Array = NDArray[np.float64]

UNDER, SLOPE, COVERED = 0.003, (0.95, 1.05), (0.93, 0.97)
LIMITED = 2_500
"""People on rows without the clinical record, where the best possible answer is an integral over all records."""
UNDECIDED = 0.001
"""Beyond it a person counts as decided by the scan."""
OUTCOMES = ("osteoporosis", "fracture", "hip_fracture")


def life(people: int, say: Say) -> list[BenchmarkResult]:
    """Real people's figures first, then AUC under the limit, calibration and coverage by Table 2's rows."""
    figures = real_people(say)
    say(f"life: drawing {people} people")
    cohort = draw(people, FRESH_SEED, complete=True)
    limits, slopes, covered = [], [], []
    for row, modalities in ROW_MODALITIES.items():
        say(f"life: {row}")
        part = cohort if "clinical" in modalities else cohort.first(LIMITED)
        artifact = load_model("life").artifact
        answer = answers(artifact, raw_inputs(part.table, artifact.inputs), modalities)
        best = bayes(part, modalities)
        for outcome in OUTCOMES:
            y, p, limit = _happened(part, outcome), getattr(answer, outcome), best[f"p_{outcome}"].to_numpy(float)
            limits.append(_under(outcome, row, y, p, limit))
            slopes.append(_slope(outcome, row, y, p, limit))
            covered.append(_covered(outcome, row, answer, limit))
    return [*figures, *_in_order(limits), *against_rivals(), *_in_order(slopes), *_in_order(covered)]


def _happened(cohort: VirtualCohort, outcome: str) -> Array:
    if outcome == "osteoporosis":
        return np.asarray(cohort.table["status"] == outcome, float)
    return cohort.truth[f"{outcome}_outcome"].to_numpy(float)


def _under(outcome: str, row: str, happened: Array, ours: Array, limit: Array) -> BenchmarkResult:
    found = auc_difference(happened, limit, ours)
    shown = f"{found.difference:+.4f} ({found.low:+.4f} to {found.high:+.4f}); AUC {auc(happened, ours).estimate:.4f}; {len(ours)} people"
    return at_most(f"Life, {_name(outcome)}: AUC under the Bayes-optimal limit", row, found.difference, UNDER, shown)


def _slope(outcome: str, row: str, happened: Array, ours: Array, limit: Array) -> BenchmarkResult:
    best = _sayable(limit)
    fit, tossed, own = expected_calibration(best, ours), calibration(happened, ours), calibration(happened, best)
    shown = f"{fit.slope:.3f}; in the large {fit.intercept:+.3f}; by drawn outcomes {tossed.slope:.3f}, the limit's own {own.slope:.3f}"
    return within(f"Life, {_name(outcome)}: calibration slope, expected from the Bayes-optimal probability", row, fit.slope, *SLOPE, shown)


def expected_calibration(truth: Array, probability: Array) -> WeakCalibration:
    """Calibration (slope, in the large) of `probability` (n,) where each person's true probability `truth` (n,) is known.

    What outcomes would show if each person lived their ten years without number: everybody stands there with the outcome, weighted by its
    probability, and without. Drawn outcomes of a few thousand people move the slope of a rare one by a tenth either way.
    """
    happened = np.repeat([1.0, 0.0], len(truth))
    return calibration(happened, np.tile(probability, 2), np.concatenate([truth, 1 - truth]))


def _covered(outcome: str, row: str, answer: Prediction, limit: Array) -> BenchmarkResult:
    low, high = getattr(answer, f"{outcome}_low"), getattr(answer, f"{outcome}_high")
    best = _sayable(limit)
    held, open_ = (low <= best) & (best <= high), (limit > UNDECIDED) & (limit < 1 - UNDECIDED)
    share = float(held.mean())
    shown = f"{share:.3f}; {held[open_].mean():.3f} of the {open_.sum()} whose probability is {UNDECIDED:.1%} to {1 - UNDECIDED:.1%}"
    return within(f"Life, {_name(outcome)}: 95 % intervals that hold the Bayes-optimal probability", row, share, *COVERED, shown)


def _sayable(limit: Array) -> Array:
    """The limit as far as the network ever says: with a whole scan most people are surer than that."""
    return np.clip(limit, expit(-SUREST), expit(SUREST))


def _in_order(figures: list[BenchmarkResult]) -> list[BenchmarkResult]:
    """By section, as their outcomes come in OUTCOMES."""
    sections = list(dict.fromkeys(figure.section for figure in figures))
    return sorted(figures, key=lambda figure: sections.index(figure.section))


def _name(outcome: str) -> str:
    return outcome.replace("_", " ")
