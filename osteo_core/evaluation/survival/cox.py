"""Cox's proportional hazards for a few covariates, and the test that their hazards are proportional.

Ours rather than lifelines (0.30.3 would bring matplotlib, autograd and six more packages): agreement with R's `survival` is tested. Ties by
Efron's method, R's default.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from osteo_core.constants import Z95
from osteo_core.errors import InvalidInput, Problem
from osteo_core.evaluation.discrimination.auc import Estimate
from osteo_core.evaluation.reports.validation import censored_times, design_matrix
from osteo_core.evaluation.survival.concordance import concordance
from osteo_core.evaluation.survival.kaplan_meier import kaplan_meier
from osteo_core.evaluation.survival.risk_sets import RiskSets

Array = NDArray[np.float64]

Transform = Literal["km", "rank", "identity"]
GLOBAL = "global"

_LEAST_INFORMATION = 1e-9
"""Information per event, of covariates in units of their spread, at which a coefficient has run away or two covariates are one."""
_WIDEST = 500.0
"""Widest span of the linear predictor before its exponential leaves the range of a float."""


@dataclass(frozen=True, kw_only=True)
class CoxFit:
    """A fitted model of n people; `incomplete` more were left out because a covariate of theirs is missing.

    `table`: covariate, coefficient, se, hazard_ratio, low, high (95 %), z, p; a hazard ratio is for one unit of the covariate.
    `log_likelihood` and `null_log_likelihood` are partial. `risk_sets` and `scaled_beta`, in units of each covariate's spread, are for
    `proportional_hazards`.
    """

    n: int
    events: int
    incomplete: int
    table: pd.DataFrame
    log_likelihood: float
    null_log_likelihood: float
    concordance: Estimate
    risk_sets: RiskSets = field(repr=False)
    scaled_beta: Array = field(repr=False)


def cox(time: object, event: object, covariates: Mapping[str, object]) -> CoxFit:
    """Maximum partial likelihood (`coxph(Surv(time, event) ~ ., ties = "efron")`), Wald intervals and tests, Harrell's concordance.

    Args:
        time, event: (n,) as `kaplan_meier`; covariates: name -> (n,) numbers (a yes/no as 1 and 0).

    Raises:
        InvalidInput: as `validation.censored_times` and `validation.design_matrix`; no events among the people who are complete; or no
            finite solution, as where a covariate separates all events or repeats another.

    Sources: Cox, J R Stat Soc B 1972;34:187-220; Efron, J Am Stat Assoc 1977;72:557-65.
    """
    t, e = censored_times(time, event)
    x = design_matrix(covariates, len(t))
    complete = ~np.isnan(x).any(axis=1)
    t, e, x = t[complete], e[complete], x[complete]
    if not e.any():
        raise InvalidInput(Problem("event", "survival.no_events"))
    spread = x.std(axis=0)
    sets = RiskSets.of(t, e, (x - x.mean(axis=0)) / spread)
    beta, covariance = _maximum(sets, tuple(covariates))
    return CoxFit(
        n=len(t),
        events=int(e.sum()),
        incomplete=int((~complete).sum()),
        table=_table(tuple(covariates), beta / spread, np.sqrt(np.diag(covariance)) / spread),
        log_likelihood=sets.log_likelihood(beta),
        null_log_likelihood=sets.log_likelihood(np.zeros_like(beta)),
        concordance=concordance(t, e, x @ (beta / spread)),
        risk_sets=sets,
        scaled_beta=beta,
    )


def proportional_hazards(fit: CoxFit, transform: Transform = "km") -> pd.DataFrame:
    """Score test of an interaction of each covariate with a function of time, and of all at once: Schoenfeld residuals against time.

    `transform` is that function: "km" one minus the Kaplan–Meier estimate just before (R's default, robust to long tails), "rank" the rank
    of the time, "identity" the time itself. As `cox.zph` of R's survival from version 3.0 on. A small P value speaks against proportional
    hazards; a large one does not prove them where events are few.

    Returns:
        covariate, chi2, df, p: one row a covariate, then "global".

    Raises:
        InvalidInput: the events happened at too few times (one, or a second with nobody to compare).

    Sources: Grambsch & Therneau, Biometrika 1994;81:515-26; the score test, Therneau, survival package 3.0, `cox.zph`.
    """
    from scipy.stats import chi2 as chi_square

    sets = fit.risk_sets
    g = _transformed(sets, transform)[sets.dead]
    g = g - g.mean()
    at = sets.at_events(fit.scaled_beta)
    plain, mixed, squared = (sets.information(at, weight) for weight in (np.ones_like(g), g, g * g))
    # What is left of the information on an interaction once the main effects have taken theirs.
    information = squared - mixed @ np.linalg.solve(plain, mixed)
    if np.linalg.eigvalsh(information)[0] <= _LEAST_INFORMATION * (g @ g):
        raise InvalidInput(Problem("time", "survival.too_few_event_times"))
    score = g @ at.residuals
    names = list(fit.table["covariate"])
    single = score**2 / np.diag(information)
    chi2 = np.append(single, score @ np.linalg.solve(information, score))
    df = np.array([1] * len(names) + [len(names)])
    return pd.DataFrame({"covariate": [*names, GLOBAL], "chi2": chi2, "df": df, "p": chi_square.sf(chi2, df)})


def _transformed(sets: RiskSets, transform: Transform) -> Array:
    """The function of time (n,) for people in order of time."""
    if transform == "identity":
        return sets.time
    if transform == "rank":
        from scipy.stats import rankdata

        return np.asarray(rankdata(sets.time))
    event = np.zeros_like(sets.time)
    event[sets.dead] = 1
    curve = kaplan_meier(sets.time, event)
    before = np.concatenate(([1.0], curve.survival))[np.searchsorted(curve.time, sets.time, side="left")]
    return np.asarray(1 - before)


def _maximum(sets: RiskSets, names: tuple[str, ...]) -> tuple[Array, Array]:
    """Coefficients of covariates in units of their spread and their covariance, by Newton's method with halved steps, to 1e-10."""
    beta = np.zeros(sets.x.shape[1])
    reached = sets.log_likelihood(beta)
    even = np.ones(len(sets.dead))
    for _ in range(100):
        at = sets.at_events(beta)
        information = sets.information(at, even)
        if np.linalg.eigvalsh(information)[0] < _LEAST_INFORMATION * len(sets.dead):
            break
        step = np.linalg.solve(information, at.residuals.sum(axis=0))
        if np.abs(step).max() < 1e-10:
            return beta, np.asarray(np.linalg.inv(information), float)
        while np.ptp(sets.x @ (beta + step)) > _WIDEST or sets.log_likelihood(beta + step) < reached - 1e-9 * abs(reached):
            step = step / 2
        beta = beta + step
        reached = sets.log_likelihood(beta)
    raise InvalidInput(Problem(", ".join(names), "survival.not_converged"))


def _table(names: tuple[str, ...], beta: Array, error: Array) -> pd.DataFrame:
    from scipy.stats import norm

    # For a covariate in tiny units a ratio for one whole unit may be beyond any float: infinite is then what can be said.
    with np.errstate(over="ignore"):
        ratio, low, high = np.exp(beta), np.exp(beta - Z95 * error), np.exp(beta + Z95 * error)
    z = beta / error
    return pd.DataFrame(
        {
            "covariate": names,
            "coefficient": beta,
            "se": error,
            "hazard_ratio": ratio,
            "low": low,
            "high": high,
            "z": z,
            "p": 2 * norm.sf(np.abs(z)),
        }
    )
