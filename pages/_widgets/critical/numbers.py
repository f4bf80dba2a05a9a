"""Numbers that start as printed and can be changed, with a way back to what was printed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from pages._widgets.shared import number_field
from pages._widgets.shared.language import Translator

_A_ROW = 5

# Beside a narrow screen's edge there is room for one number a line: each shows its label there, and the heads are gone.
_STYLE = """<style>
@media (min-width: 769px) {
[class*="st-key-cells"] [data-testid="stTextInput"] [data-testid="stWidgetLabel"] {
  position: absolute; width: 1px; height: 1px; min-height: 0; overflow: hidden; clip-path: inset(50%); } }
@media (max-width: 768px) { [class*="st-key-cells"] [class*="st-key-head"] { display: none; } }
</style>"""
_PRINTED = "critical.printed"


@dataclass(frozen=True, kw_only=True)
class Printed:
    """A printed number: its label, what may be typed in its place, and its decimals; one without decimals counts something."""

    label: str
    value: float
    low: float
    high: float
    decimals: int = 0


class NotAnswered(Exception):  # noqa: N818  (a state of the page, no fault of the program)
    """A number that a step computes with is refused or empty: the step has no result until it is corrected."""


class Numbers(dict[str, float | None]):
    """Name -> what stands in its box. Asking for one that is no number raises NotAnswered, so nothing is computed from anything else."""

    def __getitem__(self, name: str) -> float:
        value = super().__getitem__(name)
        if value is None:
            raise NotAnswered(name)
        return value


def ask(step: str, printed: Mapping[str, Printed], tr: Translator) -> Numbers:
    """One input a number, as many in each row as in the others: name -> what stands there now."""
    found = Numbers()
    names = list(printed)
    in_a_row = math.ceil(len(names) / math.ceil(len(names) / _A_ROW))
    for start in range(0, len(names), in_a_row):
        places = st.columns(max(in_a_row, 3), vertical_alignment="bottom")
        for place, name in zip(places, names[start : start + in_a_row], strict=False):
            with place:
                found[name] = _input(step, name, printed[name], tr)
    return found


def ask_table(step: str, columns: Sequence[str], rows: Mapping[str, Mapping[str, Printed]], tr: Translator) -> Numbers:
    """A small table of inputs: heads over `columns`, a row's name before its numbers; each input has its own label for screen readers.

    A row may have fewer numbers than there are columns: those of the first.
    """
    found = Numbers()
    widths = [4, *([3] * len(columns))]
    st.html(_STYLE)
    with st.container(key=f"cells-{step}", gap="xsmall"):
        with st.container(key=f"head-{step}"):
            for place, head in zip(st.columns(widths)[1:], columns, strict=True):
                place.markdown(f":small[{head}]")
        for title, numbers in rows.items():
            first, *places = st.columns(widths, vertical_alignment="center")
            first.markdown(title)
            for place, (name, number) in zip(places, numbers.items(), strict=False):
                with place:
                    found[name] = _input(step, name, number, tr)
    return found


def reset(step: str, tr: Translator) -> None:
    """The button that brings a step's printed numbers back."""
    st.button(tr("critical.reset"), key=f"reset.{step}", on_click=_reset, args=(step,), type="tertiary")


def _input(step: str, name: str, number: Printed, tr: Translator) -> float | None:
    key = f"critical.{step}.{name}"
    # Without decimals it is a count.
    asked = number_field.of_page(
        number.label, number.low, number.high, step=10.0**-number.decimals, decimals=number.decimals, whole=number.decimals == 0
    )
    st.session_state.setdefault(_PRINTED, {})[key] = asked.text(number.value)
    return number_field.ask(asked, key, number.value, tr).value


def _reset(step: str) -> None:
    for key, text in st.session_state.get(_PRINTED, {}).items():
        if key.startswith(f"critical.{step}.") and key in st.session_state:
            st.session_state[key] = text
