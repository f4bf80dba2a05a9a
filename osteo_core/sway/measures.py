"""Measures of sway from the path of the centre of pressure: area of its ellipse, mean velocity, mean frequency."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Array = NDArray[np.float64]

WINDOW_S = 30.0
"""Window of the power spectrum: with it (and the settings in `mean_frequency`) the published mean frequencies come back."""


@dataclass(frozen=True)
class Ellipse:
    """A prediction ellipse: `centre` (2,) and `semi_axes` (2,) in cm, larger first, `directions` (2, 2) one unit vector a row."""

    centre: Array
    semi_axes: Array
    directions: Array

    @property
    def area(self) -> float:
        """In cm²."""
        return float(np.pi * np.prod(self.semi_axes))

    def outline(self, points: int = 121) -> Array:
        """(points, 2) closed curve in cm."""
        turn = np.linspace(0, 2 * np.pi, points)
        around = np.stack([np.cos(turn), np.sin(turn)], 1)
        return np.asarray(self.centre + (around * self.semi_axes) @ self.directions)


def prediction_ellipse(cop: Array, probability: float = 0.95) -> Ellipse:
    """The ellipse that holds a new sample with that probability, were the samples (n, 2) independent and normal.

    Semi-axes are the roots of the covariance's eigenvalues times F(probability; 2, n − 2) · 2 (n − 1)(n + 1) / (n (n − 2)).
    Source: Chew, J Am Stat Assoc 1966;61:605; Duarte, Gait Posture 2015;41:44, whose group published the data's areas so.
    """
    from scipy.stats import f

    n, p = cop.shape
    values, vectors = np.linalg.eigh(np.cov(cop, rowvar=False))
    quantile = f.ppf(probability, p, n - p) * p * (n - 1) * (n + 1) / (n * (n - p))
    return Ellipse(cop.mean(0), np.sqrt(quantile * values[::-1]), vectors.T[::-1])


def mean_velocity(cop: Array, hertz: float) -> float:
    """Length of the path (n, 2) in cm over its duration, cm/s."""
    return float(np.hypot(*np.diff(cop, axis=0).T).sum() * hertz / (len(cop) - 1))


def mean_frequency(cop: Array, hertz: float) -> float:
    """Mean of the power spectrum of both axes together, in Hz: Welch's method, Hann windows of 30 s that overlap by half.

    The data's authors do not say how they took theirs; with these settings it comes back (see `tests/cohorts/test_balance.py`).
    """
    from scipy.signal import welch

    window = min(len(cop), round(WINDOW_S * hertz))
    frequency, power = welch(cop, hertz, window="hann", nperseg=window, noverlap=window // 2, axis=0)
    both = power.sum(1)
    return float(np.trapezoid(frequency * both, frequency) / np.trapezoid(both, frequency))


def sway_measures(cop: Array, hertz: float) -> pd.DataFrame:
    """One row a recording of (recordings, n, 2): area (cm²), velocity (cm/s), frequency (Hz)."""
    rows = [(prediction_ellipse(path).area, mean_velocity(path, hertz), mean_frequency(path, hertz)) for path in cop]
    return pd.DataFrame(rows, columns=["area", "velocity", "frequency"])
