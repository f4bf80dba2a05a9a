"""A recording of an inertial sensor, what its owner says of it, and what walking is found in it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final, Literal, cast, get_args

if TYPE_CHECKING:  # the command's help names the choices below without waiting for numpy
    import numpy as np
    from numpy.typing import NDArray

AccelerationUnit = Literal["m/s2", "g"]
RateUnit = Literal["rad/s", "deg/s"]
Vertical = Literal["x=up", "x=down", "y=up", "y=down", "z=up", "z=down"]
ACCELERATION_UNITS: Final = cast(tuple[AccelerationUnit, ...], get_args(AccelerationUnit))
RATE_UNITS: Final = cast(tuple[RateUnit, ...], get_args(RateUnit))
VERTICALS: Final = cast(tuple[Vertical, ...], get_args(Vertical))
GRAVITY: Final = 9.80665
"""m/s², the standard value."""
FIELDS: Final = ("gait_speed", "step_length")
"""What of the walking goes into a record; `step_length_cv` does not (see `measure`)."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """What whoever made the recording says of it; nothing of it is assumed.

    `vertical` is the sensor's axis that stands upright on the body, and which way its positive direction points. `hz` is needed where the
    file counts samples; where it gives times both must agree.
    """

    acceleration_unit: AccelerationUnit
    rate_unit: RateUnit
    vertical: Vertical
    hz: float | None = None


@dataclass(frozen=True, kw_only=True)
class Recording:
    """A recording as it was written. `acceleration` and `rate` (n, 3) along x, y, z in the file's units.

    `seconds` (n,) are the times, or None with `samples` (n,) the numbers of the samples; `units` are those that the file's own header
    names ("acceleration", "rate").
    """

    acceleration: NDArray[np.float64]
    rate: NDArray[np.float64]
    seconds: NDArray[np.float64] | None
    samples: NDArray[np.float64] | None
    units: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Checks:
    """What was found when a recording was checked.

    `hz` samples a second; `seconds` its length; `gravity` the median length of the acceleration (m/s²); `tilt` the angle between the
    vertical axis and the mean acceleration (degrees); `turning` the median angular rate (deg/s).
    """

    hz: float
    seconds: float
    gravity: float
    tilt: float
    turning: float


@dataclass(frozen=True, kw_only=True)
class Checked(Checks):
    """A recording that passed every check. `acceleration` (n, 3) in m/s² and `rate` (n, 3) in deg/s: upwards, then the two other axes."""

    acceleration: NDArray[np.float64]
    rate: NDArray[np.float64]

    def without_samples(self) -> Checks:
        """What was found, to be kept when the samples are let go of."""
        return Checks(**{each.name: getattr(self, each.name) for each in fields(Checks)})


@dataclass(frozen=True, kw_only=True)
class Gait:
    """The walking of a recording.

    Attributes:
        gait_speed: m/s; step_length: m; cadence: steps/min.
        step_length_spread: %, SD of the estimated step lengths over their mean. An observation about the recording; it is no value of
            the field `step_length_cv` (`measure` says why).
        steps, bouts, walking_s: how many steps and stretches of walking, and their seconds together.
        sensor_height_m: above the floor; height_measured: False where it was taken from the body's height.
    """

    gait_speed: float
    step_length: float
    step_length_spread: float
    cadence: float
    steps: int
    bouts: int
    walking_s: float
    sensor_height_m: float
    height_measured: bool

    def measured(self) -> dict[str, float]:
        """Speed and step length of the walking, by the catalogue's names."""
        return {name: getattr(self, name) for name in FIELDS}

    def values(self) -> dict[str, float]:
        """The fields of a record that follow from the recording: those of one walk; none where there are several bouts.

        The fields mean the usual pace of a walk straight ahead. In recordings of daily life the method gave 0.19 to 0.30 m/s more than
        the reference system (mobgap's three example recordings with INDIP), as much as sets apart a frail person from a healthy one.
        """
        return self.measured() if self.bouts == 1 else {}
