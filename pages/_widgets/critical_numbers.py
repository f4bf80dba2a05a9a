"""Numbers that start as printed and can be changed, with a way back to what was printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from pages._widgets.language import Translator

_A_ROW = 4

# Beside a narrow screen's edge there is room for one number a line: each shows its label there, and the heads are gone.
_STYLE = """<style>
@media (min-width: 769px) {
[class*="st-key-cells"] [data-testid="stNumberInput"] [data-testid="stWidgetLabel"] {
  position: absolute; width: 1px; height: 1px; min-height: 0; overflow: hidden; clip-path: inset(50%); } }
@media (max-width: 768px) { [class*="st-key-cells"] [class*="st-key-head"] { display: none; } }
</style>"""
_PRINTED = "critical.printed"


@dataclass(frozen=True)
class Printed:
    """A printed number: its label, what may be typed in its place, and its decimals."""

    label: str
    value: float
    low: float
    high: float
    decimals: int = 0


def ask(step: str, printed: Mapping[str, Printed]) -> dict[str, float]:
    """One input a number, a few in a row: name -> what stands there now."""
    found: dict[str, float] = {}
    names = list(printed)
    for start in range(0, len(names), _A_ROW):
        for place, name in zip(st.columns(min(_A_ROW, max(len(names), 3))), names[start : start + _A_ROW], strict=False):
            with place:
                found[name] = _input(step, name, printed[name])
    return found


def ask_table(step: str, columns: Sequence[str], rows: Mapping[str, Mapping[str, Printed]]) -> dict[str, float]:
    """A small table of inputs: heads over `columns`, a row's name before its numbers; each input has its own label for screen readers."""
    found: dict[str, float] = {}
    widths = [4, *([3] * len(columns))]
    st.html(_STYLE)
    with st.container(key=f"cells-{step}", gap="xsmall"):
        with st.container(key=f"head-{step}"):
            for place, head in zip(st.columns(widths)[1:], columns, strict=True):
                place.markdown(f":small[{head}]")
        for title, numbers in rows.items():
            first, *places = st.columns(widths, vertical_alignment="center")
            first.markdown(title)
            for place, (name, number) in zip(places, numbers.items(), strict=True):
                with place:
                    found[name] = _input(step, name, number)
    return found


def reset(step: str, tr: Translator) -> None:
    """The button that brings a step's printed numbers back."""
    st.button(tr("critical.reset"), key=f"reset.{step}", on_click=_reset, args=(step,), type="tertiary")


def _input(step: str, name: str, number: Printed) -> float:
    key = f"critical.{step}.{name}"
    value = float(number.value)
    st.session_state.setdefault(_PRINTED, {})[key] = value
    st.session_state.setdefault(key, value)
    step_by = 10.0**-number.decimals
    return float(
        st.number_input(
            number.label, float(number.low), float(number.high), step=step_by, format=f"%.{number.decimals}f", key=key,
            persist_state="session",
        )
    )  # fmt: skip


def _reset(step: str) -> None:
    for key, value in st.session_state.get(_PRINTED, {}).items():
        if key.startswith(f"critical.{step}.") and key in st.session_state:
            st.session_state[key] = value
