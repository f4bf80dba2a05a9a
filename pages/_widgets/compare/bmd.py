"""The patient's BMD on the reference curve, at each site that was measured."""

from __future__ import annotations

import streamlit as st

from osteo_core.catalogue import CATALOGUE, SITES
from osteo_core.figures.patient.reference_curve import describe_reference_curve, no_reference_curve, reference_curve, reference_curve_table
from osteo_core.patients import Patient
from pages._widgets.answers.score_rows import Setting
from pages._widgets.shared import charts


def show(patient: Patient, setting: Setting) -> None:
    """The heading; one chart a measured site, side by side; where there is no curve, why."""
    tr, lang = setting.tr, setting.lang
    st.header(tr("compare.by_age.bmd"))
    entered = patient.entered().get("dxa", {})
    sites = [site for site in SITES if entered.get(f"{site}_bmd") is not None or entered.get(f"{site}_t") is not None]
    if not sites:
        st.markdown(tr("compare.bmd.none"))
        return
    st.markdown(tr("compare.bmd.help"))
    for place, site in zip(st.columns(len(sites)), sites, strict=True):
        with place:
            st.subheader(CATALOGUE[f"{site}_bmd"].label_in(lang))
            lacking = no_reference_curve(patient, site, lang)
            if lacking:
                st.markdown(lacking)
                continue
            figure = reference_curve(patient, site, lang, dark=charts.dark())
            numbers = reference_curve_table(patient, site), f"reference-{site}.csv"
            charts.chart(figure, describe_reference_curve(patient, site, lang), f"chart.reference.{site}", numbers=numbers)
