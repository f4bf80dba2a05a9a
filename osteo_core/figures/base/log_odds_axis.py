"""An axis of log-odds that is read as probabilities too."""

from __future__ import annotations

from typing import Any

import numpy as np

from osteo_core.figures.base.estimates import number
from osteo_core.figures.base.numbers import log_odds_to_probability, percent

_STEPS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0)


def log_odds_ticks(start: float, end: float, most: int = 7) -> dict[str, Any]:
    """Plotly ticks at round log-odds from `start` to `end`, `most` at the most, each with its probability on a second line."""
    step = next((step for step in _STEPS if (end - start) / step <= most - 1), _STEPS[-1])
    places = [float(round(step * k, 6)) for k in np.arange(np.ceil(start / step), np.floor(end / step) + 1)]
    decimals = 1 if step < 1 else 0
    return {
        "tickvals": places,
        "ticktext": [f"{number(place, decimals)}<br>{percent(log_odds_to_probability(place))}" for place in places],
    }
