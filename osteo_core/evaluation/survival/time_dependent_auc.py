"""How well a prediction ranks people at each time of a censored follow-up, with deaths as competing events."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from osteo_core.constants import Z95
from osteo_core.errors import InvalidInput, Problem
from osteo_core.evaluation.reports.validation import BoolArray, numbers
from osteo_core.evaluation.survival.kaplan_meier import kaplan_meier

Array = NDArray[np.float64]

FEWEST = 5
"""Fewer cases or controls than this give no figure."""
_NO_SPREAD = 1e-12


def time_dependent_auc(time: object, event: object, prediction: object, times: object) -> pd.DataFrame:
    """Cumulative/dynamic AUC(t): how often somebody with the event by t had a higher prediction than somebody without it by t.

    A case has the event by t. A control has not: still free of it at t, or dead by t (definition (ii) of Blanche et al.). People censored
    before t are neither; each of the others stands for those like them who were censored, weighted by the inverse of the Kaplan–Meier
    probability of being uncensored just before their event, or before t. An event counts as before a censoring of the same time; somebody
    censored at t is therefore known to be free of it at t. Ties of the prediction count half.

    The interval is normal with the variance of the influence function, which holds the uncertainty of the weights too, cut at 0 and 1 (as
    R's `riskRegression::Score(cens.model = "km")`). Without a death this is the estimator of Uno et al. and of Hung & Chiang.

    Args:
        time: (n,) follow-up, 0 or more; event: (n,) 0 censored, 1 the event, 2 a death before it; prediction: (n,), higher is riskier;
        times: (k,) at which to judge.

    Returns:
        time, auc, low, high, cases, controls, reason: one row a time. Where fewer than 5 cases or 5 controls are known, or the time is
        beyond the follow-up, auc, low and high are NaN and `reason` is a key of `translate` ("" otherwise); low and high alone are NaN
        where people are ranked so uniformly that no variance is left.

    Raises:
        InvalidInput: nobody; lengths that differ; a time that is missing or below 0; an event other than 0, 1, 2; a missing prediction;
            or times that are missing or below 0.

    Sources: Blanche, Dartigues & Jacqmin-Gadda, Stat Med 2013;32:5381-97; Uno et al., J Am Stat Assoc 2007;102:527-37; Hung & Chiang,
    Can J Stat 2010;38:8-26.
    """
    t, e, score = _followed(time, event, prediction)
    asked = numbers("times", times)
    if not len(asked) or not (asked >= 0).all():
        raise InvalidInput(Problem("times", "time_auc.times"))
    people = _People(t, e, score)
    return pd.DataFrame([{"time": float(at), **people.at(float(at))} for at in asked])


def _followed(time: object, event: object, prediction: object) -> tuple[Array, Array, Array]:
    t = numbers("time", time)
    e, score = numbers("event", event, len(t)), numbers("prediction", prediction, len(t))
    if not len(t):
        raise InvalidInput(Problem("time", "inputs.nobody"))
    wrong = (
        ("time", "inputs.time", ~(t >= 0)),
        ("event", "time_auc.event", ~np.isin(e, (0, 1, 2))),
        ("prediction", "survival.no_prediction", np.isnan(score)),
    )
    problems = [Problem(name, key, row=int(np.argmax(bad))) for name, key, bad in wrong if bad.any()]
    if problems:
        raise InvalidInput(problems)
    return t, e, score


class _People:
    """Everybody in order of the prediction, with what does not depend on the time at which they are judged."""

    def __init__(self, time: Array, event: Array, score: Array) -> None:
        order = np.argsort(score, kind="stable")
        self.time, self.event, score = time[order], event[order], score[order]
        self.n = len(score)
        # The places of each person's first and last equal in the ordering by prediction.
        self.first, self.last = np.searchsorted(score, score, side="left"), np.searchsorted(score, score, side="right")
        self.censoring = _Censoring(self.time, self.event == 0)

    def at(self, at: float) -> dict[str, object]:
        """auc, low, high, cases, controls and reason at one time."""
        early = self.time <= at
        case, death = early & (self.event == 1), early & (self.event == 2)
        free = (self.time > at) | ((self.time == at) & (self.event == 0))
        counts = {"cases": int(case.sum()), "controls": int((death | free).sum())}
        if key := self._lacking(counts, bool(free.any())):
            return {"auc": np.nan, "low": np.nan, "high": np.nan, **counts, "reason": key}
        area, influence = self._area(case, death, free, at)
        error = float(np.std(influence, ddof=1) / np.sqrt(self.n))
        if error < _NO_SPREAD:
            return {"auc": area, "low": np.nan, "high": np.nan, **counts, "reason": "evaluate.reason.no_variance"}
        return {"auc": area, "low": max(0.0, area - Z95 * error), "high": min(1.0, area + Z95 * error), **counts, "reason": ""}

    def _lacking(self, counts: dict[str, int], some_free: bool) -> str:
        """Why there is no figure, a key of `translate`, or ""."""
        if counts["cases"] < FEWEST:
            return "time_auc.reason.few_cases"
        if counts["controls"] < FEWEST:
            return "time_auc.reason.few_controls"
        # With nobody left and the last ones censored, what happened to those by t is not known.
        return "" if some_free or not self.censoring.ends_in_censoring else "time_auc.reason.followed_too_short"

    def _area(self, case: BoolArray, death: BoolArray, free: BoolArray, at: float) -> tuple[float, Array]:
        """AUC and its influence function (n,): what each person adds by themselves, and by what they say of the censoring."""
        weight = 1 / np.where(free, self.censoring.before(at), self.censoring.before_own)
        with_it, without = np.where(case, weight, 0.0), np.where(death | free, weight, 0.0)
        below, above = self._share_below(without), self._share_above(with_it)
        cases, controls = with_it.mean(), without.mean()
        area = float((with_it * below).mean() / (cases * controls))
        own = with_it * (below - area * controls) + without * (above - area * cases)
        return area, (own + self.censoring.through_weights(own, at)) / (cases * controls)

    def _share_below(self, weight: Array) -> Array:
        """(n,) weight of all with a lower prediction, equals counted half, over n."""
        total = np.concatenate(([0.0], np.cumsum(weight)))
        return (total[self.first] + total[self.last]) / (2 * self.n)

    def _share_above(self, weight: Array) -> Array:
        return weight.sum() / self.n - self._share_below(weight)


class _Censoring:
    """Kaplan–Meier of being uncensored, and how far each person moves it."""

    def __init__(self, time: Array, censored: BoolArray) -> None:
        curve = kaplan_meier(time, censored)
        # Events come before censorings of the same time: those with an event are no longer at risk of censoring.
        self._times, self._at_risk = curve.time, curve.at_risk - curve.censored
        self._hazard = np.divide(curve.events, self._at_risk, out=np.zeros_like(self._at_risk), where=self._at_risk > 0)
        self._uncensored = np.concatenate(([1.0], np.cumprod(1 - self._hazard)))
        self._place, self._is_censored = np.searchsorted(curve.time, time), censored
        self.before_own = self._uncensored[self._place]
        self.ends_in_censoring = bool(curve.events[-1])

    def before(self, at: float) -> float:
        """Probability of being uncensored just before a time."""
        return float(self._uncensored[np.searchsorted(self._times, at)])

    def through_weights(self, own: Array, at: float) -> Array:
        """(n,) what each person adds through the weights, where `own` (n,) is what the weight of each person brings.

        A person's weight rests on the censorings before their time (before t for those still free). With R(u) the mean over everybody of
        `own` of people whose weight rests on a censoring at u, a censored person adds R(u) over the share at risk then, and everybody
        loses what was expected of them until they left: the martingale of the censoring.
        """
        by_time = np.bincount(self._place, weights=own, minlength=len(self._times))
        resting = np.where(self._times < at, own.sum() - np.cumsum(by_time), 0.0)
        per_share = np.divide(resting, self._at_risk, out=np.zeros_like(resting), where=self._at_risk > 0)
        expected = np.concatenate(([0.0], np.cumsum(self._hazard * per_share)))
        # Somebody censored was at risk at their own time, somebody with an event no longer.
        until = np.where(self._is_censored, expected[self._place + 1], expected[self._place])
        return np.where(self._is_censored, per_share[self._place], 0.0) - until
