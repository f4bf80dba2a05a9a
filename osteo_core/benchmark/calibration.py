"""Calibration on fresh people: slope of the logit, and calibration in the large."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from osteo_core.benchmark.result import BenchmarkResult, within
from osteo_core.evaluation.calibration.intercept_slope import brier
from osteo_core.evaluation.calibration.intercept_slope import calibration as fitted
from osteo_core.training.people import ROW_MODALITIES, SIMPLIFIED_ROW, FreshCohort

SLOPE_TARGET = (0.9, 1.1)


def calibration(fresh: FreshCohort) -> list[BenchmarkResult]:
    """Slope by row for both outcomes, with the intercept and the Brier score for information."""
    lines = [(row, fresh.network[row]) for row in ROW_MODALITIES] + [(f"simplified model, {SIMPLIFIED_ROW}", fresh.simplified)]
    figures = [_line("Osteoporosis", name, fresh.osteoporosis, p.osteoporosis) for name, p in lines]
    return figures + [_line("Fracture", name, fresh.fracture, p.fracture) for name, p in lines]


def _line(outcome: str, name: str, happened: NDArray[np.float64], predicted: NDArray[np.float64]) -> BenchmarkResult:
    found = fitted(happened, predicted)
    shown = f"{found.slope:.3f}; in the large {found.intercept:+.3f}; Brier {brier(happened, predicted):.4f}"
    return within(f"{outcome}: calibration slope", name, found.slope, *SLOPE_TARGET, shown)
