"""Where the scores disagree: a sentence or two an outcome, from what the scores themselves report."""

from __future__ import annotations

import streamlit as st

from osteo_core.comparison import Answers
from osteo_core.errors import as_line
from osteo_core.inference.assessment import Risk
from osteo_core.inference.model_names import is_own
from osteo_core.patients import Patient
from osteo_core.scores import registry
from osteo_core.scores.disagreement import Answer, answer_of, answer_of_network, disagreement
from osteo_core.translations import LANGUAGES, translate
from pages._widgets.answers.score_rows import OUTCOMES, Setting, network_risks
from pages._widgets.answers.score_table import network_fields, network_modalities


def show(answers: Answers, patient: Patient, setting: Setting) -> None:
    """One paragraph an outcome that has two answers or more."""
    st.header(setting.tr("compare.disagree.title"))
    found = [disagreement(outcome, _answers(answers, patient, outcome)) for outcome in OUTCOMES]
    lines = [f"- {one.text(setting.lang)}" for one in found if one is not None]
    st.markdown("\n".join(lines) if lines else setting.tr("compare.disagree.none"))
    if any(name != "nhanes" for name in answers.networks):
        st.markdown(f":small[{setting.tr(f'compare.disagree.network.{setting.stated}')}]")


def _answers(answers: Answers, patient: Patient, outcome: str) -> list[Answer]:
    found = [answer_of(answers.scores[about.name], outcome) for about in registry.of_outcome(outcome)]
    # The simplified network is left out: where it disagrees with the full one, it is for want of data alone.
    risks = {name: risk for name, risk in network_risks(answers, outcome).items() if name != "simplified"}
    found += [_network(name, risk, answers, patient) for name, risk in risks.items()]
    return [answer for answer in found if answer is not None]


def _named(name: str, language: str) -> str:
    if is_own(name):
        return translate("own.page.named", language, name=as_line(name))
    return translate(f"compare.network_named.{name}", language)


def _network(name: str, risk: Risk, answers: Answers, patient: Patient) -> Answer:
    used = network_fields(name, answers.networks[name], patient)
    label = {language: _named(name, language) for language in LANGUAGES}
    return answer_of_network(label, 100 * risk.probability, network_modalities(name), used)
