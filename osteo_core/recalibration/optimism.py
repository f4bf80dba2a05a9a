"""How good the updated model is on the people it was updated on, and what is left of that on others like them.

The whole procedure, its choice of a method included, is repeated in bootstrap samples. By how much a sample's own updated model is better
on that sample than on everybody is the optimism, which is taken off (Harrell, Regression Modeling Strategies, 2nd ed., 2015, 5.3.4).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteo_core.constants import SEED
from osteo_core.evaluation.calibration.errors import calibration_errors
from osteo_core.evaluation.calibration.intercept_slope import brier, calibration
from osteo_core.evaluation.survival.censoring import HORIZON_YEARS, censoring_weights
from osteo_core.recalibration.update_methods import UpdatedModel

Array = NDArray[np.float64]

RESAMPLES = 100
MOST_CELLS = 20_000_000
"""People times resamples: of very many people fewer samples are drawn, whose optimism is next to nothing."""
FEWEST_RESAMPLES = 20
_MOST_FAILED = 0.1

FIGURES = ("auc", "brier", "intercept", "slope", "ici", "observed_expected")


@dataclass(frozen=True, kw_only=True)
class UpdateSample:
    """People to update a model on.

    Attributes:
        lp: (n,) logit of the model's probability; covariates: by name, (n,), nothing missing.
        outcome: (n,) 0 or 1; where people are followed in time: whether they had the outcome within the horizon, as far as is seen.
        time, event: (n,) years and how it ended (0 censored, 1 the outcome, 2 death), or None.
    """

    lp: Array
    covariates: Mapping[str, Array]
    outcome: Array
    time: Array | None = None
    event: Array | None = None

    @property
    def n(self) -> int:
        """Number of people."""
        return len(self.lp)

    @property
    def weight(self) -> Array | None:
        """(n,) censoring weights at the horizon; None where everybody's outcome is known."""
        return None if self.time is None or self.event is None else censoring_weights(self.time, self.event)

    def of(self, people: NDArray[np.int64]) -> UpdateSample:
        """These people (m,), by place, in that order."""
        return UpdateSample(
            lp=self.lp[people],
            covariates={name: values[people] for name, values in self.covariates.items()},
            outcome=self.outcome[people],
            time=None if self.time is None else self.time[people],
            event=None if self.event is None else self.event[people],
        )


def within_horizon(time: Array, event: Array) -> Array:
    """(n,) 1 where the outcome came within the horizon; 0 for everybody else, those censored before it too (their weight is 0)."""
    return ((event == 1) & (time <= HORIZON_YEARS)).astype(float)


def performance(sample: UpdateSample, log_odds: Array) -> dict[str, float]:
    """FIGURES of new log-odds (n,). Raises ValueError where these people cannot give one."""
    from scipy.special import expit

    y, w, p = sample.outcome, sample.weight, expit(log_odds)
    seen = np.ones(len(y), bool) if w is None else w > 0
    weak = calibration(y, p, w)
    return {
        "auc": _auc(y[seen], p[seen]),
        "brier": brier(y, p, w),
        "intercept": weak.intercept,
        "slope": weak.slope,
        "ici": calibration_errors(y, p, w).ici,
        "observed_expected": float(np.average(y, weights=w) / np.average(p, weights=w)),
    }


def _auc(y: Array, p: Array) -> float:
    """Area under the ROC curve by ranks (Mann-Whitney): without the interval that DeLong's takes its time for."""
    from scipy.stats import rankdata

    events = float(y.sum())
    return float((rankdata(p)[y == 1].sum() - events * (events + 1) / 2) / (events * (len(y) - events)))


@dataclass(frozen=True, kw_only=True)
class Corrected:
    """FIGURES as they are (`apparent`) and with the optimism taken off (`corrected`, empty where too many samples failed)."""

    apparent: dict[str, float]
    corrected: dict[str, float]
    resamples: int
    failed: int


def corrected(sample: UpdateSample, procedure: Callable[[UpdateSample], UpdatedModel], seed: int = SEED) -> Corrected:
    """Apparent and corrected performance of what `procedure` makes of these people.

    A bootstrap sample that a regression cannot be fitted to is left out and counted. Raises ValueError as `performance` on everybody.
    """
    model = procedure(sample)
    apparent = performance(sample, model.log_odds(sample.lp, sample.covariates))
    resamples = max(FEWEST_RESAMPLES, min(RESAMPLES, MOST_CELLS // max(1, sample.n)))
    generator = np.random.default_rng(seed)
    found = [_optimism(sample, procedure, generator.integers(0, sample.n, sample.n)) for _ in range(resamples)]
    drawn = [each for each in found if each is not None]
    failed = resamples - len(drawn)
    if failed > _MOST_FAILED * resamples:
        return Corrected(apparent=apparent, corrected={}, resamples=resamples, failed=failed)
    optimism = {name: float(np.mean([each[name] for each in drawn])) for name in FIGURES}
    return Corrected(
        apparent=apparent,
        corrected={name: value - optimism[name] for name, value in apparent.items()},
        resamples=resamples,
        failed=failed,
    )


def _optimism(
    sample: UpdateSample, procedure: Callable[[UpdateSample], UpdatedModel], people: NDArray[np.int64]
) -> dict[str, float] | None:
    """Figures on a resample less those on everybody; None where the resample allows no fit."""
    drawn = sample.of(people)
    try:
        model = procedure(drawn)
        own = performance(drawn, model.log_odds(drawn.lp, drawn.covariates))
        everybody = performance(sample, model.log_odds(sample.lp, sample.covariates))
    except ValueError:  # one class only, or predictors that separate it
        return None
    return {name: own[name] - everybody[name] for name in FIGURES}
