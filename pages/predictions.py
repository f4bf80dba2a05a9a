"""Your predictions: any table of outcomes and predictions, judged as the shipped models are, in this session alone."""

import streamlit as st

from osteo_core.errors import ArtifactError, InvalidInput
from osteo_core.evaluation.uploads.plain_names import plain_name
from pages._widgets.review import columns as review_columns
from pages._widgets.review import file as review_file
from pages._widgets.review import not_offered as review_not_offered
from pages._widgets.review import threshold as review_threshold
from pages._widgets.review import upload as review_upload
from pages._widgets.review.people import examined
from pages._widgets.shared import language, notice, parts, text

notice.behind_router()
tr = language.translator()
PAGE = "predictions"


@st.fragment
def review() -> None:
    """The page under its title."""
    try:
        file = review_upload.show(tr)
    except ArtifactError as lacking:
        st.warning(tr("performance.refused", reason=text.reason(lacking)))
        return
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="bottom"):
        columns = review_columns.choose(review_upload.described(file), file.loads, tr)
        threshold = review_threshold.choose(PAGE, 50, tr)
    if columns.levels and columns.event_level is None:
        one, other = map(plain_name, columns.levels)
        st.info(tr("predictions.choose_event", column=plain_name(columns.outcome), one=one, other=other))
        return
    if not columns.models and not columns.scores:
        _nothing_chosen(file)
        return
    try:
        reviewed = review_file.reviewed(PAGE, file, columns, tr)
        found = examined(reviewed)
    except InvalidInput as refused:
        st.error(text.listed(refused.problems))
        return
    review_file.show(reviewed, found, columns, threshold, tr)


def _nothing_chosen(file: review_upload.File) -> None:
    """Without a prediction there is nothing to judge: what could be chosen, and why a column could not."""
    st.error(tr("upload.no_models"))
    review_not_offered.show([column for column in review_upload.described(file).columns if column.why_not], tr)


parts.fit_tables()
with st.container(gap="xsmall"):
    st.title(tr("predictions.title"))
    review()
