"""Coverage: how often the interval holds the Bayes-optimal probability given the same modalities."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from osteo_core.benchmark.result import BenchmarkResult, at_least, within
from osteo_core.cohorts.worlds.paper import bayes, draw
from osteo_core.constants import MODALITIES
from osteo_core.inference.prediction import Prediction
from osteo_core.model import load_model
from osteo_core.training.data import raw_inputs
from osteo_core.training.people import COVERAGE_SEED, ROW_MODALITIES, SIMPLIFIED_ROW, Say, answers

OVERALL_TARGET, ROW_TARGET = (0.93, 0.97), 0.90
OUTCOMES = ("osteoporosis", "fracture")
RECORDED = "as recorded, fields missing"


def coverage(n: int, say: Say) -> list[BenchmarkResult]:
    """Shares by row and over all rows, on complete people with the other modalities withheld, and on people as recorded."""
    held: dict[tuple[str, str, str], NDArray[np.bool_]] = {}
    whole, recorded = draw(n, COVERAGE_SEED, complete=True), draw(n, COVERAGE_SEED)
    raw, gaps = raw_inputs(whole.table), raw_inputs(recorded.table)
    rows = [("fusion", row) for row in ROW_MODALITIES] + [("simplified", SIMPLIFIED_ROW)]
    for model, row in rows:
        say(f"coverage: {model}, {row}")
        modalities = ROW_MODALITIES[row]
        _add(held, model, row, answers(load_model(model).artifact, raw, modalities), bayes(whole, modalities))
    say(f"coverage: {RECORDED}")
    _add(held, "fusion", RECORDED, answers(load_model("fusion").artifact, gaps, MODALITIES), bayes(recorded, MODALITIES))
    return [figure for outcome in OUTCOMES for figure in _figures(held, outcome, n)]


def covered(answer: Prediction, limit: pd.DataFrame, outcome: str) -> NDArray[np.bool_]:
    """(n,) whether a person's interval holds the Bayes-optimal probability."""
    best = limit[f"p_{outcome}"].to_numpy(float)
    low, high = getattr(answer, f"{outcome}_low"), getattr(answer, f"{outcome}_high")
    inside: NDArray[np.bool_] = (low <= best) & (best <= high)
    return inside


def _add(held: dict[tuple[str, str, str], NDArray[np.bool_]], model: str, row: str, answer: Prediction, limit: pd.DataFrame) -> None:
    for outcome in OUTCOMES:
        held[model, row, outcome] = covered(answer, limit, outcome)


def _figures(held: dict[tuple[str, str, str], NDArray[np.bool_]], outcome: str, n: int) -> list[BenchmarkResult]:
    section = f"{outcome.capitalize()}: 95 % intervals that hold the Bayes-optimal probability, {n} fresh people"
    of_rows = [inside for (model, row, name), inside in held.items() if name == outcome and model == "fusion" and row in ROW_MODALITIES]
    overall = float(np.mean(np.concatenate(of_rows)))
    figures = [within(section, "all rows together", overall, *OVERALL_TARGET)]
    for (model, row, name), inside in held.items():
        if name == outcome:
            figures.append(
                at_least(section, row if model == "fusion" else f"{model} model, {row}", float(inside.mean()), ROW_TARGET, digits=3)
            )
    return figures
