"""A walk as a sensor on the lower back would record it, of a known cadence and known step lengths."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from osteo_core.gait.recording import GRAVITY

SCALE = 4.587 / 4
"""Step length over that of the inverted pendulum, in multiple sclerosis (Soltani et al., IEEE TNSRE 2021;29:1955-1964)."""
SENSOR_M = 0.9
COLUMNS = ["time", "acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z"]


def lengths(mean: float, cv: float, count: int, seed: int) -> NDArray[np.float64]:
    """Steps of exactly that mean and coefficient of variation (a share)."""
    drawn = np.random.default_rng(seed).standard_normal(count)
    return mean * (1 + cv * (drawn - drawn.mean()) / drawn.std(ddof=1))


def walk(*, steps: NDArray[np.float64], cadence: float = 108.0, hz: float = 100.0, still: float = 3.0) -> pd.DataFrame:
    """Standing, a straight walk of those steps (metres), standing: x upwards, m/s² and deg/s.

    In each step the trunk, as an inverted pendulum of the sensor's height, rises and falls by d = h − √(h² − (L / 2A)²).
    """
    rng = np.random.default_rng(1)
    per_s = cadence / 60
    seconds = np.arange(0, len(steps) / per_s + 2 * still, 1 / hz)
    since = (seconds - still) * per_s
    walking = (since >= 0) & (since < len(steps))
    rise = SENSOR_M - np.sqrt(SENSOR_M**2 - (steps / (2 * SCALE)) ** 2)
    each, turn = rise[np.clip(since.astype(int), 0, len(steps) - 1)], 2 * np.pi * since
    up = each / 2 * (2 * np.pi * per_s) ** 2 * np.cos(turn) + 0.5 * np.cos(2 * turn + 0.7)
    moved = np.column_stack([
        up, 0.8 * np.sin(turn / 2), 1.2 * np.sin(turn) + 0.5 * np.sin(2 * turn),
        25 * np.sin(turn / 2), 15 * np.sin(turn), 20 * np.cos(turn / 2),
    ]) * walking[:, None]  # fmt: skip
    noise = rng.standard_normal(moved.shape) * [0.05, 0.05, 0.05, 0.5, 0.5, 0.5]
    return pd.DataFrame(np.column_stack([seconds, moved + noise + [GRAVITY, 0, 0, 0, 0, 0]]), columns=COLUMNS)


def written(table: pd.DataFrame, path: Path) -> Path:
    """The table as a CSV file."""
    table.to_csv(path, index=False)
    return path
