"""Cohort: who was analysed, what is known of them, how alike its groups are, and what happened to them."""

import streamlit as st

from osteo_core.errors import ArtifactError
from osteo_core.stored.cohort_study import GROUPINGS, MODEL
from pages._widgets.cohort import data as cohort_data
from pages._widgets.cohort import flow as cohort_flow
from pages._widgets.cohort import hazards as cohort_hazards
from pages._widgets.cohort import matching as cohort_matching
from pages._widgets.cohort import missing as cohort_missing
from pages._widgets.cohort import table1 as cohort_table1
from pages._widgets.shared import choice, language, notice, parts, text
from pages._widgets.studies import survival as cohort_survival

notice.behind_router()
tr = language.translator()
parts.fit_tables()
st.title(tr("cohort_page.title"))
try:
    people = cohort_data.people(cohort_data.written())
except ArtifactError as error:
    st.error(tr("cohort_page.not_available", reason=text.reason(error)))
    st.stop()
st.markdown(tr("cohort_page.intro", people=f"{len(people):,}"))


def _survival() -> None:
    study = cohort_data.survival_study(cohort_data.written())
    st.header(tr("cohort_page.survival.title"))
    st.info(tr("cohort_page.survival.world"))
    held_out = int(people["p_fracture"].notna().sum())
    st.markdown(tr("cohort_page.survival.held_out", n=f"{held_out:,}"))
    cohort_survival.show(
        study, "cohort.survival", tr, models={MODEL: tr(f"models.{MODEL}")}, event=tr("cohort_page.survival.event"), until=10.0,
        unit=tr("cohort_page.years"), columns={name: tr(f"cohort_page.grouping.{name}") for name in GROUPINGS},
    )  # fmt: skip


shown = {
    "flow": cohort_flow.show,
    "table1": cohort_table1.show,
    "missing": cohort_missing.show,
    "matching": cohort_matching.show,
    "survival": lambda _: _survival(),
    "hazards": cohort_hazards.show,
    "auc": cohort_hazards.show_auc,
}
# Only the part that is looked at is worked out.
tabs = choice.tabs({name: tr(f"cohort_page.tab.{name}") for name in shown}, key="cohort.tab")
for tab, show in zip(tabs.values(), shown.values(), strict=True):
    with tab:
        if tab.open:
            show(tr)
