"""Cases: one person a screen, the question before the answer; at the end, people found by description."""

from functools import partial

import streamlit as st

from osteo_core.patients.cases import list_cases
from pages._widgets.cases import picker as cases_picker
from pages._widgets.cases import steps as cases_steps
from pages._widgets.shared import language, notice, presenter

notice.behind_router()
tr = language.translator()
st.title(tr("cases.title"))
steps = [
    presenter.PresenterStep(key=case.id, title=cases_steps.title(case, tr), show=partial(cases_steps.show, case, tr))
    for case in list_cases()
]
steps.append(presenter.PresenterStep(key="show", title=tr("cases.title_of.show"), show=partial(cases_picker.show, tr)))
presenter.steps("cases", steps, tr)
