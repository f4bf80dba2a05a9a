"""Explore: any people in charts that filter each other in the browser: virtual, real, or one's own of this session."""

import streamlit as st

from osteo_core.errors import ArtifactError, InvalidInput
from pages._widgets.explore import charts as explore_charts
from pages._widgets.explore import choose as explore_choose
from pages._widgets.explore import limits as explore_limits
from pages._widgets.explore import told as explore_told
from pages._widgets.explore import width as explore_width
from pages._widgets.shared import language, notice, parts, text

notice.behind_router()
tr = language.translator()


@st.fragment
def explore() -> None:
    """The page under its title."""
    try:
        shown = explore_choose.show(tr)
    except InvalidInput as refused:
        st.error(text.listed(refused.problems))
        return
    except ArtifactError as lacking:
        st.warning(tr("performance.refused", reason=text.reason(lacking)))
        return
    if shown is None:
        return
    explore_told.who(shown, tr)
    width, charts = explore_width.measured(), st.container(gap="xsmall")
    region = explore_limits.choose(shown, tr)
    if region is None:
        return
    with charts:
        explore_charts.show(shown, region, width, tr)
    explore_charts.show_in_words(shown, region, tr)


parts.fit_tables()
with st.container(gap="xsmall"):
    st.title(tr("explore.title"))
    st.markdown(tr("explore.intro"))
    explore()
