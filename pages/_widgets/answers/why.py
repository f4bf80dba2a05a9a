"""Why: the waterfall for either outcome, by modality or by feature, and the attention weights."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext

import streamlit as st

from osteo_core import figures
from osteo_core.catalogue import CATALOGUE
from osteo_core.explanation.explanation import Explanation
from osteo_core.explanation.reference_people import reference_people
from osteo_core.figures.explanation.why_in_words import Whose, pushes_in_words, reference_in_words
from osteo_core.inference.assessment import Assessment, Outcome
from osteo_core.patients import Patient
from osteo_core.patients.reading.asked import AskedNumber
from pages._widgets.answers import results
from pages._widgets.shared import charts, choice, language, model, own, presenter, prevalence, units, world
from pages._widgets.shared.language import Translator

_MOST_LETTERS = 8
_BARS, _BARS_PRESENTED = 10, 6
_LETTERS, _LETTERS_PRESENTED = 24, 60
"""Of a bar's name on one line."""
_TALLEST = 370
"""Pixels of the chart's height before a class: the choices and two sentences stand over it."""
_BY: tuple[model.By, ...] = ("feature", "modality")


def controls(assessment: Assessment, tr: Translator, *, then: Callable[[], None]) -> None:
    """Outcome and kind of bars in one row; `then` draws anew what depends on them."""
    row = st.columns(2)
    with row[0]:
        choice.radio(
            tr("pages.why.outcome"), _outcomes(assessment), format_func=lambda o: tr(f"figures.outcome.{o}"), horizontal=True,
            key="why.outcome", persist_state="session", on_change=then,
        )  # fmt: skip
    with row[1]:
        choice.radio(
            tr("pages.why.by"), _BY, format_func=lambda b: tr(f"pages.why.by_{b}"), horizontal=True, key="why.by",
            persist_state="session", on_change=then,
        )  # fmt: skip
    if prevalence.source() != "virtual":
        st.markdown(tr("prevalence.explained"))


def explained(assessment: Assessment, patient: Patient, draft: dict[str, object], tr: Translator) -> None:
    """The waterfall of what the controls say."""
    outcome = choice.of("why.outcome") or _outcomes(assessment)[0]
    by: model.By = choice.of("why.by") or _BY[0]
    with st.spinner(tr("pages.why.working")) if by == "feature" else nullcontext():  # by modality it is there at once
        explanation = model.explain(patient, outcome, by, name=world.model_name())
    lang = language.current()
    values = {name: value_text(name, draft[name], tr, lang) for name in explanation.contributions if name in draft}
    _in_words(explanation, by, values, lang)
    _waterfall(explanation, by, values, tr, lang)


def attends(assessment: Assessment) -> bool:
    """Whether attention says anything: a single kind of data always has all of it."""
    return len(assessment.attention) > 1


def _in_words(explanation: Explanation, by: model.By, values: dict[str, str], lang: str) -> None:
    """What raises and lowers the risk most, then compared with whom."""
    whose: Whose = "own" if own.chosen() is not None else world.chosen()
    reference = reference_people(model.load(world.model_name()).artifact)
    st.markdown(pushes_in_words(explanation, by, lang, values=values))
    st.markdown(f":small[{reference_in_words(reference, explanation, whose, lang)}]")


def attention(assessment: Assessment, tr: Translator) -> None:
    """What the network attended to."""
    lang = language.current()
    st.markdown(f"**{tr('pages.why.attention')}**")
    figure = figures.attention_bars(assessment.attention, lang, dark=charts.dark())
    alt = figures.describe_attention(assessment.attention, lang)
    charts.chart(figure, alt, "chart.attention", numbers=(lambda: figures.attention_table(assessment.attention, lang), "attention.csv"))
    with presenter.aside(tr("pages.read"), "attention"):
        st.markdown(tr("pages.why.attention_help"))


def _outcomes(assessment: Assessment) -> list[Outcome]:
    answered = results.risks(assessment)
    return [name for name in results.OUTCOMES if name in answered]


def _waterfall(explanation: Explanation, by: str, values: dict[str, str], tr: Translator, lang: str) -> None:
    if by == "modality":
        steps = figures.modality_steps(explanation, lang)
    else:
        steps = figures.feature_steps(explanation, lang, values=values, top=_BARS_PRESENTED if presenter.on() else _BARS)
    figure = figures.waterfall(explanation, steps, lang, letters=_LETTERS_PRESENTED if presenter.on() else _LETTERS, dark=charts.dark())
    # A picture that is saved says by itself which outcome it explains.
    figure.update_layout(meta={"title": f"{tr('pages.why.title')} {tr(f'figures.outcome.{explanation.outcome}')}"})
    numbers = (lambda: figures.waterfall_table(explanation, steps, lang)), f"why-{explanation.outcome}-{by}.csv"
    charts.chart(figure, figures.describe_waterfall(explanation, steps, lang), "chart.waterfall", numbers=numbers, tallest=_TALLEST)
    with presenter.aside(tr("pages.read"), "why"):
        st.markdown(tr("pages.why.help"))


def value_text(name: str, value: object, tr: Translator, lang: str) -> str:
    """An entered value as words: with its unit, a category's label, yes or no."""
    feature = CATALOGUE[name]
    if feature.kind == "binary":
        return tr("pages.form.yes" if value else "pages.form.no")
    if feature.kind == "category":
        return feature.category_in(str(value), lang)
    if feature.kind == "dosage":
        return f"{float(str(value)):g}"
    asked, number = units.shown(feature), float(str(value))
    return f"{_short(asked, number)} {asked.feature.unit_in(lang)}".strip()


def _short(asked: AskedNumber, number: float) -> str:
    """As entered, where that is what a report prints; drawn and converted numbers have more digits than a label has room for."""
    if asked.factor != 1.0:
        return f"{asked.shown(number):.4g}"
    entered = asked.text(number)
    return entered if len(entered) <= _MOST_LETTERS else f"{number:.{asked.feature.decimals}f}"
