"""The page of contributions goes through every step in both languages, keeps answers back, and keeps a patient to the session."""

from __future__ import annotations

from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from osteo_core.catalogue import CATALOGUE
from osteo_core.patients import Patient
from osteo_core.translations import LANGUAGES, sentences, translate
from tests.pages.in_turn import in_turn
from tests.pages.opened import opened, texts_on_page

STEPS = {"modality": 1, "feature": 1, "table3": 1, "swarm": 1, "dependence": 1, "groups": 1, "person": 2}
OUTCOMES = ("osteoporosis", "fracture")


def _page(step: str, language: str = "en", **state: Any) -> AppTest:
    return opened("contributions", language, {"step.contributions": step} | {key.replace("__", "."): value for key, value in state.items()})


def _alts(app: AppTest) -> list[str]:
    return [chart.proto.alt for chart in app.get("plotly_chart")]


@pytest.mark.parametrize("step, charts, language", in_turn(STEPS.items()))
def test_every_step_runs_for_both_outcomes_and_says_that_the_people_are_virtual(step: str, charts: int, language: str) -> None:
    app = _page(step, language)
    shown = []
    for outcome in OUTCOMES:
        app.radio(key="contributions.outcome").set_value(outcome).run()
        assert not app.exception
        assert [title.value for title in app.title] == [translate("contributions.title", language)]
        assert [header.value for header in app.header] == [translate(f"contributions.title_of.{step}", language)]
        assert len(_alts(app)) == charts
        assert all(len(alt) > 15 for alt in _alts(app))
        assert translate("contributions.virtual", language) in texts_on_page(app)
        shown.append(_alts(app))
    assert shown[0] != shown[1]


@pytest.mark.parametrize("step, language", in_turn(STEPS))
def test_the_answer_comes_when_asked_for(step: str, language: str) -> None:
    app = _page(step, language)
    whole = sentences(language)[f"contributions.answer_of.{step}"]
    opening = max(whole.replace("}", "{").split("{")[::2], key=len)
    assert opening not in texts_on_page(app)
    app.toggle(key=f"contributions.answer.{step}").set_value(True).run()
    assert not app.exception
    assert opening in texts_on_page(app)
    assert "nan" not in texts_on_page(app).lower()


@pytest.mark.parametrize("step", STEPS)
def test_a_question_and_its_answer_are_short(step: str) -> None:
    for part in ("ask", "answer_of"):
        assert len(sentences("en")[f"contributions.{part}.{step}"].split()) <= 60


def test_counting_complete_people_only_moves_balance_and_gait_up() -> None:
    app = _page("modality")
    app.radio(key="contributions.outcome").set_value("fracture").run()
    name = CATALOGUE.modality_label("sensory", "en")
    places = []
    for who in ("all", "complete"):
        app.radio(key="contributions.who").set_value(who).run()
        places.append(_alts(app)[0].index(name))
    assert places[1] < places[0]


def test_all_fields_are_shown_when_asked_for() -> None:
    app = _page("feature")
    assert "15 shown" in _alts(app)[0]
    app.toggle(key="contributions.every").set_value(True).run()
    assert "98 shown" in _alts(app)[0]


def test_the_colour_is_chosen_automatically_or_by_hand() -> None:
    app = _page("dependence")
    app.selectbox(key="contributions.field").set_value("osteocalcin").run()
    assert CATALOGUE["glucocorticoid_use"].label_in("en") in _alts(app)[0]
    app.selectbox(key="contributions.other").set_value("sex").run()
    assert CATALOGUE["sex"].label_in("en") in _alts(app)[0]
    app.selectbox(key="contributions.other").set_value("none").run()
    assert "colour" not in _alts(app)[0]
    app.selectbox(key="contributions.field").set_value("sex").run()
    assert not app.exception


