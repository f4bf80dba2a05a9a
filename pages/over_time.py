"""One person over time: visits, what changed and whether it is more than chance, risks at each visit, the next scan."""

import streamlit as st

from osteo_core.errors import ArtifactError
from osteo_core.records.change import changes
from pages._widgets.over_time import entries, next_scan, risks, trend
from pages._widgets.shared import language, notice, parts, text
from pages._widgets.visits import history

notice.behind_router()
tr = language.translator()
parts.fit_tables()
st.title(tr("over_time.title"))
st.markdown(f":small[{tr('over_time.intro')}]")
record = history.whole()
entries.files(record, tr)
if record is None:
    st.info(tr("over_time.nobody"))
    st.page_link("pages/patient.py", label=tr("compare.to_patient"))
    st.stop()

entries.visits(record, tr)
risks.visits(record, tr)
own = trend.precision(tr)
found = changes(record, own)
trend.show(record, found, tr)
entries.courses(record, tr)
try:
    with st.spinner(tr("pages.patient.loading")):
        risks.show(record, tr)
except ArtifactError as error:
    st.error(tr("pages.patient.no_model", reason=text.reason(error)))
next_scan.show(record, found, own, tr)
