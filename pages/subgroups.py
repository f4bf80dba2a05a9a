"""Subgroups: one statistic by sex, age, ethnicity and so on, how the subgroups differ, and one curve a subgroup."""

import streamlit as st

from osteo_core.errors import ArtifactError, InvalidInput
from pages._widgets.review import curves as review_curves
from pages._widgets.review import shipped as review_shipped
from pages._widgets.review import subgroups as review_subgroups
from pages._widgets.review import threshold as review_threshold
from pages._widgets.review.people import counts
from pages._widgets.shared import language, notice, parts, text

notice.behind_router()
tr = language.translator()
PAGE = "subgroups"


@st.fragment
def review() -> None:
    """The page under its title."""
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        people, outcome = review_shipped.who_and_what(PAGE, tr)
        division = review_shipped.division(PAGE, people, tr)
        chosen = review_shipped.models(PAGE, people, outcome, tr, most=review_subgroups.MOST)
        statistic = review_subgroups.choose_statistic(PAGE, tr)
        start = review_shipped.threshold_start(people, outcome)
        threshold = start / 100
        if statistic in review_subgroups.AT_THRESHOLD:
            threshold = review_threshold.choose(review_shipped.threshold_name(PAGE, people, outcome), start, tr)
    if (outcome, division.column) == ("osteoporosis", "status"):
        st.info(tr("subgroups.status"))
        return
    try:
        reviewed = review_shipped.reviewed(PAGE, people, outcome, review_shipped.EVERYBODY, chosen, tr)
    except (ArtifactError, InvalidInput) as refused:
        st.warning(tr("performance.refused", reason=text.reason(refused)))
        return
    review_subgroups.show(reviewed, division, statistic, threshold, tr)
    with st.container(key="whose"):  # by this key a saved picture finds whose figures it shows
        st.markdown(f":small[{counts(reviewed, tr)}]")
    review_curves.show(reviewed, division, tr)


parts.fit_tables()
with st.container(gap="xsmall"):
    st.title(tr("subgroups.title"))
    review()
