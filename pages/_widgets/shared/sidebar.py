"""The sidebar under the language switch: who is on screen, and what is known of them."""

from __future__ import annotations

import streamlit as st

from osteo_core.catalogue import CATALOGUE
from osteo_core.constants import MODALITIES
from osteo_core.patients.examples import list_examples
from pages._widgets.shared import language, layers, left_out, presenter, prevalence, record, redraw, router, rule_set, text, world
from pages._widgets.shared.language import Translator

PERSON = "sidebar.person"


@redraw.part(PERSON)
def _person() -> None:
    st.markdown("\n\n".join(lines(language.translator())))


def lines(tr: Translator) -> list[str]:
    """Label, age, sex and modalities of the current patient, and what is left out."""
    lang = language.current()
    current = record.current()
    found = [f"**{tr('pages.sidebar.patient')}**", _label(current, tr, lang)]
    used = {} if current.patient is None else record.flat(current.patient)
    age, sex = used.get("age"), used.get("sex")
    who = [CATALOGUE["sex"].category_in(sex, lang)] if sex in CATALOGUE["sex"].categories else []
    if age is not None:
        who.append(tr("pages.sidebar.age", age=f"{age:g}"))
    if who:
        found.append(tr("figures.list_separator").join(who))
    present = [CATALOGUE.modality_label(m, lang) for m in MODALITIES if any(f.name in used for f in CATALOGUE.of(m))]
    if present:
        found.append(tr("figures.list_separator").join(present))
    if current.refused:
        found.append(f"⚠ {tr('pages.sidebar.left_out', names=left_out.names(current.reasons, tr))}")
    return found


def show(tr: Translator, page: str) -> None:
    """Who is on screen; on the patient's pages whose network answers and for whom its risks are
    stated; on Compare which guideline; presenter's mode.
    """
    with st.sidebar:
        _person()
        if page in router.GROUPS["patient"]:
            world.show(tr)
            prevalence.show(tr)
        elif page in router.GROUPS["teaching"] and world.chosen() != "paper":
            st.markdown(f":small[{tr('world.paper_here')}]")
        if page == "compare":
            rule_set.show(tr)
        layers.say(page, tr)
        presenter.toggle(tr)


def _label(current: record.Record, tr: Translator, lang: str) -> str:
    if presenter.on():
        return tr("presenter.hidden")
    if current.case is not None:
        label = tr(f"cases.taken_label.{current.case}")
        return tr("pages.sidebar.edited", label=label) if current.edited else label
    if current.example is None:
        own = tr("pages.sidebar.own" if current.anything else "pages.sidebar.empty")
        return f"{own}{tr('pages.sidebar.named', name=text.as_text(current.name))}" if current.name else own
    label = next(e.label[lang] for e in list_examples() if e.id == current.example)
    if current.name:
        label = f"{label}{tr('pages.sidebar.named', name=text.as_text(current.name))}"
    label = tr("pages.sidebar.example", label=label)
    return tr("pages.sidebar.edited", label=label) if current.edited else label
