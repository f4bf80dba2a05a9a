"""Real people standing still on a force plate: their recordings, and the measures of sway that are taken from them.

Source: Santos DA, Duarte M. A public data set of human balance evaluations. PeerJ 2016;4:e2648, CC BY 4.0; see `data/README.md`.
"""

from osteo_core.cohorts.balance.recordings import HERTZ, load_recordings, load_trials, person_means
from osteo_core.sway.measures import Ellipse, mean_frequency, mean_velocity, prediction_ellipse, sway_measures

__all__ = [
    "HERTZ",
    "Ellipse",
    "load_recordings",
    "load_trials",
    "mean_frequency",
    "mean_velocity",
    "person_means",
    "prediction_ellipse",
    "sway_measures",
]
