"""Help: what do I enter, what do I get, what may I do with it; and the three tours."""

import streamlit as st

from pages._widgets.guidance import questions
from pages._widgets.shared import language, notice

notice.behind_router()
tr = language.translator()
st.title(tr("help.title"))
questions.show(tr)
