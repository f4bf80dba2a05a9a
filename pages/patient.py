"""One patient: enter, see the answer, why, what if, and what it rests on."""

import streamlit as st

from osteo_core.errors import ArtifactError, InvalidInput
from pages._widgets import form, language, model, notes, notice, picker, prevalence, record, results, what_if, why

notice.behind_router()
tr = language.translator()
picker.show(tr)
current = record.current()
# Low enough that both gauges stand on the first screen; full height on demand, and where a message must be seen beside its field.
with st.container(border=True, height="content" if picker.all_fields() or current.problems else 262, key="form", gap="xsmall"):
    form.show(tr)

if current.problems:
    shown = "pages.patient.stale" if current.stale else "pages.patient.incomplete"
    lines = "\n".join(f"- {record.sentence(problem, language.current())}" for problem in current.problems)
    st.warning(f"{tr(shown)}\n\n{lines}")
if current.patient is None:
    if not current.draft:
        st.info(tr("pages.patient.nothing"))
    st.stop()
try:
    with st.spinner(tr("pages.patient.loading")):
        assessment = prevalence.restated(model.assess(current.patient), current.patient)
except ArtifactError as error:
    st.error(tr("pages.patient.no_model", reason=error.text(language.current())))
    st.stop()
except InvalidInput as refused:
    # A record may be sound and still hold nothing that the network reads, such as a height alone.
    st.warning(refused.text(language.current()))
    st.stop()

results.show(assessment, current.patient, current.stale, tr)
st.markdown(f":small[{prevalence.label(current.patient, tr)}]")
notes.warnings(assessment, tr)
why.show(assessment, current.patient, record.flat(current.patient), tr)
what_if.show(assessment, tr)
notes.show(assessment, tr)
