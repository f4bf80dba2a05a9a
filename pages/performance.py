"""Performance: how well each model ranks, is calibrated and is worth acting on, at one threshold for every chart."""

import streamlit as st

from osteo_core.errors import ArtifactError, InvalidInput
from pages._widgets.review import body as review_body
from pages._widgets.review import more as review_more
from pages._widgets.review import shipped as review_shipped
from pages._widgets.review import threshold as review_threshold
from pages._widgets.review.people import examined
from pages._widgets.shared import language, notice, parts, text
from pages._widgets.studies import worlds

notice.behind_router()
tr = language.translator()
PAGE = "performance"


@st.fragment
def review() -> None:
    """The page under its title: a threshold that moves draws this part alone."""
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        people, outcome = review_shipped.who_and_what(PAGE, tr)
        part = review_shipped.part_of(PAGE, people, tr)
        chosen = review_shipped.models(PAGE, people, outcome, tr)
        threshold = review_threshold.choose(
            review_shipped.threshold_name(PAGE, people, outcome), review_shipped.threshold_start(people, outcome), tr
        )
    try:
        reviewed = review_shipped.reviewed(PAGE, people, outcome, part, chosen, tr)
        found = examined(reviewed)
    except (ArtifactError, InvalidInput) as refused:
        st.warning(tr("performance.refused", reason=text.reason(refused)))
        return
    st.markdown(review_body.main_finding(reviewed, found, tr))
    more = {
        "classes": lambda: review_more.classes(reviewed, people, outcome, part, tr),
        "times": lambda: review_more.times(reviewed, review_more.followed(reviewed, people, outcome, part), tr),
    }
    review_body.show(reviewed, found, threshold, tr, more)


parts.fit_tables()
with st.container(gap="xsmall"):
    st.title(tr("performance.title"))
    review()
with st.expander(tr("worlds.title")):
    worlds.section(PAGE, tr)
