"""The brush without a mouse: limits of age and T-score typed as numbers, and a group chosen from a list."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import streamlit as st

from osteo_core.evaluation.linked.selected import Limits, Region
from pages._widgets.explore.shown import Shown
from pages._widgets.shared import choice, number_field
from pages._widgets.shared.language import Translator

_AXES = {"age": ("age", 1.0, 0), "t": ("t_score", 0.1, 1)}
"""Limit -> whose it is, its step and decimals."""
_EVERYBODY = "all"


def choose(shown: Shown, tr: Translator) -> Region | None:
    """The part of the people that is chosen in numbers, everybody at first; None where a number cannot be read, which is said."""
    found: dict[str, Limits | None] = {}
    full: dict[str, Limits] = {}
    with st.expander(tr("explore.in_numbers")):
        st.markdown(f":small[{tr('explore.in_numbers_help')}]")
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            for name, (of, step, decimals) in _AXES.items():
                values = getattr(shown.people, of)
                if not np.isfinite(values).any():
                    continue
                full[name] = _ends(float(np.nanmin(values)), float(np.nanmax(values)), step, decimals)
                found[name] = _limits(shown, name, full[name], step, decimals, tr)
            group = _group(shown, tr)
        if None in found.values():
            return None
        limits = {name: pair for name, pair in found.items() if pair is not None}
        if any(low > high for low, high in limits.values()):
            number_field.say(tr("explore.from_above_to"))
            return None
    # A brush has limits on both axes: where one is typed the other's are its ends.
    return Region(group=group) if limits == full else Region(group=group, **limits)


def _ends(low: float, high: float, step: float, decimals: int) -> Limits:
    """Round numbers around all values, never the same twice."""
    first, last = round(math.floor(low / step + 1e-9) * step, decimals), round(math.ceil(high / step - 1e-9) * step, decimals)
    return first, last if last > first else round(first + step, decimals)


def _limits(shown: Shown, name: str, full: Limits, step: float, decimals: int, tr: Translator) -> Limits | None:
    numbers: list[float] = []
    for end, start in zip(("from", "to"), full, strict=True):
        asked = number_field.of_page(tr(f"explore.limit.{name}_{end}"), *full, step=step, decimals=decimals)
        key = f"explore.{name}.{end}.{shown.name}.{full[0]:g}.{full[1]:g}"
        value = number_field.ask(asked, key, start, tr, width=130).value
        numbers += [] if value is None else [float(value)]
    return (numbers[0], numbers[1]) if len(numbers) == 2 else None


def _group(shown: Shown, tr: Translator) -> int | None:
    labels = {place: name for place, name in shown.words.labels.items() if (shown.cells.table["group"] == place).any()}
    chosen: Any = choice.selectbox(
        shown.words.group, (_EVERYBODY, *labels), format_func=lambda one: tr("explore.everybody") if one == _EVERYBODY else labels[one],
        key=f"explore.label.{shown.name}.{hash(shown.key)}", width=200,
    )  # fmt: skip
    return None if chosen == _EVERYBODY else int(chosen)
