"""A centre of pressure whose velocity and area are known."""

from __future__ import annotations

import numpy as np
import pandas as pd


def circle(*, radius_cm: float, turns_hz: float, seconds: float = 40.0, hz: float = 100.0, noise_cm: float = 0.0) -> pd.DataFrame:
    """A point that goes round at constant speed: 2π r f cm/s; written in mm, off the plate's middle."""
    time = np.arange(round(seconds * hz)) / hz
    turn = 2 * np.pi * turns_hz * time
    path = radius_cm * np.column_stack([np.cos(turn), np.sin(turn)]) + [3.0, -8.0]
    path = path + noise_cm * np.random.default_rng(2).standard_normal(path.shape)
    return pd.DataFrame({"time": time, "cop_x (mm)": 10 * path[:, 0], "cop_y (mm)": 10 * path[:, 1]})
