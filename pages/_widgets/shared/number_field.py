"""A box to type a number into: what stands in it is what is read.

A browser's own number field drops what it cannot read ("−2.6" becomes 2.6, "45,2" becomes 452), so this is a text field.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Literal

import streamlit as st

from osteo_core.catalogue import Feature
from osteo_core.errors import Problem
from osteo_core.patients.reading.asked import AskedNumber, Reading, bounds_text
from osteo_core.patients.wording import for_screen
from osteo_core.translations import LANGUAGES, translate
from pages._widgets.shared import language, text
from pages._widgets.shared.language import Translator

_PERCENT = re.compile(r"(.*?)\s*[(（]%[)）]$")


def of_page(
    label: str,
    low: float | None = None,
    high: float | None = None,
    *,
    step: float = 1.0,
    decimals: int = 0,
    unit: str = "",
    whole: bool = False,
) -> AskedNumber:
    """What a page's own number asks for, always required; both ends or neither. `label` and `unit` in the session's language.

    A label that ends in "(%)" asks for percent.
    """
    if bare := _PERCENT.match(label):
        label, unit = bare[1], "%"
    allowed = None if low is None or high is None else (low, high)
    named = dict.fromkeys(LANGUAGES, label)
    feature = Feature(
        name="", modality="", kind="continuous", label=named, help=named, unit=unit or None, allowed=allowed, step=step, decimals=decimals
    )
    return AskedNumber(feature=feature, required=True, whole=whole)


def box(
    asked: AskedNumber, key: str, *, label: str | None = None, shown: bool = True, help: str | None = None, placeholder: str | None = None,
    width: Literal["stretch"] | int = "stretch", kept: bool = True, on_change: Callable[..., None] | None = None,
) -> str:  # fmt: skip
    """The box alone, with its label and unit. Returns what stands in it, which is `st.session_state[key]`: the page sets it before.

    `shown`: whether its label is seen. `kept`: whether the text outlives the page by its key.
    """
    with st.container(key=_container(asked, key), width=width):
        return st.text_input(
            label or label_of(asked), st.session_state[key], key=key, help=help, placeholder=placeholder, autocomplete="off", width=width,
            label_visibility="visible" if shown else "collapsed", persist_state="session" if kept else None, on_change=on_change,
        )  # fmt: skip


def ask(asked: AskedNumber, key: str, start: float | None, tr: Translator, **look: Any) -> Reading:
    """A box that starts with a number, and under it what is wrong with its text or unusual about it. Returns what the text says.

    `look`: as in `box`.
    """
    st.session_state.setdefault(key, asked.text(start))
    with st.container(gap="xxsmall"):
        reading = asked.read(box(asked, key, **look))
        if reading.problem is not None:
            refuse(reading.problem)
        elif reading.value is not None:
            remark(asked, reading.value, tr)
    return reading


def label_of(asked: AskedNumber) -> str:
    """The label with its unit."""
    return asked.feature.label_with_unit_in(language.current())


def refuse(problem: Problem) -> None:
    """Why a text is refused, beside its box; choices by their labels."""
    say(translate(problem.key, language.current(), **for_screen(problem).params))


def say(sentence: str) -> None:
    """A sentence about what cannot be used as typed."""
    st.markdown(f":red[**⚠ {text.as_text(sentence)}**]")


def remark(asked: AskedNumber, value: float, tr: Translator) -> None:
    """A word beside a number that is allowed and unusual."""
    if asked.unusual(value) and asked.feature.usual is not None:
        low, high = bounds_text(*asked.feature.usual)
        unit = asked.feature.unit_in(language.current())
        st.markdown(f":small[**⚠ {tr('fields.unusual', low=low, high=high, unit=f' {unit}' if unit else '')}**]")


def keyboard() -> None:
    """Arrow keys that step the number in a box, and a phone's number keys for boxes that take no minus. Once a page."""
    st.html(_keys(), unsafe_allow_javascript=True, width="content")


@cache
def _keys() -> str:
    return f"<script>{Path(__file__).with_name('number_field.js').read_text(encoding='utf-8')}</script>"


def _container(asked: AskedNumber, key: str) -> str:
    """The script finds step and sign in the box's class name."""
    allowed = asked.feature.allowed
    sign = "plus" if allowed is not None and allowed[0] >= 0 else "signed"
    return f"number-{sign}-{key}-by-{asked.feature.step:g}"
