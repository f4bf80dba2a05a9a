"""Build a diagnosis: from age and sex, one kind of data at a time, for one patient and for a cohort."""

import streamlit as st

from pages._widgets.build import cohort as build_cohort
from pages._widgets.build import orders as build_orders
from pages._widgets.build import patient as build_patient
from pages._widgets.shared import language, notice, presenter

notice.behind_router()
tr = language.translator()
st.title(tr("build.title"))

SHOWN = {
    "start": build_patient.start, "add": build_patient.add, "orders": build_orders.show, "cohort": build_cohort.along_order,
    "worth": build_cohort.worth,
}  # fmt: skip
presenter.guide("build", SHOWN, tr)
