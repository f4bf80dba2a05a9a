"""Samples a second of a recording, and that none is missing."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from osteo_core.errors import InvalidInput, Problem

MOST_UNEVEN: Final = 0.5
"""Of a sampling interval: more between two samples than one and a half is a sample that is missing."""
_HZ_AGREE: Final = 0.02


def sampling(
    seconds: NDArray[np.float64] | None, samples: NDArray[np.float64] | None, said_hz: float | None, limits: tuple[float, float]
) -> float:
    """Samples a second, by the times (n,), else as said of numbered samples (n,).

    Raises:
        InvalidInput: neither times nor a rate; a rate outside of `limits`, or another than was said; times that go back; a gap, whose place
            is the time, or the sample's number, before it.
    """
    if seconds is not None:
        step = np.diff(seconds)
        usual = float(np.median(step))
        if usual <= 0:
            raise _refused("time", "backwards", row=int(np.argmax(step <= 0)) + 2)
        found = (len(step) - np.count_nonzero(step > (1 + MOST_UNEVEN) * usual)) / step[step <= (1 + MOST_UNEVEN) * usual].sum()
        if said_hz is not None and not abs(found - said_hz) <= _HZ_AGREE * said_hz:
            raise _refused("rate-hz", "rate_differs", found=f"{found:.4g}", said=f"{said_hz:g}")
        column, places = "time", seconds
    else:
        if samples is None or said_hz is None:
            raise _refused("rate-hz", "rate_needed")
        found, usual, column, places = said_hz, 1.0, "sample", samples
        step = np.diff(samples)
    if not limits[0] <= round(float(found), 1) <= limits[1]:
        raise _refused(column, "rate", found=f"{found:.4g}", low=f"{limits[0]:g}", high=f"{limits[1]:g}")
    if (step <= 0).any():
        raise _refused(column, "backwards", row=int(np.argmax(step <= 0)) + 2)
    if (gap := step > (1 + MOST_UNEVEN) * usual).any():
        first = int(np.argmax(gap))
        key = "gap_time" if column == "time" else "gap_sample"
        raise _refused(column, key, place=f"{places[first]:.10g}", after=f"{places[first + 1]:.10g}", count=int(gap.sum()))
    return float(found)


def _refused(where: str, key: str, **params: Any) -> InvalidInput:
    return InvalidInput(Problem(where, f"gait.{key}", params))
