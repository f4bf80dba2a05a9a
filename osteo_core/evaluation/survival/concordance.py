"""Harrell's concordance of a risk score with censored follow-up."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from osteo_core.constants import Z95
from osteo_core.errors import InvalidInput, Problem
from osteo_core.evaluation.discrimination.auc import Estimate
from osteo_core.evaluation.reports.validation import BoolArray, censored_times, numbers

Array = NDArray[np.float64]
IntArray = NDArray[np.int64]


def concordance(time: object, event: object, score: object) -> Estimate:
    """Share of comparable pairs in which the person with the earlier event had the higher score; equal scores count half.

    A pair is comparable where the earlier time is an event; a censoring at the time of an event counts as later, two events at one time as
    not comparable. Interval from the infinitesimal jackknife, normal, cut at 0 and 1. All of this as R's `concordance(reverse = TRUE)`.

    Args:
        time, event: (n,) as `kaplan_meier`; score: (n,), higher is riskier.

    Raises:
        InvalidInput: as `validation.censored_times`; a missing score; or no comparable pair.

    Sources: Harrell et al., JAMA 1982;247:2543-6; Therneau & Watson, Mayo Clinic Technical Report 85, 2015.
    """
    t, e = censored_times(time, event)
    risk = numbers("score", score, len(t))
    if np.isnan(risk).any():
        raise InvalidInput(Problem("score", "survival.no_prediction", row=int(np.argmax(np.isnan(risk)))))
    pairs = _comparable(t, e)
    if not pairs.any():
        raise InvalidInput(Problem("event", "survival.no_pairs"))
    _, rank = np.unique(risk, return_inverse=True)
    excess = _right_order(t, e, rank) - _right_order(t, e, -rank)
    # A person's pairs sum over everybody to twice the pairs; each pair scores 1, 1/2 or 0.
    own = (pairs + excess) / 2
    c = float(own.sum() / pairs.sum())
    half = Z95 * 2 * float(np.sqrt(np.sum((own - c * pairs) ** 2)) / pairs.sum())
    return Estimate(c, max(0.0, c - half), min(1.0, c + half))


def _comparable(time: Array, event: BoolArray) -> Array:
    """Number of comparable pairs (n,) that each person is in, as the earlier and as the later."""
    events = np.sort(time[event])
    everybody = np.sort(time)
    before = np.searchsorted(events, time, side="left")
    at = np.searchsorted(events, time, side="right") - before
    after = len(time) - np.searchsorted(everybody, time, side="right")
    censored_at = np.searchsorted(everybody, time, side="right") - np.searchsorted(everybody, time, side="left") - at
    return np.where(event, before + after + censored_at, before + at).astype(float)


def _right_order(time: Array, event: BoolArray, rank: IntArray) -> Array:
    """For each person (n,) the number of comparable pairs in which the earlier of the two has the strictly higher rank.

    People stand in order of time, events before censorings, events of one time by rising rank so that they make no pair. Then the pairs
    (earlier event, later lower rank) are counted as in a merge sort, all blocks of one size at once: O(n log² n) without a Python loop.
    """
    order = np.lexsort((np.where(event, rank, 0), ~event, time))
    e, r = event[order], rank[order] - rank.min()
    n, top = len(r), int(r.max()) + 1
    position = np.arange(n)
    count = np.zeros(n)
    size = 1
    while size < n:
        # A key orders people by their pair of blocks first and by rank within it.
        block = position // size
        key = (block // 2) * top + r
        is_right = block % 2 == 1
        earlier, later = np.flatnonzero(~is_right & e), np.flatnonzero(is_right)
        start = (block // 2) * top
        later_keys, earlier_keys = np.sort(key[later]), np.sort(key[earlier])
        count[earlier] += np.searchsorted(later_keys, key[earlier]) - np.searchsorted(later_keys, start[earlier])
        count[later] += np.searchsorted(earlier_keys, start[later] + top) - np.searchsorted(earlier_keys, key[later], side="right")
        size *= 2
    found = np.empty(n)
    found[order] = count
    return found
