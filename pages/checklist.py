"""TRIPOD+AI, item by item: what is asked, how it is answered here, where, or that it is not."""

import streamlit as st

from pages._widgets.about import checklist
from pages._widgets.shared import language, notice, parts

notice.behind_router()
tr = language.translator()
parts.fit_tables()
st.title(tr("checklist.title"))
st.markdown(tr("checklist.intro"))
st.markdown(checklist.counts(tr))
st.markdown(tr("checklist.checked"))
with st.container(horizontal=True, vertical_alignment="center", gap="small"):
    st.page_link("pages/paper.py", label=tr("checklist.paper"), width="content")
    st.page_link("pages/about.py", label=tr("checklist.about"), width="content")
checklist.show(tr)
