"""What is said on a page beside an answer that a calibration layer has moved."""

from __future__ import annotations

import streamlit as st

from osteo_core.inference.assessment import Assessment
from osteo_core.model import Model
from pages._widgets.shared import language, text
from pages._widgets.shared.language import Translator
from pages._widgets.shared.layers.everywhere import called
from pages._widgets.shared.layers.in_force import refusals, take_away


def show(assessment: Assessment, tr: Translator, model: Model) -> None:
    """Where a layer is in force: what it is, and a button that takes it away. And why one that was adopted cannot be used."""
    notes = [text.as_text(note.text(language.current())) for note in assessment.notes if note.kind == "recalibrated"]
    lines = [tr("your_hospital.of_network", model=called(model.name, tr), text=note) for note in notes]
    if lines:
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"layers.{model.name}"):
            st.info("  \n".join(lines))
            st.button(tr("your_hospital.take_away"), key=f"layers.take_away.{model.name}", on_click=_take_away, args=(model.name,))
    for refused in refusals(model):
        st.warning(text.reason(refused))


def _take_away(model: str) -> None:
    take_away(model)
    st.rerun()  # every answer on the page changes with it
