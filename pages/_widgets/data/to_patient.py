"""One person of the table, to look through and take to the Patient page."""

from __future__ import annotations

import io
from datetime import date

import pandas as pd
import streamlit as st

from osteo_core.errors import InvalidInput
from pages._widgets.data.result import Result
from pages._widgets.shared import number_field, text
from pages._widgets.shared.language import Translator
from pages._widgets.visits import bring_in

_ROW = "data.person"


def show(result: Result, name: str, tr: Translator) -> None:
    """Which person, and the button; nothing enters the form before its values have been looked through there."""
    if result.people is None or not result.report["flow"]["people"]:
        return
    from osteo_core.records.sources.row import read_row

    count = int(result.report["flow"]["people"])
    asked = number_field.of_page(tr("your_data.which_person", n=f"{count:,}"), 1, count, whole=True)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        reading = number_field.ask(asked, _ROW, 1.0, tr, width=220)
        pressed = st.button(tr("your_data.look_at_person"), key="data.to_patient", disabled=reading.value is None)
    st.markdown(f":small[{tr('your_data.look_at_person_help')}]")
    if not pressed or reading.value is None:
        return
    try:
        table = pd.read_parquet(io.BytesIO(result.people))
        bring_in.offer(read_row(table, round(reading.value) - 1, name, date.today()), of_visits=False)
    except InvalidInput as refused:
        st.error(text.listed(refused.problems))
        return
    st.switch_page("pages/patient.py")
