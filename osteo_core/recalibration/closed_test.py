"""The closed testing procedure: the least change of a model that the data support.

Vergouwe et al., Stat Med 2017;36:4529-39. Revision, the largest of the four models, has p slopes (that of the linear predictor included)
and an intercept. The original model, recalibration in the large and logistic recalibration are tested against it in this order by
likelihood-ratio tests with p + 1, p and p - 1 degrees of freedom; the first that is not rejected is taken, revision if all are. Testing
from the smallest model upwards, each against the largest, keeps the chance of changing a model that needs no change at alpha.

With censoring weights there is no likelihood and so no likelihood-ratio test. The same three hypotheses are then tested on the revision's
coefficients with their sandwich covariance (robust Wald tests, same degrees of freedom).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from osteo_core.recalibration.update_methods import METHODS, Method, UpdatedModel, update

Array = NDArray[np.float64]

ALPHA = 0.05


@dataclass(frozen=True)
class HypothesisTest:
    """Statistic, degrees of freedom and p-value (chi-square); p is None where there is nothing to test (0 degrees of freedom)."""

    statistic: float
    df: int
    p: float | None


@dataclass(frozen=True, kw_only=True)
class ClosedTest:
    """All four models, the test of each smaller one against revision, and the choice."""

    kind: Literal["likelihood_ratio", "robust_wald"]
    models: dict[Method, UpdatedModel]
    tests: dict[Method, HypothesisTest]
    chosen: Method


def closed_test(y: Array, lp: Array, covariates: Mapping[str, Array], weight: Array | None = None, *, alpha: float = ALPHA) -> ClosedTest:
    """Fit the four models and choose.

    Args:
        y: (n,) 0 or 1; lp: (n,) logit of the model's probability; covariates: by name, (n,); weight: (n,) censoring weights or None.

    Raises:
        ValueError: a model has no maximum (`update_methods.update`).
    """
    models = {method: update(method, y, lp, covariates, weight) for method in METHODS}
    tests = {method: _test(models, method, weight is not None) for method in METHODS[:3]}
    # Without covariates the revision is the logistic recalibration: there is nothing left to test, and the simpler name is taken.
    kept = (method for method, test in tests.items() if test.p is None or test.p >= alpha)
    return ClosedTest(
        kind="likelihood_ratio" if weight is None else "robust_wald", models=models, tests=tests, chosen=next(kept, "revision")
    )


def _test(models: Mapping[Method, UpdatedModel], method: Method, weighted: bool) -> HypothesisTest:
    from scipy.stats import chi2

    revision = models["revision"]
    slopes = len(revision.names) - 1
    free = {"none": 0, "intercept": 1, "logistic": 2}[method]
    df = slopes + 1 - free
    statistic = _wald(revision, free) if weighted else _likelihood_ratio(revision, models[method])
    return HypothesisTest(statistic, df, float(chi2.sf(statistic, df)) if df else None)


def _likelihood_ratio(larger: UpdatedModel, smaller: UpdatedModel) -> float:
    if larger.log_likelihood is None or smaller.log_likelihood is None:
        raise ValueError("a likelihood-ratio test needs two likelihoods")
    return 2 * (larger.log_likelihood - smaller.log_likelihood)


def _wald(revision: UpdatedModel, free: int) -> float:
    """Of the hypothesis that the coefficients after the first `free` are those of the smaller model."""
    if free == len(revision.names):
        return 0.0
    off = np.array([0.0, 1.0] + [0.0] * (len(revision.names) - 2)) - revision.coefficients
    away, spread = off[free:], revision.covariance[free:, free:]
    return float(away @ np.linalg.solve(spread, away))
