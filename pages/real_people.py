"""Real people: who they are, FRAX-style against FRAX, screening without DXA, prevalent fracture, how many an own model needs, and the
virtual cohort beside them.
"""

import streamlit as st

from osteo_core.stored.nhanes_people import SEXES
from pages._widgets.real_people import frax as real_frax
from pages._widgets.real_people import own_model as real_own_model
from pages._widgets.real_people import question as real_question
from pages._widgets.real_people import scores as real_scores
from pages._widgets.real_people import who as real_who
from pages._widgets.shared import choice, language, notice, parts

notice.behind_router()
tr = language.translator()
parts.fit_tables()
st.title(tr("real_people.title"))
st.markdown(tr("real_people.intro"))
left, right = st.columns(2, gap="medium")
with left:
    sex = choice.radio(
        tr("real_people.sex"), SEXES, format_func=lambda s: tr(f"real_people.sex_of.{s}"), horizontal=True,
        key="real.sex", persist_state="session",
    )  # fmt: skip
with right:
    weighting = choice.radio(
        tr("real_people.weighting"), ("weighted", "unweighted"), format_func=lambda w: tr(f"real_people.{w}"), horizontal=True,
        key="real.weighting", persist_state="session", help=tr("real_people.weighting_help"),
    )  # fmt: skip

real_who.show(sex, tr)
real_frax.show(sex, tr)
real_question.show("screening", sex, weighting == "weighted", tr)
real_scores.show(sex, tr)
real_question.show("prevalent_fracture", sex, weighting == "weighted", tr)
st.info(tr("real_people.prevalent_fracture.caution"))
st.markdown(tr("your_hospital.real_people"))
st.page_link("pages/your_hospital.py", label=tr("your_hospital.real_people_link"))
real_own_model.show(tr)
real_who.show_virtual(tr)
