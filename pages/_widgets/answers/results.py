"""The answer: a gauge with its interval for each outcome, the three classes, and the WHO category beside them."""

from __future__ import annotations

import streamlit as st

from osteo_core import figures
from osteo_core.inference.assessment import Assessment, Outcome, Risk
from osteo_core.inference.model_names import is_own
from osteo_core.patients import Patient
from pages._widgets.shared import charts, language, layers, prevalence
from pages._widgets.shared.language import Translator

OUTCOMES: tuple[Outcome, ...] = ("osteoporosis", "fracture", "hip_fracture", "prevalent_fracture")
"""In the order shown."""

_TALLEST_GAUGE, _TALLEST_STATUS = 190, 130
"""Pixels of their height before a class: they share a screen."""

# Three headings side by side on one line each, so that the gauges stand level.
_STYLE = "<style>.st-key-gauges h2 { font-size: 0.98rem; }</style>"


def risks(assessment: Assessment) -> dict[str, Risk]:
    """The outcomes that this model answers, by key, in the order shown."""
    answers = {name: getattr(assessment, name) for name in OUTCOMES}
    return {name: risk for name, risk in answers.items() if risk is not None}


def _frequency(assessment: Assessment, patient: Patient) -> str:
    """Key of the sentences that say a risk as a frequency: among virtual people, others they were adjusted to, or one's own."""
    if is_own(assessment.model):
        return "frequency_own"
    return "frequency" if prevalence.in_force(patient) in ("virtual", "life") else "frequency_restated"


def show(assessment: Assessment, patient: Patient, tr: Translator) -> None:
    """Gauges side by side; under them the class bar and the WHO category."""
    lang = language.current()
    answers = risks(assessment)
    frequency = _frequency(assessment, patient)
    moved = layers.outcomes_moved(assessment)
    with st.container(key="gauges"):
        st.html(_STYLE)
        places = st.columns(len(answers))
    for place, (name, risk) in zip(places, answers.items(), strict=True):
        with place, st.container(border=True):
            _gauge(name, risk, "frequency_restated" if name in moved else frequency, tr, lang)
    with st.container(border=True):
        left, right = st.columns([3, 2])
        with left:
            st.markdown(f"**{tr('pages.results.status')}**")
            charts.chart(
                figures.status_bar(assessment.status, lang, dark=charts.dark()),
                figures.describe_status(assessment.status, lang),
                key="chart.status",
                tallest=_TALLEST_STATUS,
            )
        with right:
            st.markdown(f"**{tr('pages.results.who')}** {patient.who_category().text(lang)}")
            st.markdown(tr("pages.results.who_beside"))
    charts.numbers(lambda: figures.gauge_table(answers), "risks.csv", tr, "numbers.risks")


def _gauge(name: str, risk: Risk, frequency: str, tr: Translator, lang: str) -> None:
    title = tr(f"figures.outcome.{name}")
    st.header(title)
    figure = figures.gauge(risk, title, lang, dark=charts.dark())
    charts.chart(figure, figures.describe_gauge(risk, title, lang), key=f"chart.gauge.{name}", row=False, tallest=_TALLEST_GAUGE)
    # "23 of 100" only where a whole number says something: near none or all it is given of a thousand.
    of = 100 if 0.01 <= risk.probability <= 0.99 else 1000
    st.markdown(tr(f"pages.results.{frequency}.{name}", value=figures.percent_with_interval(risk), n=round(of * risk.probability), of=of))
    charts.downloads(f"chart.gauge.{name}", tr)
