"""Router: page set-up, language, navigation, the standing notice. No logic."""

import streamlit as st

from osteo_core.errors import ArtifactError
from pages._widgets.shared import choice, keeping, language, model, notice, sidebar

st.set_page_config(page_title="Osteo", layout="wide", initial_sidebar_state="auto")
choice.settle()
tr = language.start()
pages = [
    st.Page("pages/patient.py", title=tr("pages.nav.patient"), default=True),
    st.Page("pages/compare.py", title=tr("pages.nav.compare"), url_path="compare"),
    st.Page("pages/performance.py", title=tr("pages.nav.performance"), url_path="performance"),
    st.Page("pages/subgroups.py", title=tr("pages.nav.subgroups"), url_path="subgroups"),
    st.Page("pages/predictions.py", title=tr("pages.nav.predictions"), url_path="predictions"),
    st.Page("pages/paper.py", title=tr("pages.nav.paper"), url_path="paper"),
    st.Page("pages/cohort.py", title=tr("pages.nav.cohort"), url_path="cohort"),
    st.Page("pages/real_people.py", title=tr("pages.nav.real_people"), url_path="real_people"),
    st.Page("pages/contributions.py", title=tr("pages.nav.contributions"), url_path="contributions"),
    st.Page("pages/build.py", title=tr("pages.nav.build"), url_path="build"),
    st.Page("pages/inside.py", title=tr("pages.nav.inside"), url_path="inside"),
    st.Page("pages/bone.py", title=tr("pages.nav.bone"), url_path="bone"),
    st.Page("pages/cases.py", title=tr("pages.nav.cases"), url_path="cases"),
    st.Page("pages/critical.py", title=tr("pages.nav.critical"), url_path="critical"),
    st.Page("pages/checklist.py", title=tr("pages.nav.checklist"), url_path="checklist"),
    st.Page("pages/about.py", title=tr("pages.nav.about"), url_path="about"),
]
page = st.navigation(pages, expanded=True)
notice.send_on(pages)
sidebar.show(tr)
keeping.show()
notice.show(tr, page.url_path)
keeping.tell(tr)
try:
    page.run()
except ArtifactError as damaged:  # a file that ships is missing or cannot be read: said on whatever page needs it
    st.error(damaged.text(language.current()))
model.warm_up()  # last: imports in a second thread would only hold up the page that is being drawn
