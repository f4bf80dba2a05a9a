"""Draw a bone from one's own numbers, beside a typical one or the current patient's."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from osteo_core.catalogue import CATALOGUE
from osteo_core.cohorts.worlds.paper.typical import MICRO
from osteo_core.figures.base.estimates import number
from osteo_core.figures.bone.asked_measured import QUANTITIES, asked_for, asked_measured_table
from osteo_core.figures.bone.mid_slice import describe_mid_slice, mid_slice_chart, mid_slice_table
from osteo_core.figures.network.first_layer import describe_first_layer, first_layer_chart, first_layer_table
from osteo_core.patients.reading.asked import AskedNumber
from pages._widgets.bone import bodies as bone_bodies
from pages._widgets.bone import steps as bone_steps
from pages._widgets.bone.bodies import Body
from pages._widgets.shared import charts, choice, language, number_field, parts, presenter, record
from pages._widgets.shared.language import Translator

REACH = {"bv_tv": (0.05, 0.50), "tb_th": (0.10, 0.50), "tb_sp": (0.40, 2.00), "ct_th": (0.20, 3.00)}
"""What the sliders reach: beyond it the cube holds too few or too small spaces to look at."""
_NETWORKS = 5


def show(tr: Translator) -> None:
    """Controls beside the surface; under them the slice, the numbers measured back, and the first layer."""
    left, right = st.columns([3, 5], gap="medium")
    with left:
        other, beside = _beside(tr)
        asked = {name: _parameter(name, tr) for name in REACH}
    numbers = {name: value for name, value in asked.items() if value is not None}
    if len(numbers) < len(asked):
        with right:
            st.info(tr("fields.correct"))
        return
    bodies = {tr("bone.status.own"): bone_bodies.drawn(numbers), other: beside}
    if presenter.on():
        with right:
            _one_at_a_time(bodies, tr)
        return
    with right:
        _surface(bodies, tr)
    left, right = st.columns(2, gap="medium")
    with left:
        _slice(bodies, tr)
    with right:
        _measured(bodies, tr)
    _first_layer(bodies, tr)


def _surface(bodies: dict[str, Body], tr: Translator) -> None:
    bone_steps.surfaces("build", bodies, tr, height=300)
    st.markdown(f":small[{tr('bone.virtual')}]")


def _one_at_a_time(bodies: dict[str, Body], tr: Translator) -> None:
    """All of it under each other would not stand on a wall."""
    draw = {"surface": _surface, "slice": _slice, "measured": _measured, "filters": _first_layer}
    titles = {
        "surface": tr("presenting.surface"), "slice": tr("presenting.slice"), "measured": tr("bone.build.measured"),
        "filters": tr("bone.build.filters"),
    }  # fmt: skip
    for name, tab in choice.tabs(titles, key="bone.shown").items():
        if tab.open:
            with tab:
                draw[name](bodies, tr)


def _beside(tr: Translator) -> tuple[str, Body]:
    """The bone to compare with: a typical virtual person or the current patient."""
    patient = bone_bodies.of_patient(record.current().patient, tr)
    choices = {status: tr(f"bone.status.{status}") for status in MICRO} | ({"patient": patient[0]} if patient else {})
    if st.session_state.get("bone.beside") not in choices:
        st.session_state["bone.beside"] = "osteoporosis"
    chosen = choice.selectbox(
        tr("bone.build.show"), list(choices), format_func=choices.__getitem__, key="bone.beside", persist_state="session"
    )
    if patient is None:
        st.markdown(f":small[{tr('bone.build.patient_none')}]")
    return patient if patient and chosen == "patient" else (choices[chosen], bone_bodies.drawn(MICRO[chosen]))


def _parameter(name: str, tr: Translator) -> float | None:
    """A slider and a box for the same value; either moves the other. None while the box holds no number that can be drawn."""
    low, high = REACH[name]
    asked = AskedNumber(feature=replace(CATALOGUE[name], allowed=REACH[name]), required=True)
    step, decimals, label = asked.feature.step, asked.feature.decimals, number_field.label_of(asked)
    slide, typed = f"bone.slide.{name}", f"bone.type.{name}"
    st.session_state.setdefault(slide, MICRO["normal"][name])

    def slid() -> None:
        st.session_state[typed] = asked.text(st.session_state[slide])

    def written() -> None:
        value = asked.read(st.session_state[typed]).value
        if value is not None:
            st.session_state[slide] = value

    wide, narrow = st.columns([3, 2], vertical_alignment="bottom")
    with wide:
        st.slider(label, low, high, step=step, format=f"%.{decimals}f", key=slide, on_change=slid, persist_state="session")
    with narrow:
        return number_field.ask(
            asked, typed, MICRO["normal"][name], tr, label=tr("bone.build.type", label=label), shown=False, on_change=written
        ).value


def _slice(bodies: dict[str, Body], tr: Translator) -> None:
    volumes, lang = {label: body.volume for label, body in bodies.items()}, language.current()
    made = mid_slice_chart(volumes, lang, dark=charts.dark()), describe_mid_slice(volumes, lang), mid_slice_table(volumes)
    parts.drawn("bone.slice", made, tr("bone.read.slice"), tr)


def _measured(bodies: dict[str, Body], tr: Translator) -> None:
    """Asked and measured, a row a quantity."""
    st.subheader(tr("bone.build.measured"))
    rows = []
    for quantity in QUANTITIES:
        row = {tr("bone.build.column"): tr(f"figures_bone.quantity.{quantity}")}
        for label, body in bodies.items():
            asked = parts.NONE if body.asked is None else number(asked_for(body.asked, quantity), 2)
            row[f"{label}: {tr('bone.build.asked')} → {tr('bone.build.here')}"] = f"{asked} → {_or_none(getattr(body.measured, quantity))}"
        rows.append(row)
    pieces = {tr("bone.build.column"): tr("bone.build.largest_piece")}
    pieces |= {
        f"{label}: {tr('bone.build.asked')} → {tr('bone.build.here')}": f"{parts.NONE} → {_share(body.measured.largest_piece)}"
        for label, body in bodies.items()
    }
    numbers = asked_measured_table({label: (body.asked, body.measured) for label, body in bodies.items() if body.asked is not None})
    parts.table([*rows, pieces], numbers, "bone.measured", tr)


def _share(value: float) -> str:
    return parts.NONE if value != value else f"{100 * value:.0f}\N{NO-BREAK SPACE}%"


def _or_none(value: float) -> str:
    return parts.NONE if value != value else number(value, 2)


def _first_layer(bodies: dict[str, Body], tr: Translator) -> None:
    st.subheader(tr("bone.build.filters"))
    network = choice.segmented_control(
        tr("bone.build.network"), list(range(_NETWORKS)), format_func=lambda k: str(k + 1), default=0, required=True, key="bone.network",
        persist_state="session",
    )  # fmt: skip
    found = bone_steps.answers(list(bodies.values()), network or 0, tr)
    if found is None:
        return
    labels, lang = list(bodies), language.current()
    figure = first_layer_chart(found, labels, lang, most=8, dark=charts.dark())
    parts.drawn(
        "bone.layer-own", (figure, describe_first_layer(found, labels, lang), first_layer_table(found, labels)), tr("bone.read.layer"), tr
    )
