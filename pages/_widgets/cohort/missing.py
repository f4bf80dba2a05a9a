"""Missing data: each field by source, and the combinations of kinds of data that people have."""

from __future__ import annotations

import streamlit as st

from osteo_core.catalogue import CATALOGUE
from osteo_core.figures.cohort.missing_map import (
    describe_missing_map,
    describe_patterns,
    missing_map,
    missing_map_table,
    pattern_chart,
    pattern_table,
)
from osteo_core.stored.cohort_study import development
from osteo_core.stored.missing import patterns, shares_known
from pages._widgets.cohort import data as cohort_data
from pages._widgets.shared import parts
from pages._widgets.shared.language import Translator
from pages._widgets.studies import words as cohort_words


def show(tr: Translator) -> None:
    """The map and the combinations, side by side."""
    st.header(tr("cohort_page.missing.title"))
    of = cohort_data.written()
    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader(tr("cohort_page.missing.map"))
        parts.chart("cohort.missing", (of,), lambda lang, dark: _map(of, lang, dark, tr), tr("cohort_page.missing.map_read"), tr)
    with right:
        st.subheader(tr("cohort_page.missing.patterns"))
        people = development(cohort_data.people(of))
        read = tr("cohort_page.missing.patterns_read", n=f"{len(people):,}")
        parts.chart("cohort.patterns", (of,), lambda lang, dark: _patterns(of, lang, dark), read, tr)


def _map(of: int, lang: str, dark: bool, tr: Translator) -> parts.Chart:
    everybody = cohort_data.people(of)
    hospital = everybody["population"] == "hospital"
    table = shares_known(everybody.assign(of=everybody["source"].mask(hospital, "hospital")), "of")
    words = {name: cohort_words.group("population" if name == "hospital" else "source", name, tr) for name in table["group"].unique()}
    named = table.assign(
        field=[CATALOGUE[name].label_in(lang) if name in CATALOGUE else tr(f"cohort_page.field.{name}") for name in table["field"]],
        group=table["group"].map(words),
    )
    return missing_map(named, lang, dark=dark), describe_missing_map(named, lang), missing_map_table(named)


def _patterns(of: int, lang: str, dark: bool) -> parts.Chart:
    table = patterns(development(cohort_data.people(of)))
    return pattern_chart(table, lang, dark=dark), describe_patterns(table, lang), pattern_table(table)
