"""How numbers are written on charts; how probabilities and log-odds are, `inference.percentages` says."""

from __future__ import annotations

import math

from osteo_core.inference.percentages import EN_DASH, bare_interval, bare_percent, percent, percent_with_interval, signed, tenths

__all__ = [
    "EN_DASH", "bare_interval", "bare_percent", "log_odds_to_probability", "percent", "percent_with_interval", "signed", "tenths",
]  # fmt: skip


def log_odds_to_probability(log_odds: float) -> float:
    """The logistic function, stable at both ends."""
    if log_odds >= 0:
        return 1.0 / (1.0 + math.exp(-log_odds))
    odds = math.exp(log_odds)
    return odds / (1.0 + odds)
