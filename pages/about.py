"""About: what this is, the models' cards, the method, where the data come from, where the paper contradicts itself, versions."""

import streamlit as st

from pages._widgets.about import cards, own_cards, sources, versions
from pages._widgets.printed import contradictions as paper_contradictions
from pages._widgets.printed import method
from pages._widgets.shared import language, notice, parts

notice.behind_router()
tr = language.translator()
lang = language.current()
parts.fit_tables()
# A hash has no place to break at: in a table of names and values it breaks anywhere, or its cell would scroll.
st.html('<style>[data-testid="stTable"] td:nth-child(2):last-child * { overflow-wrap: anywhere; }</style>')
st.title(tr("about.title"))
st.markdown(tr("about.notice"))

st.header(tr("about.models"))
cards.show(tr, lang)
own_cards.show(tr, lang)

st.header(tr("about.method.title"))
with st.expander(tr("about.method.open")):
    method.show(tr)

st.header(tr("about.sources.title"))
st.markdown(tr("about.sources.intro"))
st.table(sources.data(tr))

st.header(tr("contradictions.title"))
st.markdown(tr("contradictions.intro"))
paper_contradictions.show(tr)
with st.container(horizontal=True, vertical_alignment="center", gap="small"):
    st.page_link("pages/paper.py", label=tr("about.paper.beside"), width="content")
    st.page_link("pages/checklist.py", label=tr("about.paper.checklist"), width="content")

st.header(tr("about.versions"))
st.table(versions.packages().set_index("name").rename_axis(tr("about.version_name")).rename(columns={"version": tr("about.version")}))
hashed = versions.hashes()
if hashed.empty:
    st.markdown(tr("about.no_weights"))
else:
    st.table(hashed.set_index("file").rename_axis(tr("about.file")).rename(columns={"sha256": "SHA-256"}))
st.markdown(tr("about.licence"))
