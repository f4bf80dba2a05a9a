"""The sway of a checked recording, and what has to be known of it."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from osteo_core.sway.measures import mean_frequency, mean_velocity, prediction_ellipse
from osteo_core.sway.recording import Said, Standing, Sway
from osteo_core.translations import translate

PUBLISHED_HZ: Final = 100.0
"""At which the published velocities were taken. At 20 Hz the same people's are 3.6 % lower (tests/cohorts/test_balance.py)."""
SERIES_HZ: Final = 20.0
"""Roughly the rate at which the series is handed on: the network reads means of quarters of a second."""


def measure(standing: Standing, said: Said) -> Sway:
    """Velocity, area, length and frequency."""
    velocity = mean_velocity(standing.path, standing.hz)
    return Sway(
        sway_velocity=velocity, area=prediction_ellipse(standing.path).area, length=velocity * (len(standing.path) - 1) / standing.hz,
        frequency=mean_frequency(standing.path, standing.hz), seconds=standing.seconds, hz=standing.hz, filtered=standing.filtered,
        eyes=said.eyes, surface=said.surface,
    )  # fmt: skip


def series(standing: Standing) -> dict[str, Any]:
    """The path as a record's `sensory.series`, in means of whole samples, about 20 a second; an end too short for one is left."""
    step = max(1, round(standing.hz / SERIES_HZ))
    whole = len(standing.path) // step * step
    means = standing.path[:whole].reshape(-1, step, 2).mean(axis=1)
    return {"values": np.round(means, 4).tolist(), "sampling_hz": standing.hz / step, "channels": ["cop_x_cm", "cop_y_cm"]}


def told(found: Sway, said: Said, language: str) -> list[str]:
    """What was found beside the velocity, what it is not entered for, how it was measured."""
    lines = [
        translate("sway.found", language, area=f"{found.area:.2f}", length=f"{found.length:.0f}", frequency=f"{found.frequency:.2f}"),
        translate("sway.checked", language, hz=f"{found.hz:.4g}", seconds=f"{found.seconds:.0f}", unit=said.unit),
        translate("sway.filtered" if found.filtered else "sway.unfiltered", language),
    ]
    if found.hz < PUBLISHED_HZ / 2:
        lines.append(translate("sway.slow", language, hz=f"{found.hz:.4g}"))
    return lines
