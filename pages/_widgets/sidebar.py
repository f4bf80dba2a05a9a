"""The sidebar under the language switch: who is on screen, and what is known of them."""

from __future__ import annotations

import streamlit as st

from osteo_core.catalogue import CATALOGUE, MODALITIES
from osteo_core.patients.examples import list_examples
from pages._widgets import language, presenter, prevalence, record, rule_set, text
from pages._widgets.language import Translator


def show(tr: Translator) -> None:
    """Label, age, sex and modalities of the current patient; for whom its risks are stated, which rule set, presenter's mode."""
    lang = language.current()
    current = record.current()
    lines = [f"**{tr('pages.sidebar.patient')}**", _label(current, tr, lang)]
    age, sex = current.draft.get("age"), current.draft.get("sex")
    who = [CATALOGUE["sex"].category_in(sex, lang)] if sex in CATALOGUE["sex"].categories else []
    if age is not None:
        who.append(tr("pages.sidebar.age", age=f"{age:.0f}"))
    if who:
        lines.append(tr("figures.list_separator").join(who))
    present = [CATALOGUE.modality_label(m, lang) for m in MODALITIES if any(f.name in current.draft for f in CATALOGUE.of(m))]
    if present:
        lines.append(tr("figures.list_separator").join(present))
    with st.sidebar:
        st.markdown("\n\n".join(lines))
        prevalence.show(tr)
        rule_set.show(tr)
        presenter.toggle(tr)


def _label(current: record.Record, tr: Translator, lang: str) -> str:
    if presenter.on():
        return tr("presenter.hidden")
    if current.case is not None:
        label = tr(f"cases.taken_label.{current.case}")
        return tr("pages.sidebar.edited", label=label) if current.edited else label
    if current.example is None:
        own = tr("pages.sidebar.own" if current.draft else "pages.sidebar.empty")
        return f"{own}{tr('pages.sidebar.named', name=text.as_text(current.name))}" if current.name else own
    label = next(e.label[lang] for e in list_examples() if e.id == current.example)
    if current.name:
        label = f"{label}{tr('pages.sidebar.named', name=text.as_text(current.name))}"
    label = tr("pages.sidebar.example", label=label)
    return tr("pages.sidebar.edited", label=label) if current.edited else label
