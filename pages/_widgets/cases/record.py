"""A record as a short list to read from a distance: one paragraph a kind of data, values with units, marked where unusual."""

from __future__ import annotations

from typing import Any

import streamlit as st

from osteo_core.catalogue import CATALOGUE, SITES
from osteo_core.constants import MODALITIES
from osteo_core.patients import Patient
from pages._widgets.answers import why
from pages._widgets.shared import language
from pages._widgets.shared.language import Translator

_SEPARATOR = " · "
_ABOVE, _BELOW = "▲", "▼"
# Paragraphs close together: the whole record is to stand on one screen.
_STYLE = "<style>.st-key-cases_record p { margin-bottom: 0.4rem; line-height: 1.4; font-size: 0.9rem; }</style>"
# Said in the first line, or entered in another form beside it.
_SAID = ("age", "sex", "ethnicity", "bmi", "height_cm", "weight_kg", "manufacturer")


def show(patient: Patient, tr: Translator) -> None:
    """The person's characteristics, and which tests were and were not done."""
    lines = [_who(patient, tr), *(_of(modality, fields, patient, tr) for modality, fields in _measured(patient).items())]
    absent = [CATALOGUE.modality_label(m, language.current()) for m in MODALITIES if m not in patient.modalities]
    if absent:
        lines.append(tr("cases.record.absent", tests=tr("figures.list_separator").join(absent)))
    text = "\n\n".join(line for line in lines if line)
    if _ABOVE in text or _BELOW in text:
        text += f"\n\n:small[{tr('cases.record.marks', above=_ABOVE, below=_BELOW)}]"
    with st.container(border=True, key="cases_record"):
        st.html(_STYLE)
        st.markdown(text)


def _measured(patient: Patient) -> dict[str, dict[str, Any]]:
    entered = patient.entered()
    return {modality: entered[modality] for modality in MODALITIES if modality in patient.modalities}


def _who(patient: Patient, tr: Translator) -> str:
    clinical, lang = patient.entered().get("clinical", {}), language.current()
    parts = [CATALOGUE[name].category_in(clinical[name], lang) for name in ("sex", "ethnicity") if name in clinical]
    if "age" in clinical:
        parts.insert(1, tr("pages.sidebar.age", age=f"{clinical['age']:.0f}"))
    if "bmi" in clinical:
        parts.append(tr("cases.record.bmi", bmi=_value("bmi", clinical["bmi"], tr)))
    return f"**{_SEPARATOR.join(parts)}**"


def _of(modality: str, fields: dict[str, Any], patient: Patient, tr: Translator) -> str:
    """One paragraph: numbers first, then what was answered with yes, with no."""
    lang = language.current()
    title = CATALOGUE.modality_label(modality, lang)
    if modality == "gene":
        return tr("cases.record.genes", title=title, n=len(fields), alleles=sum(fields.values()))
    numbers: list[str] = []
    answers: dict[bool, list[str]] = {True: [], False: []}
    for name, value in fields.items():
        if CATALOGUE[name].kind == "binary":
            answers[bool(value)].append(CATALOGUE[name].label_in(lang))
        elif name not in _SAID and CATALOGUE[name].is_numeric and not name.endswith(("_t", "_z")):
            numbers.append(f"{CATALOGUE[name].label_in(lang)} {_value(name, value, tr)}{_score(name, patient, tr)}")
    parts = [_SEPARATOR.join(numbers)] if numbers else []
    for answer, key in ((True, "yes"), (False, "no")):
        if answers[answer]:
            parts.append(tr(f"cases.record.{key}", fields=tr("figures.list_separator").join(answers[answer])))
    return f"**{title}** {_SEPARATOR.join(parts)}" if parts else ""


def _value(name: str, value: Any, tr: Translator) -> str:
    """With its unit, and a mark where it lies outside the usual range."""
    text, usual = why.value_text(name, value, tr, language.current()).replace(" ", "\N{NO-BREAK SPACE}"), CATALOGUE[name].usual
    if usual is None or usual[0] <= value <= usual[1]:
        return text
    return f"{text}\N{NO-BREAK SPACE}{_ABOVE if value > usual[1] else _BELOW}"


def _score(name: str, patient: Patient, tr: Translator) -> str:
    """The T-score of a site beside its BMD: a density alone says little to a reader."""
    site = name.removesuffix("_bmd")
    if site not in SITES:
        return ""
    score = patient.harmonised().columns[f"{site}_t"][0]
    return tr("cases.record.t", t=f"{score:.1f}".replace("-", "−"))