@pytest.mark.parametrize("column", ["sex", "age_band", "ethnicity", "status", "completeness"])
@pytest.mark.parametrize("by", ["modality", "feature"])
def test_every_way_of_dividing_people(column: str, by: str) -> None:
    app = _page("groups")
    app.selectbox(key="contributions.column").set_value(column).run()
    app.radio(key="contributions.by").set_value(by).run()
    assert not app.exception
    assert _alts(app)[0].count("n = ") >= 2
    app.radio(key="contributions.who").set_value("complete").run()
    assert not app.exception
    assert (translate("contributions.one_group", "en") in texts_on_page(app)) == (column == "completeness")


def test_few_people_are_said_to_be_few() -> None:
    app = _page("groups")
    app.selectbox(key="contributions.column").set_value("ethnicity").run()
    assert "(n = 41, few)" in _alts(app)[0]


def test_any_person_of_the_sample_can_be_shown() -> None:
    app = _page("person")
    seen = [_alts(app)]
    for which in ("median", "lowest", "id"):
        app.selectbox(key="contributions.person").set_value(which).run()
        assert not app.exception
        seen.append(_alts(app))
    assert seen[0] != seen[1] != seen[2]
    ids = app.selectbox(key="contributions.id").options
    assert len(ids) == 500
    app.selectbox(key="contributions.id").set_value(ids[-1]).run()
    assert _alts(app) == seen[0]
    assert ids[-1] in _alts(app)[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_current_patient_stands_among_everybody_and_is_never_named(language: str) -> None:
    from pages._widgets.shared.record import Record, flat

    patient = Patient.model_validate({"clinical": {"age": 71, "sex": "female", "prior_fracture": True}})
    app = _page("person", language, presenter=True)
    app.session_state["record"] = Record(draft=flat(patient), patient=patient)
    app.selectbox(key="contributions.person").set_value("current").run()
    assert not app.exception
    assert translate("contributions.current", language) in _alts(app)[1]
    assert translate("contributions.virtual_beside", language) in texts_on_page(app)
    assert CATALOGUE["age"].label_in(language) in _alts(app)[0]


def test_no_patient_is_said_kindly() -> None:
    from pages._widgets.shared.record import Record

    app = _page("person")
    app.session_state["record"] = Record()
    app.selectbox(key="contributions.person").set_value("current").run()
    assert not app.exception
    assert [info.value for info in app.info] == [translate("contributions.no_patient", "en")]


def test_the_patients_dot_is_marked_on_a_copy_only() -> None:
    """What is kept for all sessions has no mark of a patient, before or after one was shown."""
    from pages._widgets.contributions import data as contributions_data
    from pages._widgets.shared.record import Record, flat

    patient = Patient.model_validate({"clinical": {"age": 71, "sex": "female", "prior_fracture": True}})
    app = _page("dependence")
    app.session_state["record"] = Record(draft=flat(patient), patient=patient)
    app.selectbox(key="contributions.field").set_value("age").run()
    app.toggle(key="contributions.mark").set_value(True).run()
    assert not app.exception
    spec = app.get("plotly_chart")[0].proto.spec
    assert translate("contributions.current", "en") in spec
    of = contributions_data.written()
    kept = contributions_data.dependence_figure(of, "osteoporosis", "age", "femoral_neck_bmd", "all", "en", False)
    assert translate("contributions.current", "en") not in str(kept)
    app.selectbox(key="contributions.field").set_value("osteocalcin").run()
    assert "no Osteocalcin" in texts_on_page(app)


def test_without_explanations_the_page_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from osteo_core.errors import ArtifactError
    from osteo_core.stored import explanations

    def refuse() -> None:
        raise ArtifactError("shipped.missing", folder="explanations", file="fields.parquet", command="make")

    st.cache_resource.clear()
    monkeypatch.setattr(explanations, "load_sample", refuse)
    app = _page("modality")
    assert not app.exception
    assert "fields.parquet" in app.error[0].value
    assert not app.get("plotly_chart")
