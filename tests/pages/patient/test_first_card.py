"""The first card: WHO category or Z-score, the guideline's verdict, FRAX-style and the network with its interval, in both languages."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from osteo_core import Patient, load_model
from osteo_core.figures.base.numbers import percent_with_interval
from osteo_core.figures.scores.score_comparison import range_text
from osteo_core.patients.examples import list_examples, load_example
from osteo_core.scores.frax_style import score as frax_style
from osteo_core.translations import LANGUAGES, translate

_HARNESS = """
import streamlit as st
from osteo_core import Patient
from osteo_core.errors import InvalidInput
from pages._widgets.answers import first_card
from pages._widgets.shared import language, model, world
tr = language.start()
patient = Patient.from_json_text(st.session_state["patient"])
try:
    found = model.assess(patient, world.model_name())
except InvalidInput:
    found = None
first_card.show(found, patient, tr)
"""


def _card(patient: Patient, language: str = "en", **state: object) -> tuple[AppTest, str]:
    app = AppTest.from_string(_HARNESS, default_timeout=60)
    app.session_state["language"] = language
    app.session_state["patient"] = patient.to_json()
    for name, value in state.items():
        app.session_state[name] = value
    app.run()
    assert not app.exception
    return app, "\n".join(m.value for m in app.markdown)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_card_says_what_each_of_the_four_says(language: str) -> None:
    patient = load_example(list_examples()[0].id)
    _, said = _card(patient, language, rule_set="bhof_2022")
    assert f"**{translate('first_card.category.osteoporosis', language)}**" in said
    assert "−2.8" in said
    assert f"**{translate('first_card.verdict.treatment_met', language)}**" in said
    found, frax = load_model().assess(patient), frax_style.for_patient(patient)
    for risk in (found.osteoporosis, found.fracture, found.hip_fracture):
        assert risk is not None
        assert percent_with_interval(risk).replace(">", "\\>") in said
    for outcome in ("major", "hip"):
        value = frax.value(outcome)
        assert value is not None
        assert value.value is not None
        assert range_text(value.value, value.low, value.high) in said


def test_before_menopause_the_z_score_counts_and_the_guideline_does_not_apply() -> None:
    young = Patient.model_validate(
        {"clinical": {"age": 42, "sex": "female", "postmenopausal": False}, "dxa": {"lumbar_spine_z": -2.3, "lumbar_spine_t": -2.6}}
    )
    _, said = _card(young, rule_set="bhof_2022")
    assert f"**{translate('first_card.category.below_expected_range')}**" in said
    assert translate("first_card.by_z") in said
    assert f"**{translate('first_card.verdict.outside')}**" in said
    assert translate("first_card.category.osteoporosis") + "**" not in said


def test_what_cannot_be_decided_says_what_is_missing() -> None:
    _, said = _card(Patient.model_validate({"clinical": {"age": 67}}), rule_set=None)
    assert f"**{translate('first_card.undecided')}**" in said
    assert translate("first_card.no_rule") in said
    assert translate("first_card.frax_lacks", fields="|").split("|")[0] in said


def test_the_papers_network_answers_in_its_world_and_says_that_it_predicts_no_hip_fracture() -> None:
    patient = load_example(list_examples()[0].id)
    _, said = _card(patient, world="paper")
    fracture = load_model("fusion").assess(patient).fracture
    assert fracture is not None
    assert percent_with_interval(fracture) in said
    assert translate("first_card.unanswered") in said
    assert translate("first_card.people.virtual") in said


def test_a_guideline_can_be_changed_on_the_card() -> None:
    app, _ = _card(load_example(list_examples()[0].id), rule_set="china_2022")
    assert app.selectbox(key="rule_set").value == "china_2022"
    app.selectbox(key="rule_set").set_value("who_1994").run()
    assert f"**{translate('first_card.verdict.diagnosis_met')}**" in "\n".join(m.value for m in app.markdown)
