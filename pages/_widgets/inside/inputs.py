"""What enters: each field in its unit, its z-score, and the mask that says whether it was measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from osteo_core.catalogue import CATALOGUE
from osteo_core.constants import MODALITIES
from osteo_core.figures.base.estimates import number
from osteo_core.figures.network.z_scores import InputRow, describe_z_scores, z_scores_chart, z_scores_table
from osteo_core.preprocessing.encode import SLICES, entered_name
from pages._widgets.inside import parts as inside_parts
from pages._widgets.shared import charts, choice, language, parts
from pages._widgets.shared.language import Translator

if TYPE_CHECKING:
    from osteo_core.explanation.trace_parts import Trace

_KEY = "inside.modality"


def show(found: Trace, tr: Translator) -> None:
    """The z-scores of one kind of data."""
    lang = language.current()
    present = [m for m, here in zip(MODALITIES, found.inputs.present, strict=True) if here]

    def draw() -> None:
        if st.session_state.get(_KEY) not in present:
            st.session_state[_KEY] = present[0]
        choice.selectbox(
            tr("pages.form.modality"),
            present,
            format_func=lambda m: CATALOGUE.modality_label(m, lang),
            key=_KEY,
            persist_state="session",
        )
        chosen = str(st.session_state[_KEY])
        rows = _rows(found, chosen, tr)
        made = z_scores_chart(rows, chosen, lang, dark=charts.dark()), describe_z_scores(rows, lang), z_scores_table(rows)
        parts.drawn("inside.z", made, tr("inside.read.z"), tr)
        lacking = [CATALOGUE.modality_label(m, lang) for m in MODALITIES if m not in present]
        if lacking:
            st.markdown(f":small[{tr('inside.lacking', what=tr('figures.list_separator').join(lacking))}]")

    inside_parts.ask("inputs", draw, lambda: _answer(found, present, tr), tr)


def _answer(found: Trace, present: list[str], tr: Translator) -> str:
    rows = [row for modality in present for row in _rows(found, modality, tr)]
    # An array may have been measured without any field.
    furthest = max([row for row in rows if row.measured] or rows, key=lambda row: abs(row.z))
    filled = sum(not row.measured for row in rows)
    return tr("inside.answer_of.inputs", label=furthest.label, value=furthest.value, z=number(furthest.z, 1), filled=filled, n=len(rows))


def _rows(found: Trace, modality: str, tr: Translator) -> list[InputRow]:
    given = found.inputs
    return [
        InputRow(
            name=given.names[i],
            label=_label(given.names[i]),
            value=_value(given.names[i], float(given.units[i]), tr),
            z=float(given.values[i]),
            measured=bool(given.observed[i]),
        )
        for i in range(SLICES[modality].start, SLICES[modality].stop)
    ]


def _label(name: str) -> str:
    """The input's label; an indicator names the answer it stands for."""
    lang = language.current()
    if name in CATALOGUE:
        return CATALOGUE[name].label_in(lang)
    return CATALOGUE[entered_name(name)].category_in(name, lang)


def _value(name: str, value: float, tr: Translator) -> str:
    lang = language.current()
    if name not in CATALOGUE or CATALOGUE[name].kind == "binary":
        return tr("pages.form.yes" if value > 0.5 else "pages.form.no")
    feature = CATALOGUE[name]
    if feature.kind == "dosage":
        return number(value, 0)
    return f"{number(value, feature.decimals)} {feature.unit_in(lang)}".strip()
