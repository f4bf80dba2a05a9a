"""What the steps of the page share: a question over this patient's tensors, the equations beside each other, a heat strip."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from osteo_core.figures.base.estimates import number
from osteo_core.figures.explanation.attention import token_label
from osteo_core.figures.network.tensor_heat import Array, describe_tensor_heat, tensor_heat_chart, tensor_heat_table
from pages._widgets.inside import equations as inside_equations
from pages._widgets.inside import trace as inside_trace
from pages._widgets.shared import charts, choice, language, parts, presenter, question
from pages._widgets.shared.language import Translator

if TYPE_CHECKING:
    from osteo_core.explanation.trace_parts import Trace


def ask(step: str, draw: Callable[[], None], answer: Callable[[], str], tr: Translator) -> None:
    """The question of a step beside what it is about, then the step's equations; before a class behind a button under the question."""

    def behind_a_button() -> None:
        with presenter.aside(tr("presenting.equations"), f"equations.{step}"):
            equations(step, tr)

    presented = presenter.on()
    question.ask("inside", step, inside_trace.whose(), lambda _told: draw(), answer, tr, below=behind_a_button if presented else None)
    if not presented:
        equations(step, tr)


def equations(step: str, tr: Translator) -> None:
    """The paper's equation and this network's side by side, then in a sentence where they differ."""
    printed = inside_equations.PAPER.get(step, ())
    left, right = st.columns(2, gap="medium")
    with left:
        for place in printed:
            st.markdown(f"**{tr('inside.in_paper', n=place)}**")
            st.latex(inside_equations.printed(place))
        if not printed:
            st.markdown(f"**{tr('inside.not_printed')}**")
            st.markdown(tr(f"inside.note.{step}"))
    with right:
        st.markdown(f"**{tr('inside.here')}**")
        st.latex(inside_equations.HERE[step])
    for place in printed:
        st.markdown(tr(f"about.equation.{place}.here"))
    st.markdown(f":small[{tr(f'inside.symbols.{step}')}]")


def heat(name: str, values: Array, rows: Sequence[str], tr: Translator, columns: Sequence[str] | None = None, *, read: str) -> None:
    """A heat strip of this session's numbers."""
    lang = language.current()
    made = (
        tensor_heat_chart(values, rows, columns, lang, dark=charts.dark()),
        describe_tensor_heat(values, rows, columns, lang),
        tensor_heat_table(values, rows, columns),
    )
    parts.drawn(f"inside.{name}", made, tr(f"inside.read.{read}"), tr)


def absent(found: Trace, token: str, tr: Translator) -> bool:
    """True, and says so, where the patient lacks the token."""
    if found.has(token):
        return False
    st.info(tr("inside.absent", what=token_label(token, language.current())))
    return True


def length(vector: Array) -> str:
    """The Euclidean length of a vector, in words."""
    return number(float(np.linalg.norm(vector)), 2)


def token_names(found: Trace, tr: Translator) -> list[str]:
    """The five tokens' names; an absent one says so."""
    from osteo_core.network.batch import TOKENS

    lang = language.current()
    return [token_label(t, lang) if found.has(t) else tr("inside.absent_short", what=token_label(t, lang)) for t in TOKENS]


def output(step: str, tr: Translator) -> str:
    """A choice among the four outputs."""
    from osteo_core.explanation.trace_parts import OUTPUTS

    key = f"inside.output.{step}"
    st.session_state[key] = chosen_output(step)
    choice.radio(
        tr("inside.output"),
        list(OUTPUTS),
        format_func=lambda k: tr(f"inside.outputs.{k}"),
        key=key,
        horizontal=True,
        persist_state="session",
    )
    return chosen_output(step)


def chosen_output(step: str) -> str:
    """The output chosen on a step; an answer beside the chart is written before the choice is drawn."""
    return str(st.session_state.get(f"inside.output.{step}") or "osteoporosis")
