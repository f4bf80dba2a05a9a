"""A recording of the centre of pressure, what its owner says of it, and the sway that is found in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, cast, get_args

if TYPE_CHECKING:  # the command's help names the choices below without waiting for numpy
    import numpy as np
    from numpy.typing import NDArray

Length = Literal["mm", "cm", "m"]
Eyes = Literal["open", "closed"]
Surface = Literal["firm", "foam"]
LENGTHS: Final = cast(tuple[Length, ...], get_args(Length))
EYES: Final = cast(tuple[Eyes, ...], get_args(Eyes))
SURFACES: Final = cast(tuple[Surface, ...], get_args(Surface))
TO_CM: Final[dict[Length, float]] = {"mm": 0.1, "cm": 1.0, "m": 100.0}


@dataclass(frozen=True, kw_only=True)
class Said:
    """What whoever made the recording says of it; nothing of it is assumed. `hz` is needed where the file gives no times."""

    unit: Length
    eyes: Eyes
    surface: Surface
    hz: float | None = None


@dataclass(frozen=True, kw_only=True)
class Plate:
    """A recording as it was written: `path` (n, 2) in the file's unit, `seconds` (n,) or None; `unit` is the one that its header names."""

    path: NDArray[np.float64]
    seconds: NDArray[np.float64] | None
    unit: str | None


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A recording that passed every check: `path` (n, 2) in cm around its mean, `hz` samples a second, `filtered` at 10 Hz or not."""

    path: NDArray[np.float64]
    hz: float
    seconds: float
    filtered: bool


@dataclass(frozen=True, kw_only=True)
class Sway:
    """Mean velocity (cm/s), area of the 95 % ellipse (cm²), length of the path (cm), mean frequency (Hz); how and how long one stood."""

    sway_velocity: float
    area: float
    length: float
    frequency: float
    seconds: float
    hz: float
    filtered: bool
    eyes: Eyes
    surface: Surface

    def values(self) -> dict[str, float]:
        """The field of a record that follows: it means standing with open eyes on firm ground, and nothing follows from another."""
        return {"sway_velocity": self.sway_velocity} if (self.eyes, self.surface) == ("open", "firm") else {}
