"""Contributions: what each measurement adds over the whole virtual cohort, and where one person stands, one question a screen."""

import streamlit as st

from osteo_core.errors import ArtifactError
from pages._widgets.contributions import data as contributions_data
from pages._widgets.contributions import dots as contributions_dots
from pages._widgets.contributions import groups as contributions_groups
from pages._widgets.contributions import person as contributions_person
from pages._widgets.contributions import steps as contributions_steps
from pages._widgets.contributions import worlds as contributions_worlds
from pages._widgets.shared import language, notice, parts, presenter, text

notice.behind_router()
tr = language.translator()
parts.fit_tables()
st.title(tr("contributions.title"))
try:
    contributions_data.sample(contributions_data.written())
except ArtifactError as error:
    st.error(tr("contributions.not_available", reason=text.reason(error)))
    st.stop()

SHOWN = {
    "modality": contributions_steps.modality, "feature": contributions_steps.feature, "table3": contributions_steps.table3,
    "swarm": contributions_dots.swarm, "dependence": contributions_dots.dependence, "groups": contributions_groups.show,
    "person": contributions_person.show, "worlds": contributions_worlds.show,
}  # fmt: skip
presenter.guide("contributions", SHOWN, tr)
