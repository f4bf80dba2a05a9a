"""Low to high values of a field as colours, and the words of such a value.

From indigo through grey to amber: told apart by colour-blind readers, of none of the modalities' hues, and at both ends clear of the page.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from osteo_core.catalogue import CATALOGUE
from osteo_core.translations import translate

Array = NDArray[np.float64]

SYMBOLS = ("circle", "square", "triangle-up", "diamond", "cross")
_LETTERS = ("●", "■", "▲", "◆", "✚")
_ENDS = (5, 95)
"""Percentiles of the values that get the two end colours, so that one extreme value does not leave all others grey (as shap does)."""


def scale(dark: bool = False) -> list[list[Any]]:
    """Plotly colour scale from low to high."""
    low, middle, high = ("#A79BFF", "#B9B3BC", "#FFB347") if dark else ("#3B2FA0", "#A79FA9", "#C06A00")
    return [[0.0, low], [0.5, middle], [1.0, high]]


def levels(field: str, present: pd.Series[str] | None = None) -> tuple[str, ...]:
    """The categories of a field in the catalogue's order (those `present`), () for a field of numbers."""
    found = CATALOGUE[field].categories
    return tuple(level for level in found if present is None or (present == level).any())


def is_category(field: str) -> bool:
    """Whether the field's values have no order, so that no colour from low to high can stand for them."""
    return CATALOGUE[field].kind == "category"


def is_discrete(field: str) -> bool:
    """Whether the field has a few values only: yes or no, categories, alleles."""
    return CATALOGUE[field].kind in ("binary", "category", "dosage")


def ends_of_range(values: Array) -> tuple[float, float]:
    """The values that get the end colours: the 5th and the 95th percentile, or smallest and largest where those are the same."""
    low, high = (float(end) for end in np.percentile(values, _ENDS))
    return (low, high) if high > low else (float(values.min()), float(values.max()))


def share_of_range(values: Array) -> Array:
    """(n,) where each value lies between the ends, 0 to 1; in the middle where all are the same."""
    if not len(values):
        return np.zeros(0)
    low, high = ends_of_range(values)
    return np.clip((values - low) / (high - low), 0, 1) if high > low else np.full(len(values), 0.5)


def value_words(field: str, value: float | str, language: str = "en") -> str:
    """A value in words: with its unit, a category's label, yes or no."""
    feature = CATALOGUE[field]
    if isinstance(value, str):
        return feature.category_in(value, language)
    if feature.kind == "binary":
        return translate("figures_contributions.yes" if value > 0.5 else "figures_contributions.no", language)
    if feature.kind == "dosage":
        return translate("figures_contributions.alleles", language, n=f"{value:.0f}")
    return f"{value:.{feature.decimals}f} {feature.unit_in(language)}".strip()


def axis_title(field: str, language: str = "en") -> str:
    """A field's label with its unit."""
    return CATALOGUE[field].label_with_unit_in(language)


def letter(place: int) -> str:
    """The character that looks like a category's symbol."""
    return _LETTERS[place]


def colour_key(words: tuple[str, str, str], *, dark: bool = False) -> dict[str, Any]:
    """A line of dots from low to high above the plot's left edge, as a Plotly annotation.

    Args:
        words: before the low end, at the low end, at the high end.

    Plotly's own colour bar claims a margin of its own, and a phone has no room for it.
    """
    title, low, high = words
    scattered = "".join(f'<span style="color:{colour}">●</span>' for colour in _between(scale(dark)))
    return {
        "text": f"{title} {low} {scattered} {high}", "x": 0, "xref": "paper", "xanchor": "left", "y": 1, "yref": "paper",
        "yanchor": "bottom", "showarrow": False, "align": "left",
    }  # fmt: skip


def _between(ends: list[list[Any]], count: int = 5) -> list[str]:
    """Evenly spaced colours of a scale."""
    known = np.array([[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for _, colour in ends], float)
    places = np.linspace(0, 1, count)
    mixed = np.column_stack([np.interp(places, [place for place, _ in ends], channel) for channel in known.T])
    return ["#" + "".join(f"{round(channel):02X}" for channel in colour) for colour in mixed]
