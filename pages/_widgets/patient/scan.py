"""A bone scan: measured where it lies, its numbers put into the form."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from osteo_core.catalogue import CATALOGUE
from osteo_core.errors import InvalidInput
from osteo_core.patients import Volume
from osteo_core.patients.scanned import measured_bone, usable_values
from osteo_core.patients.scans import read_files
from pages._widgets.shared import language, number_field, record, text, uploads
from pages._widgets.shared.language import Translator

TYPES = ["nii", "gz", "isq", "aim", "tif", "tiff", "zip"]
_SAID = "scan.said"
_SIDE = 300


def show(tr: Translator) -> None:
    """The uploader, folded; what was measured last below it."""
    generation = record.current().generation
    fold = st.expander(tr("scan.title"), key=f"scan.fold.{generation}", on_change="rerun")
    if not fold.open:
        return
    with fold:
        st.markdown(tr("scan.help"))
        left, right = st.columns([3, 1])
        with right:
            asked = replace(number_field.of_page(tr("scan.voxel"), 0.005, 5.0, step=0.001, decimals=4), required=False)
            edge = number_field.ask(asked, "scan.voxel", None, tr)
        with left:
            key = f"scan.file.{generation}"
            uploads.box(tr("scan.file"), tr, types=TYPES, key=key)
        taken = None if edge.problem is not None else uploads.taken(key)  # a refused voxel size measures nothing
        if taken is not None:
            st.session_state[_SAID] = _measured(taken, edge.value, tr)
        _last(tr)


def _measured(file: tuple[str, bytes], edge: float | None, tr: Translator) -> tuple[bool, str]:
    """Whether the file could be measured, and what is to be said; the form has the numbers."""
    bar = st.progress(0.0, tr("scan.measuring"))

    def step(share: float) -> None:
        bar.progress(min(share, 1.0), tr("scan.measuring"))

    try:
        volume = read_files([file], edge)
        found = measured_bone(volume, step)
    except InvalidInput as refused:
        return False, text.reason(refused)
    finally:
        bar.empty()
    values = usable_values(found)
    record.fill({name: round(value, CATALOGUE[name].decimals) for name, value in values.items()})
    lang = language.current()
    parts = [f"{CATALOGUE[name].label_in(lang)} {value:.{CATALOGUE[name].decimals}f}" for name, value in values.items()]
    kind = "density" if found.calibrated else "otsu"
    said = [", ".join(parts), tr(f"morphometry.threshold_{kind}", value=f"{found.threshold:.4g}")]
    if found.ct_th is None:
        said.append(tr("morphometry.no_cortex"))
    _show_slice(volume, tr)
    return True, "\n\n".join(said)


def _show_slice(volume: Volume, tr: Translator) -> None:
    """The middle slice, from the 1st to the 99th percentile of its grey values; it is drawn in this run alone and kept nowhere."""
    import plotly.graph_objects as go

    middle = volume.values[:, :, volume.values.shape[2] // 2].T
    step = max(1, max(middle.shape) // _SIDE)
    figure = go.Figure(go.Heatmap(z=middle[::step, ::step], colorscale="gray", showscale=False, hoverinfo="skip"))
    figure.update_layout(height=300, margin={"l": 0, "r": 0, "t": 0, "b": 0}, xaxis={"visible": False}, yaxis={"visible": False})
    figure.update_yaxes(scaleanchor="x", autorange="reversed")
    st.plotly_chart(figure, key="chart.scan", alt=tr("scan.slice"), config={"displayModeBar": False})


def _last(tr: Translator) -> None:
    said = st.session_state.get(_SAID)
    if said is None:
        return
    sound, sentence = said
    if sound:
        st.success(f"{tr('scan.taken')}\n\n{sentence}")
    else:
        st.error(sentence)
