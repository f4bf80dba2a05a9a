"""After the question: the network's risks, why, the other scores, the record; one view at a time. And the truth, in words."""

from __future__ import annotations

from functools import partial

import streamlit as st

from osteo_core import figures
from osteo_core.figures.base.risk_scale import describe_risk_scale, risk_scale
from osteo_core.figures.scores.score_comparison import describe_score_comparison, score_comparison, score_comparison_table
from osteo_core.scores import registry
from osteo_core.scores.disagreement import answer_of, answer_of_network, disagreement
from osteo_core.stored.find_cases import Outcome
from osteo_core.translations import LANGUAGES, one_after_another, translate
from pages._widgets.answers import results, why
from pages._widgets.answers import score_rows as compare_rows
from pages._widgets.answers.score_table import network_fields, network_modalities
from pages._widgets.cases import record as cases_record
from pages._widgets.cases.data import ShippedPerson
from pages._widgets.shared import choice, language, parts, presenter, prevalence, record
from pages._widgets.shared.language import Translator

TOP, _TOP_PRESENTED = 8, 6
_TALLEST_RISKS, _TALLEST_STATUS, _TALLEST_TESTS = 170, 120, 230
"""Pixels of their height before a class: two of them stand below each other, with what must not be concluded between them."""
_ROW_OF = {"fracture": "major", "osteoporosis": "osteoporosis"}


def show(person: ShippedPerson, outcome: Outcome, tr: Translator, *, tests: bool = False, warning: str = "") -> None:
    """The views, the risks first; `tests` puts how far missing tests could move the risk in place of the three classes.

    `warning` says what must not be concluded, right under the risks.
    """
    views = {
        "risk": partial(_tests if tests else _status, person, outcome),
        "why": partial(_why, person, outcome),
        "scores": partial(_scores, person, outcome),
        "record": partial(cases_record.show, person.patient),
    }
    view = choice.radio(
        tr("cases.view"), list(views), format_func=lambda v: tr(f"cases.view_of.{v}"), horizontal=True, key=f"cases.view.{person.key}",
        persist_state="session", label_visibility="collapsed",
    )  # fmt: skip
    if view == "risk":
        _risks(person, tr)
        if warning:
            st.markdown(warning)
    views[view](tr)


def truth(person: ShippedPerson, tr: Translator) -> str:
    """What became of the person, or that nothing is known."""
    told = person.truth
    if not told.known:
        return tr("cases.truth.real", who=person.patient.who_category().text(language.current()))
    fracture = tr(f"cases.truth.fracture.{_fracture(person)}", years=f"{told.years:.1f}")
    return tr("cases.truth.virtual", status=tr(f"cases.choice.status.{told.status}"), fracture=fracture)


def _fracture(person: ShippedPerson) -> str:
    told = person.truth
    if told.fracture is None:
        return "unknown"
    if told.fracture:
        return "yes"
    return "died" if told.died and (told.years or 0) < 10 else "no"


def _risks(person: ShippedPerson, tr: Translator) -> None:
    """Both risks with their intervals on one scale, the same for everybody."""
    found = results.risks(person.assessment)

    def draw(lang: str, dark: bool) -> parts.Chart:
        return risk_scale(found, lang, dark=dark), describe_risk_scale(found, lang), figures.gauge_table(found)

    parts.chart("cases.risks", (person.key,), draw, tr("cases.read.risks"), tr, tallest=_TALLEST_RISKS)
    if prevalence.source() != "virtual":
        st.markdown(f":small[{tr('cases.not_restated')}]")


def _status(person: ShippedPerson, outcome: Outcome, tr: Translator) -> None:
    """The three classes, and what the network itself says against its answer."""
    status = person.assessment.status
    if outcome == "osteoporosis":

        def draw(lang: str, dark: bool) -> parts.Chart:
            return figures.status_bar(status, lang, dark=dark), figures.describe_status(status, lang), figures.status_table(status, lang)

        parts.chart("cases.status", (person.key,), draw, tr("cases.read.status"), tr, tallest=_TALLEST_STATUS)
    against = [note.text(language.current()) for note in person.assessment.notes if note.kind in ("warning", "outside_training")]
    if against:
        st.warning("\n".join(f"- {line}" for line in against))


