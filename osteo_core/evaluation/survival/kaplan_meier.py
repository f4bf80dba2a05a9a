"""Kaplan–Meier survival by group, the numbers at risk, and the log-rank test.

Censoring is taken to say nothing about the event (a death is not a censoring of that kind: fracture-free survival then describes a world
without death), and a person censored at t as still at risk at t, as in R's `survival`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from osteo_core.constants import Z95
from osteo_core.errors import InvalidInput, Problem
from osteo_core.evaluation.reports.validation import BoolArray, censored_times, group_codes, numbers

Array = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class SurvivalCurve:
    """Survival after each distinct time (t,) of n people, with its 95 % band; before the first time it is 1.

    `at_risk` (t,) just before the time, `events` and `censored` (t,) at it. The band is NaN while survival is 1 and where it has reached 0.
    """

    n: int
    time: Array
    at_risk: Array
    events: Array
    censored: Array
    survival: Array
    low: Array
    high: Array

    def at(self, times: object) -> pd.DataFrame:
        """time, at_risk, events (until then), survival, low, high at the times asked for; NaN beyond the last follow-up."""
        asked = np.atleast_1d(np.asarray(times, float))
        passed = np.searchsorted(self.time, asked, side="right")
        gone = np.searchsorted(self.time, asked, side="left")
        known = asked <= self.time[-1]

        def step(values: Array, first: float) -> Array:
            return np.where(known, np.concatenate(([first], values))[passed], np.nan)

        return pd.DataFrame(
            {
                "time": asked,
                "at_risk": np.append(self.at_risk, 0.0)[gone].astype(int),
                "events": np.concatenate(([0.0], np.cumsum(self.events)))[passed].astype(int),
                "survival": step(self.survival, 1.0),
                "low": step(self.low, np.nan),
                "high": step(self.high, np.nan),
            }
        )


@dataclass(frozen=True, kw_only=True)
class LogRank:
    """The test that groups share one survival curve. `groups`: group, n, observed, expected (events), one row a group."""

    chi2: float
    df: int
    p: float
    groups: pd.DataFrame


def risk_groups(prediction: object, cuts: object) -> pd.Categorical[str]:
    """Predicted risk cut into bands, "<0.1", "0.1–<0.2", "≥0.2" for cuts (0.1, 0.2): a band holds its lower cut.

    Bands without people are left away.

    Args:
        prediction: (n,); cuts: (k,) rising.

    Raises:
        InvalidInput: a prediction that is missing or no number, no cuts, or cuts that do not rise.
    """
    score, edges = numbers("prediction", prediction), numbers("cuts", cuts)
    if np.isnan(score).any():
        raise InvalidInput(Problem("prediction", "survival.no_prediction", row=int(np.argmax(np.isnan(score)))))
    if not len(edges) or np.isnan(edges).any() or (np.diff(edges) <= 0).any():
        raise InvalidInput(Problem("cuts", "survival.cuts"))
    texts = [f"{edge:g}" for edge in edges]
    between = [f"{low}–<{high}" for low, high in pairwise(texts)]
    bands = [f"<{texts[0]}", *between, f"≥{texts[-1]}"]
    codes = np.searchsorted(edges, score, side="right")
    return pd.Categorical.from_codes(np.asarray(codes, np.int64), pd.Index(bands)).remove_unused_categories()


def kaplan_meier(time: object, event: object) -> SurvivalCurve:
    """The product-limit estimate with Greenwood's variance and log(-log) intervals (`survfit(..., conf.type = "log-log")`).

    Args:
        time: (n,) follow-up, 0 or more; event: (n,) 1 where it ended in the event, 0 where it was censored.

    Raises:
        InvalidInput: as `validation.censored_times`. No events are no error: survival stays 1, without a band.

    Sources: Kaplan & Meier, J Am Stat Assoc 1958;53:457-81; Kalbfleisch & Prentice, The Statistical Analysis of Failure Time Data, 1980.
    """
    return _curve(*censored_times(time, event))


def by_group(time: object, event: object, group: object) -> dict[str, SurvivalCurve]:
    """`kaplan_meier` of each group (n,). Raises InvalidInput as `kaplan_meier` and `validation.group_codes`."""
    t, e = censored_times(time, event)
    names, codes = group_codes(group, len(t))
    return {name: _curve(t[codes == code], e[codes == code]) for code, name in enumerate(names)}


def _curve(time: Array, event: BoolArray) -> SurvivalCurve:
    times, which = np.unique(time, return_inverse=True)
    events = np.bincount(which, weights=event, minlength=len(times)).astype(float)
    leaving = np.bincount(which, minlength=len(times)).astype(float)
    at_risk = len(time) - np.cumsum(leaving) + leaving
    survival = np.cumprod(1 - events / at_risk)
    survivors = at_risk - events
    greenwood = np.cumsum(np.divide(events, at_risk * survivors, out=np.zeros_like(events), where=survivors > 0))
    low, high = _log_log_band(survival, np.sqrt(greenwood))
    return SurvivalCurve(
        n=len(time), time=times, at_risk=at_risk, events=events, censored=leaving - events, survival=survival, low=low, high=high
    )


def _log_log_band(survival: Array, error: Array) -> tuple[Array, Array]:
    """`error` is that of log survival. An interval on the log(-log) scale stays within 0 and 1; at 0 and 1 themselves there is none."""
    hazard = -np.log(np.where((survival > 0) & (survival < 1), survival, np.nan))
    factor = np.exp(Z95 * error / hazard)
    return np.exp(-hazard * factor), np.exp(-hazard / factor)


def log_rank(time: object, event: object, group: object) -> LogRank:
    """Log-rank (Mantel–Haenszel) test of two or more groups, ties by the hypergeometric variance (`survdiff`, rho = 0).

    A group whose people all left before the first event can say nothing: it counts in the table, not in the degrees of freedom.

    Args:
        time, event: (n,) as `kaplan_meier`; group: (n,) labels.

    Raises:
        InvalidInput: as `by_group`; no events; or fewer than two groups with somebody at risk when the first event happened.

    Sources: Mantel, Cancer Chemother Rep 1966;50:163-70; Peto & Peto, J R Stat Soc A 1972;135:185-207.
    """
    from scipy.stats import chi2 as chi_square

    t, e = censored_times(time, event)
    names, codes = group_codes(group, len(t), fewest=2)
    if not e.any():
        raise InvalidInput(Problem("event", "survival.no_events"))
    event_times, which = np.unique(t[e], return_inverse=True)
    people = [np.sort(t[codes == code]) for code in range(len(names))]
    at_risk = np.stack([len(own) - np.searchsorted(own, event_times, side="left") for own in people], axis=1)
    total, deaths = at_risk.sum(axis=1), np.bincount(which)
    share = at_risk / total[:, None]
    expected, observed = deaths @ share, np.bincount(codes[e], minlength=len(names))
    # One person at risk leaves nothing to chance: the variance there is 0, not 0/0.
    spread = deaths * (total - deaths) / np.maximum(total - 1, 1)
    covariance = np.diag(spread @ share) - (share * spread[:, None]).T @ share
    compared = np.flatnonzero(expected > 0)
    if len(compared) < 2 or not spread.any():
        raise InvalidInput(Problem("group", "survival.nothing_to_compare"))
    free = compared[1:]
    difference = (observed - expected)[free]
    # The pseudo-inverse: two groups that are never at risk together leave a direction without information.
    chi2 = float(difference @ np.linalg.pinv(covariance[np.ix_(free, free)]) @ difference)
    table = pd.DataFrame({"group": names, "n": [len(own) for own in people], "observed": observed, "expected": expected})
    return LogRank(chi2=chi2, df=len(free), p=float(chi_square.sf(chi2, len(free))), groups=table)
