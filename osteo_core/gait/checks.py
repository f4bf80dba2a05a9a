"""Is it a recording of walking with a sensor on the lower back, in the units, at the rate and along the axis that were said?

The limits below that name no source are this project's. They stand well clear of mobgap's nine example recordings of the lower back
(two healthy people, one with multiple sclerosis; https://github.com/mobilise-d/mobgap, example_data): length of the acceleration 0.98 to
1.00 g, tilt of the vertical axis up to 29°, median angular rate up to 24 deg/s.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from osteo_core.errors import InvalidInput, Problem
from osteo_core.gait.recording import GRAVITY, VERTICALS, AccelerationUnit, Checked, RateUnit, Recording, Said
from osteo_core.gait.sampling import sampling

HZ: Final = (50.0, 200.0)
LONGER_THAN_S: Final = 10.0
GRAVITY_TOLERANCE: Final = 0.1
MOST_TILT: Final = 45.0
MOST_SWAY: Final = 30.0
"""Degrees that the direction of gravity, over a second, departs from its mean: the median of a trunk that stays upright."""
LEAST_RATE, MOST_TURNING, MOST_RATE = 3.0, 60.0, 500.0
"""Angular rate in deg/s: root mean square of a walking trunk at least; median of a trunk at most (an arm swings faster); rms at most."""
_TO_MS2: Final[dict[AccelerationUnit, float]] = {"m/s2": 1.0, "g": GRAVITY}
_TO_DEGREES: Final[dict[RateUnit, float]] = {"deg/s": 1.0, "rad/s": 180 / np.pi}


def checked(recording: Recording, said: Said) -> Checked:
    """The recording in m/s² and deg/s, once what was said of it agrees with what it shows.

    Raises:
        InvalidInput: a rate outside of 50–200 Hz, or another than was said; samples that are missing (with the place); 10 s or less; a
            unit that gravity or the rate of turning contradicts; a vertical axis that gravity does not lie along; a sensor that turns as
            an arm or a leg does.
    """
    hz = sampling(recording.seconds, recording.samples, said.hz, HZ)
    seconds = len(recording.acceleration) / hz
    if seconds <= LONGER_THAN_S:
        raise _refused("", "short", seconds=f"{seconds:.1f}", least=f"{LONGER_THAN_S:g}")
    for kind, unit in (("acceleration", said.acceleration_unit), ("rate", said.rate_unit)):
        if (written := recording.units.get(kind, unit)) != unit:
            raise _refused(f"{kind}-unit", "unit_written", said=unit, written=written)
    gravity = _gravity(recording, said)
    acceleration = recording.acceleration * _TO_MS2[said.acceleration_unit]
    rate = recording.rate * _TO_DEGREES[said.rate_unit]
    tilt, turning = _tilt(acceleration, said), _turning(acceleration, rate, said, hz)
    axis, sign = "xyz".index(said.vertical[0]), 1.0 if said.vertical.endswith("up") else -1.0
    order = [axis, *({0, 1, 2} - {axis})]
    signs = np.array([sign, 1.0, 1.0])
    upright = {"acceleration": signs * acceleration[:, order], "rate": signs * rate[:, order]}
    return Checked(**upright, hz=hz, seconds=seconds, gravity=gravity, tilt=tilt, turning=turning)


def _gravity(recording: Recording, said: Said) -> float:
    """Median length of the acceleration in m/s²: gravity, whichever way the sensor is worn."""
    found = float(np.median(np.linalg.norm(recording.acceleration, axis=1)))
    fits = [unit for unit, factor in _TO_MS2.items() if abs(found * factor / GRAVITY - 1) <= GRAVITY_TOLERANCE]
    if said.acceleration_unit in fits:
        return found * _TO_MS2[said.acceleration_unit]
    expected = f"{GRAVITY / _TO_MS2[said.acceleration_unit]:.3g}"
    shown = {"found": f"{found:.3g}", "said": said.acceleration_unit, "expected": expected}
    if fits:
        raise _refused("acceleration-unit", "other_unit", fits=fits[0], **shown)
    raise _refused("acceleration-unit", "no_gravity", **shown)


def _tilt(acceleration: NDArray[np.float64], said: Said) -> float:
    """Degrees between the vertical axis and gravity: a sensor at rest shows 1 g upwards."""
    mean = acceleration.mean(axis=0)
    upwards = {name: (1.0 if name.endswith("up") else -1.0) * mean["xyz".index(name[0])] / np.linalg.norm(mean) for name in VERTICALS}
    tilt = float(np.degrees(np.arccos(np.clip(upwards[said.vertical], -1, 1))))
    if tilt > MOST_TILT:
        nearest = max(VERTICALS, key=upwards.__getitem__)
        raise _refused("vertical", "vertical", said=said.vertical, tilt=f"{tilt:.0f}", most=f"{MOST_TILT:g}", nearest=nearest)
    return tilt


def _turning(acceleration: NDArray[np.float64], rate: NDArray[np.float64], said: Said, hz: float) -> float:
    """Median angular rate in deg/s, once the sensor moves as a trunk does."""
    length = np.linalg.norm(rate, axis=1)
    rms = float(np.sqrt(np.mean(length**2)))
    if not LEAST_RATE <= rms <= MOST_RATE:
        limits = {"low": f"{LEAST_RATE:g}", "high": f"{MOST_RATE:g}"}
        raise _refused("rate-unit", "rate_unit", found=f"{rms:.3g}", said=said.rate_unit, **limits)
    turning = float(np.median(length))
    if turning > MOST_TURNING:
        raise _refused("", "worn_turning", found=f"{turning:.0f}", most=f"{MOST_TURNING:g}")
    sums = np.vstack([np.zeros(3), np.cumsum(acceleration, axis=0)])
    window = round(hz)
    means = sums[window:] - sums[:-window]
    cosine = (means @ acceleration.mean(axis=0)) / np.linalg.norm(means, axis=1) / np.linalg.norm(acceleration.mean(axis=0))
    sway = float(np.degrees(np.median(np.arccos(np.clip(cosine, -1, 1)))))
    if sway > MOST_SWAY:
        raise _refused("", "worn_direction", found=f"{sway:.0f}", most=f"{MOST_SWAY:g}")
    return turning


def _refused(where: str, key: str, **params: Any) -> InvalidInput:
    return InvalidInput(Problem(where, f"gait.{key}", params))
