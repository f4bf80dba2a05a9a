"""SI or the units that clinics print; the switch remembers, the record always holds SI."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from osteo_core.catalogue import Feature
from osteo_core.patients.reading.asked import AskedNumber
from pages._widgets.shared import choice
from pages._widgets.shared.language import Translator

_KEY = "conventional_units"


def switch(tr: Translator) -> None:
    """The switch between SI and conventional units."""
    choice.toggle(tr("pages.form.conventional"), key=_KEY, help=tr("pages.form.conventional_help"))


def shown(feature: Feature) -> AskedNumber:
    """What a feature's field asks for, in the unit chosen."""
    if st.session_state.get(_KEY) and feature.conventional:
        return conventional(feature)
    return si(feature)


def si(feature: Feature) -> AskedNumber:
    """What a feature's field asks for in the unit that the record holds."""
    if feature.kind == "dosage":
        return AskedNumber(feature=replace(feature, allowed=(0.0, 2.0), decimals=0), whole=True, where=feature.path)
    return AskedNumber(feature=feature, whole=feature.kind == "integer", where=feature.path)


def conventional(feature: Feature) -> AskedNumber:
    """What a feature's field asks for in its conventional unit; a number in SI is then the likely mistake. The feature must have one."""
    if feature.conventional is None:
        raise ValueError(f"{feature.name} has no conventional unit")
    unit, factor = feature.conventional
    step = float(f"{feature.step / factor:.1g}")
    converted = replace(
        feature, unit=unit, conventional=None, allowed=_converted(feature.allowed, factor), usual=_converted(feature.usual, factor),
        step=step, decimals=0 if step >= 1 else max(1, len(f"{step:f}".rstrip("0").split(".")[1])),
        confusions=((feature.unit or "", 1 / factor), *((name, by / factor) for name, by in feature.confusions if name != unit)),
    )  # fmt: skip
    return AskedNumber(feature=converted, factor=factor, where=feature.path)


def _converted(interval: tuple[float, float] | None, factor: float) -> tuple[float, float] | None:
    return None if interval is None else (interval[0] / factor, interval[1] / factor)
