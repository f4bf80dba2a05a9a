"""Whether a model stays calibrated: events against expected events from month to month, with limits and alarms of known false-alarm rate.

Two charts beside each other. The month's own (Shewhart): how many events a calibrated model makes likely is the sum of different
probabilities, whose exact distribution (Poisson-binomial) gives limits that a calibrated month crosses on either side with probability at
most 0.00135, as three standard errors would. The running one (CUSUM): standardised differences of the months add up, less an allowance of
half a standard error, on either side; it finds a small shift that lasts, which no single month shows. It alarms beyond five.

Sources: Shewhart 1931; Page, Biometrika 1954;41:100-15; the mean time to a false alarm by Brook & Evans, Biometrika 1972;59:539-49
(Markov chain); Montgomery, Introduction to Statistical Quality Control, table 9.3.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from osteo_core.errors import InvalidInput, Problem
from osteo_core.recalibration.table_columns import Dates

Array = NDArray[np.float64]

TAIL = 0.00135
"""Probability beyond a month's limit on either side, at most: that beyond three standard errors of a normal distribution."""
ALLOWANCE, LIMIT = 0.5, 5.0
"""Of the CUSUM, in standard errors: half of the shift that it is to find soon, and where it alarms."""
_STATES = 400
_SHORT = 300
"""Shorter distributions are convolved directly, longer ones by their Fourier transforms."""

COLUMNS = (
    "month", "n", "events", "expected", "observed_expected", "lower", "upper", "false_alarm", "z", "cusum_up", "cusum_down", "alarm",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ControlChart:
    """One row a month with anybody in it.

    Attributes:
        months: COLUMNS; `lower` and `upper` are the fewest and most events that are no alarm, `false_alarm` the exact probability of a
            month outside them where the model is calibrated; `alarm` is "" or "month", "up", "down" (more or fewer events than expected).
        undated: people without a date, who are left out.
        months_to_false_alarm: mean time to a false alarm of the CUSUM, both sides, in months.
    """

    months: pd.DataFrame
    undated: int
    months_to_false_alarm: float

    @property
    def alarms(self) -> pd.DataFrame:
        """The months with an alarm."""
        return self.months[self.months["alarm"] != ""]

    @property
    def false_alarms_a_year(self) -> float:
        """Expected false alarms of the months' own limits in twelve such months."""
        return 12 * float(self.months["false_alarm"].mean())


def control_chart(dates: Dates, outcome: Array, probability: Array) -> ControlChart:
    """The chart of predictions and outcomes by month.

    Args:
        dates: (n,) days, NaT where not known; outcome: (n,) 0 or 1; probability: (n,) in 0..1.

    Raises:
        InvalidInput: nobody has a date.
    """
    known = ~np.isnat(dates)
    if not known.any():
        raise InvalidInput(Problem("", "hospital.no_dates"))
    months = dates[known].astype("datetime64[M]")
    y, p = outcome[known], probability[known]
    rows = [_month(str(month), y[months == month], p[months == month]) for month in np.unique(months)]
    table = pd.DataFrame(rows)
    table["cusum_up"], table["cusum_down"] = _cusum(table["z"].to_numpy(float))
    table["alarm"] = [_alarm(row) for row in table.to_dict("records")]
    return ControlChart(months=table[list(COLUMNS)], undated=int((~known).sum()), months_to_false_alarm=mean_months_to_false_alarm())


def as_document(chart: ControlChart) -> dict[str, Any]:
    """The chart as plain dicts and numbers."""
    return {
        "months": chart.months.to_dict("records"),
        "alarms": len(chart.alarms),
        "undated": chart.undated,
        "rule": {
            "month": {"tail": TAIL, "false_alarms_a_year": chart.false_alarms_a_year},
            "cusum": {"allowance": ALLOWANCE, "limit": LIMIT, "months_to_false_alarm": chart.months_to_false_alarm},
        },
    }


def poisson_binomial(probability: Array) -> Array:
    """(n + 1,) probability of 0 … n events among people with these probabilities (n,).

    Exact: the people's distributions are convolved pair by pair (Biscarri et al., Comput Stat Data Anal 2018;122:92-100).
    """
    from scipy.signal import fftconvolve

    parts = [np.array([1 - p, p]) for p in probability.tolist()] or [np.ones(1)]
    while len(parts) > 1:
        convolve = np.convolve if len(parts[0]) < _SHORT else fftconvolve
        pairs = [convolve(one, other) for one, other in zip(parts[::2], parts[1::2], strict=False)]
        parts = pairs + parts[2 * len(pairs) :]
    return np.asarray(np.clip(parts[0], 0.0, 1.0))


def _limits(probability: Array) -> tuple[int, int, float]:
    """Fewest and most events that are no alarm, and the exact probability of one."""
    distribution = poisson_binomial(probability)
    below, above = np.cumsum(distribution), np.cumsum(distribution[::-1])[::-1]
    lower = int(np.searchsorted(below, TAIL, side="right"))
    upper = int(len(above) - 1 - np.searchsorted(above[::-1], TAIL, side="right"))
    outside = (below[lower - 1] if lower else 0.0) + (above[upper + 1] if upper + 1 < len(above) else 0.0)
    return lower, upper, float(outside)


def _month(month: str, y: Array, p: Array) -> dict[str, Any]:
    expected, spread = float(p.sum()), float(np.sqrt((p * (1 - p)).sum()))
    lower, upper, false_alarm = _limits(p)
    events = int(y.sum())
    return {
        "month": month,
        "n": len(y),
        "events": events,
        "expected": expected,
        "observed_expected": events / expected if expected > 0 else None,
        "lower": lower,
        "upper": upper,
        "false_alarm": false_alarm,
        "z": (events - expected) / spread if spread > 0 else 0.0,
    }


def _cusum(z: Array) -> tuple[list[float], list[float]]:
    """Sums upwards and downwards after each month; each begins anew after its alarm."""
    sums: tuple[list[float], list[float]] = ([], [])
    for side, values in zip(sums, (z, -z), strict=True):
        now = 0.0
        for value in values:
            now = max(0.0, (0.0 if now > LIMIT else now) + float(value) - ALLOWANCE)
            side.append(now)
    return sums


def _alarm(row: Mapping[Hashable, Any]) -> str:
    if not row["lower"] <= row["events"] <= row["upper"]:
        return "month"
    if row["cusum_up"] > LIMIT:
        return "up"
    return "down" if row["cusum_down"] > LIMIT else ""


@cache
def mean_months_to_false_alarm(allowance: float = ALLOWANCE, limit: float = LIMIT) -> float:
    """Mean number of months until a two-sided CUSUM of standard normal differences alarms though nothing has changed.

    One side by a Markov chain of 400 states; both sides together alarm twice as often (1 / both = 1 / up + 1 / down).
    """
    from scipy.stats import norm

    width = limit / (_STATES - 0.5)
    states = np.arange(_STATES) * width
    edges = np.concatenate([[-np.inf], states + width / 2])
    # From a state the next is max(0, state + z - allowance): the chance of each cell of the chain.
    reached = norm.cdf(edges[None, :] - states[:, None] + allowance)
    chance = np.diff(reached, axis=1)
    one_side = float(np.linalg.solve(np.eye(_STATES) - chance, np.ones(_STATES))[0])
    return one_side / 2
