"""The four ways to update a model's probability, from leaving it alone to revising it.

All speak of the log-odds: a + b LP + g'x, where LP is the logit of the model's probability and x are age (in tens of years), sex (1 for
women), BMI and prior fracture, those that are known. Original: a = 0, b = 1, g = 0. Recalibration in the large: a alone is estimated.
Logistic recalibration: a and b. Revision: all.

Sources: Steyerberg et al., Stat Med 2004;23:2567-86; Vergouwe et al., Stat Med 2017;36:4529-39.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from osteo_core.evaluation.calibration.logistic import fit

Array = NDArray[np.float64]

Method = Literal["none", "intercept", "logistic", "revision"]
METHODS: tuple[Method, ...] = ("none", "intercept", "logistic", "revision")
"""From the least change to the most."""

INTERCEPT, LP = "intercept", "lp"


@dataclass(frozen=True, kw_only=True)
class UpdatedModel:
    """A linear predictor for new log-odds.

    Attributes:
        names: "intercept", "lp", then the covariates (k in all).
        coefficients: (k,), those that the method does not estimate at their fixed values; covariance: (k, k), 0 for those.
        log_likelihood: None where people are weighted: weights make it no likelihood.
    """

    method: Method
    names: tuple[str, ...]
    coefficients: Array
    covariance: Array
    log_likelihood: float | None = None

    def log_odds(self, lp: Array, covariates: Mapping[str, Array]) -> Array:
        """(n,) new log-odds; NaN where a covariate of it is not known."""
        return np.asarray(self.design(lp, covariates) @ self.coefficients)

    def design(self, lp: Array, covariates: Mapping[str, Array]) -> Array:
        """(n, k) columns in the order of `names`."""
        return np.stack([np.ones_like(lp), lp, *(np.asarray(covariates[name], float) for name in self.names[2:])], axis=1)


def update(method: Method, y: Array, lp: Array, covariates: Mapping[str, Array], weight: Array | None = None) -> UpdatedModel:
    """Fit one method by maximum likelihood, or with weights by the weighted likelihood's equations and a sandwich covariance.

    Args:
        y: (n,) 0 or 1; lp: (n,) logit of the model's probability; covariates: by name, each (n,) known; weight: (n,) or None.

    Raises:
        ValueError: there is no maximum, as where the predictors separate the outcome.
    """
    names = (INTERCEPT, LP, *(covariates if method == "revision" else ()))
    beta, covariance = np.zeros(len(names)), np.zeros((len(names), len(names)))
    beta[1] = 1.0
    ones = np.ones((len(y), 1))
    if method == "intercept":
        fitted = fit(ones, y, weight, offset=lp)
        beta[0], covariance[0, 0] = fitted.beta[0], fitted.covariance[0, 0]
    elif method != "none":
        chosen = covariates if method == "revision" else {}
        fitted = fit(np.column_stack([ones, lp, *chosen.values()]), y, weight)
        beta, covariance = fitted.beta, fitted.covariance
    model = UpdatedModel(method=method, names=names, coefficients=beta, covariance=covariance)
    if weight is not None:
        return model
    likelihood = log_likelihood(y, model.log_odds(lp, covariates))
    return UpdatedModel(method=method, names=names, coefficients=beta, covariance=covariance, log_likelihood=likelihood)


def log_likelihood(y: Array, log_odds: Array) -> float:
    """Bernoulli log-likelihood of log-odds (n,)."""
    return -float(np.logaddexp(0, np.where(y == 1, -log_odds, log_odds)).sum())
