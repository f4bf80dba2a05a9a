"""What everybody means by the same thing, written once."""

from __future__ import annotations

from typing import Literal

STATUSES = ("normal", "osteopenia", "osteoporosis")
"""Bone status by WHO's categories of the T-score (WHO Technical Report Series 843, 1994), in the order of the networks' outputs."""

MODALITIES = ("dxa", "clinical", "btm", "micro", "gene", "sensory")
"""The six kinds of measurement, in the order of the networks' tokens."""

World = Literal["life", "paper"]
"""The two worlds of virtual people: as in life, and fitted to the paper's tables."""

MODEL_OF_WORLD: dict[World, str] = {"life": "life", "paper": "fusion"}
"""The network that learned from each world."""

DEFAULT_MODEL = MODEL_OF_WORLD["life"]
"""The model that answers where none is named."""

SEED = 20250374
"""Default seed of every random draw: the number in the paper's DOI."""

Z95 = 1.959963984540054
"""97.5th percentile of the standard normal distribution."""
