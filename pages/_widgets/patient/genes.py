"""63 SNPs: a compact table (the two that the paper names come first), or a pasted list of rsID and dosage."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from osteo_core.catalogue import CATALOGUE
from osteo_core.errors import InvalidInput, Problem
from osteo_core.patients.dosages import parse_dosages
from pages._widgets.shared import language, record, text, units
from pages._widgets.shared.language import Translator

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
        # By the table: it has no place beside a cell.
        problems = {id(p): p for f in CATALOGUE.of("gene") for p in record.current().problems_of(f)}
        _tell([record.sentence(problem, lang) for problem in problems.values()])
    with right:
        st.text_area(
            tr("pages.genes.list"), key=_PASTED, height=160, placeholder="rs2277438,1\nrs9533090,2", help=tr("pages.genes.list_help")
        )
        st.button(tr("pages.genes.take"), on_click=_take)
        st.button(tr("pages.genes.clear"), on_click=_clear)
        _tell(list(st.session_state.get(_REFUSED, ())))


def _tell(sentences: list[Problem | str]) -> None:
    if sentences:
        st.error(text.listed(sentences))


def _editor(tr: Translator, lang: str) -> None:
    """Cells of text: a column of numbers would drop what the browser cannot read."""
    state = (record.current().generation, st.session_state.get(_REVISION, 0), lang)
    key = "genes.editor." + ".".join(map(str, state))
    # The editor lays its edits over a table that must not change under it; a new one starts with the record's.
    if key not in st.session_state or _BASE not in st.session_state:
        genes = CATALOGUE.of("gene")
        shown = [record.text_of(f, units.shown(f)) for f in genes]
        st.session_state[_BASE] = pd.DataFrame({"label": [f.label_in(lang) for f in genes], "dosage": shown}, index=[f.name for f in genes])
    st.data_editor(
        st.session_state[_BASE], key=key, hide_index=True, height=320, disabled=["label"], on_change=_edited, args=(key,),
        alt=tr("pages.genes.alt"), placeholder=tr("pages.form.not_known"),
        column_config={
            "label": st.column_config.TextColumn(tr("pages.genes.snp")),
            "dosage": st.column_config.TextColumn(tr("pages.genes.dosage")),
        },
    )  # fmt: skip


def _edited(key: str) -> None:
    names = st.session_state[_BASE].index
    for row, cells in st.session_state[key]["edited_rows"].items():
        if "dosage" in cells:
            feature = CATALOGUE[names[int(row)]]
            record.type_number(feature, cells["dosage"] or "", units.shown(feature))


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
