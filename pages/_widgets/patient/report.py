"""The report of the patient on screen: chosen in a small menu, made when asked for, handed to the reader's browser and kept nowhere."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from osteo_core.errors import ArtifactError, InvalidInput
from osteo_core.inference.assessment import Assessment
from osteo_core.patients import Patient
from osteo_core.records import Record, Visit
from pages._widgets import access
from pages._widgets.answers import results, scores
from pages._widgets.shared import choice, language, layers, model, prevalence, rule_set, text, world
from pages._widgets.shared.language import Translator
from pages._widgets.shared.output import saving
from pages._widgets.visits import history

if TYPE_CHECKING:
    from osteo_core.reports.answers import Answered
    from osteo_core.reports.make import Kind, Reader

_READERS: tuple[Reader, ...] = ("clinician", "patient")
_KINDS: dict[Kind, str] = {"pdf": saving.PDF, "html": saving.HTML, "fhir": "application/fhir+json"}
_ENDINGS: dict[Kind, str] = {"fhir": "json"}


def show(assessment: Assessment, patient: Patient, tr: Translator) -> None:
    """The menu: for whom, as what, and the button that makes it. Only a model with risks over ten years has a report."""
    if assessment.fracture is None:
        return
    with st.popover(tr("pages.report.title")):
        reader = choice.radio(
            tr("pages.report.for"), _READERS, format_func=lambda r: tr(f"pages.report.for_{r}"), key="report.for", persist_state="session",
            horizontal=True,
        )  # fmt: skip
        kind = choice.radio(
            tr("pages.report.kind"), tuple(_KINDS), format_func=lambda k: tr(f"pages.report.kind_{k}"), key="report.kind",
            persist_state="session", horizontal=True,
        )  # fmt: skip
        try:
            name = f"report.{_ENDINGS.get(kind, kind)}"
            saving.button(
                tr("pages.report.make"), lambda: _made(assessment, patient, reader, kind, tr), name, _KINDS[kind],
                key="report.make", look="secondary", help=tr("pages.report.help"),
            )  # fmt: skip
        except (ArtifactError, InvalidInput) as refused:
            st.error(text.reason(refused))


def _made(assessment: Assessment, patient: Patient, reader: Reader, kind: Kind, tr: Translator) -> bytes:
    from osteo_core.reports.make import make

    under = layers.name_in_force(model.load(assessment.model))
    access.note("report", model=assessment.model, layer=under, record_id=patient.id)
    with st.spinner(tr("pages.report.working")):
        return make(_answered(assessment, patient, tr), reader, language.current(), kind, datetime.date.today())


def _answered(assessment: Assessment, patient: Patient, tr: Translator) -> Answered:
    """What the session has worked out, as the page states it."""
    from osteo_core.reports.answers import answered

    outcomes = [name for name in results.OUTCOMES if name in results.risks(assessment)]
    explained = {name: model.explain(patient, name, name=world.model_name()) for name in outcomes}
    rules = rule_set.chosen()
    restated = prevalence.in_force(patient) in ("nhanes", "own")
    return answered(
        _record(patient), assessment, scores.restated(scores.answers(patient), patient), explained,
        rules=None if rules is None else rules.name, stated=prevalence.label(patient, tr) if restated else None,
    )  # fmt: skip


def _record(patient: Patient) -> Record:
    """The visits with the patient on screen as the newest: a visit that is being entered counts as today's."""
    whole = history.whole()
    if whole is not None and st.session_state.get(history.NEW) and (whole.visits[-1].date or datetime.date.max) < datetime.date.today():
        whole = replace(whole, visits=(*whole.visits, Visit(datetime.date.today(), patient)))
    # What is said is said of the patient on screen: visits whose newest is another are no history of this one.
    return whole if whole is not None and whole.newest().patient.entered() == patient.entered() else Record.of(patient)
