"""Your data: any table in the catalogue's names, in this session alone; a hospital's published table until one is loaded."""

import streamlit as st

from osteo_core.errors import ArtifactError
from pages._widgets.data import files as data_files
from pages._widgets.data import mapping as data_mapping
from pages._widgets.data import result as data_result
from pages._widgets.data import to_patient
from pages._widgets.shared import choice, language, notice, parts, text

notice.behind_router()
tr = language.translator()
lang = language.current()


@st.fragment
def own_data() -> None:
    """The page under its title."""
    try:
        taken = data_files.show(tr)
    except ArtifactError as lacking:
        st.warning(tr("performance.refused", reason=text.reason(lacking)))
        return
    st.header(tr("your_data.mapping"))
    mapping = data_mapping.edit(taken, data_files.suggested(taken, lang), tr, lang)
    if mapping is None:
        return
    st.header(tr("your_data.findings"))
    accept = choice.toggle(tr("your_data.accept"), key="data.accept", help=tr("your_data.accept_help"))
    result = data_result.imported(taken, mapping, accept, lang)
    data_result.show_findings(result, tr)
    data_mapping.offer_to_leave_out(taken, result.report["findings"], tr, lang)
    st.header(tr("your_data.people"))
    if result.people is None:
        st.warning(tr("your_data.undecided", n=len(result.report["decisions"])))
    data_result.show_people(result, tr, lang)
    data_result.downloads(result, tr)
    to_patient.show(result, taken.opened.name, tr)
    st.markdown(tr("your_data.go_on"))
    if result.people is not None and not taken.is_example:
        st.page_link("pages/your_hospital.py", label=tr("your_data.to_hospital"))
    commands = "osteo score people.parquet risks.csv --comparators\nosteo validate people.parquet --model nhanes --outcome osteoporosis"
    st.code(commands, language=None, wrap_lines=True)


parts.fit_tables(few_columns=True)
with st.container(gap="xsmall"):
    st.title(tr("your_data.title"))
    st.markdown(tr("your_data.intro"))
    own_data()
