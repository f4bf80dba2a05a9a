"""SI or the units that clinics print; the switch remembers, the record always holds SI."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from osteo_core.catalogue import Feature
from pages._widgets.language import Translator

_KEY = "conventional_units"


@dataclass(frozen=True)
class Shown:
    """How a number stands in its field: SI value = shown value * factor."""

    unit: str
    factor: float
    decimals: int
    step: float

    def from_si(self, value: float | None) -> float | None:
        """The number to show, None for not measured."""
        return None if value is None else float(value) / self.factor

    def to_si(self, shown: float | None) -> float | None:
        """The value to store. Rounded to 10 significant digits, so that 20.1 typed is 20.1 stored, not 20.1000…4."""
        return None if shown is None else float(f"{shown * self.factor:.10g}")

    def text(self, shown: float | None) -> str:
        """A bound without needless zeros."""
        return "" if shown is None else f"{shown:.4g}"


def switch(tr: Translator) -> None:
    """The switch between SI and conventional units."""
    st.toggle(tr("pages.form.conventional"), key=_KEY, persist_state="session", help=tr("pages.form.conventional_help"))


def shown(feature: Feature) -> Shown:
    """The unit chosen for a field, with its step and decimals."""
    if st.session_state.get(_KEY) and feature.conventional:
        unit, factor = feature.conventional
        step = float(f"{feature.step / factor:.1g}")
        decimals = 0 if step >= 1 else max(1, len(f"{step:f}".rstrip("0").split(".")[1]))
        return Shown(unit, factor, decimals, step)
    return Shown(feature.unit or "", 1.0, feature.decimals, float(feature.step))
