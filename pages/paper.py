"""The paper's four tables as printed with ours beside every number, its Figure 2, and where it contradicts itself."""

import streamlit as st

from pages._widgets.paper import table1 as paper_table1
from pages._widgets.paper import table2 as paper_table2
from pages._widgets.paper import table3 as paper_table3
from pages._widgets.paper import table4 as paper_table4
from pages._widgets.printed import contradictions as paper_contradictions
from pages._widgets.printed import grid as paper_grid
from pages._widgets.shared import language, notice, parts

notice.behind_router()
tr = language.translator()
parts.fit_tables()
st.title(tr("paper_tables.title"))
st.markdown(tr("paper_tables.intro"))
with st.container(horizontal=True, vertical_alignment="center", gap="small"):
    st.page_link("pages/about.py", label=tr("paper_tables.about"), width="content")
    st.page_link("pages/checklist.py", label=tr("paper_tables.checklist"), width="content")
paper_grid.legend(tr)

paper_table1.show(tr)
paper_table2.show(tr)
paper_table3.show(tr)
paper_table4.show(tr)
paper_table2.figure2(tr)

st.header(tr("contradictions.title"))
st.markdown(tr("contradictions.intro"))
paper_contradictions.show(tr)
