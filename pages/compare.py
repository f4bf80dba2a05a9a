"""Every score beside the network, for the patient on screen: numbers, decision, what each read, where they disagree, by age, and BMD."""

import streamlit as st

from osteo_core.errors import ArtifactError
from osteo_core.translations import one_after_another
from pages._widgets.answers import score_rows as compare_rows
from pages._widgets.answers import score_table as compare_table
from pages._widgets.answers import scores as compare_answers
from pages._widgets.compare import age as compare_age
from pages._widgets.compare import bmd as compare_bmd
from pages._widgets.compare import charts as compare_charts
from pages._widgets.compare import disagreement as compare_disagreement
from pages._widgets.shared import language, layers, left_out, model, notice, prevalence, record, text

notice.behind_router()
tr = language.translator()
current = record.current()
title, intro = st.columns([1, 4], vertical_alignment="center")
with title:
    st.title(tr("compare.title"))
if current.patient is None:
    st.info(tr("compare.no_patient"))
    st.page_link("pages/patient.py", label=tr("compare.to_patient"))
    st.stop()
left_out.show(tr)
try:
    with st.spinner(tr("pages.patient.loading")):
        learned = compare_answers.answers(current.patient)
except ArtifactError as error:
    st.error(tr("pages.patient.no_model", reason=text.reason(error)))
    st.stop()

setting = compare_rows.setting(current.patient, tr)
answers = compare_answers.restated(learned, current.patient)
with intro:
    moved = any(layers.says_so(found) for name, found in answers.networks.items() if name == answers.leading)
    whose = tr("your_hospital.card") if moved else prevalence.label(current.patient, tr)
    st.markdown(f":small[{one_after_another(tr('compare.intro'), whose)}]")
for name, assessment in answers.networks.items():
    layers.show(assessment, tr, model.load(name))
    if layers.says_so(assessment) and prevalence.source() != "virtual":
        st.markdown(f":small[{tr('your_hospital.not_restated')}]")
with st.container(gap="xsmall", key="compare_first"):
    st.html(compare_charts.STYLE)
    compare_charts.show(answers, setting)
    compare_charts.cards(answers, current.patient, setting)
compare_table.show(answers, current.patient, setting)
compare_disagreement.show(answers, current.patient, setting)
compare_age.show(answers, setting)
compare_bmd.show(current.patient, setting)