def _tests(person: ShippedPerson, outcome: Outcome, tr: Translator) -> None:
    """How far each missing test could move the risk."""
    assessment = person.assessment
    tests = [test for test in assessment.missing_tests if test.outcome == outcome]
    risk = assessment.osteoporosis if outcome == "osteoporosis" else assessment.fracture
    now = 0.0 if risk is None else risk.probability

    def draw(lang: str, dark: bool) -> parts.Chart:
        figure = figures.missing_tests_chart(tests, now, lang, dark=dark)
        return figure, figures.describe_missing_tests(tests, now, lang), figures.missing_tests_table(tests, lang)

    parts.chart("cases.tests", (person.key, outcome), draw, tr("pages.notes.missing_tests_help"), tr, tallest=_TALLEST_TESTS)


def _why(person: ShippedPerson, outcome: Outcome, tr: Translator) -> None:
    """The largest pushes, with the values entered."""
    with st.spinner(tr("pages.why.working")):
        explanation = person.explanation(outcome)
    draft, here = record.flat(person.patient), language.current()
    # Large words leave no room for the values, which the record shows, nor for many bars on one screen.
    presenting = presenter.on()
    shown = () if presenting else [name for name in explanation.contributions if name in draft]
    values = {name: why.value_text(name, draft[name], tr, here) for name in shown}

    def draw(lang: str, dark: bool) -> parts.Chart:
        steps = figures.feature_steps(explanation, lang, values=values, top=_TOP_PRESENTED if presenting else TOP)
        figure = figures.waterfall(explanation, steps, lang, dark=dark)
        alt = figures.describe_waterfall(explanation, steps, lang)
        return figure, alt, figures.waterfall_table(explanation, steps, lang)

    st.markdown(f"**{tr(f'figures.outcome.{outcome}')}**")
    # The session's units stand in the labels, so they are part of what the chart depends on.
    parts.chart("cases.why", (person.key, outcome, presenting, *values.values()), draw, tr("pages.why.help"), tr)


def _scores(person: ShippedPerson, outcome: Outcome, tr: Translator) -> None:
    """The network beside the scores in use, the WHO category and the screening scores, and where they disagree."""
    answers, setting, asked = person.answers, person.setting(tr), _ROW_OF[outcome]
    title = tr(f"compare.outcome.{asked}")

    def draw(lang: str, dark: bool) -> parts.Chart:
        rows = compare_rows.rows(answers, asked, setting)
        return score_comparison(rows, lang, dark=dark), describe_score_comparison(rows, title, lang), score_comparison_table(rows)

    st.markdown(f"**{title}**")
    parts.chart("cases.scores", (person.key, outcome), draw, tr("cases.read.scores"), tr)
    lines = [
        f"**{tr('pages.results.who')}** {person.patient.who_category().text(setting.lang)}",
        one_after_another(*compare_rows.screening_lines(answers, setting)),
        _disagreement(person, outcome),
    ]
    st.markdown("\n".join(f"- {line}" for line in lines if line))


def _disagreement(person: ShippedPerson, outcome: Outcome) -> str:
    answers, asked = person.answers, _ROW_OF[outcome]
    found = [answer_of(answers.scores[about.name], asked) for about in registry.of_outcome(asked)]
    label = {lang: translate("compare.network_named.fusion", lang) for lang in LANGUAGES}
    used = network_fields("fusion", person.assessment, person.patient)
    risk = compare_rows.network_risks(answers, asked)["fusion"]
    network = answer_of_network(label, 100 * risk.probability, network_modalities("fusion"), used)
    told = disagreement(asked, [network, *(answer for answer in found if answer is not None)])
    return "" if told is None else told.text(language.current())
