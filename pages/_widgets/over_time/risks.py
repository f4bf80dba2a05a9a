"""The visits, and the network's risks at each of them."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from osteo_core.catalogue import CATALOGUE
from osteo_core.errors import InvalidInput
from osteo_core.figures.base.numbers import percent_with_interval
from osteo_core.inference.assessment import Assessment, Risk
from osteo_core.patients import Patient
from osteo_core.records import Record
from osteo_core.records.newest import Newest
from osteo_core.translations import one_after_another
from pages._widgets.shared import language, layers, model, parts, prevalence, text, world
from pages._widgets.shared.language import Translator

_KEPT = "person.risks"
_SITES = ("lumbar_spine", "femoral_neck", "total_hip")
_RISKS = ("osteoporosis", "fracture", "hip_fracture")


def visits(record: Record, tr: Translator) -> None:
    """Each visit in a line: its day, the scan, BMD of each site; results from outside; what carries forward to the newest one."""
    lang, rows, numbers = language.current(), [], []
    for visit in record.visits:
        dxa = visit.patient.dxa
        day = visit.date.isoformat() if visit.date else tr("over_time.undated")
        maker = None if dxa is None or dxa.manufacturer is None else CATALOGUE["manufacturer"].category_in(dxa.manufacturer, lang)
        scan = [part for part in (maker, visit.scan.device, visit.scan.vertebrae) if part]
        scan += [tr(f"over_time.side.{visit.scan.side}")] if visit.scan.side else []
        values = {site: None if dxa is None else getattr(dxa, f"{site}_bmd") for site in _SITES}
        rows.append(
            {tr("over_time.table.date"): day, tr("over_time.table.scan"): text.as_text(tr("errors.list_separator").join(scan)) or "–"}
            | {CATALOGUE[f"{site}_bmd"].label_in(lang): "–" if value is None else f"{value:.3f}" for site, value in values.items()}
        )
        numbers.append({"date": visit.date.isoformat() if visit.date else "", "scan": ", ".join(scan)} | values)
    parts.table(rows, pd.DataFrame(numbers), "over_time.visits", tr)
    for visit in record.visits:
        for name, value in visit.outside:
            of = f"{visit.date or ''} {tr(f'records.field.outside_{name}')}"
            said = tr("errors.at_field", where=of, sentence=f"{value:g}")
            st.markdown(f":small[{text.as_text(said)}]")
    notes = [*record.remarks, *record.newest().notes]
    if notes:
        st.markdown(f":small[{tr('over_time.notes')}]\n\n{text.listed(text.as_text(note.sentence(lang)) for note in notes)}")


def show(record: Record, tr: Translator) -> None:
    """The risks at each visit, by the network of the world chosen; why there are none where there are none."""
    lines, numbers = [], []
    for known, answer in _answers(record):
        day = known.date.isoformat() if known.date else tr("over_time.undated")
        line = {tr("over_time.table.date"): day}
        if isinstance(answer, Assessment):
            risks: dict[str, Risk | None] = {name: getattr(answer, name) for name in _RISKS}
            line |= {tr(f"over_time.risk.{name}"): _said(risk) for name, risk in risks.items()} | {tr("over_time.table.remark"): ""}
            numbers += [_row(known, name, risk, answer.model) for name, risk in risks.items() if risk is not None]
        else:
            line |= {tr(f"over_time.risk.{name}"): "–" for name in _RISKS} | {tr("over_time.table.remark"): text.reason(answer)}
        lines.append(line)
    st.header(tr("over_time.risks"))
    newest = next((answer for _, answer in reversed(_answers(record)) if isinstance(answer, Assessment)), None)
    moved = newest is not None and layers.says_so(newest)
    whose = tr("your_hospital.card") if moved else prevalence.label(record.newest().patient, tr)
    st.markdown(f":small[{one_after_another(whose, tr('over_time.risks_help'))}]")
    if newest is not None:
        layers.show(newest, tr, model.load(newest.model))
    parts.table(lines, pd.DataFrame(numbers, columns=["date", "outcome", "probability", "low", "high", "model"]), "over_time.risks", tr)


def _answers(record: Record) -> list[tuple[Newest, Assessment | InvalidInput]]:
    """Each visit with what carries forward to it, and its answer, kept in the session until another person comes."""
    name = world.model_name()
    under = layers.signature(model.load(name))
    kept: dict[str, Any] = st.session_state.setdefault(_KEPT, {})
    found = []
    for number in range(len(record.visits)):
        known = record.at(number)
        key = f"{name} {under} {known.patient.model_dump_json()}"
        if key not in kept:
            kept[key] = _asked(known.patient, name)
        found.append((known, _restated(kept[key], known.patient)))
    return found


def _asked(patient: Patient, name: str) -> Assessment | InvalidInput:
    try:
        return layers.over(model.load(name)).assess(patient)
    except InvalidInput as refused:
        return refused


def _restated(answer: Assessment | InvalidInput, patient: Patient) -> Assessment | InvalidInput:
    return answer if isinstance(answer, InvalidInput) else prevalence.restated(answer, patient)


def _said(risk: Risk | None) -> str:
    return "–" if risk is None else percent_with_interval(risk)


def _row(known: Newest, name: str, risk: Risk, model_name: str) -> dict[str, object]:
    day = known.date.isoformat() if known.date else ""
    return {"date": day, "outcome": name, "probability": risk.probability, "low": risk.low, "high": risk.high, "model": model_name}
