"""Is it the centre of pressure of somebody who stood still, in the unit and at the rate that were said?

The limits are this project's own. They stand clear of the 1,930 trials of Santos & Duarte (PeerJ 2016;4:e2648; firm ground and foam, eyes
open and closed), whose ellipses have areas of 0.3 to 110 cm².
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from osteo_core.errors import InvalidInput, Problem
from osteo_core.gait.sampling import sampling
from osteo_core.sway.recording import TO_CM, Length, Plate, Said, Standing

HZ: Final = (20.0, 2_000.0)
LEAST_S: Final = 20.0
LEAST_CM, MOST_CM = 0.05, 5.0
"""Root mean square distance from the mean of somebody who stands still."""
FARTHEST_CM: Final = 20.0
"""From the mean: farther away, one foot or the whole person has left the place."""
CUT_OFF_HZ: Final = 10.0
"""Above it there is noise of the plate and no sway; the published measures were taken below it (Santos & Duarte 2016)."""


def checked(plate: Plate, said: Said) -> Standing:
    """The path in cm, once what was said of it agrees with what it shows; below 10 Hz, where its rate lets more through.

    Raises:
        InvalidInput: a rate outside of 20–2,000 Hz, or another than was said; samples that are missing (with the place); less than 20 s; a
            unit that the header or the size of the sway contradicts; somebody who did not stand still.
    """
    hz = sampling(plate.seconds, None if plate.seconds is not None else np.arange(len(plate.path), dtype=float), said.hz, HZ)
    seconds = len(plate.path) / hz
    if seconds < LEAST_S:
        raise _refused("", "short", seconds=f"{seconds:.1f}", least=f"{LEAST_S:g}")
    if plate.unit is not None and plate.unit != said.unit:
        raise _refused("unit", "unit_written", said=said.unit, written=plate.unit)
    path = (plate.path - plate.path.mean(axis=0)) * TO_CM[said.unit]
    away = np.hypot(*path.T)
    rms = float(np.sqrt(np.mean(away**2)))
    if not LEAST_CM <= rms <= MOST_CM:
        raise _wrong_size(rms, said.unit)
    if (farthest := float(away.max())) > FARTHEST_CM:
        at = int(np.argmax(away)) / hz
        raise _refused("", "moved", farthest=f"{farthest:.0f}", at=f"{at:.1f}", most=f"{FARTHEST_CM:g}")
    filtered = hz > 2.5 * CUT_OFF_HZ
    return Standing(path=_below(path, hz) if filtered else path, hz=hz, seconds=seconds, filtered=filtered)


def _wrong_size(rms: float, said: Length) -> InvalidInput:
    """With the unit that would fit, where one does."""
    fits = [unit for unit, factor in TO_CM.items() if LEAST_CM <= rms / TO_CM[said] * factor <= MOST_CM]
    shown = {"found": f"{rms:.3g}", "said": said, "low": f"{LEAST_CM:g}", "high": f"{MOST_CM:g}"}
    if fits:
        return _refused("unit", "other_unit", fits=fits[0], **shown)
    return _refused("unit", "no_sway", **shown)


def _below(path: NDArray[np.float64], hz: float) -> NDArray[np.float64]:
    """A Butterworth filter of the second order there and back: of the fourth, without delay."""
    from scipy.signal import butter, sosfiltfilt

    return np.asarray(sosfiltfilt(butter(2, CUT_OFF_HZ, fs=hz, output="sos"), path, axis=0))


def _refused(where: str, key: str, **params: Any) -> InvalidInput:
    return InvalidInput(Problem(where, f"sway.{key}", params))
