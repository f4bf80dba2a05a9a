"""A short balance-and-gait series drawn from seven reported parameters, for the LSTM."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

import torch
from torch import Tensor

from osteo_core.constants import SEED

STEPS = 48
HERTZ = 4.0
"""48 steps at 4 Hz: 12 s, enough for several sway cycles and about twenty steps of walking."""

CHANNELS = ("cop_x", "cop_y", "walking_speed")
SWAY, STANCE, GAIT, STEP, STEP_CV, FALLS, FALL_SCORE = range(7)
"""Columns of the parameter array."""

CM_PER_CM_S = 0.29
"""Standard deviation of the centre of pressure (cm, each axis) per cm/s of sway velocity.

Median over 48 eyes-open, firm-surface trials of Santos & Duarte 2016 (PeerJ 4:e2648, CC BY 4.0), block-averaged to 4 Hz, first 12 s;
`scripts/measure_sway_scale.py` prints it.
"""


@lru_cache(maxsize=1)
def _template() -> Tensor:
    """Fixed unit-variance noise (STEPS, 3): an autoregressive sway path on two axes, white step-to-step noise on the third."""
    generator = torch.Generator().manual_seed(SEED)
    white = torch.randn(STEPS, 3, generator=generator)
    path = torch.zeros(STEPS, 3)
    path[0] = white[0]
    for t in range(1, STEPS):
        path[t, :2] = 0.9 * path[t - 1, :2] + (1 - 0.9**2) ** 0.5 * white[t, :2]
        path[t, 2] = white[t, 2]
    return (path - path.mean(0)) / path.std(0)


def draw_series(parameters: Tensor, shift: Tensor | None = None) -> Tensor:
    """Draw the series that the parameters describe.

    Sway velocity sets the amplitude of the sway path; gait speed and step-length variability set the mean and the spread of the
    walking speed. A short single-leg stance shows as sway that grows after the foot goes down at that time.

    Shape:
        parameters: (n, 7) in catalogue order and units.
        shift: (n,) integer rotation of the fixed noise in steps, so that two people do not share one path; 0 when not given.
        returns: (n, 48, 3) centre of pressure x, y (cm), walking speed (m/s).
    """
    if parameters.ndim != 2 or parameters.shape[1] != 7:
        raise ValueError(f"parameters must have shape (n, 7), not {tuple(parameters.shape)}")
    n = len(parameters)
    time = torch.arange(STEPS)
    if shift is None:
        noise = _template().expand(n, -1, -1)
    else:
        noise = _template()[(time[None] + shift[:, None].long()) % STEPS]
    seconds = (time + 0.5) / HERTZ
    unsteady = 1 + torch.sigmoid(4 * (seconds[None] - parameters[:, STANCE, None]))
    sway = CM_PER_CM_S * parameters[:, SWAY, None, None] * noise[..., :2] * unsteady[..., None]
    walking = parameters[:, GAIT, None] * (1 + parameters[:, STEP_CV, None] / 100 * noise[..., 2])
    return torch.cat([sway, walking[..., None]], -1)


def resample_series(series: Tensor, hertz: float, gait_speed: float) -> Tensor:
    """Bring a measured series onto the network's grid: block means at 4 Hz, first 12 s, centred sway.

    Shape:
        series: (steps, 2 or 3) centre of pressure x, y in cm and, where measured, walking speed in m/s (else `gait_speed` fills it).
        returns: (48, 3).

    Raises:
        ValueError: fewer than 12 s, or a channel count other than 2 or 3.
    """
    if series.ndim != 2 or series.shape[1] not in (2, 3):
        raise ValueError(f"series must have shape (steps, 2 or 3), not {tuple(series.shape)}")
    needed = round(STEPS / HERTZ * hertz)
    if len(series) < needed or hertz < HERTZ:
        raise ValueError(f"series needs at least {STEPS / HERTZ:g} s at {HERTZ:g} Hz or more; it has {len(series)} steps at {hertz:g} Hz")
    edges = torch.linspace(0, needed, STEPS + 1).round().long()
    blocks = torch.stack([series[a:b].float().mean(0) for a, b in pairwise(edges.tolist())])
    sway = blocks[:, :2] - blocks[:, :2].mean(0)
    walking = blocks[:, 2:] if series.shape[1] == 3 else torch.full((STEPS, 1), float(gait_speed))
    return torch.cat([sway, walking], 1)
