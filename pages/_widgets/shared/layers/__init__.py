"""Calibration layers on the pages: which are in force in this session, and how that is said."""

from pages._widgets.shared.layers.everywhere import called, everywhere, say
from pages._widgets.shared.layers.in_force import (
    adopt,
    in_force,
    name_in_force,
    outcomes_moved,
    over,
    refusals,
    says_so,
    signature,
    take_away,
)
from pages._widgets.shared.layers.shown import show

__all__ = [
    "adopt", "called", "everywhere", "in_force", "name_in_force", "outcomes_moved", "over", "refusals", "say", "says_so", "show",
    "signature", "take_away",
]  # fmt: skip
