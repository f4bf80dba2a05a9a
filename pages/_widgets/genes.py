"""63 SNPs: a compact table (the two that the paper names come first), or a pasted list of rsID and dosage."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from osteo_core.catalogue import CATALOGUE
from osteo_core.errors import InvalidInput
from osteo_core.patients.dosages import parse_dosages
from pages._widgets import language, record, text
from pages._widgets.language import Translator

_BASE = "genes.base"
_REVISION = "genes.revision"
_PASTED = "genes.pasted"
_REFUSED = "genes.refused"


def show(tr: Translator) -> None:
    """The table of dosages beside the box for a list."""
    lang = language.current()
    st.markdown(tr("pages.genes.panel"))
    left, right = st.columns([3, 2])
    with left:
        _editor(tr, lang)
        for feature in CATALOGUE.of("gene"):
            for problem in record.current().problems_of(feature):
                st.markdown(f":red[**⚠ {record.sentence(problem, lang)}**]")
    with right:
        st.text_area(
            tr("pages.genes.list"), key=_PASTED, height=160, placeholder="rs2277438,1\nrs9533090,2", help=tr("pages.genes.list_help")
        )
        st.button(tr("pages.genes.take"), on_click=_take)
        st.button(tr("pages.genes.clear"), on_click=_clear)
        for problem in st.session_state.get(_REFUSED, ()):
            st.markdown(f":red[**⚠ {text.as_text(problem.text(lang))}**]")


def _editor(tr: Translator, lang: str) -> None:
    # The editor lays its edits over a table that must not change under it; a new record or list starts a new one.
    state = (record.current().generation, st.session_state.get(_REVISION, 0))
    if st.session_state.get(_BASE, (None,))[0] != state:
        draft = record.current().draft
        table = pd.DataFrame(
            {
                "rsid": [f.name for f in CATALOGUE.of("gene")],
                "label": [f.label_in(lang) for f in CATALOGUE.of("gene")],
                "dosage": pd.array([draft.get(f.name) for f in CATALOGUE.of("gene")], dtype="Float64"),
            }
        )
        st.session_state[_BASE] = (state, table)
    key = f"genes.editor.{state[0]}.{state[1]}"
    table = st.session_state[_BASE][1]
    st.data_editor(
        table, key=key, hide_index=True, height=320, disabled=["rsid", "label"], on_change=_edited, args=(key,), alt=tr("pages.genes.alt"),
        placeholder=tr("pages.form.not_known"),
        column_config={
            "rsid": None,
            "label": st.column_config.TextColumn(tr("pages.genes.snp")),
            "dosage": st.column_config.NumberColumn(tr("pages.genes.dosage"), min_value=0, max_value=2, step=1),
        },
    )  # fmt: skip


def _edited(key: str) -> None:
    table = st.session_state[_BASE][1]
    edits = st.session_state[key]["edited_rows"]
    record.put({table["rsid"].iloc[int(row)]: cells["dosage"] for row, cells in edits.items() if "dosage" in cells})


def _take() -> None:
    try:
        dosages = parse_dosages(st.session_state[_PASTED])
    except InvalidInput as refused:
        st.session_state[_REFUSED] = refused.problems
        return
    st.session_state[_REFUSED] = ()
    _start_anew()
    record.put(dict(dosages))


def _clear() -> None:
    st.session_state[_REFUSED] = ()
    _start_anew()
    record.put(dict.fromkeys(CATALOGUE.snp_names))


def _start_anew() -> None:
    st.session_state[_REVISION] = st.session_state.get(_REVISION, 0) + 1
